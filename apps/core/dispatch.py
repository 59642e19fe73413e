"""Sends due marks and clocks to workers. A process of its own; losing every message costs one round.

It wakes by NOTIFY or after half a second. A hint already sent is not repeated for some seconds, so that a slow queue is
not flooded; it is sent again when no worker took it, since the broker may have lost it.
"""

from __future__ import annotations

import logging
import select
import time
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from apps.core import heartbeats, marks
from apps.core.models import ClockRun

log = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between rounds without a NOTIFY
RESEND_AFTER = 5.0  # seconds before the same hint is sent again
BATCH = 200
IN_FLIGHT = 4  # hints of work that nobody waits for, out at one time: an urgent one finds a short queue


class Dispatcher:
    """One round is `run_once`; `run_forever` repeats it until `stop` is set."""

    def __init__(self) -> None:
        self.sent: dict[int, float] = {}
        self.stop = False

    def run_forever(self) -> None:
        while not self.stop:
            try:
                self.listen()
                while not self.stop:
                    self.run_once()
                    self.wait()
            except Exception:
                log.exception("dispatcher: round failed, going on")
                connection.close()
                time.sleep(PAUSE)

    def listen(self) -> None:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {marks.CHANNEL}")

    def wait(self) -> None:
        raw = connection.connection
        if select.select([raw], [], [], PAUSE)[0]:
            raw.poll()
            raw.notifies.clear()

    def run_once(self) -> int:
        """Send what is due; returns how many hints were sent."""
        heartbeats.beat("dispatcher")
        now = time.monotonic()
        self.sent = {key: at for key, at in self.sent.items() if now - at < RESEND_AFTER}
        count = 0
        for kind, (task, queue) in settings.MARK_ROUTES.items():
            for mark_id in self.waiting(kind):
                if self.send(task, [mark_id], queue):
                    self.sent[mark_id] = now
                    count += 1
        for name, (task, seconds) in settings.CLOCKS.items():
            if claim_clock(name, timedelta(seconds=seconds)):
                count += self.send(task, [], "bulk")
        return count

    def waiting(self, kind: str) -> list[int]:
        """Marks whose hint is to be sent now: all urgent ones, of the others a few at a time."""
        urgent = [pk for pk in marks.due(kind, BATCH, urgent=True) if pk not in self.sent]
        others = marks.due(kind, BATCH, urgent=False)
        out = marks.leased(kind) + sum(pk in self.sent for pk in others)
        return urgent + [pk for pk in others if pk not in self.sent][: max(0, IN_FLIGHT - out)]

    def send(self, task: str, args: list[int], queue: str) -> bool:
        try:
            current_app.send_task(task, args=args, queue=queue, expires=60, retry=False, ignore_result=True)
        except Exception as error:  # the broker is away: truth is in the database, the next round tries again
            log.warning("dispatcher: broker not reachable: %s", error)
            return False
        return True


@transaction.atomic
def claim_clock(name: str, every: timedelta) -> bool:
    """Whether this process may run the clock `name` now; one conditional UPDATE, so one dispatcher wins."""
    if ClockRun.objects.filter(pk=name, next_at__lte=Now()).update(next_at=Now() + every):
        return True
    ClockRun.objects.bulk_create([ClockRun(name=name, next_at=Now())], ignore_conflicts=True)
    return False  # a clock seen for the first time runs in the next round
