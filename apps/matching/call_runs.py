"""One ranking of one call: people, the projects they bring, and teams; stored in the transaction that settles its mark.

The same engine, weights and calibration as for positions (`runs`). A list of solvers is advice: it has no decisions that
must survive, so each run replaces the rows of the one before (docs/adr/0006).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.challenges import content as contents
from apps.challenges.lifecycle import MARK
from apps.challenges.models import Challenge
from apps.core import marks
from apps.employers.states import EmployerState
from apps.matching import encoding, generations, needs, pools, runs
from apps.matching.engine.coverage import Floats, Needs, Reach, coverage, reach
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting, prepare
from apps.matching.engine.rank import Ranking, rank
from apps.matching.engine.rules import judge
from apps.matching.engine.teams import Team as Proposed
from apps.matching.engine.teams import propose
from apps.matching.engine.types import Vocabulary
from apps.matching.engine.weights import Weights
from apps.matching.evidence import Row, evidence_of, evidence_of_projects
from apps.matching.gather_calls import call_doc, with_call_rows
from apps.matching.models import CallRecommendation, CallRun, Generation, Solver, Team, TeamMember
from apps.talents.models import Talent, TalentProject

KEEP, KEEP_PROJECTS, RESERVE = 50, 20, 100


def open_calls() -> QuerySet[Challenge]:
    """Those that solvers are ranked for: open by state and clock, of a verified poster."""
    return Challenge.objects.open().filter(
        current__isnull=False, closes_at__gt=timezone.now(), employer__state=EmployerState.VERIFIED
    )


@dataclass(frozen=True)
class Computed:
    """What one computation finds: two rankings, and the coverage of the needs by everybody in each pool."""

    people: Ranking
    projects: Ranking
    covered: Floats
    covered_by_projects: Floats
    reach: Reach


def prepared(challenge: Challenge, generation: Generation) -> PreparedPosting:
    doc = call_doc(challenge)
    assert challenge.current_id is not None
    encoded = encoding.of_document(encoding.KIND.CHALLENGE, challenge.pk, doc, challenge.current_id, generation)
    return prepare(doc, encoded, generations.calibration(generation.pk), encoding.words(generation))


def asked(found: Sequence[needs.Need], generation: Generation) -> Needs:
    return Needs.of(
        [need.names() for need in found], generations.calibration(generation.pk), encoding.words(generation)
    )


def compute(
    posting: PreparedPosting,
    wanted: Needs,
    yearly: int | None,
    pool: MemoryPool,
    projects: MemoryPool,
    chosen: Weights,
) -> Computed:
    """Everything a list of solvers rests on, from content alone."""
    vocabulary = runs.current_vocabulary()
    people = rank(posting, pool, weights=chosen, vocabulary=vocabulary, keep=KEEP, reserve=RESERVE)
    works = rank(posting, projects, weights=chosen, vocabulary=vocabulary, keep=KEEP_PROJECTS, reserve=0)
    covered = coverage(wanted, posting.original, pool, vocabulary)
    by_works = coverage(wanted, posting.original, projects, vocabulary)
    return Computed(people, works, covered, by_works, _reach(posting, covered, yearly, pool))


def reach_of(
    posting: PreparedPosting, wanted: Needs, yearly: int | None, pool: MemoryPool, vocabulary: Vocabulary
) -> Reach:
    """The part of `compute` that a forecast needs."""
    return _reach(posting, coverage(wanted, posting.original, pool, vocabulary), yearly, pool)


def _reach(posting: PreparedPosting, covered: Floats, yearly: int | None, pool: MemoryPool) -> Reach:
    return reach(covered, judge(posting.doc, pool.columns).eligible, pool.columns, yearly)


def execute(claim: marks.Claim) -> CallRun | None:
    """Rank the claimed call and store the run; None if there is nothing to store or the lease was lost."""
    challenge = with_call_rows(open_calls().filter(pk=claim.object_id)).first()
    if challenge is None or challenge.current is None:
        with transaction.atomic():
            marks.settle(claim)
        return None
    started, seen = time.monotonic(), runs.epoch()
    generation = generations.current()
    content = contents.read(challenge.current)
    asked_for = needs.needs_of(content)
    posting, pool, projects = prepared(challenge, generation), pools.current(generation), pools.projects(generation)
    chosen = runs.weights()
    found = compute(posting, asked(asked_for, generation), needs.yearly(content), pool, projects, chosen)
    vocabulary = runs.current_vocabulary()
    evidence = evidence_of(posting, pool, found.people, vocabulary, generation)
    evidence |= evidence_of_projects(posting, projects, found.projects, vocabulary, generation)
    run = CallRun(
        challenge=challenge,
        posting_revision=challenge.current.public_id,
        needs=needs.rows(asked_for),
        reach=asdict(found.reach),
        seconds=round(time.monotonic() - started, 3),
        **runs.made_from(claim, posting, found.people, chosen, generation, seen),
    )
    with transaction.atomic():
        if not marks.settle(claim):
            return None
        _record(run, found, pool, projects, evidence)
    return run


def _record(
    run: CallRun, found: Computed, pool: MemoryPool, projects: MemoryPool, evidence: dict[str, list[Row]]
) -> None:
    """Store the run in the caller's transaction; older ones of the call go."""
    CallRun.objects.filter(challenge=run.challenge).update(current=False)
    run.save(force_insert=True)
    people = _store_people(run, found, pool, evidence)
    _store_projects(run, found, projects, evidence)
    _store_teams(run, people)
    CallRun.objects.filter(challenge=run.challenge, current=False).delete()


