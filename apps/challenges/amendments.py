"""What a dated amendment may change in a published call: never to the applicants' harm.

A published bounty binds the poster (Civil Code 499). Whoever wants less must cancel with a public reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from apps.challenges.content import ChallengeContent, IndicatorContent
from apps.challenges.models import Programme
from apps.challenges.terms import Comparison, ExportControl, IpChoice, Level

# how much of the result the solver keeps, from little to much
_SOLVER_KEEPS = {IpChoice.POSTER: 0, IpChoice.LICENCE: 1, IpChoice.JOINT: 2, IpChoice.SOLVER: 3}
_STRICTNESS = {ExportControl.NONE: 0, ExportControl.LICENCE: 1, ExportControl.CHINA_ONLY: 2}
_SECRECY = {Level.PUBLIC: 0, Level.SOLVERS: 1, Level.TRADE_SECRET: 2}
FIXED = ("kind", "payment_mode", "routes", "district", "partner_name", "partner_code", "contact_name")


def harms(before: ChallengeContent, after: ChallengeContent) -> list[str]:
    """Why `after` may not replace the published `before`, in words for the poster; empty: it may."""
    return [*_money_and_time(before, after), *_terms(before, after), *_indicators(before, after)]


def _money_and_time(before: ChallengeContent, after: ChallengeContent) -> Iterator[str]:
    if (after.bounty or 0) < (before.bounty or 0):
        yield _("The bounty may not fall. Whoever wants to pay less must cancel the call.")
    if (after.term_months or 0) < (before.term_months or 0):
        yield _("The term may not become shorter.")
    if before.closes_at and (after.closes_at is None or after.closes_at < before.closes_at):
        yield _("The call may not close earlier.")
    if _schedule(after) != _schedule(before):
        yield _("Milestones and their shares may not change.")
    yield from _goals(before, after)


def _goals(before: ChallengeContent, after: ChallengeContent) -> Iterator[str]:
    """No stage is measured by more than it was, nor against a stricter value."""
    measured = {row.metric: row for row in after.indicators}
    for old, new in zip(before.milestones, after.milestones, strict=False):
        asked = {goal.metric: goal.threshold for goal in old.goals}
        for goal in new.goals:
            row = measured.get(goal.metric)
            if goal.metric not in asked or (
                row is not None
                and _stricter(replace(row, threshold=asked[goal.metric]), replace(row, threshold=goal.threshold))
            ):
                yield _("A milestone may not be measured more strictly: %(title)s.") % {"title": new.title}


def _schedule(content: ChallengeContent) -> list[tuple[int, str]]:
    return [(row.due_month, f"{row.share.normalize():f}") for row in content.milestones]


def _terms(before: ChallengeContent, after: ChallengeContent) -> Iterator[str]:
    if any(getattr(before, name) != getattr(after, name) for name in FIXED):
        yield _("Kind, payment mode, number of solvers, district, joint poster and contact may not change.")
    if _SOLVER_KEEPS.get(after.ip_choice, -1) < _SOLVER_KEEPS.get(before.ip_choice, -1):  # type: ignore[call-overload]
        yield _("The rights in the result may only move in favour of the solver.")
    if _STRICTNESS[after.export_control] > _STRICTNESS[before.export_control]:  # type: ignore[index]
        yield _("Export control may not become stricter while the call is open. Cancel it, with the reason.")
    if _SECRECY[after.level] > _SECRECY[before.level]:  # type: ignore[index]
        yield _("What was open may not become confidential.")


def _indicators(before: ChallengeContent, after: ChallengeContent) -> Iterator[str]:
    known = {_key(row): row for row in before.indicators}
    for row in after.indicators:
        old = known.get(_key(row))
        if old is None:
            yield _("An indicator may not be added: %(metric)s.") % {"metric": row.metric}
        elif _stricter(old, row):
            yield _("An indicator may not become stricter: %(metric)s.") % {"metric": row.metric}


def _key(row: IndicatorContent) -> tuple[str, str, str]:
    """A metric with its unit and direction: changing either is another indicator."""
    return row.metric.strip().casefold(), row.unit.strip(), row.comparison


def _stricter(old: IndicatorContent, new: IndicatorContent) -> bool:
    if old.threshold is None or new.threshold is None:
        return False
    if new.comparison == Comparison.AT_LEAST:
        return new.threshold > old.threshold
    if new.comparison == Comparison.AT_MOST:
        return new.threshold < old.threshold
    return new.threshold != old.threshold


# what only a person can judge: whether other words for these ask more of an applicant
JUDGED_TEXTS = ("difficulties", "research", "deliverables", "acceptance", "conditions")


def to_judge(before: ChallengeContent, after: ChallengeContent) -> bool:
    """Whether it changes how the result or a stage is proved or accepted: somebody has to find that it harms nobody."""
    if any(_key(row) not in {_key(old) for old in before.indicators} for row in after.indicators):
        return True
    methods = {_key(row): (row.method, row.verifier) for row in before.indicators}
    if any(methods[_key(row)] != (row.method, row.verifier) for row in after.indicators):
        return True
    if [row.proof for row in before.milestones] != [row.proof for row in after.milestones]:
        return True
    old, new = before.original(), after.original()
    return any(getattr(old, part, "") != getattr(new, part, "") for part in JUDGED_TEXTS)


def closing_after(programme: Programme, wanted: datetime | None, now: datetime) -> datetime:
    """When an amended call closes: as wanted, but the minimum period starts again with the amendment."""
    earliest = now + timedelta(days=programme.minimum_open_days)
    return max(wanted, earliest) if wanted else earliest
