"""What worker and clock do, done in the test by the very functions they call."""

from __future__ import annotations

from apps.core import marks
from apps.core.models import Mark
from apps.matching.tasks import rank_call, rank_position, rank_talent
from apps.notifications.tasks import deliver
from apps.talents.tasks import read_cv

# Talents before positions and calls: their vectors stand in the lists.
WORK = {"cv": read_cv, "talent": rank_talent, "position": rank_position, "challenge": rank_call, "outbox": deliver}


def work(*kinds: str) -> None:
    """Do everything that is due, and what comes of it; `kinds` limits it."""
    chosen = [kind for kind in WORK if not kinds or kind in kinds]
    while due := [(kind, mark) for kind in chosen for mark in marks.due(kind)]:
        for kind, mark in due:
            WORK[kind](mark)
    assert list(Mark.objects.exclude(error="").values_list("kind", "error")) == []
