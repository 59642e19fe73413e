"""Somebody watches the platform from outside: `/healthz`, `/readyz`, `manage.py alive`."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from celery import current_app
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.db.models.functions import Now
from django.test import Client

from apps.core import health, heartbeats, worker_life
from apps.core.models import Heartbeat

QUEUES = ["bulk", "cv", "rank"]
WORKING = {"broker": "ok", "database": "ok", "dispatcher": "ok", "worker": "ok"}


@pytest.fixture
def alive(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[health.Readiness]:
    """Every process left its sign just now; nothing was asked before."""
    for queue in QUEUES:
        heartbeats.beat(f"worker:{queue}:host")
    heartbeats.beat("dispatcher")
    fresh = health.Readiness()
    monkeypatch.setattr(health, "readiness", fresh)
    return fresh


def parts(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    return answer.status_code, answer.json()["parts"]


def away() -> health.Parts:
    raise DatabaseError("away")


def test_a_living_process_says_so_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")  # without the `db` fixture any query fails
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert client.post("/healthz").status_code == 405


def test_the_queues_watched_are_those_of_the_routes() -> None:
    assert health.queues() == QUEUES


def test_ready_when_all_parts_are(alive: health.Readiness, client: Client) -> None:
    assert parts(client) == (200, WORKING)
    assert client.get("/readyz").json()["status"] == "ready"


@pytest.mark.parametrize("queue", QUEUES)
def test_a_queue_that_nobody_reads_is_a_worker_missing(alive: health.Readiness, client: Client, queue: str) -> None:
    Heartbeat.objects.filter(name=f"worker:{queue}:host").delete()
    assert parts(client) == (503, WORKING | {"worker": "silent"})


@pytest.mark.parametrize(("name", "part"), [("worker:rank:host", "worker"), ("dispatcher", "dispatcher")])
def test_an_old_sign_of_life_does_not_count(alive: health.Readiness, client: Client, name: str, part: str) -> None:
    Heartbeat.objects.filter(name=name).update(at=Now() - health.ALIVE_WITHIN - timedelta(seconds=1))
    assert parts(client) == (503, WORKING | {part: "silent"})
    assert client.get("/readyz").json()["status"] == "not ready"


def test_without_the_database_nothing_is_known_of_the_others(alive: health.Readiness, client: Client) -> None:
    alive.probes[0].look = away
    assert parts(client) == (503, {"broker": "ok", "database": "away", "dispatcher": "unknown", "worker": "unknown"})


def test_a_broker_that_refuses(alive: health.Readiness, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setattr(current_app.conf, "broker_write_url", f"redis://127.0.0.1:{closed.getsockname()[1]}/0")
        assert parts(client) == (503, WORKING | {"broker": "away"})


def test_a_broker_that_swallows_packets_holds_nobody_up(
    alive: health.Readiness, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # takes the connection, never answers
        monkeypatch.setattr(current_app.conf, "broker_write_url", f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        assert parts(client) == (503, WORKING | {"broker": "away"})
        thread = alive.probes[1].thread
    assert thread is not None
    thread.join()


def test_a_probe_that_hangs_is_not_started_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    release = threading.Event()

    def hangs() -> health.Parts:
        begun.append(1)
        release.wait()
        return {"x": "ok"}

    probe = health.Probe(hangs, {"x": "away"})
    probe.begin()
    assert probe.result(deadline=0) == {"x": "away"}
    probe.begin()
    assert probe.result(deadline=0) == {"x": "away"}
    assert begun == [1]
    release.set()
    assert probe.thread is not None
    probe.thread.join()
    assert probe.result(deadline=0) == {"x": "ok"}


def test_an_answer_is_given_again_for_a_moment_only(alive: health.Readiness, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(health, "time", SimpleNamespace(monotonic=lambda: now[0]))
    alive.probes = [health.Probe(lambda: {"x": f"at {now[0]}"}, {"x": "away"})]
    assert alive.ask() == {"x": "at 100.0"}
    now[0] += 1.0
    assert alive.ask() == {"x": "at 100.0"}
    now[0] += 0.1
    assert alive.ask() == {"x": "at 101.1"}
    assert health.KEPT + health.PATIENCE <= 2.0


# ---------------------------------------------------------------- signs of life
@pytest.mark.django_db
def test_a_worker_leaves_a_sign_for_each_queue_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_life.connection, "close", lambda: None)
    monkeypatch.setattr(worker_life, "names", lambda: ["worker:rank:here", "worker:cv:here"])
    worker_life.leave_sign(sender=None)
    worker_life.leave_sign(sender=None)
    assert sorted(Heartbeat.objects.values_list("name", flat=True)) == ["worker:cv:here", "worker:rank:here"]
    assert heartbeats.fresh("worker:rank", health.ALIVE_WITHIN)


def test_a_sign_is_named_by_queue_and_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "h" * 80)
    queues = current_app.amqp.queues
    monkeypatch.setattr(type(queues), "consume_from", {"rank": None, "bulk": None})
    assert worker_life.names() == [f"worker:rank:{'h' * 48}", f"worker:bulk:{'h' * 48}"]


def test_a_worker_outlives_a_database_that_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def beat(_: str) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(worker_life, "names", lambda: ["worker:rank:here"])
    monkeypatch.setattr(heartbeats, "beat", beat)
    worker_life.leave_sign(sender=None)
    assert caplog.messages == ["no sign of life left, the database is away: gone"]


@pytest.mark.django_db
def test_a_container_asks_about_its_own_processes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "here")
    heartbeats.beat("worker:rank:here")
    heartbeats.beat("worker:bulk:there")
    call_command("alive", "worker:rank", "--here")
    call_command("alive", "worker:rank", "worker:bulk")
    assert capsys.readouterr().out == "alive\nalive\n"
    with pytest.raises(CommandError, match=r"^no sign of life: worker:bulk$"):
        call_command("alive", "worker:rank", "worker:bulk", "--here")
    with pytest.raises(CommandError, match=r"^no sign of life: dispatcher$"):
        call_command("alive", "dispatcher")
