"""What calls do when they hear of their poster."""

from __future__ import annotations

from typing import Any

from apps.challenges.lifecycle import MARK
from apps.challenges.models import Challenge
from apps.core import marks
from apps.core.signals import moved
from apps.employers.models import Employer


def employer_moved(sender: type, obj: Employer, **_: Any) -> None:
    """Verification decides whether solvers are looked for: its open calls are ranked again."""
    marks.touch(MARK, Challenge.objects.open().filter(employer=obj).values_list("pk", flat=True))


def connect() -> None:
    moved.connect(employer_moved, sender=Employer, dispatch_uid="challenges.employer_moved")
