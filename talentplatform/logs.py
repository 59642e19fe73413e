"""Logs: one line an event, JSON for machines or words for people in front of a terminal."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter

Event = MutableMapping[str, Any]


def without_query(_logger: Any, _method: str, event: Event) -> Event:
    """A request is named by its path: behind the question mark stand words people search for, and signed links."""
    if isinstance(event.get("request"), str):
        event["request"] = event["request"].partition("?")[0]
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_query,
]


def configure(*, for_people: bool, level: str) -> dict[str, Any]:
    """Set structlog up and return Django's LOGGING, so that both write the same lines to standard error."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    # no local variables beside a traceback: they hold what people wrote
    traces = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    last: list[Any] = (
        [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
        if for_people
        else [structlog.processors.ExceptionRenderer(traces), structlog.processors.JSONRenderer()]
    )
    line = {
        "()": ProcessorFormatter,
        "processors": [ProcessorFormatter.remove_processors_meta, *last],
        "foreign_pre_chain": SHARED,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
    }
