"""What can happen to an objection (machine 13). Callers have asked the policies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.policies import holders
from apps.core import audit
from apps.core.models import File
from apps.core.moves import GuardFailed, move
from apps.notifications.send import tell
from apps.procedures import policies, signals
from apps.procedures.calendar import add_working_days, today
from apps.procedures.models import Objection, ObjectionFile, Publicity
from apps.procedures.models.objection import JUDGES, Ground, Outcome
from apps.procedures.states import PublicityState

MOST_FILES = 10
EVIDENCE = (".pdf", ".png", ".jpg", ".jpeg", ".docx")


@transaction.atomic
def lodge(
    publicity: Publicity,
    *,
    by: User,
    name: str,
    phone: str,
    ground: str,
    text: str,
    remedy: str,
    files: Sequence[File] = (),
) -> Objection:
    """Object under one's real name while the period runs: up to the last second of its last day in the city."""
    locked = Publicity.objects.select_for_update().get(pk=publicity.pk)  # against the clock that ends it
    now = timezone.now()
    if locked.state != PublicityState.ANNOUNCED or now >= locked.open_until():
        raise GuardFailed(_("The time to object is over."))
    if not all(part.strip() for part in (name, phone, text, remedy)) or ground not in Ground.values:
        raise GuardFailed(_("An objection needs your name, your phone, its ground, its reasons and what you ask for."))
    if len(files) > MOST_FILES or any(file.owner_ref != by.public_id for file in files):
        raise GuardFailed(_("These files cannot be taken as evidence."))
    if locked.objections.open().filter(objector=by).exists():
        raise GuardFailed(_("You have already objected to this; your objection is being dealt with."))
    objection = Objection.objects.create(
        publicity=locked,
        objector=by,
        name=name.strip(),
        phone=phone.strip(),
        ground=ground,
        text=text.strip(),
        remedy=remedy.strip(),
        lodged_at=now,
        intake_due_on=add_working_days(today(), locked.intake_days).date,
    )
    ObjectionFile.objects.bulk_create(ObjectionFile(objection=objection, file=file) for file in files)
    audit.record(objection, "lodge", by=by, role="objector", state_to=objection.state, data={"ground": ground})
    _tell_objector(objection, "objection_received")
    tell_judges(objection, "objection_waits", stamp="lodged")
    return objection


@transaction.atomic
def accept(objection: Objection, *, by: User) -> None:
    """Take it up; the clock of the answer begins."""
    due = add_working_days(today(), objection.publicity.answer_days).date
    move(objection, "accept", by=by, role="operator", facts={"answer_due_on": due})
    _tell_objector(objection, "objection_accepted", due=due.isoformat())


@transaction.atomic
def refuse(objection: Objection, *, by: User, reason: str) -> None:
    """Not taken up, with the reason that its author reads."""
    facts = {"reply": _needed(reason), "replied_at": timezone.now()}
    move(objection, "refuse", by=by, role="operator", facts=facts)
    _tell_objector(objection, "objection_refused")


@transaction.atomic
def investigate(objection: Objection, *, by: User) -> None:
    move(objection, "investigate", by=by, role="operator")
    _tell_objector(objection, "objection_investigated")


@transaction.atomic
def uphold(objection: Objection, *, by: User) -> None:
    """It is right: who owns the subject hears it and has to decide anew."""
    _decide(objection, "uphold", Outcome.UPHELD, by)
    signals.objection_upheld.send(sender=Objection, objection=objection, by=by)


@transaction.atomic
def dismiss(objection: Objection, *, by: User) -> None:
    _decide(objection, "dismiss", Outcome.DISMISSED, by)
    signals.objection_dismissed.send(sender=Objection, objection=objection, by=by)


def _decide(objection: Objection, step: str, outcome: Outcome, by: User) -> None:
    # The one guard that no caller may forget: who determined the subject does not judge herself.
    if not policies.can_judge(by, objection):
        raise GuardFailed(_("Somebody else has to decide this: you have taken part in what it is about."))
    facts = {"outcome": outcome, "decided_at": timezone.now(), "decided_by": by}
    move(objection, step, by=by, role="operator", facts=facts)
    _tell_objector(objection, "objection_decided")


@transaction.atomic
def answer(objection: Objection, *, by: User, text: str) -> None:
    """The answer in writing: only with it the objection is over."""
    move(objection, "answer", by=by, role="operator", facts={"reply": _needed(text), "replied_at": timezone.now()})
    _tell_objector(objection, "objection_answered")


def _needed(text: str) -> str:
    if not text.strip():
        raise GuardFailed(_("Please write what the objector will read."))
    return text.strip()


def _tell_objector(objection: Objection, kind: str, **facts: str) -> None:
    context = {"publicity": objection.publicity.title, **facts}
    tell(objection.objector, kind, context=context, url=url_of(objection), key=objection.public_id)


def url_of(objection: Objection) -> str:
    return f"/publicity/objections/{objection.public_id}/"


def tell_judges(objection: Objection, kind: str, *, stamp: str, **facts: Any) -> None:
    """In the house only; those who took part in the subject hear nothing."""
    url = f"/admin/procedures/objection/{objection.pk}/change/"
    for user in holders(JUDGES, objection.publicity.district):
        if policies.can_judge(user, objection):
            context = {"publicity": objection.publicity.title, **facts}
            tell(user, kind, context=context, url=url, key=f"{objection.public_id}:{stamp}", channels=())
