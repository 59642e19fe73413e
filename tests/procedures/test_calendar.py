"""Working days and office hours of the city."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.procedures import calendar
from apps.procedures.models import CalendarDay, CalendarYear

pytestmark = pytest.mark.django_db
CITY = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
INSTANTS = st.builds(datetime.combine, DAYS, st.times(), tzinfo=st.sampled_from([UTC, CITY]))
ROLLED_BACK = hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # nothing is written in these tests, so one transaction for all examples does


def at(*parts: int) -> datetime:
    """An instant by the city's clock."""
    return datetime(*parts, tzinfo=CITY)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2025, 10, 1), False),  # national day, a Wednesday
        (date(2025, 9, 28), True),  # a Sunday worked instead
        (date(2025, 10, 9), True),
        (date(2025, 6, 14), False),  # an ordinary Saturday
    ],
)
def test_known_years_have_holidays_and_make_up_days(day, worked):
    assert calendar.is_workday(day) is worked
    assert not calendar.is_provisional(day)


def test_later_years_are_provisional_monday_to_friday():
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(2030, 10, 1))
    assert calendar.is_workday(date(2030, 10, 1))  # a Tuesday
    assert not calendar.is_workday(date(2030, 10, 5))
    assert calendar.is_provisional(date(2030, 10, 1))


def test_operators_say_otherwise():
    CalendarDay.objects.create(date=date(2025, 6, 17), is_workday=False, note="closed for a day")
    CalendarDay.objects.create(date=date(2030, 10, 1), is_workday=False)
    assert not calendar.is_workday(date(2025, 6, 17))
    assert not calendar.is_workday(date(2030, 10, 1))
    assert not calendar.is_provisional(date(2030, 10, 1))  # this day is known now
    assert calendar.is_provisional(date(2030, 10, 2))


def test_an_entered_year_is_no_longer_provisional():
    CalendarYear.objects.create(year=2030)
    assert not calendar.is_provisional(date(2030, 10, 2))
    assert calendar.add_working_days(date(2030, 6, 3), 5) == calendar.WorkingDate(date(2030, 6, 10), False)


def test_an_entered_year_overrules_the_package():
    assert not calendar.is_workday(date(2025, 10, 1))
    CalendarYear.objects.create(year=2025)
    assert calendar.is_workday(date(2025, 10, 1))


@pytest.mark.parametrize(
    ("start", "n", "end", "provisional"),
    [
        (date(2025, 6, 13), 1, date(2025, 6, 16), False),  # Friday to Monday
        (date(2025, 6, 14), 0, date(2025, 6, 16), False),  # the first one on or after
        (date(2025, 6, 16), 0, date(2025, 6, 16), False),
        (date(2025, 9, 26), 3, date(2025, 9, 30), False),  # Sunday the 28th is worked
        (date(2025, 9, 30), 1, date(2025, 10, 9), False),  # over the holidays
        (date(2030, 1, 2), 5, date(2030, 1, 9), True),
    ],
)
def test_adding_working_days(start, n, end, provisional):
    assert calendar.add_working_days(start, n) == calendar.WorkingDate(end, provisional)


@pytest.mark.parametrize("n", [-1, calendar.MOST_DAYS + 1])
def test_senseless_spans_are_refused(n):
    with pytest.raises(ValueError, match="working days must be between"):
        calendar.add_working_days(date(2025, 1, 1), n)


def test_a_calendar_that_never_opens_does_not_hang():
    start = date(2030, 1, 1)
    CalendarDay.objects.bulk_create(
        CalendarDay(date=start + timedelta(days=i), is_workday=False) for i in range(365 * 17)
    )
    with pytest.raises(ValueError, match="no working days"):
        calendar.add_working_days(start, 1)
    with pytest.raises(ValueError, match="no working days"):
        calendar.working_hours_after(datetime(2030, 1, 1, tzinfo=CITY), 1)


