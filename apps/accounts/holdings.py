"""What operators' verbs a person holds and where: read once in a web request, anew at each question anywhere else.

A page of the admin asks for some two hundred rights. Giving and taking roles empties what was read.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.core.signals import request_finished, request_started
from django.db.models import Q
from django.db.models.functions import Now
from django.db.models.signals import post_delete, post_save

from apps.accounts.models import Role, RoleHolding

Districts = dict[str, set[str]]  # verb -> codes of districts, "" for the whole city
_read: ContextVar[dict[int, Districts] | None] = ContextVar("holdings_of_the_request", default=None)


def of(user_id: int) -> Districts:
    """Verbs of the roles that the person holds today, each with where it holds."""
    kept = _read.get()
    if kept is None:
        return _from_database(user_id)
    if user_id not in kept:
        kept[user_id] = _from_database(user_id)
    return kept[user_id]


def _from_database(user_id: int) -> Districts:
    live = Q(until__isnull=True) | Q(until__gt=Now())
    found: Districts = {}
    for district, verbs in RoleHolding.objects.filter(live, user=user_id).values_list("district", "role__verbs"):
        for verb in verbs:
            found.setdefault(verb, set()).add(district)
    return found


def begin(**_: Any) -> None:
    """From here on in this thread what was read is kept."""
    _read.set({})


def end(**_: Any) -> None:
    """Forget it; what is asked from here on is read anew."""
    _read.set(None)


def _changed(**_: Any) -> None:
    kept = _read.get()
    if kept is not None:
        kept.clear()


def connect() -> None:
    request_started.connect(begin, dispatch_uid="holdings-begin")
    request_finished.connect(end, dispatch_uid="holdings-end")
    for model in (Role, RoleHolding):
        post_save.connect(_changed, sender=model, dispatch_uid=f"holdings-saved-{model.__name__}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"holdings-deleted-{model.__name__}")
