"""`/healthz` and `/readyz`: whether this process lives, and whether the whole platform can do its work.

Probes run in threads and are given a second: a database or broker that swallows packets makes the answer 503, never a
request that hangs. An answer is kept for a second, so that watching costs the parts nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core import heartbeats

PATIENCE = 1.0  # seconds a probe may take
KEPT = 1.0  # seconds an answer is given again; with the patience below the two seconds that were promised
ALIVE_WITHIN = timedelta(seconds=10)  # workers beat every 2 s, the dispatcher every half second

OK, AWAY, SILENT, UNKNOWN = "ok", "away", "silent", "unknown"
Parts = dict[str, str]


class Probe:
    """Runs `look` in a thread of its own. One that hangs is not started again until it came back."""

    def __init__(self, look: Callable[[], Parts], when_away: Parts) -> None:
        self.look = look
        self.when_away = when_away
        self.thread: threading.Thread | None = None
        self.answer: Parts = when_away

    def begin(self) -> None:
        if self.thread is None or not self.thread.is_alive():
            self.answer = self.when_away
            self.thread = threading.Thread(target=self.run, daemon=True)
            self.thread.start()

    def run(self) -> None:
        try:
            self.answer = self.look()
        except Exception:  # whatever a driver raises, the part is away
            self.answer = self.when_away
        finally:
            connection.close()  # this thread's own

    def result(self, deadline: float) -> Parts:
        """What the probe found, or that the part is away when it did not come back in time."""
        if self.thread is not None:
            self.thread.join(max(0.0, deadline - time.monotonic()))
            if self.thread.is_alive():
                return self.when_away
        return self.answer


def queues() -> list[str]:
    """Every queue that somebody must read."""
    return sorted({queue for _, queue in settings.MARK_ROUTES.values()} | {settings.CELERY_TASK_DEFAULT_QUEUE})


def look_at_database() -> Parts:
    """The database, and the signs of life that workers and the dispatcher leave in it."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 900")
    worked = all(heartbeats.fresh(f"worker:{queue}", ALIVE_WITHIN) for queue in queues())
    sent = heartbeats.fresh("dispatcher", ALIVE_WITHIN)
    return {"database": OK, "worker": OK if worked else SILENT, "dispatcher": OK if sent else SILENT}


def look_at_broker() -> Parts:
    with current_app.connection_for_write(connect_timeout=PATIENCE) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
    return {"broker": OK}


class Readiness:
    """Asks all probes at once and keeps the answer for a moment."""

    def __init__(self) -> None:
        self.probes = [
            Probe(look_at_database, {"database": AWAY, "worker": UNKNOWN, "dispatcher": UNKNOWN}),
            Probe(look_at_broker, {"broker": AWAY}),
        ]
        self.lock = threading.Lock()
        self.parts: Parts = {}
        self.asked_at = float("-inf")

    def ask(self) -> Parts:
        """State of each part: `ok`, `away` (no answer), `silent` (no sign of life), `unknown` (could not be seen)."""
        with self.lock:
            if time.monotonic() - self.asked_at > KEPT:
                for probe in self.probes:
                    probe.begin()
                deadline = time.monotonic() + PATIENCE
                self.parts = {name: state for probe in self.probes for name, state in probe.result(deadline).items()}
                self.asked_at = time.monotonic()
            return self.parts


readiness = Readiness()


@never_cache
@require_safe
@transaction.non_atomic_requests  # a request that is to say "the database is away" cannot begin with a transaction
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker, worker and dispatcher all work, else 503; `parts` says the state of each."""
    parts = readiness.ask()
    ready = all(state == OK for state in parts.values())
    content = {"status": "ready" if ready else "not ready", "parts": dict(sorted(parts.items()))}
    return JsonResponse(content, status=200 if ready else 503)
