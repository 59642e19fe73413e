"""Years of the working-day calendar from a file that operators keep: date, is_workday, note."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from apps.procedures.models import CalendarDay, CalendarYear
from apps.taxonomy.loading.tables import read


def load(path: Path) -> list[int]:
    """Take over the years that the file mentions, whole: it holds every exception of such a year.

    Those years are no longer provisional; their former exceptions are replaced. Returns them. Raises BadRow with line
    and column for a wrong row, and then nothing is changed.
    """
    days: dict[str, CalendarDay] = {}
    for row in read(path, path.parent, needed=("date", "is_workday", "note")):
        day = row.day("date")
        if day is None or not 2000 <= day.year <= 2200:
            raise row.bad("date", "a day from 2000 to 2200 is needed")
        if row.text("is_workday") == "":
            raise row.bad("is_workday", "is empty")
        if day.isoformat() in days:
            raise row.bad("date", "stands there twice")
        days[day.isoformat()] = CalendarDay(
            date=day, is_workday=row.flag("is_workday"), note=row.text("note", limit=200)
        )
    years = sorted({day.date.year for day in days.values()})
    with transaction.atomic():
        CalendarDay.objects.filter(date__year__in=years).delete()
        CalendarDay.objects.bulk_create(days.values())
        for year in years:
            CalendarYear.objects.get_or_create(year=year, defaults={"note": path.name})
    return years
