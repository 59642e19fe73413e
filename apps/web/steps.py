"""Taking a step from a page: what is refused becomes a message, never an error page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from apps.core.moves import MoveRefused


class Outcome:
    """Whether the step was taken."""

    done = False


@contextmanager
def step(request: HttpRequest, success: str = "") -> Iterator[Outcome]:
    """Run a lifecycle call in a savepoint; a MoveRefused rolls it back and tells the person why."""
    outcome = Outcome()
    try:
        with transaction.atomic():
            yield outcome
        outcome.done = True
        if success:
            messages.success(request, success)
    except MoveRefused as refused:
        messages.error(request, str(refused))
