"""Workers leave a sign of life in the database, one for each queue they read; `/readyz` looks at it.

It rides on the worker's own heartbeat, every two seconds, from the loop that takes messages: a worker that lost its
broker, or whose loop hangs, falls silent.
"""

from __future__ import annotations

import logging
import socket
from typing import Any

from celery import current_app
from celery.signals import heartbeat_sent
from django.db import DatabaseError, connection

from apps.core import heartbeats

log = logging.getLogger(__name__)
NAME_LENGTH = 60  # of the column


def names() -> list[str]:
    """`worker:<queue>:<host>` for each queue that this worker reads."""
    host = socket.gethostname()
    return [f"worker:{queue}:{host}"[:NAME_LENGTH] for queue in current_app.amqp.queues.consume_from]


@heartbeat_sent.connect
def leave_sign(sender: Any, **_: Any) -> None:
    try:
        for name in names():
            heartbeats.beat(name)
    except DatabaseError as error:
        log.warning("no sign of life left, the database is away: %s", error)
    finally:
        connection.close()  # the worker forks: its children must not inherit an open session
