"""A request to compute something is never lost and never done twice."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from apps.core import marks
from apps.core.models import Mark
from apps.core.signals import parked

pytestmark = pytest.mark.django_db


def only(kind="position"):
    return Mark.objects.get(kind=kind)


def take(kind="position"):
    found = marks.due(kind)
    return marks.claim(found[0]) if found else None


def test_touching_makes_work_due_and_settling_ends_it():
    marks.touch("position", [7])
    claim = take()
    assert (claim.kind, claim.object_id, claim.gen) == ("position", 7, 1)
    with transaction.atomic():
        assert marks.settle(claim)
    assert marks.due("position") == []
    assert marks.pending("position", 7) is None


def test_many_touches_before_a_run_are_one_run():
    for _ in range(5):
        marks.touch("position", [7])
    claim = take()
    assert claim.gen == 5
    marks.settle(claim)
    assert marks.due("position") == []


def test_a_change_during_the_run_runs_again():
    marks.touch("position", [7])
    claim = take()
    marks.touch("position", [7])
    assert marks.settle(claim)
    assert take().gen == 2


def test_a_claimed_mark_is_nobody_elses_until_the_lease_ends():
    marks.touch("position", [7])
    take()
    assert marks.due("position") == []
    assert marks.claim(only().pk) is None
    Mark.objects.update(lease_until=only().lease_until - timedelta(hours=1))
    assert take() is not None


def test_a_worker_that_lost_its_lease_cannot_publish():
    marks.touch("position", [7])
    zombie = take()
    Mark.objects.update(lease_until=only().lease_until - timedelta(hours=1))
    second = take()
    assert marks.settle(zombie) is False
    assert marks.settle(second) is True


def test_settling_outside_a_transaction_is_a_mistake(transactional_db):
    marks.touch("position", [7])
    claim = take()
    with pytest.raises(AssertionError):
        marks.settle(claim)


def test_an_error_waits_longer_each_time_and_parks_after_the_last_attempt(settings):
    settings.MARK_ATTEMPTS = 3
    heard = []

    def listen(mark, **_):
        heard.append(mark.pk)

    parked.connect(listen)
    try:
        marks.touch("position", [7])
        for _ in range(3):
            marks.fail(take(), "boom")
            Mark.objects.update(next_at=only().dirty_since)
    finally:
        parked.disconnect(listen)
    mark = only()
    assert (mark.parked_at is not None, mark.error, heard) == (True, "boom", [mark.pk])
    assert marks.due("position") == []


def test_work_that_kills_its_worker_is_parked_too(settings):
    settings.MARK_ATTEMPTS = 2
    marks.touch("position", [7])
    for _ in range(2):
        assert take() is not None
        Mark.objects.update(lease_until=None)
    assert take() is None
    assert only().parked_at is not None


def test_a_parked_mark_goes_on_when_touched_again(settings):
    settings.MARK_ATTEMPTS = 1
    marks.touch("position", [7])
    marks.fail(take(), "boom")
    assert take() is None
    marks.retry(only())
    assert take() is not None


def test_longest_waiting_first_and_kinds_apart():
    for object_id in (3, 1, 2):
        marks.touch("position", [object_id])
    marks.touch("talent", [9])
    order = [Mark.objects.get(pk=pk).object_id for pk in marks.due("position")]
    assert order == [3, 1, 2]


def test_a_rolled_back_writer_leaves_no_mark():
    class Undo(Exception):
        pass

    def writer():
        with transaction.atomic():
            marks.touch("position", [7])
            raise Undo

    with pytest.raises(Undo):
        writer()
    assert Mark.objects.count() == 0


def test_touching_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        marks.touch("position", [])


def test_the_epoch_moves():
    marks.bump_epoch("weights")
    marks.bump_epoch("weights")
    assert (marks.epoch("weights"), marks.epoch("other")) == (2, 0)


def test_touch_wakes_the_listener(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {marks.CHANNEL}")
    raw = connection.connection
    marks.touch("position", [1])
    raw.poll()
    assert [note.channel for note in raw.notifies] == [marks.CHANNEL]
    raw.notifies.clear()
