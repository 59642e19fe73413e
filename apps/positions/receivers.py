"""What positions do when they hear of their employer."""

from __future__ import annotations

from typing import Any

from apps.core import marks
from apps.core.models import Mark
from apps.core.signals import moved, parked
from apps.employers.models import Employer
from apps.employers.signals import renamed
from apps.positions import skill_codes
from apps.positions.imports import runs
from apps.positions.lifecycle import MARK
from apps.positions.models import Position
from apps.positions.search import refresh_search
from apps.positions.states import LIVE


def employer_moved(sender: type, obj: Employer, **_: Any) -> None:
    """Verification decides whether its positions are live: their rankings are computed again."""
    marks.touch(MARK, Position.objects.filter(employer=obj, state__in=LIVE).values_list("pk", flat=True))


def employer_renamed(sender: type, employer: Employer, **_: Any) -> None:
    """Its positions are found under the new name."""
    refresh_search(Position.objects.filter(employer=employer, current__isnull=False).values_list("pk", flat=True))


def mark_parked(sender: type, mark: Mark, **_: Any) -> None:
    """Somebody waits for an import that no worker could finish."""
    if mark.kind == runs.MARK:
        runs.give_up(mark)


def connect() -> None:
    moved.connect(employer_moved, sender=Employer, dispatch_uid="positions.employer_moved")
    renamed.connect(employer_renamed, dispatch_uid="positions.employer_renamed")
    parked.connect(mark_parked, sender=Mark, dispatch_uid="positions.import_parked")
    skill_codes.connect()
