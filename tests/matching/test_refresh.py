"""What the clock puts right: lists that rest on an older world are ranked again, once."""

import pytest

from apps.core import marks
from apps.core.models import Mark
from apps.matching import generations, lists, recommendations, refresh
from apps.matching.engine.weights import WEIGHTS
from apps.matching.models import MatchRun, WeightsVersion
from apps.positions.models import Position
from tests.factories import make_position, make_talent
from tests.matching.world import OtherEncoder, encode, forget, is_open, mark_of, rank, ranked, work

pytestmark = pytest.mark.django_db


def test_a_live_position_without_a_run_is_marked_once():
    position = make_position()
    make_position(state="draft")
    make_position(state="closed")
    assert refresh.reconcile() == 1
    assert list(Mark.objects.filter(kind="position").values_list("object_id", flat=True)) == [position.pk]
    assert refresh.reconcile() == 0
    assert mark_of("position", position.pk).gen == 1


def test_a_fresh_run_is_left_alone():
    rank(make_position())
    assert refresh.reconcile() == 0


@pytest.mark.parametrize("name", ["taxonomy", "weights", "encoder", "pool"])
def test_an_epoch_that_moved_marks_live_positions_again(name):
    first, second = make_position(), make_position()
    rank(first)
    rank(second)
    marks.bump_epoch(name)
    assert refresh.reconcile() == 2
    work("position", first.pk)
    assert refresh.reconcile() == 0
    assert (is_open("position", first.pk), is_open("position", second.pk)) == (False, True)


def test_an_epoch_that_ranking_does_not_read_marks_nothing():
    rank(make_position())
    marks.bump_epoch("vocabulary_of_something_else")
    assert refresh.reconcile() == 0


def test_new_weights_mark_them_too():
    rank(make_position())
    points = {str(f): n for f, n in WEIGHTS.points.items()}
    neutral = {str(f): v for f, v in WEIGHTS.neutral.items()}
    WeightsVersion.objects.create(number=WEIGHTS.version + 1, weights=points, neutral=neutral, active=True)
    assert refresh.reconcile() == 1


def test_a_new_calibration_marks_them_too():
    position = make_position()
    ranked(position, make_talent())
    generations.make()
    assert refresh.reconcile() == 1
    work("position", position.pk)
    assert refresh.reconcile() == 0


def test_a_pool_that_has_outgrown_its_calibration_gets_a_new_one(monkeypatch):
    position = make_position()
    run = rank(position)
    assert run.calibration.talents == 0
    encode(*[make_talent(salary_expected=300_000 + n) for n in range(25)])
    work("position", position.pk)
    assert refresh.reconcile() == 1
    assert generations.current().talents == 25
    work("position", position.pk)
    assert lists.current_run(position).calibration == generations.current()
    assert refresh.reconcile() == 0


def test_it_waits_until_the_crowd_is_encoded():
    position, talents = make_position(), [make_talent(), make_talent()]
    marks.touch("talent", [talent.pk for talent in talents])
    assert refresh.reconcile() == 0
    assert not Mark.objects.filter(kind="position").exists()
    for talent in talents:
        work("talent", talent.pk)
    Mark.objects.filter(kind="position").delete()
    assert refresh.reconcile() == 1
    assert is_open("position", position.pk)


def test_in_a_crowd_only_vectors_are_made_and_lists_follow_together(monkeypatch):
    monkeypatch.setattr(recommendations, "MANY", 2)
    position = make_position()
    rank(position)
    talents = [make_talent() for _ in range(4)]
    marks.touch("talent", [talent.pk for talent in talents])
    work("talent", talents[0].pk)
    assert not is_open("position", position.pk)
    assert recommendations.for_talent(talents[0]) == []
    for talent in talents[1:]:
        work("talent", talent.pk)
    Mark.objects.filter(kind="position").update(done_gen=5, gen=5)
    assert refresh.reconcile() == 1
    work("position", position.pk)
    assert lists.current_run(position).compared == 4


def test_a_parked_position_is_not_woken():
    position = make_position()
    marks.touch("position", [position.pk])
    Mark.objects.update(parked_at=position.created_at)
    assert refresh.reconcile() == 0
    assert mark_of("position", position.pk).parked_at is not None


def test_another_encoder_has_everybody_encoded_again_and_no_decision_is_lost(settings):
    position, talent = make_position(), make_talent()
    ranked(position, talent)
    Position.objects.filter(pk=position.pk)
    lists.results(position)[0].match.__class__.objects.update(state="approved")
    settings.MATCHING_ENCODER = f"{OtherEncoder.__module__}.{OtherEncoder.__name__}"
    forget()
    assert rank(position).compared == 0  # a run before the clock has noticed
    assert refresh.reconcile() == 0
    assert is_open("talent", talent.pk)
    work("talent", talent.pk)
    work("position", position.pk)
    (row,) = lists.results(position)
    assert (row.run.encoder_id, row.match.state) == ("letters-2", "approved")
    assert refresh.reconcile() == 0


def test_a_parked_talent_is_not_woken_for_want_of_vectors():
    talent = make_talent()
    marks.touch("talent", [talent.pk])
    Mark.objects.update(parked_at=talent.created_at)
    make_position()
    assert refresh.reconcile() == 1
    assert mark_of("talent", talent.pk).parked_at is not None
    assert MatchRun.objects.count() == 0
