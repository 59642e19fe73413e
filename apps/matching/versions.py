"""Versions of the weights: the engine's own and learned ones, and which of them every ranking reads.

A version that knows other factors than the engine (one was added or taken away since it was learned) cannot be in
force: it is not offered, and if it was in force when the engine changed, the engine's own weights take its place.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, marks
from apps.core.moves import GuardFailed
from apps.matching.engine.weights import WEIGHTS, Factor, Weights
from apps.matching.models import WeightsVersion

log = logging.getLogger(__name__)
FIRST_LEARNED = 1001  # numbers below are the engine's own


def active() -> Weights:
    """What every ranking computes with: the version an operator switched on, else the engine's own."""
    row = WeightsVersion.objects.filter(active=True).first()
    if row is None:
        return WEIGHTS
    if misfit(row):
        log.warning("weights v%s do not fit this engine; its own are used", row.number)
        return WEIGHTS
    return read(row)


def of(number: int) -> Weights:
    """The weights that a stored run or result names. Raises LookupError where this engine no longer has them."""
    if number == WEIGHTS.version:
        return WEIGHTS
    row = WeightsVersion.objects.filter(number=number).first()
    if row is None or misfit(row):
        raise LookupError(f"weights v{number}")
    return read(row)


def read(row: WeightsVersion) -> Weights:
    """Raises ValueError (KeyError, TypeError) for a row that is no set of weights of this engine."""
    return Weights.from_json({"version": row.number, "points": row.weights, "neutral": row.neutral})


def misfit(row: WeightsVersion) -> str:
    """Why this version cannot be in force, in the reader's language; empty if it can."""
    known, ours = set(row.weights) & set(row.neutral), {factor.value for factor in Factor}
    if missing := sorted(ours - known):
        return _("It does not know a factor that the ranking has now: %(names)s.") % {"names": ", ".join(missing)}
    if unknown := sorted((set(row.weights) | set(row.neutral)) - ours):
        return _("It knows a factor that the ranking no longer has: %(names)s.") % {"names": ", ".join(unknown)}
    try:
        read(row)
    except (ValueError, KeyError, TypeError):
        return _("Its numbers are no set of weights.")
    return ""


def in_force(row: WeightsVersion) -> bool:
    return row.number == active().version


def store_own() -> WeightsVersion:
    """The engine's weights as a row, for comparison and as the way back."""
    numbers = WEIGHTS.to_json()
    defaults = {"weights": numbers["points"], "neutral": numbers["neutral"]}
    return WeightsVersion.objects.get_or_create(number=WEIGHTS.version, defaults=defaults)[0]


@transaction.atomic
def propose(
    points: dict[str, int],
    neutral: dict[str, float],
    *,
    report: dict[str, Any],
    note: str,
    by: User | None,
    account: str,
) -> WeightsVersion:
    """A new version, not in force. Raises ValueError for numbers that are no weights."""
    store_own()
    last = WeightsVersion.objects.filter(number__gte=FIRST_LEARNED).aggregate(last=Max("number"))["last"]
    row = WeightsVersion(
        number=(last or FIRST_LEARNED - 1) + 1,
        weights=points,
        neutral=neutral,
        report=report,
        note=note[:200],
        made_by=by,
        account=account[:80],
    )
    read(row)
    row.save(force_insert=True)
    return row


@transaction.atomic
def switch_on(row: WeightsVersion, *, by: User) -> None:
    """Every ranking follows; decisions stay. Raises GuardFailed if it is in force already or does not fit.

    Switching on the engine's own leaves no row active, so that its next version is in force when it arrives.
    """
    list(WeightsVersion.objects.select_for_update().order_by("pk"))  # two operators, one after the other
    row.refresh_from_db()
    before = active().version
    if reason := misfit(row):
        raise GuardFailed(reason)
    if row.number == before:
        raise GuardFailed(_("These weights are in force already."))
    WeightsVersion.objects.filter(active=True).update(active=False)
    if row.number != WEIGHTS.version:
        WeightsVersion.objects.filter(pk=row.pk).update(active=True)
    row.refresh_from_db()
    audit.record(row, "switch_on", by=by, role="operator", data={"before": before, "after": row.number}, public=False)
    marks.bump_epoch("weights")
