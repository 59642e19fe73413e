"""What matching does when it hears of others."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.accounts.signals import erased
from apps.applications.models import Application
from apps.applications.signals import submitted
from apps.core.actors import SYSTEM
from apps.core.moves import move, possible
from apps.matching import erasure
from apps.matching.models import Match
from apps.talents.models import Talent


def application_submitted(sender: type, application: Application, **_: Any) -> None:
    """A direct application answers an open suggestion: the pair needs no further release."""
    if application.via == "interest":
        return  # the match converts itself when she agrees
    match = Match.objects.filter(talent_id=application.talent_id, position_id=application.position_id).first()
    if match is not None and "convert" in possible(match):
        move(match, "convert", by=SYSTEM, data={"application": application.public_id}, public=False)


def account_erased(sender: type, user: User, **_: Any) -> None:
    for talent in Talent.objects.filter(user=user):
        erasure.forget(talent)


def connect() -> None:
    erased.connect(account_erased, dispatch_uid="matching.account_erased")
    submitted.connect(application_submitted, dispatch_uid="matching.application_submitted")
