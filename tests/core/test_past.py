"""Histories that are written after the fact: their own times, one chain a subject."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.core import audit
from apps.core.actors import SYSTEM
from apps.core.audit import Past
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def test_entries_keep_their_times_and_chain_in_the_order_of_time() -> None:
    first, second = make_organisation(), make_organisation()
    audit.record_past(
        [
            Past(first, "close", SYSTEM, MARCH + timedelta(days=2), state_from="open", state_to="closed"),
            Past(second, "open", SYSTEM, MARCH + timedelta(days=1), state_to="open"),
            Past(first, "open", SYSTEM, MARCH, role="operator", reason="said so", data={"n": 1}, state_to="open"),
        ]
    )
    assert [(e.act, e.at) for e in audit.timeline(first)] == [("open", MARCH), ("close", MARCH + timedelta(days=2))]
    assert audit.broken_links(first) == audit.broken_links(second) == []


def test_the_present_goes_on_where_the_past_ended() -> None:
    subject = make_organisation()
    audit.record_past([Past(subject, "open", SYSTEM, MARCH)])
    audit.record(subject, "close", by=SYSTEM)
    assert [e.act for e in audit.timeline(subject)] == ["open", "close"]
    assert audit.broken_links(subject) == []


def test_a_chain_that_has_begun_takes_no_past() -> None:
    subject = make_organisation()
    audit.record(subject, "open", by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        audit.record_past([Past(subject, "found", SYSTEM, MARCH)])


def test_the_future_is_no_past() -> None:
    subject = make_organisation()
    with pytest.raises(ValueError, match="future"):
        audit.record_past([Past(subject, "open", SYSTEM, timezone.now() + timedelta(minutes=1))])
    assert audit.timeline(subject).count() == 0
