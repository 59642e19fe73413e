"""What matching does when it hears of others."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from apps.accounts.models import User
from apps.accounts.signals import erased
from apps.applications.models import Application
from apps.applications.signals import submitted
from apps.core.actors import SYSTEM, Actor
from apps.core.ids import new_public_id
from apps.core.models import AuditEntry
from apps.core.moves import move, possible
from apps.core.signals import moved
from apps.matching import by_hand, erasure, labels, versions
from apps.matching.models import Match, SolverInvitation
from apps.talents.models import Talent
from apps.talents.signals import ranking_switched as switched


def application_submitted(sender: type, application: Application, **_: Any) -> None:
    """A direct application answers an open suggestion: the pair needs no further release.

    A pair that no list has held becomes one, so that no later list suggests whom the employer knows already, and so
    that what becomes of the application is kept as labels.
    """
    if application.via == "interest":
        return  # the match converts itself when she agrees
    match = _match_of(application) or Match.objects.create(
        talent_id=application.talent_id, position_id=application.position_id, card_id=new_public_id(), is_new=False
    )
    labels.keep(match, labels.LabelKind.APPLIED, by=application.talent.user)
    if "convert" in possible(match):
        move(match, "convert", by=SYSTEM, data={"application": application.public_id}, public=False)


def application_moved(sender: type, obj: Application, name: str, entry: AuditEntry, by: Actor, **_: Any) -> None:
    """What becomes of an application says how good the match was."""
    kind = labels.OF_APPLICATIONS.get(name)
    match = _match_of(obj)
    if kind is not None and match is not None:
        labels.keep(match, kind, by=by, reason_code=entry.reason_code)


def _match_of(application: Application) -> Match | None:
    return Match.objects.filter(talent_id=application.talent_id, position_id=application.position_id).first()


def ranking_switched(sender: type, talent: Talent, on: bool, by: Actor, **_: Any) -> None:  # noqa: FBT001  (a signal)
    """Once a program ranks her again, places that people gave her end; once none does, what it computed goes."""
    if on:
        by_hand.ranked_again(talent, by=by)
    else:
        by_hand.no_longer_ranked(talent)


def account_erased(sender: type, user: User, **_: Any) -> None:
    """Who was invited to a call need not be a talent: leads of proposals are told of the next one too."""
    SolverInvitation.objects.filter(user=user).delete()
    for talent in Talent.objects.filter(user=user):
        erasure.forget(talent)


def store_own_weights(sender: AppConfig, **_: Any) -> None:
    """The engine's weights of this version stand among the others, to be compared with and switched back to."""
    if sender.label == "matching":
        versions.store_own()


def connect() -> None:
    erased.connect(account_erased, dispatch_uid="matching.account_erased")
    submitted.connect(application_submitted, dispatch_uid="matching.application_submitted")
    switched.connect(ranking_switched, dispatch_uid="matching.ranking_switched")
    moved.connect(application_moved, sender=Application, dispatch_uid="matching.application_moved")
    post_migrate.connect(store_own_weights, dispatch_uid="matching.own_weights")
