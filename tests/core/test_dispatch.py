"""The dispatcher sends hints for due work, urgent ones first, and survives a lost broker."""

from datetime import timedelta

import pytest

from apps.core import dispatch, heartbeats, marks
from apps.core.dispatch import IN_FLIGHT, Dispatcher, claim_clock
from apps.core.models import ClockRun, Mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch, settings):
    settings.CLOCKS = {}
    hints = []

    def send_task(task, args, queue, **options):
        hints.append((task.rpartition(".")[2], args[0] if args else None, queue))

    monkeypatch.setattr(dispatch.current_app, "send_task", send_task)
    return hints


def key(object_id, kind="position"):
    return Mark.objects.get(kind=kind, object_id=object_id).pk


def test_a_hint_is_sent_once_while_it_may_still_arrive(sent):
    marks.touch("position", [7])
    dispatcher = Dispatcher()
    assert (dispatcher.run_once(), dispatcher.run_once()) == (1, 0)
    assert sent == [("rank_position", key(7), "rank")]


def test_a_hint_that_nobody_took_is_sent_again(sent, monkeypatch):
    marks.touch("position", [7])
    dispatcher = Dispatcher()
    clock = iter([0.0, dispatch.RESEND_AFTER + 0.1])
    monkeypatch.setattr(dispatch.time, "monotonic", lambda: next(clock))
    assert (dispatcher.run_once(), dispatcher.run_once()) == (1, 1)


def test_urgent_work_goes_first_and_the_rest_a_few_at_a_time(sent):
    marks.touch("position", range(1, 20))
    marks.touch("position", [99], urgent=True)
    Dispatcher().run_once()
    assert sent[0] == ("rank_position", key(99), "rank")
    assert len(sent) == 1 + IN_FLIGHT


def test_settled_work_is_no_longer_urgent(sent):
    marks.touch("position", [7], urgent=True)
    claim = marks.claim(key(7))
    marks.touch("position", [7])
    marks.settle(claim)
    assert Mark.objects.get(object_id=7).urgent is True
    marks.settle(marks.claim(key(7)))
    assert Mark.objects.get(object_id=7).urgent is False


def test_a_lost_broker_loses_nothing(monkeypatch, settings):
    settings.CLOCKS = {}

    def refuse(*args, **options):
        raise ConnectionError("no broker")

    monkeypatch.setattr(dispatch.current_app, "send_task", refuse)
    marks.touch("position", [7])
    dispatcher = Dispatcher()
    assert dispatcher.run_once() == 0
    assert marks.due("position") == [key(7)]
    assert dispatcher.sent == {}


def test_it_says_that_it_is_alive(sent):
    Dispatcher().run_once()
    assert heartbeats.fresh("dispatcher", timedelta(seconds=5))
    assert not heartbeats.fresh("worker", timedelta(seconds=5))


def test_a_clock_is_claimed_by_one_dispatcher():
    every = timedelta(minutes=1)
    assert claim_clock("x", every) is False  # seen for the first time
    assert [claim_clock("x", every), claim_clock("x", every)] == [True, False]
    ClockRun.objects.update(next_at=ClockRun.objects.get().next_at - timedelta(minutes=2))
    assert claim_clock("x", every) is True
