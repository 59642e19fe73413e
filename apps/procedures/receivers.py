"""What procedures do when something happens below them."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.accounts.signals import erased
from apps.core import files
from apps.core.models import File
from apps.procedures import policies
from apps.procedures.models import Objection


def connect() -> None:
    files.register_policy(File.DataClass.OBJECTION, policies.can_read_evidence)
    erased.connect(forget_objector, dispatch_uid="procedures.forget_objector")


def forget_objector(sender: Any, user: User, **kwargs: Any) -> None:
    """What was decided stays; who she was and what she wrote goes."""
    rows = Objection.objects.filter(objector=user)
    rows.update(name="", phone="", text="", remedy="", reply="")
    for objection in rows:
        for evidence in objection.files.select_related("file"):
            evidence.delete()
            files.remove(evidence.file)
