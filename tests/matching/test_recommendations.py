"""The other way round: positions for a talent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core.models import Mark
from apps.matching import generations, lists, pools, recommendations
from apps.matching.models import MatchResult, Recommendation
from apps.positions import lifecycle as positions
from apps.positions.models import Position
from apps.talents import profiles
from apps.talents.models import BlockedEmployer, CvReading, Talent
from tests.factories import make_employer, make_position, make_talent
from tests.matching.world import encode, is_open, rank, ranked, work

pytestmark = pytest.mark.django_db


def ids(talent):
    return [row.position_id for row in recommendations.for_talent(talent)]


def touched():
    return set(Mark.objects.filter(kind="position").values_list("object_id", flat=True))


def test_live_positions_best_first_with_the_same_score_as_on_the_list():
    fitting, other = make_position(), make_position(title="物流规划师", chain="logistics", disciplines=["economics"])
    make_position(state="paused")
    talent = make_talent()
    encode(talent)
    assert ids(talent) == [fitting.pk, other.pk]
    rank(fitting)
    row = Recommendation.objects.get(position=fitting)
    assert (row.score, row.points) == MatchResult.objects.values_list("score", "points").get()
    assert sum(row.points.values()) == row.score
    assert row.confirmed is True


def test_her_hard_rules_hold_this_way_too():
    employer = make_employer()
    make_position(employer)
    make_position(salary_max=200_000, salary_min=100_000)
    kept, talent = make_position(), make_talent(salary_expected=400_000)
    BlockedEmployer.objects.create(talent=talent, organisation=employer.organisation)
    encode(talent)
    assert ids(talent) == [kept.pk]


@pytest.mark.parametrize(
    "hidden", [{"visibility": "recommendations"}, {"automated_ranking": False}, {"open_to_work": False}]
)
def test_hidden_people_get_theirs_and_enter_no_list(hidden):
    position, talent = make_position(), make_talent(**hidden)
    encode(talent)
    assert ids(talent) == [position.pk]
    assert touched() == set()


def test_unconfirmed_text_feeds_her_own_only():
    position, talent = make_position(title="Canarywort engineer"), make_talent(confirmed=False, about="")
    encode(talent)
    before = Recommendation.objects.get().score
    CvReading.objects.create(talent=talent, text="Canarywort engineer, coatings, 深海装备防腐涂层", step="read")
    encode(talent)
    row = Recommendation.objects.get()
    assert row.score != before
    assert row.confirmed is False
    assert touched() == set()
    assert pools.current(generations.current()).size == 0
    assert rank(position).compared == 0


def test_once_confirmed_the_cv_text_no_longer_counts():
    make_position()
    talent = make_talent(confirmed=False)
    CvReading.objects.create(talent=talent, text="十年来研究船舶涂料在海水中的剥离与修复。", step="read")
    encode(talent)
    with_cv = Recommendation.objects.get().score
    profiles.confirm(talent, by=talent.user)
    work("talent", talent.pk)
    row = Recommendation.objects.get()
    assert (row.confirmed, row.score != with_cv) == (True, True)


def test_entering_a_list_touches_that_position_only(monkeypatch):
    fitting, full, ended = make_position(), make_position(), make_position(state="closed")
    monkeypatch.setattr("apps.matching.runs.KEEP", 1)
    monkeypatch.setattr("apps.matching.runs.RESERVE", 0)
    ranked(full, make_talent())
    MatchResult.objects.update(score=99_999)  # nobody comes past the last place of this one
    Mark.objects.filter(kind="position").delete()
    talent = make_talent()
    encode(talent)
    assert touched() == {fitting.pk}
    assert ended.pk not in ids(talent)


def test_leaving_a_list_touches_it():
    position, elsewhere, talent = make_position(), make_position(salary_max=90_000, salary_min=80_000), make_talent()
    ranked(position, talent)
    Mark.objects.filter(kind="position").delete()
    profiles.save_visibility(talent, "recommendations", by=talent.user)
    work("talent", talent.pk)
    assert touched() == {position.pk}
    assert lists.current_run(elsewhere) is None


def test_a_position_that_ended_is_shown_no_more():
    position, talent = make_position(), make_talent()
    encode(talent)
    positions.close(position, by=position.employer.organisation.memberships.get().user)
    assert ids(talent) == []


def test_a_new_position_makes_hers_stale_until_they_are_computed():
    first, talent = make_position(), make_talent()
    encode(talent)
    assert recommendations.refresh_if_stale(talent) is False
    newest = make_position()
    Position.objects.filter(pk=newest.pk).update(published_at=timezone.now() + timedelta(seconds=1))
    assert recommendations.refresh_if_stale(talent) is True
    assert is_open("talent", talent.pk)
    Position.objects.filter(pk=newest.pk).update(published_at=first.published_at)
    work("talent", talent.pk)
    assert recommendations.refresh_if_stale(talent) is False
    assert set(ids(talent)) == {first.pk, newest.pk}


def test_for_whom_nothing_fits_it_is_computed_once():
    make_position(degree_min="doctor")
    talent = make_talent(degree="bachelor")
    encode(talent)
    assert ids(talent) == []
    assert recommendations.refresh_if_stale(talent) is False


def test_a_merged_profile_settles_without_any():
    make_position()
    keep, talent = make_talent(), make_talent()
    Talent.objects.filter(pk=talent.pk).update(merged_into=keep)
    encode(talent)
    assert ids(talent) == []
