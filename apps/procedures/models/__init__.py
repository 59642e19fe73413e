"""What every reviewed procedure shares: the working-day calendar, publicity periods and objections."""

from apps.procedures.models.days import CalendarDay, CalendarYear
from apps.procedures.models.objection import Objection, ObjectionFile, ObjectionQuerySet
from apps.procedures.models.publicity import Publicity, PublicityQuerySet

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Objection",
    "ObjectionFile",
    "ObjectionQuerySet",
    "Publicity",
    "PublicityQuerySet",
]
