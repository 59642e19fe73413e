"""Next and previous for lists of pages: filters stay in the address, no exact count is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

SIZE = 20
DEEPEST = 500  # pages; a scraper that goes deeper is sent to the API


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    number: int
    previous_url: str
    next_url: str
    note: str


def page_of(request: HttpRequest, rows: QuerySet[Any], size: int = SIZE) -> Page:
    """The page that `?page=` names (from 1; nonsense is 1); reads one row more to know whether there is a next one."""
    given = request.GET.get("page", "1")
    number = min(int(given), DEEPEST) if given.isascii() and given.isdigit() and int(given) > 0 else 1
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    shown = found[:size]
    note = f"{start + 1}–{start + len(shown)}" if shown else ""
    return Page(
        rows=shown,
        number=number,
        previous_url=_address(request, number - 1) if number > 1 else "",
        next_url=_address(request, number + 1) if len(found) > size and number < DEEPEST else "",
        note=note if number > 1 or len(found) > size else "",
    )


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
