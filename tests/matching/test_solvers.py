"""Solvers of a call: people, projects and teams, by the same engine and the same durable way as for positions."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.challenges.content import IndicatorContent, SkillContent
from apps.challenges.models import Challenge
from apps.core import marks
from apps.core.models import Mark
from apps.matching import call_recommendations, call_runs, encoding, erasure, generations, pools, refresh, replay
from apps.matching.models import CallRecommendation, CallRun, DocumentVectors, Solver, Team, TeamMember
from apps.talents import profiles
from apps.talents.models import BlockedEmployer, Experience, TalentProject
from tests.challenges.content import make_challenge
from tests.factories import make_employer, make_notice, make_talent
from tests.matching.world import claimed, encode, is_open, rank_call, work

pytestmark = pytest.mark.django_db
NEEDS = ("resin synthesis", "impedance spectroscopy", "autoclave testing")


def call(**changes):
    """A call that asks for three skills and nothing else."""
    given = {"skills": tuple(SkillContent(text) for text in NEEDS), "indicators": ()}
    return make_challenge(state="published", **{**given, **changes})


def solver(*skills, **fields):
    """Somebody whose text tells of these skills."""
    told = " ".join(f"For years I did {skill} at sea." for skill in skills) or "I plan warehouses."
    somebody = make_talent(headline=f"Engineer {random.random()}", about="", **fields)
    Experience.objects.create(talent=somebody, organisation="A yard", title="Engineer", text=told, language="en")
    return somebody


def listed(challenge):
    rows = Solver.objects.filter(run__challenge=challenge, run__current=True, project__isnull=True)
    return [row.talent for row in rows.select_related("talent").order_by("rank")]


def test_a_run_stores_what_it_was_made_from():
    challenge, talent = call(), solver(NEEDS[0])
    encode(talent)
    run = rank_call(challenge)
    assert (run.current, run.compared, run.excluded) == (True, 1, {"total": 0})
    assert (run.posting_revision, run.encoder_id) == (challenge.current.public_id, "letters-1")
    (row,) = run.solvers.all()
    assert (row.talent, row.rank, row.project, row.talent_revision) == (talent, 1, None, talent.revision)
    assert sum(row.points.values()) == row.score
    assert [row.coverage[0], row.coverage[1] < 0.65] == [1.0, True]
    assert any(item["code"] == "skill_matched" for item in row.evidence)


def test_the_same_world_gives_the_same_list_again():
    challenge, people = call(), [solver(*NEEDS[:n]) for n in range(3)]
    encode(*people)

    def stored():
        return list(Solver.objects.order_by("rank").values_list("talent", "score", "values", "coverage", "evidence"))

    rank_call(challenge)
    first = stored()
    rank_call(challenge)
    assert stored() == first
    assert CallRun.objects.count() == 1


@pytest.mark.parametrize(
    "facts",
    [{"degree": "below_bachelor"}, {"salary_expected": 9_000_000}, {"languages": []}, {"years": 0}, {"country": "BR"}, {"districts": ["370202"]}],
)  # fmt: skip
def test_no_fact_about_a_person_keeps_her_off(facts):
    challenge, talent = call(), solver(NEEDS[0], **facts)
    encode(talent)
    rank_call(challenge)
    assert listed(challenge) == [talent]


@pytest.mark.parametrize(
    "facts", [{"visibility": "recommendations"}, {"open_to_work": False}, {"automated_ranking": False}]
)
def test_what_she_wishes_keeps_her_off(facts):
    challenge, talent = call(), solver(NEEDS[0], **facts)
    encode(talent)
    run = rank_call(challenge)
    assert listed(challenge) == []
    assert run.excluded["total"] == 1


def test_who_hides_from_the_poster_is_not_on_its_list_and_is_not_shown_the_call():
    challenge, talent = call(), solver(NEEDS[0])
    BlockedEmployer.objects.create(talent=talent, organisation=challenge.employer.organisation)
    encode(talent)
    rank_call(challenge)
    assert listed(challenge) == []
    assert call_recommendations.for_talent(talent) == []


def test_projects_have_a_list_of_their_own():
    challenge = call()
    talent = solver()
    project = TalentProject.objects.create(
        talent=talent, title_en="Autoclave testing rig", summary="We built autoclave testing."
    )
    encode(talent)
    run = rank_call(challenge)
    row = run.solvers.get(project=project)
    assert (row.rank, row.talent, row.coverage[2]) == (1, talent, 1.0)
    assert sum(row.points.values()) == row.score
    assert run.solvers.filter(project__isnull=True).get().rank == 1


def test_a_project_goes_with_the_wishes_of_who_brings_it():
    challenge = call()
    talent = solver(visibility="recommendations")
    TalentProject.objects.create(talent=talent, title_en="Autoclave testing rig")
    encode(talent)
    assert not rank_call(challenge).solvers.exists()


def test_a_team_covers_what_nobody_covers_alone_and_says_who_covers_what():
    challenge = call(indicators=(IndicatorContent("zzqx", "zzqx", "shown"),))
    one, two, other = solver(NEEDS[0], NEEDS[1]), solver(NEEDS[2]), solver()
    encode(one, two, other)
    run = rank_call(challenge)
    team = run.teams.get(place=1)
    members = {row.solver.talent: {run.needs[n]["texts"][0] for n in row.covers} for row in team.members.all()}
    assert members == {one: {NEEDS[0], NEEDS[1]}, two: {NEEDS[2]}}
    assert [run.needs[n]["texts"] for n in team.uncovered] == [["zzqx"]]


def test_no_team_where_somebody_needs_nobody():
    challenge = call()
    encode(solver(*NEEDS), solver(NEEDS[0]))
    assert not rank_call(challenge).teams.exists()


# ---------------------------------------------------------------- calls for a talent
def test_both_directions_are_the_same_bit_for_bit():
    challenge, people = call(), [solver(*NEEDS[:n]) for n in range(3)]
    encode(*people)
    rank_call(challenge)
    for talent in people:
        there = Solver.objects.get(talent=talent)
        (back,) = call_recommendations.for_talent(talent)
        assert (there.score, there.values, there.points) == (back.score, back.values, back.points)
        assert back.evidence


def test_who_switched_ranking_off_is_recommended_none():
    make_notice("ranking")
    call()
    talent = solver(NEEDS[0])
    encode(talent)
    assert call_recommendations.for_talent(talent)
    profiles.set_ranking(talent, on=False, by=talent.user)
    assert call_recommendations.for_talent(talent) == []
    work("talent", talent.pk)
    assert not CallRecommendation.objects.exists()


def test_switching_ranking_off_takes_her_off_at_once():
    make_notice("ranking")
    challenge, one, two = call(), solver(NEEDS[0]), solver(NEEDS[1], NEEDS[2])
    encode(one, two)
    assert rank_call(challenge).teams.exists()
    profiles.set_ranking(one, on=False, by=one.user)
    assert listed(challenge) == [two]
    assert (Team.objects.count(), TeamMember.objects.count()) == (0, 0)
    assert is_open("challenge", challenge.pk)


def test_a_call_that_has_ended_is_no_longer_recommended_but_remembered():
    challenge, talent = call(), solver(NEEDS[0])
    encode(talent)
    Challenge.objects.filter(pk=challenge.pk).update(state="closed")
    assert call_recommendations.for_talent(talent) == []
    encode(talent)
    assert CallRecommendation.objects.filter(challenge=challenge).count() == 1


# ---------------------------------------------------------------- durable
def test_a_worker_that_lost_its_lease_stores_nothing():
    challenge = call()
    marks.touch("challenge", [challenge.pk])
    claim = claimed("challenge", challenge.pk)
    Mark.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert claimed("challenge", challenge.pk).token != claim.token
    assert call_runs.execute(claim) is None
    assert not CallRun.objects.exists()


@pytest.mark.parametrize("state", ["closed", "draft", "cancelled"])
def test_a_call_that_is_not_open_is_settled_without_a_list(state):
    challenge = make_challenge(state=state)
    marks.touch("challenge", [challenge.pk])
    work("challenge", challenge.pk)
    assert not CallRun.objects.exists()


def test_a_suspended_poster_and_a_passed_deadline_look_for_nobody():
    assert call_runs.open_calls().count() == 0
    challenge = call()
    assert call_runs.open_calls().count() == 1
    Challenge.objects.filter(pk=challenge.pk).update(closes_at=timezone.now())
    assert call_runs.open_calls().count() == 0
    call(employer=make_employer(state="suspended"))
    assert call_runs.open_calls().count() == 0


def test_her_change_marks_the_calls_whose_list_she_enters():
    challenge, talent = call(), solver(NEEDS[0])
    assert not is_open("challenge", challenge.pk)
    encode(talent)
    assert is_open("challenge", challenge.pk)


def test_the_clock_marks_calls_without_a_list_and_those_of_an_older_world():
    challenge = call()
    refresh.reconcile()
    assert is_open("challenge", challenge.pk)
    work("challenge", challenge.pk)
    refresh.reconcile()
    assert not is_open("challenge", challenge.pk)
    marks.bump_epoch("weights")
    refresh.reconcile()
    assert is_open("challenge", challenge.pk)


# ---------------------------------------------------------------- replayable
@pytest.fixture
def stored():
    """A list of three people, a project and a team, and what each was recommended."""
    challenge = call()
    people = [solver(NEEDS[0], NEEDS[1]), solver(NEEDS[2]), solver()]
    TalentProject.objects.create(talent=people[2], title_en="Autoclave testing rig")
    generations.current()
    encode(*people)
    rank_call(challenge)
    return people


def test_all_come_out_equal_from_values_and_from_documents(stored):
    report = replay.run(1000)
    assert (report.stored, report.from_values, report.from_documents, report.changed) == (7, 7, 7, 0)
    assert (report.lists, report.in_order, report.different) == (1, 1, [])


@pytest.mark.parametrize("model", [Solver, CallRecommendation])
def test_a_score_that_does_not_follow_is_told(stored, model):
    row = model.objects.order_by("pk").last()
    model.objects.filter(pk=row.pk).update(score=row.score + 1)
    assert len(replay.run(1000).different) == 2


def test_a_team_that_does_not_follow_is_told(stored):
    TeamMember.objects.update(covers=[0])
    assert [line for line in replay.run(1000).different if "teams" in line]


def test_an_erased_person_is_forgotten_with_her_projects(stored):
    erasure.forget(stored[2])
    assert not Solver.objects.filter(talent=stored[2]).exists()
    assert not DocumentVectors.objects.filter(kind="project").exists()


def test_vectors_of_a_project_that_is_no_more_go(stored):
    TalentProject.objects.all().delete()
    assert encoding.drop_orphans() == 1
    assert encoding.drop_orphans() == 0


def test_a_project_without_vectors_is_found_by_the_clock(stored):
    DocumentVectors.objects.filter(kind="project").delete()
    assert pools.unencoded(generations.current()) == [stored[2].pk]
