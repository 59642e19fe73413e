"""Another encoder: everything is encoded in it in the background, the old serves until then, nothing is lost."""

import logging
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.core import audit, heartbeats, marks
from apps.core.models import Mark
from apps.matching import (
    encoding,
    lists,
    pair,
    preview,
    recommendations,
    reencoding,
    review,
    tasks,
)
from apps.matching.models import DocumentVectors, EncoderChange, Generation, Match, MatchRun, TermRow
from apps.matching.states import MatchState
from apps.talents import profiles
from apps.talents.models import Talent
from apps.talents.sections import Text
from tests.factories import make_operator, make_position, make_talent
from tests.matching import world
from tests.matching.changing import OTHER, finish, in_force, people_on_the_list_of, restart, waiting, work_off
from tests.matching.world import LetterEncoder, encode, is_open, mark_of, match_of, rank, work

pytestmark = pytest.mark.django_db


class ThirdEncoder(LetterEncoder):
    id = "letters-3"


class Stumbling(LetterEncoder):
    """Cannot encode one person's words."""

    id = "letters-stumbling"

    def encode(self, texts, kind):
        if any("unspeakable" in text for text in texts):
            raise ValueError("cannot be encoded")
        return super().encode(texts, kind)


@pytest.fixture
def position():
    return make_position()


@pytest.fixture
def talents(position):
    return people_on_the_list_of(position)


def test_the_old_encoder_serves_until_everything_is_encoded_in_the_new(settings, position, talents):
    before = lists.results(position)
    restart(settings, OTHER)
    change = reencoding.advance()
    assert (change.encoder_id, change.from_encoder_id, in_force()) == ("letters-2", "letters-1", "letters-1")
    assert waiting("encode_talent") == {talent.pk for talent in talents}
    assert waiting("encode_position") == {position.pk}
    assert lists.results(position) == before
    again = rank(position)  # a new ranking meanwhile is a whole one
    assert (again.encoder_id, again.compared, again.basic) == ("letters-1", 3, False)
    assert [row.score for row in lists.results(position)] == [row.score for row in before]
    assert preview.preview(position).compared == 3
    assert pair.explain_pair(position, talents[0]).score in [row.score for row in before]
    finish()
    assert in_force() == "letters-2"


def test_the_switch_is_one_step_and_every_list_follows(settings, position, talents):
    review.approve(match_of(position, talents[0]), by=make_operator())
    restart(settings, OTHER)
    epoch = marks.epoch("encoder")
    reencoding.advance()
    finish()
    change = EncoderChange.objects.get()
    assert (change.running, change.outcome) == (False, "switched")
    assert marks.epoch("encoder") == epoch + 1
    assert Generation.objects.get(active=True).talents == 3
    assert audit.timeline(change, public_only=False).get().act == "switch"
    assert is_open("position", position.pk)  # marked by the clock in the same round
    work("position", position.pk)
    run = lists.current_run(position)
    assert (run.encoder_id, run.compared) == ("letters-2", 3)
    assert match_of(position, talents[0]).state == MatchState.APPROVED
    assert recommendations.refresh_if_stale(talents[0]) is True
    tasks.reconcile()
    assert (EncoderChange.objects.count(), in_force()) == (1, "letters-2")


def test_one_task_does_some_of_what_waits_behind_it(settings, position, talents, monkeypatch):
    monkeypatch.setattr(tasks, "LONGEST", 3600)
    restart(settings, OTHER)
    reencoding.advance()
    tasks.encode_talent(mark_of("encode_talent", talents[0].pk).pk)
    assert waiting("encode_talent") == set()
    assert DocumentVectors.objects.filter(kind="talent", encoder_id="letters-2").count() == 3


def test_a_worker_that_dies_half_way_loses_nothing(settings, position, talents, monkeypatch):
    monkeypatch.setattr(tasks, "AT_ONCE", 0)
    restart(settings, OTHER)
    reencoding.advance()
    work("encode_talent", talents[0].pk)
    claim = marks.claim(mark_of("encode_talent", talents[1].pk).pk)  # and the worker is killed
    assert claim is not None
    tasks.reconcile()
    assert in_force() == "letters-1"
    found = reencoding.progress(reencoding.running())
    assert (found.done, found.total, found.percent, found.complete) == (1, 4, 25, False)
    Mark.objects.filter(pk=claim.mark_id).update(lease_until=timezone.now() - timedelta(seconds=1))
    world.forget()  # everything starts again
    made = DocumentVectors.objects.get(kind="talent", object_id=talents[0].pk, encoder_id="letters-2").made_at
    finish()
    assert in_force() == "letters-2"
    again = DocumentVectors.objects.get(kind="talent", object_id=talents[0].pk, encoder_id="letters-2")
    assert again.made_at == made  # not done twice


def test_a_task_that_fails_is_tried_again(settings, position, talents, monkeypatch):
    restart(settings, OTHER)
    reencoding.advance()
    with monkeypatch.context() as patched:
        patched.setattr(encoding, "encode", lambda *args: (_ for _ in ()).throw(OSError("disk")))
        tasks.encode_talent(mark_of("encode_talent", talents[0].pk).pk)
    mark = mark_of("encode_talent", talents[0].pk)
    assert (mark.error, mark.attempts, mark.parked_at) == ("OSError: disk", 1, None)
    Mark.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    finish()
    assert in_force() == "letters-2"


def test_the_switch_that_dies_is_made_by_the_next_round(settings, position, talents, monkeypatch):
    restart(settings, OTHER)
    reencoding.advance()
    work_off()
    with monkeypatch.context() as patched:
        patched.setattr(marks, "bump_epoch", lambda name: (_ for _ in ()).throw(OSError("gone")))
        with pytest.raises(OSError, match="gone"):
            reencoding.advance()
    assert (in_force(), EncoderChange.objects.get().running) == ("letters-1", True)  # all or nothing
    tasks.reconcile()
    assert in_force() == "letters-2"


