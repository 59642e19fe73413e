"""Years of the calendar from a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.procedures import calendar
from apps.procedures.models import CalendarDay, CalendarYear

pytestmark = pytest.mark.django_db
HEADER = "date,is_workday,note\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "calendar.csv"
    path.write_text(HEADER + "2030-10-01,no,国庆节\n2030-10-05,yes,调休上班\n", "utf-8")
    return path


def test_a_year_is_taken_over_whole(file, capsys):
    CalendarDay.objects.create(date=date(2030, 3, 1), is_workday=False, note="a guess")
    CalendarDay.objects.create(date=date(2031, 1, 1), is_workday=False)
    for _ in range(2):
        call_command("load_calendar", file=file)
        assert capsys.readouterr().out == "Years entered: 2030.\n"
        assert not calendar.is_workday(date(2030, 10, 1))
        assert calendar.is_workday(date(2030, 10, 5))  # a Saturday
        assert calendar.is_workday(date(2030, 3, 1))  # the guess is gone
        assert not calendar.is_provisional(date(2030, 3, 1))
        assert calendar.is_provisional(date(2031, 3, 1))
        assert CalendarDay.objects.filter(date__year=2031).count() == 1


def test_the_file_of_the_repository_loads(capsys):
    call_command("load_calendar")
    assert capsys.readouterr().out.startswith("Years entered: ")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("2030-10-01,no,x\n2030-10-01,yes,y\n", "line 3, column date: stands there twice"),
        ("2030-13-01,no,x\n", "line 2, column date: '2030-13-01' is not a day"),
        (",no,x\n", "line 2, column date: a day from 2000 to 2200 is needed"),
        ("1030-10-01,no,x\n", "line 2, column date: a day from 2000 to 2200 is needed"),
        ("2030-10-01,maybe,x\n", "line 2, column is_workday: 'maybe' is neither yes nor no"),
        ("2030-10-01,,x\n", "line 2, column is_workday: is empty"),
        ("2030-10-01,no\n", "line 2: 2 cells, the header has 3"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_changed(file, rows, message):
    file.write_text(HEADER + rows, "utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("load_calendar", file=file)
    assert message in str(refused.value)
    assert not CalendarDay.objects.exists()
    assert not CalendarYear.objects.exists()


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(CommandError, match="is not a file"):
        call_command("load_calendar", file=tmp_path / "none.csv")
