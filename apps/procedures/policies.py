"""Who may announce, object and judge."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from apps.accounts.models import Organisation
from apps.accounts.policies import may, same_employer
from apps.core.models import File
from apps.procedures.calendar import today
from apps.procedures.models import Objection, Publicity
from apps.procedures.models.objection import JUDGES
from apps.procedures.models.publicity import KEEPERS


def can_announce(user: Any, district: str = "") -> bool:
    return may(user, KEEPERS, district)


def can_withdraw(user: Any, publicity: Publicity) -> bool:
    """Take it back before it has ended, as after an objection that was upheld."""
    return may(user, KEEPERS, publicity.district)


def can_object(user: Any, publicity: Publicity) -> bool:
    """Whoever is signed in with a confirmed address, in the days for it; also those it concerns."""
    if not user.is_authenticated or not user.is_active:
        return False
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        return False
    shown = Publicity.objects.running(today()).filter(pk=publicity.pk).exists()
    return shown and timezone.now() < publicity.open_until()


def can_judge(user: Any, objection: Objection) -> bool:
    """Every step of an operator. Other eyes: not who determined the subject, nor who objects, nor of a body concerned."""
    publicity = objection.publicity
    if not may(user, JUDGES, publicity.district) or objection.objector_id == user.pk:
        return False
    if user.public_id in publicity.determined_by:
        return False
    concerned = Organisation.objects.filter(public_id__in=publicity.organisations)
    return not any(same_employer(user, organisation) for organisation in concerned)


def can_read_evidence(user: Any, file: File) -> bool:
    """The objector and those who may judge it; an operator who determined the subject reads nothing."""
    objection = Objection.objects.filter(files__file=file).select_related("publicity").first()
    if objection is None or not user.is_authenticated or not user.is_active:
        return False
    return objection.objector_id == user.pk or can_judge(user, objection)
