"""The encoder in force can no longer be loaded, or the one in the settings cannot; your own takes its place."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core import audit, marks
from apps.core.models import Mark
from apps.core.moves import GuardFailed
from apps.matching import encoding, generations, lists, pair, preview, recommendations, reencoding, tasks
from apps.matching.engine.encoders.lexical import LexicalEncoder
from apps.matching.models import EncoderChange, Generation
from tests.engine.test_own_model import write_model
from tests.factories import make_operator, make_position, make_talent
from tests.matching.changing import ONNX, OTHER, finish, in_force, people_on_the_list_of, restart
from tests.matching.world import encode, is_open, mark_of, rank, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setattr(logging.getLogger("apps.matching.engine.encoders.loading"), "disabled", True)


@pytest.fixture
def position():
    return make_position()


@pytest.fixture
def talents(position):
    return people_on_the_list_of(position)


@pytest.fixture
def gone(settings, position, talents):
    """The encoder in force cannot be loaded any more, another one is named."""
    Generation.objects.update(encoder_spec="tests.matching.world.TakenAway")
    restart(settings, OTHER)


def test_stored_vectors_go_on_serving(gone, position, talents):
    assert encoding.is_away(generations.current())
    run = rank(position)
    assert (run.encoder_id, run.compared) == ("letters-1", 3)
    encode(talents[0])
    assert recommendations.for_talent(talents[0])


def test_what_is_new_waits_without_failing_and_is_ranked_after_the_switch(gone, position, talents, monkeypatch):
    fresh, newcomer = make_position(title="焊接工程师"), make_talent(about="Welding of quite other things.")
    marks.touch("position", [fresh.pk])
    marks.touch("talent", [newcomer.pk])
    tasks.rank_position(mark_of("position", fresh.pk).pk)
    tasks.rank_talent(mark_of("talent", newcomer.pk).pk)
    for kind, obj in (("position", fresh), ("talent", newcomer)):
        mark = mark_of(kind, obj.pk)
        assert (mark.attempts, mark.error, mark.parked_at, is_open(kind, obj.pk)) == (0, "", None, True)
    for ask in (lambda: preview.preview(fresh), lambda: pair.explain_pair(fresh, talents[0])):
        with pytest.raises(GuardFailed, match="encoded anew"):
            ask()
    assert encode(talents[0]) is None  # hers are ranked without the new one
    tasks.reconcile()
    finish()
    assert in_force() == "letters-2"
    Mark.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    work("position", fresh.pk)
    assert lists.current_run(fresh).compared == 4


def test_an_operator_need_not_wait(gone, position, talents):
    reencoding.advance()
    work("encode_talent", talents[0].pk)
    operator, change = make_operator(), reencoding.running()
    reencoding.hurry(change, by=operator)
    with pytest.raises(GuardFailed):
        reencoding.hurry(change, by=operator)
    tasks.reconcile()
    assert in_force() == "letters-2"
    acts = audit.timeline(change, public_only=False).values_list("act", "actor_ref")
    assert list(acts) == [("hurry", operator.public_id), ("switch", "system")]


def test_an_erased_account_forces_the_switch_when_the_old_cannot_be_fitted_again(gone, position, talents):
    reencoding.advance()
    Generation.objects.update(active=False, calibration=b"")
    assert in_force() == "letters-2"
    assert reencoding.advance() is None
    assert EncoderChange.objects.get().outcome == "switched"


def test_an_erased_account_during_a_change_keeps_the_old_encoder(settings, position, talents):
    restart(settings, OTHER)
    reencoding.advance()
    Generation.objects.update(active=False, calibration=b"")
    assert in_force() == "letters-1"


# ---------------------------------------------------------------- without the encoder; your own
def test_without_its_encoder_an_installation_falls_back_to_basic_matching_and_comes_back(settings, position, talents):
    restart(settings, f"{ONNX}?folder=/no/such/folder")
    change = reencoding.advance()
    assert (change.encoder_id, change.basic) == (LexicalEncoder.id, True)
    assert rank(position).basic is False  # the old one can still be loaded here
    finish()
    assert in_force() == LexicalEncoder.id
    assert rank(position).basic is True
    restart(settings, "tests.matching.world.LetterEncoder")
    tasks.reconcile()
    finish()  # vectors of before are still there
    assert in_force() == "letters-1"


def test_your_own_model_comes_into_force(settings, position, talents, tmp_path):
    write_model(tmp_path / "model")
    restart(settings, f"{ONNX}?folder={tmp_path / 'model'}&max_length=32")
    change = reencoding.advance()
    assert change.encoder_id.startswith("onnx/")
    assert lists.current_run(position).encoder_id == "letters-1"
    finish()
    work("position", position.pk)
    assert (lists.current_run(position).encoder_id, lists.current_run(position).compared) == (change.encoder_id, 3)
    assert Generation.objects.get(active=True).encoder_spec == settings.MATCHING_ENCODER
    write_model(tmp_path / "model", seed=1)  # other weights in the same folder are another encoder
    restart(settings, settings.MATCHING_ENCODER)
    assert encoding.is_away(generations.current())
    assert reencoding.advance().encoder_id not in (change.encoder_id, "letters-1")
