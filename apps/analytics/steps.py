"""How long calls take in each step, read from the audit entries of their moves.

A stay is the time from entering a state to the move that left it. A step that was cut off by a cancellation, and one that
still goes on, is not measured. The time after the closing is parted by the opening, which moves no state.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState as S
from apps.core.models import AuditEntry

KIND, OPENING = "challenges.challenge", "open_call"
NOT_MEASURED = ("cancel",)
STEPS: dict[str, str | Promise] = {
    "first_check": _("First check"),
    "appraisal": _("Appraisal by experts"),
    "decision": _("Decision of the department"),
    "publication": _("Waiting for the publication"),
    "open": _("Open for proposals"),
    "opening": _("From the closing to the opening"),
    "form_check": _("Form check"),
    "review": _("Review by experts"),
    "announcement": _("From the decision to the publicity period"),
    "publicity": _("Publicity period"),
    "signing": _("From the award to the signing"),
    "start": _("From the signing to the start"),
    "work": _("Work"),
    "acceptance": _("Acceptance"),
    "evaluation": _("Evaluation"),
}
_BY_STATE = {
    S.SUBMITTED: "first_check",
    S.DISTRICT_CHECKED: "decision",
    S.ARGUED: "decision",
    S.APPROVED: "publication",
    S.PUBLISHED: "open",
    S.CLOSED: "form_check",
    S.REVIEWING: "review",
    S.PROPOSED_AWARD: "announcement",
    S.IN_PUBLICITY: "publicity",
    S.AWARDED: "signing",
    S.CONTRACTED: "start",
    S.EXECUTING: "work",
    S.ACCEPTANCE: "acceptance",
    S.ACCEPTED: "evaluation",
}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stay:
    """One call in one step; `call` is its public id."""

    call: str
    step: str
    began: datetime
    ended: datetime

    @property
    def days(self) -> float:
        return (self.ended - self.began) / _DAY


@dataclass(frozen=True)
class Spread:
    """Days that the stays of one step took: quarter, half and three quarters of them took no longer."""

    step: str
    label: str | Promise
    count: int
    lower: float
    median: float
    upper: float


def stays(calls: QuerySet[Challenge]) -> list[Stay]:
    """Every measured stay of `calls`, in the order in which they ended; one query."""
    entries = AuditEntry.objects.filter(subject_kind=KIND, subject_ref__in=calls.order_by().values("public_id"))
    told: dict[str, list[Any]] = defaultdict(list)
    for entry in entries.order_by("id").values_list("subject_ref", "act", "state_from", "state_to", "at"):
        told[entry[0]].append(entry)
    found = [stay for ref, rows in told.items() for stay in _of_call(ref, rows)]
    return sorted(found, key=lambda stay: (stay.ended, stay.call, stay.step))


def _of_call(ref: str, rows: Iterable[tuple[str, str, str, str, datetime]]) -> Iterable[Stay]:
    entered: datetime | None = None
    opened: datetime | None = None
    for _ref, act, before, after, at in rows:
        if act == OPENING:
            opened = at
        if not after or before == after:
            continue
        if entered is not None and act not in NOT_MEASURED:
            yield from _parted(ref, act, before, entered, opened, at)
        entered, opened = at, None


def _parted(
    ref: str, act: str, state: str, entered: datetime, opened: datetime | None, left: datetime
) -> Iterable[Stay]:
    """The stay of one state: after the closing two steps, everywhere else one."""
    if act == "argue":
        yield Stay(ref, "appraisal", entered, left)
    elif state == S.CLOSED:
        if opened is not None:
            yield Stay(ref, "opening", entered, opened)
            yield Stay(ref, "form_check", opened, left)
    elif state in _BY_STATE:
        yield Stay(ref, _BY_STATE[S(state)], entered, left)


def spreads(found: Iterable[Stay]) -> list[Spread]:
    """One row for each step that was ever taken, in the order of the procedure."""
    days: dict[str, list[float]] = defaultdict(list)
    for stay in found:
        days[stay.step].append(stay.days)
    return [Spread(step, label, len(days[step]), *quartiles(days[step])) for step, label in STEPS.items() if days[step]]


def quartiles(values: list[float]) -> tuple[float, float, float]:
    """Of at least one value; between two values by proportion, so that no quartile lies outside of what was measured."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    return lower, median, upper


def between(calls: QuerySet[Challenge], first: str, last: str) -> list[float]:
    """Days from the first `first` to the last `last` of each call that has taken both; one query."""
    entries = AuditEntry.objects.filter(
        subject_kind=KIND, subject_ref__in=calls.order_by().values("public_id"), act__in=(first, last)
    )
    began: dict[str, datetime] = {}
    ended: dict[str, datetime] = {}
    for ref, act, at in entries.order_by("id").values_list("subject_ref", "act", "at"):
        if act == first:
            began.setdefault(ref, at)
        else:
            ended[ref] = at
    return [(at - began[ref]) / _DAY for ref, at in ended.items() if ref in began]