@ROLLED_BACK
@given(DAYS, st.integers(1, 60))
def test_the_nth_working_day_has_n_working_days_up_to_it(start, n):
    end = calendar.add_working_days(start, n).date
    assert end > start
    assert calendar.is_workday(end)
    assert calendar.working_days_between(start, end) == n


@ROLLED_BACK
@given(DAYS, st.integers(0, 30), st.integers(1, 30))
def test_steps_add_up_from_a_working_day(start, n, m):
    middle = calendar.add_working_days(start, n).date
    after_both = calendar.add_working_days(middle, m).date
    expected = n + m if n or not calendar.is_workday(start) else m
    if n == 0 and not calendar.is_workday(start):
        expected = m + 1  # the first working day itself was a step
    assert after_both == calendar.add_working_days(start, expected).date


@ROLLED_BACK
@given(DAYS, st.integers(1, 40))
def test_a_later_start_never_ends_earlier(start, n):
    assert calendar.add_working_days(start, n).date <= calendar.add_working_days(start + timedelta(days=1), n).date


@pytest.mark.parametrize(
    ("instant", "hours", "due"),
    [
        (at(2025, 6, 16, 9, 0), 3, at(2025, 6, 16, 12, 0)),
        (at(2025, 6, 16, 9, 0), 3.5, at(2025, 6, 16, 14, 0)),  # lunch does not count
        (at(2025, 6, 16, 12, 30), 4, at(2025, 6, 16, 17, 30)),
        (at(2025, 6, 16, 10, 0), 8, at(2025, 6, 17, 11, 0)),
        (at(2025, 6, 13, 17, 0), 8, at(2025, 6, 17, 9, 30)),  # over a weekend
        (at(2025, 6, 14, 3, 0), 1, at(2025, 6, 16, 10, 0)),
        (at(2025, 9, 30, 17, 30), 1, at(2025, 10, 9, 10, 0)),  # over the holidays
        (at(2025, 6, 14, 3, 0), 0, at(2025, 6, 14, 3, 0)),
    ],
)
def test_office_hours(instant, hours, due):
    assert calendar.working_hours_after(instant, hours) == due


def test_office_hours_keep_the_zone_of_the_question():
    asked = datetime(2025, 6, 16, 1, 0, tzinfo=UTC)  # nine o'clock in the city
    answer = calendar.working_hours_after(asked, 1)
    assert answer == datetime(2025, 6, 16, 2, 0, tzinfo=UTC)
    assert answer.tzinfo is UTC


@ROLLED_BACK
@given(INSTANTS, st.floats(0.1, 40))
def test_office_hours_end_in_office_hours_and_never_before_so_many_have_passed(instant, hours):
    due = calendar.working_hours_after(instant, hours).astimezone(CITY)
    assert due - instant >= timedelta(hours=hours)
    assert calendar.is_workday(due.date())
    assert any(opens <= due.time() <= closes for opens, closes in calendar.OFFICE_HOURS)


@ROLLED_BACK
@given(INSTANTS, st.floats(0.1, 40))
def test_a_later_instant_is_never_due_earlier(instant, hours):
    later = instant + timedelta(minutes=45)
    assert calendar.working_hours_after(instant, hours) <= calendar.working_hours_after(later, hours)


@pytest.mark.parametrize(
    ("instant", "hours"),
    [
        (at(2025, 6, 16).replace(tzinfo=None), 1),
        (datetime(2025, 6, 16, tzinfo=CITY), -1),
        (datetime(2025, 6, 16, tzinfo=CITY), 1e9),
    ],
)
def test_senseless_hours_are_refused(instant, hours):
    with pytest.raises(ValueError, match=r"time zone|office hours"):
        calendar.working_hours_after(instant, hours)


def test_a_question_costs_few_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        calendar.add_working_days(date(2025, 1, 1), 20)
    with django_assert_num_queries(2):
        calendar.working_hours_after(datetime(2025, 1, 1, tzinfo=CITY), 8)
