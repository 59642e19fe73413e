"""A publicity period by the working-day calendar: how long it is, what it says, when it may end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from apps.core import audit
from apps.core.actors import SYSTEM
from apps.core.moves import GuardFailed, IllegalMove, possible
from apps.procedures import lifecycle, signals, tasks
from apps.procedures.models import Publicity
from tests.factories import make_organisation
from tests.procedures.cases import BODY, TITLE, announce, at, judge

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """News of this module, as (name, public id)."""
    news: list[tuple[str, str]] = []
    ears = {
        "ended": lambda publicity, **_: news.append(("ended", publicity.public_id)),
        "withdrawn": lambda publicity, **_: news.append(("withdrawn", publicity.public_id)),
    }
    signals.publicity_ended.connect(ears["ended"])
    signals.publicity_withdrawn.connect(ears["withdrawn"])
    yield news
    signals.publicity_ended.disconnect(ears["ended"])
    signals.publicity_withdrawn.disconnect(ears["withdrawn"])


@time_machine.travel("2025-09-29T02:00:00Z", tick=False)  # a Monday before the long October holiday
def test_five_working_days_step_over_the_holiday_and_count_the_make_up_saturday():
    publicity = announce()
    assert (publicity.starts_on, publicity.ends_on) == (date(2025, 9, 29), date(2025, 10, 13))
    assert publicity.open_until().isoformat() == "2025-10-14T00:00:00+08:00"


@pytest.mark.parametrize("days", [0, 2, 61])
def test_too_short_and_too_long_is_refused(days):
    with pytest.raises(GuardFailed, match="from 3 to 60"):
        announce(working_days=days)


@pytest.mark.parametrize("change", [{"working_days": 2}, {"ends_on": date(2026, 3, 4)}, {"state": "ended"}])
@time_machine.travel("2026-03-02T02:00:00Z", tick=False)
def test_the_database_holds_it_too(change):
    publicity = announce()
    with pytest.raises(IntegrityError), transaction.atomic():
        Publicity.objects.filter(pk=publicity.pk).update(**change)


def test_its_words_are_whole_in_three_languages():
    with pytest.raises(GuardFailed, match="three languages"):
        announce(title={**TITLE, "zh-hant": " "})
    with pytest.raises(GuardFailed, match="three languages"):
        announce(body=[{"label": BODY[0]["label"], "value": {"en": "Example Institute"}}])
    with pytest.raises(GuardFailed, match="what is to be shown"):
        announce(body=[])


def test_only_label_and_value_are_kept_of_what_a_caller_hands_over():
    assert announce(body=[{**BODY[0], "phone": "13900000000"}]).body == BODY


def test_one_at_a_time_about_one_subject():
    subject = make_organisation()
    first = announce(subject)
    with pytest.raises(GuardFailed, match="running already"):
        announce(subject)
    lifecycle.withdraw(first, by=SYSTEM, reason="金额有误。")
    assert announce(subject).subject_ref == subject.public_id


def test_it_ends_by_the_clock_after_its_last_day_and_not_a_second_before(heard):
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        publicity = announce()
    assert publicity.ends_on == date(2026, 3, 9)
    with time_machine.travel("2026-03-09T15:59:59Z", tick=False):
        assert tasks.end_due() == 0
        with pytest.raises(GuardFailed, match="still runs"):
            lifecycle.end(publicity)
    with time_machine.travel("2026-03-09T16:00:00Z", tick=False):
        assert tasks.end_due() == 1
        assert tasks.end_due() == 0
    publicity.refresh_from_db()
    assert publicity.state == "ended"
    assert heard == [("ended", publicity.public_id)]
    assert [entry.act for entry in audit.timeline(publicity)] == ["announce", "end"]


@pytest.mark.parametrize("state", ["lodged", "accepted", "investigating", "upheld", "dismissed"])
def test_it_does_not_end_while_an_objection_is_open(state, heard):
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        publicity = announce()
        at(state, publicity)
    with time_machine.travel("2026-03-20T02:00:00Z", tick=False):
        assert tasks.end_due() == 0
        with pytest.raises(GuardFailed, match="still open"):
            lifecycle.end(publicity)
        assert not Publicity.objects.running(date(2026, 3, 20)).exists(), "nobody is shown it for longer, though"
    assert heard == []


@pytest.mark.parametrize("state", ["refused", "answered"])
def test_it_ends_once_the_objection_is_over(state):
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        at(state, announce())
    with time_machine.travel("2026-03-20T02:00:00Z", tick=False):
        assert tasks.end_due() == 1


def test_after_an_upheld_objection_it_can_only_be_withdrawn(heard):
    from apps.procedures import objections

    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        publicity, officer = announce(), judge()
        objection = at("upheld", publicity, by=officer)
        objections.answer(objection, by=officer, text="异议成立，将重新评审。")
    with time_machine.travel("2026-03-20T02:00:00Z", tick=False):
        assert tasks.end_due() == 0
        with pytest.raises(GuardFailed, match="upheld"):
            lifecycle.end(publicity)
        lifecycle.withdraw(publicity, by=SYSTEM, reason="异议成立。")
    assert heard == [("withdrawn", publicity.public_id)]


def test_withdrawing_needs_a_reason_and_is_for_good():
    publicity = announce()
    with pytest.raises(GuardFailed, match="reason"):
        lifecycle.withdraw(publicity, by=SYSTEM, reason=" ")
    lifecycle.withdraw(publicity, by=SYSTEM, reason="金额有误。")
    assert possible(publicity) == frozenset()
    with pytest.raises(IllegalMove):
        lifecycle.withdraw(publicity, by=SYSTEM, reason="再次。")


def test_open_objections_are_told_by_the_subject():
    subject = make_organisation()
    objection = at("investigating", announce(subject))
    assert list(lifecycle.open_objections(subject)) == [objection]
    assert not lifecycle.open_objections(make_organisation()).exists()


def test_it_is_shown_from_its_first_to_its_last_day():
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        publicity = announce()
    for offset, shown in ((-1, False), (0, True), (7, True), (8, False)):
        found = Publicity.objects.running(publicity.starts_on + timedelta(days=offset)).exists()
        assert found is shown, offset