def _store_people(run: CallRun, found: Computed, pool: MemoryPool, evidence: dict[str, list[Row]]) -> list[Solver]:
    ids = [result.pair.talent_id for result in found.people.results]
    rows = {
        name: (pk, revision)
        for name, pk, revision in Talent.objects.filter(public_id__in=ids).values_list("public_id", "pk", "revision")
    }
    return Solver.objects.bulk_create(
        Solver(
            run=run,
            talent_id=rows[name][0],
            coverage=_of(found.covered, pool, name),
            **runs.computed(
                result,
                evidence.get(name, []),
                revision=rows[name][1],
                content=pool.contents[pool.row_of[name]].hex(),
            ),
        )
        for result in found.people.results
        if (name := result.pair.talent_id) in rows
    )


def _store_projects(run: CallRun, found: Computed, projects: MemoryPool, evidence: dict[str, list[Row]]) -> None:
    ids = [result.pair.talent_id for result in found.projects.results]
    rows = {row.public_id: row for row in TalentProject.objects.filter(public_id__in=ids).select_related("talent")}
    Solver.objects.bulk_create(
        Solver(
            run=run,
            talent_id=rows[name].talent_id,
            project=rows[name],
            coverage=_of(found.covered_by_projects, projects, name),
            **runs.computed(
                result,
                evidence.get(name, []),
                revision=rows[name].talent.revision,
                content=projects.contents[projects.row_of[name]].hex(),
            ),
        )
        for result in found.projects.results
        if (name := result.pair.talent_id) in rows
    )


def _of(covered: Floats, pool: MemoryPool, name: str) -> list[float]:
    return [float(value) for value in covered[:, pool.row_of[name]]]


def _store_teams(run: CallRun, people: Sequence[Solver]) -> None:
    """Teams out of the people on the list (not the reserve): a pure function of their stored coverage."""
    for place, proposed in enumerate(teams_of(people, len(run.needs)), start=1):
        team = Team.objects.create(run=run, place=place, uncovered=list(proposed.uncovered))
        TeamMember.objects.bulk_create(
            TeamMember(team=team, solver=people[row], covers=list(covers)) for row, covers in proposed.members
        )


def teams_of(people: Sequence[Solver], count: int) -> list[Proposed]:
    listed = [row for row in people if not row.reserve]
    covered = np.array([row.coverage for row in listed]).reshape(len(listed), count).T
    return propose(covered)


def current_run(challenge: Challenge) -> CallRun | None:
    return CallRun.objects.filter(challenge=challenge, current=True).select_related("calibration").first()


def drop(talent: Talent) -> None:
    """What was computed about her for calls goes at once, teams she stood in with it; the lists are made again."""
    calls = CallRun.objects.filter(current=True, solvers__talent=talent)
    marks.touch(MARK, list(calls.values_list("challenge_id", flat=True)))
    Team.objects.filter(members__solver__talent=talent).delete()
    Solver.objects.filter(talent=talent).delete()
    CallRecommendation.objects.filter(talent=talent).delete()
