"""What survives a re-run: decisions stand, big changes return, a comma costs nobody a second review."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core import marks
from apps.matching import lists, refresh, review, tasks
from apps.matching.models import Match, MatchRun
from apps.matching.states import MatchState
from apps.talents import profiles
from apps.talents.models import Talent
from apps.talents.sections import Text
from tests.factories import make_operator, make_position, make_talent
from tests.matching.world import encode, is_open, mark_of, match_of, rank, ranked, work

pytestmark = pytest.mark.django_db
WORDS = "I develop protective coatings for ships and subsea equipment."


@pytest.fixture
def operator():
    return make_operator()


@pytest.fixture
def position():
    return make_position()


@pytest.fixture
def talent(position):
    talent = make_talent()
    ranked(position, talent)
    return talent


def approved(position, talent, operator):
    match = match_of(position, talent)
    review.approve(match, by=operator)
    return match


def writes(talent, about):
    talent = Talent.objects.get(pk=talent.pk)
    profiles.save_texts(talent, [Text("en", headline="Corrosion protection scientist", about=about)], by=talent.user)


def test_a_comma_in_a_profile_costs_no_second_review(position, talent, operator):
    approved(position, talent, operator)
    writes(talent, WORDS.replace("ships and", "ships, and"))
    work("talent", talent.pk)
    assert is_open("position", position.pk)
    work("position", position.pk)
    after = match_of(position, talent)
    assert (after.state, after.changed_since) == (MatchState.APPROVED, {})


def test_nor_does_a_run_while_her_vectors_are_being_made(position, talent, operator):
    """Another reason makes the position rank between her save and her encoding."""
    approved(position, talent, operator)
    writes(talent, WORDS.replace("ships and", "ships, and"))
    run = rank(position)
    assert run.compared == 0
    assert match_of(position, talent).state == MatchState.APPROVED
    work("talent", talent.pk)
    assert is_open("position", position.pk)
    work("position", position.pk)
    assert [row.match.talent_id for row in lists.results(position)] == [talent.pk]
    assert match_of(position, talent).state == MatchState.APPROVED


@pytest.mark.parametrize("decide", ["approve", "hold", "reject"])
@pytest.mark.parametrize(("difference", "returns"), [(4_900, False), (-4_900, False), (5_100, True), (-5_100, True)])
def test_a_decision_returns_only_when_the_score_moved_by_more_than_five_points(
    position, talent, operator, decide, difference, returns
):
    match = match_of(position, talent)
    extra = {"reason_code": "too_junior"} if decide == "reject" else {}
    getattr(review, decide)(match, by=operator, **extra)
    decided_state, score = match.state, match.decided_score
    Match.objects.update(decided_score=score - difference)
    rank(position)
    after = match_of(position, talent)
    assert after.state == (MatchState.SUGGESTED if returns else decided_state)
    told = {"score_before": score - difference, "score_after": score} if returns else {}
    assert after.changed_since == told


def test_deciding_again_settles_the_difference(position, talent, operator):
    match = approved(position, talent, operator)
    Match.objects.update(decided_score=match.decided_score - 9_000)
    rank(position)
    again = match_of(position, talent)
    review.approve(again, by=operator)
    assert again.changed_since == {}
    rank(position)
    assert match_of(position, talent).state == MatchState.APPROVED


@pytest.mark.parametrize("decided", [True, False])
@pytest.mark.parametrize(
    "flip", [{"open_to_work": False}, {"visibility": "recommendations"}, {"automated_ranking": False}, {"salary_expected": 900_000}]
)  # fmt: skip
def test_a_hard_rule_that_flips_overtakes_the_decision(position, talent, operator, decided, flip):
    if decided:
        approved(position, talent, operator)
    Talent.objects.filter(pk=talent.pk).update(**flip, revision=2)
    encode(talent)
    assert is_open("position", position.pk)
    work("position", position.pk)
    match = match_of(position, talent)
    assert (match.state, match.changed_since) == (MatchState.STALE, {"left_list": True})
    assert lists.results(position) == []


def test_a_flip_that_a_run_met_before_her_encoding_still_overtakes(position, talent, operator):
    approved(position, talent, operator)
    Talent.objects.filter(pk=talent.pk).update(open_to_work=False, revision=2)
    rank(position)
    encode(talent)
    assert is_open("position", position.pk)
    work("position", position.pk)
    assert match_of(position, talent).state == MatchState.STALE


def test_who_comes_back_is_suggested_again(position, talent, operator):
    approved(position, talent, operator)
    for open_to_work, revision in [(False, 2), (True, 3)]:
        Talent.objects.filter(pk=talent.pk).update(open_to_work=open_to_work, revision=revision)
        encode(talent)
        work("position", position.pk)
    assert match_of(position, talent).state == MatchState.SUGGESTED
    assert Match.objects.count() == 1


def test_a_merged_profile_leaves(position, talent):
    other = make_talent()
    Talent.objects.filter(pk=talent.pk).update(merged_into=other)
    rank(position)
    assert match_of(position, talent).state == MatchState.STALE


def test_what_was_released_stays_released(position, talent, operator):
    Match.objects.update(state="sent_to_employer", released_at=timezone.now())
    Talent.objects.filter(pk=talent.pk).update(open_to_work=False, revision=2)
    encode(talent)
    work("position", position.pk)
    assert match_of(position, talent).state == MatchState.SENT_TO_EMPLOYER
    assert lists.released(position) == []  # and yet the employer no longer sees her


def test_new_people_are_marked_new_and_those_of_the_first_run_are_not(position, talent):
    newcomer = make_talent()
    ranked(position, newcomer)
    assert {row.match.talent_id: row.match.is_new for row in lists.results(position)} == {
        talent.pk: False,
        newcomer.pk: True,
    }


def test_a_place_given_by_hand_survives(position, talent, operator):
    other = make_talent(salary_expected=600_000)
    ranked(position, other)
    review.reorder(match_of(position, other), by=operator, rank=1)
    rank(position)
    assert [row.match.talent_id for row in lists.ordered(position)] == [other.pk, talent.pk]


def test_a_run_keeps_itself_and_the_one_before(position, talent):
    third, fourth = [rank(position).generation for _ in range(3)][1:]
    kept = MatchRun.objects.filter(position=position).order_by("generation")
    assert [(run.generation, run.current) for run in kept] == [(third, False), (fourth, True)]


# ---------------------------------------------------------------- age
def old(position, talent, days=61):
    Match.objects.update(created_at=timezone.now() - timedelta(days=days))
    return match_of(position, talent)


def test_what_nobody_looked_at_for_sixty_days_is_out_of_date(position, talent):
    old(position, talent, days=59)
    assert refresh.expire_suggestions() == 0
    old(position, talent)
    assert refresh.expire_suggestions() == 1
    assert match_of(position, talent).state == MatchState.STALE


def test_sixty_days_count_from_the_last_thing_anybody_did(position, talent, operator):
    review.hold(old(position, talent), by=operator)
    assert refresh.expire_suggestions() == 0


def test_by_age_alone_it_does_not_come_back_with_every_run(position, talent):
    old(position, talent)
    refresh.expire_suggestions()
    rank(position)
    assert match_of(position, talent).state == MatchState.STALE
    writes(talent, "I have learned about ports since.")
    work("talent", talent.pk)
    work("position", position.pk)
    assert match_of(position, talent).state == MatchState.SUGGESTED
    assert refresh.expire_suggestions() == 0


def test_an_edit_while_the_run_computes_leaves_the_mark_open(position, talent, monkeypatch):
    from apps.matching import runs

    compute = runs.rank

    def edited_meanwhile(*args, **kwargs):
        marks.touch("position", [position.pk])
        return compute(*args, **kwargs)

    monkeypatch.setattr(runs, "rank", edited_meanwhile)
    marks.touch("position", [position.pk])
    mark = mark_of("position", position.pk)
    tasks.rank_position(mark.pk)
    after = mark_of("position", position.pk)
    assert (after.gen, after.done_gen) == (mark.gen + 1, mark.gen)
    assert marks.due("position") == [mark.pk]
