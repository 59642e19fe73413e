"""What calls do when they hear of their poster, or of a reader of their papers."""

from __future__ import annotations

from typing import Any

from apps.challenges import access
from apps.challenges.lifecycle import MARK
from apps.challenges.models import Challenge
from apps.core import marks
from apps.core.signals import moved
from apps.employers.models import Employer
from apps.talents.models import Talent
from apps.talents.signals import residence_changed


def employer_moved(sender: type, obj: Employer, **_: Any) -> None:
    """Verification decides whether solvers are looked for: its open calls are ranked again."""
    marks.touch(MARK, Challenge.objects.open().filter(employer=obj).values_list("pk", flat=True))


def moved_house(sender: type, talent: Talent, **_: Any) -> None:
    """Reading abroad is an export, also for who signed while she lived in China."""
    access.ask_for_licences_of(talent.user)


def connect() -> None:
    moved.connect(employer_moved, sender=Employer, dispatch_uid="challenges.employer_moved")
    residence_changed.connect(moved_house, sender=Talent, dispatch_uid="challenges.moved_house")
