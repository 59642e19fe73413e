"""The list of solvers as its readers see it: people, projects and teams, with what each covers of the call in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.challenges.models import Challenge
from apps.matching import explain, needs
from apps.matching.call_runs import current_run
from apps.matching.engine.columns import TalentColumns
from apps.matching.engine.coverage import COVERS
from apps.matching.engine.rules import Rule, judge
from apps.matching.explain import Reason
from apps.matching.gather import talent_docs, with_talent_rows
from apps.matching.gather_calls import call_doc, with_call_rows
from apps.matching.models import CallRun, Solver, Team
from apps.matching.preview import FEWEST
from apps.talents.models import Talent

BY_HAND_SHOWN = 100


@dataclass(frozen=True)
class Listed:
    """A place of the list. `covers` and `lacks` are needs in the reader's words; reasons are for operators."""

    solver: Solver
    covers: tuple[str, ...]
    lacks: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class ShownMember:
    solver: Solver
    covers: tuple[str, ...]


@dataclass(frozen=True)
class ShownTeam:
    place: int
    members: tuple[ShownMember, ...]
    uncovered: tuple[str, ...]


@dataclass(frozen=True)
class SolverList:
    """`uncovered`: needs that no eligible person on the list covers, nor any project."""

    run: CallRun
    people: tuple[Listed, ...]
    projects: tuple[Listed, ...]
    teams: tuple[ShownTeam, ...]
    needs: tuple[str, ...]
    uncovered: tuple[str, ...]


def solver_list(challenge: Challenge) -> SolverList | None:
    """The current list without its reserve; None before the first ranking."""
    run = current_run(challenge)
    if run is None:
        return None
    names = [need.shown() for need in needs.stored(run.needs)]
    rows = run.solvers.filter(reserve=False).select_related("talent__user", "project")
    listed = [_listed(row, names) for row in rows.prefetch_related("talent__texts").order_by("rank")]
    covered = {name for row in listed for name in row.covers}
    return SolverList(
        run,
        tuple(row for row in listed if row.solver.project_id is None),
        tuple(row for row in listed if row.solver.project_id is not None),
        tuple(_team(team, names) for team in run.teams.prefetch_related("members__solver__talent__texts")),
        tuple(names),
        tuple(name for name in names if name not in covered),
    )


def _listed(row: Solver, names: Sequence[str]) -> Listed:
    pairs = list(zip(names, row.coverage, strict=True))
    return Listed(
        row,
        tuple(name for name, value in pairs if value >= COVERS),
        tuple(name for name, value in pairs if value < COVERS),
        tuple(explain.reasons(row.points, row.evidence, anonymous=False)),
    )


def _team(team: Team, names: Sequence[str]) -> ShownTeam:
    members = tuple(ShownMember(row.solver, tuple(names[need] for need in row.covers)) for row in team.members.all())
    return ShownTeam(team.place, members, tuple(names[need] for need in team.uncovered))


def for_a_persons_hand(challenge: Challenge) -> list[Talent]:
    """Who switched automated ranking off and may be found by this poster; the last confirmed first.

    Nothing is computed about them but the rules of their own wishes.
    """
    found = with_call_rows(Challenge.objects.filter(pk=challenge.pk)).get()
    rows = Talent.objects.findable().filter(automated_ranking=False).order_by("-confirmed_at", "pk")
    people = list(with_talent_rows(rows))
    if found.current is None or not people:
        return []
    verdict = judge(call_doc(found), TalentColumns.build(talent_docs(people)), without=frozenset({Rule.OPT_OUT}))
    return [talent for talent, passes in zip(people, verdict.eligible, strict=True) if passes][:BY_HAND_SHOWN]


@dataclass(frozen=True)
class Counts:
    """What the poster is told: numbers alone, and none below FEWEST (None), so that nobody is made out."""

    compared: int
    eligible: int | None
    capable: int | None
    likely: int | None


def counts(challenge: Challenge) -> Counts | None:
    run = current_run(challenge)
    if run is None:
        return None
    told = {name: n if (n := run.reach[name]) >= FEWEST else None for name in ("eligible", "capable", "likely")}
    return Counts(run.compared, **told)
