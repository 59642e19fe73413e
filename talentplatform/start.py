"""What every process that serves looks at before it takes work: commands run checks by themselves, servers do not."""

from __future__ import annotations

from typing import Any

from django.core import checks

TAGS = ["matching"]  # quick ones: files and packages are looked for, no model is loaded


def demand_checks(**_: Any) -> None:
    """Raises SystemExit with the messages of serious faults, so that a server does not start half able.

    Also a receiver of Celery's signals: SystemExit passes through them, any other exception would only be logged.
    """
    faults = [message for message in checks.run_checks(tags=TAGS) if message.is_serious()]
    if faults:
        raise SystemExit("\n".join(str(fault) for fault in faults))
