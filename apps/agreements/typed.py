"""What operators type into plain fields of their pages: sums, days, measured values. Nonsense is refused in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from apps.agreements.milestones import Measured
from apps.agreements.models import Contract
from apps.challenges.terms import Comparison
from apps.core.moves import GuardFailed

MOST = 10**12  # yuan


def text(request: HttpRequest, name: str, most: int = 4000) -> str:
    return request.POST.get(name, "").replace("\x00", "")[:most]


def whole(request: HttpRequest, name: str, *, empty: int | None = None) -> int:
    """A number without sign; commas and blanks between digits are allowed."""
    given = text(request, name, 40).replace(",", "").replace("，", "").strip()
    if not given and empty is not None:
        return empty
    if not (given.isascii() and given.isdigit()) or int(given) > MOST:
        raise GuardFailed(_("Please enter a whole number."))
    return int(given)


def day(request: HttpRequest, name: str) -> date:
    try:
        found = parse_date(text(request, name, 10))
    except ValueError:
        found = None
    if found is None:
        raise GuardFailed(_("Please enter a day."))
    return found


def measured(request: HttpRequest, contract: Contract) -> list[Measured]:
    """A value for each indicator that was filled in: `value_<id>`, with `verifier_<id>`."""
    found = []
    for row in contract.revision.indicators.all():
        given, verifier = text(request, f"value_{row.public_id}", 40).strip(), text(request, f"verifier_{row.public_id}", 160)  # fmt: skip
        if not given:
            continue
        if row.comparison == Comparison.SHOWN:
            found.append(Measured(row.public_id, shown=given == "true", verifier=verifier))
        else:
            found.append(Measured(row.public_id, value=_decimal(given), verifier=verifier))
    return found


def _decimal(given: str) -> Decimal:
    try:
        value = Decimal(given)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= MOST:
        raise GuardFailed(_("A measured value is a number."))
    return value.quantize(Decimal("0.000001"))
