"""Run as a process: `prepare` makes submitted positions and encoded people, `publish` puts the positions in force."""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.chaos.settings_chaos")
django.setup()  # before models can be imported

from apps.core import marks  # noqa: E402
from apps.matching import tasks  # noqa: E402
from apps.positions import lifecycle  # noqa: E402
from apps.positions.models import Position  # noqa: E402
from tests.factories import make_employer, make_operator, make_position, make_talent  # noqa: E402

POSITIONS, PEOPLE = 50, 8


def prepare() -> None:
    employer = make_employer()
    for _ in range(POSITIONS):
        make_position(employer, state="pending")
    people = [make_talent(salary_expected=300_000 + n) for n in range(PEOPLE)]
    marks.touch("talent", [person.pk for person in people])
    for mark in marks.due("talent"):
        tasks.rank_talent(mark)


def publish() -> None:
    """One transaction each; a line on the output for each, and a line on the input before the next."""
    operator = make_operator()
    for position in Position.objects.select_related("draft", "employer").order_by("pk"):
        lifecycle.publish(position, by=operator)
        sys.stdout.write(f"{position.pk}\n")
        sys.stdout.flush()
        sys.stdin.readline()


if __name__ == "__main__":
    {"prepare": prepare, "publish": publish}[sys.argv[1]]()
