"""The workers' work, done in the test."""

from apps.core.models import Mark
from apps.matching import tasks

TASKS = {"talent": tasks.rank_talent, "position": tasks.rank_position}


def work() -> None:
    """Do what the workers would: talents first, as their vectors stand in the lists."""
    for kind, task in TASKS.items():
        for mark in Mark.objects.filter(kind=kind):
            task(mark.pk)
            mark.refresh_from_db()
            assert mark.done_gen == mark.gen or kind == "talent", mark.error
