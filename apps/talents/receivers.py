"""What talents hear: an account that is closed, restricted, kept or erased changes who can be ranked."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.accounts.signals import erased
from apps.core import files, marks
from apps.core.models import File
from apps.core.signals import moved
from apps.talents import erasure, policies, skill_codes
from apps.talents.models import Talent


def connect() -> None:
    """Register who may read CVs, and listen."""
    files.register_policy(File.DataClass.CV, policies.can_read_file)
    moved.connect(account_moved, sender=User, dispatch_uid="talents-account-moved")
    erased.connect(account_erased, dispatch_uid="talents-account-erased")
    skill_codes.connect()


def account_moved(sender: Any, obj: User, **kwargs: Any) -> None:
    marks.touch("talent", Talent.objects.filter(user=obj).values_list("pk", flat=True))


def account_erased(sender: Any, user: User, **kwargs: Any) -> None:
    for talent in Talent.objects.filter(user=user).select_related("user"):
        erasure.forget(talent)
