"""A worker that ranks reads the encoder, the vocabulary and the pool before it takes work, and before it forks.

Its processes share what was read, and the first posting after a start waits for none of it. A worker that cannot warm
up (the database is away, nothing is installed yet) starts cold: the first ranking then reads what it needs.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from celery.signals import celeryd_after_setup
from django.db import connection

from apps.matching import encoding, generations, pools, recommendations, runs

log = logging.getLogger(__name__)
QUEUE = "rank"
POSTINGS_WITHIN = 0.5  # seconds: a city's postings take a minute, and a position just published would wait for them


@celeryd_after_setup.connect
def warm_up(sender: str, instance: Any, **_: Any) -> None:
    """`sender` is the worker's name, `instance` the worker, whose queues are chosen by now."""
    if QUEUE not in instance.app.amqp.queues.consume_from:
        return
    begun = time.monotonic()
    try:
        read_all()
    except Exception:  # whatever is missing, the tasks themselves will meet it and say so
        log.exception("%s starts cold", sender)
    else:
        log.info("%s warm after %.1f s", sender, time.monotonic() - begun)
    finally:
        connection.close()  # the worker forks: its children must not inherit an open session


def read_all() -> None:
    """Everything a ranking needs that does not depend on the posting, and as many postings as there is time for."""
    encoding.wanted()
    runs.current_vocabulary()
    generation = generations.in_force()
    if generation is not None:
        pools.current(generation)
        pools.projects(generation)
        recommendations.live_postings(generation, until=time.monotonic() + POSTINGS_WITHIN)