def test_who_changes_or_comes_meanwhile_is_encoded_in_both(settings, position, talents):
    restart(settings, OTHER)
    reencoding.advance()
    work_off()
    talent = Talent.objects.get(pk=talents[0].pk)
    profiles.save_texts(talent, [Text("en", headline="Welder", about="Other words.")], by=talent.user)
    new = make_talent()
    encode(talent, new)
    tasks.reconcile()
    assert in_force() == "letters-1"
    assert is_open("encode_talent", talent.pk)
    assert is_open("encode_talent", new.pk)
    finish()
    assert in_force() == "letters-2"
    work("position", position.pk)
    assert lists.current_run(position).compared == 4


def test_one_who_cannot_be_encoded_does_not_hold_up_the_city(settings, position, talents, caplog):
    odd = make_talent(about="unspeakable")
    encode(odd)
    restart(settings, f"{__name__}.Stumbling")
    reencoding.advance()
    finish()
    assert in_force() == "letters-1"
    Mark.objects.filter(kind="encode_talent", object_id=odd.pk).update(parked_at=timezone.now())
    assert reencoding.progress(reencoding.running()).failed == 1
    with caplog.at_level(logging.CRITICAL):
        tasks.reconcile()
    assert in_force() == "letters-stumbling"


def test_an_encoder_that_fails_for_many_does_not_come_into_force(settings, position, talents):
    restart(settings, OTHER)
    reencoding.advance()
    Mark.objects.filter(kind="encode_talent").update(parked_at=timezone.now())
    work("encode_position", position.pk)
    for _ in range(2):
        tasks.reconcile()
    assert in_force() == "letters-1"
    assert reencoding.progress(reencoding.running()).failed == 3


def test_a_task_leaves_the_rest_to_the_next_so_that_mails_need_not_wait(settings, position, talents, monkeypatch):
    monkeypatch.setattr(tasks, "LONGEST", -1)
    restart(settings, OTHER)
    reencoding.advance()
    tasks.encode_talent(mark_of("encode_talent", talents[1].pk).pk)
    assert waiting("encode_talent") == {talents[0].pk, talents[2].pk}


# ---------------------------------------------------------------- settings that come and go
def test_a_setting_taken_back_ends_the_change(settings, position, talents):
    restart(settings, OTHER)
    reencoding.advance()
    restart(settings, "tests.matching.world.LetterEncoder")
    assert reencoding.advance() is None
    assert EncoderChange.objects.get().outcome == "abandoned"
    mark = mark_of("encode_talent", talents[0].pk)
    tasks.encode_talent(mark.pk)
    assert not DocumentVectors.objects.filter(encoder_id="letters-2").exists()
    assert not is_open("encode_talent", talents[0].pk)


def test_a_third_encoder_takes_the_place_of_the_second(settings, position, talents):
    restart(settings, OTHER)
    reencoding.advance()
    restart(settings, f"{__name__}.ThirdEncoder")
    assert reencoding.advance().encoder_id == "letters-3"
    finish()
    assert in_force() == "letters-3"


def test_while_two_settings_are_about_nothing_changes(settings, position, talents, caplog):
    reencoding.advance()  # a process that wants the one in force
    settings.MATCHING_ENCODER = OTHER
    world.forget()
    assert reencoding.advance() is None
    assert "nothing is changed" in caplog.text
    assert not EncoderChange.objects.exists()


def test_a_worker_with_another_setting_leaves_the_work_to_others(settings, position, talents):
    restart(settings, OTHER)
    reencoding.advance()
    settings.MATCHING_ENCODER = "tests.matching.world.LetterEncoder"
    world.forget()
    mark = mark_of("encode_talent", talents[0].pk)
    tasks.encode_talent(mark.pk)
    mark.refresh_from_db()
    assert (mark.done_gen, mark.attempts, mark.lease_until) == (0, 0, None)
    assert mark.next_at > timezone.now()


def test_only_one_change_is_open():
    EncoderChange.objects.create(encoder_id="a", from_encoder_id="b")
    with pytest.raises(IntegrityError):
        EncoderChange.objects.create(encoder_id="c", from_encoder_id="b")


# ---------------------------------------------------------------- afterwards
def test_old_vectors_go_after_a_week(settings, position, talents):
    restart(settings, OTHER)
    reencoding.advance()
    finish()
    assert reencoding.tidy() == 0
    EncoderChange.objects.update(ended_at=timezone.now() - reencoding.KEEP_OLD - timedelta(minutes=1))
    assert reencoding.tidy() > 0
    for model in (DocumentVectors, TermRow):
        assert set(model.objects.values_list("encoder_id", flat=True)) == {"letters-2"}
    assert bytes(Generation.objects.get(encoder_id="letters-1").calibration) == b""
    assert rank(position).compared == 3
    assert reencoding.tidy() == 0


def test_vectors_that_are_being_made_are_not_tidied_away(settings, position, talents):
    EncoderChange.objects.create(
        encoder_id="letters-1", from_encoder_id="x", running=False, outcome="switched",
        ended_at=timezone.now() - timedelta(days=30),
    )  # fmt: skip
    restart(settings, OTHER)
    reencoding.advance()
    work("encode_talent", talents[0].pk)
    reencoding.tidy()
    assert DocumentVectors.objects.filter(encoder_id="letters-2").exists()
    assert MatchRun.objects.exists()
    assert Match.objects.count() == 3


def test_the_sign_of_a_process_is_its_encoder():
    reencoding.advance()
    assert heartbeats.fresh("encoder:letters-1", timedelta(seconds=5))
