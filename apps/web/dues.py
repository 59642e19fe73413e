"""What is due next, as every home shows it: what has a last day first and by it, each a link to where it is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from apps.procedures.calendar import city_zone

Text = str | Promise


@dataclass(frozen=True)
class Due:
    """`title` says what, `text` of which case, `action` is the word on the link, `until` the last day if there is one."""

    title: Text
    text: Text
    url: str
    action: Text
    until: date | None = None


def in_order(found: Iterable[Due]) -> list[Due]:
    return sorted(found, key=lambda due: (due.until is None, due.until or date.max))


def city_day(at: datetime | None) -> date | None:
    """The city's day of an instant."""
    return at.astimezone(city_zone()).date() if at else None
