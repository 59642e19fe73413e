"""What can happen to a publicity period. Callers have asked the policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Language, Organisation, User
from apps.core import audit
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move
from apps.procedures import signals
from apps.procedures.calendar import add_working_days, today
from apps.procedures.models import ObjectionQuerySet, Publicity
from apps.procedures.models.objection import Objection, Outcome
from apps.procedures.models.publicity import LEAST_DAYS, USUAL_DAYS

INTAKE_DAYS, ANSWER_DAYS = 3, 10  # working days, where a programme says nothing else
MOST_DAYS = 60
Texts = Mapping[str, str]
Row = Mapping[str, Texts]


@transaction.atomic
def announce(
    subject: models.Model,
    *,
    by: Actor,
    title: Texts,
    body: Sequence[Row],
    determined_by: Iterable[User],
    organisations: Iterable[Organisation] = (),
    district: str = "",
    working_days: int = USUAL_DAYS,
    objection_days: int = 0,
    intake_days: int = INTAKE_DAYS,
    answer_days: int = ANSWER_DAYS,
) -> Publicity:
    """Show `title` and `body` (texts by language, all three) from today on for so many working days after today.

    Those who determined the subject, and members of `organisations`, will judge no objection against it.
    `objection_days`: in how many of these days one may object; 0 for all of them.
    """
    if not LEAST_DAYS <= working_days <= MOST_DAYS:
        text = _("A publicity period lasts from %(least)d to %(most)d working days.")
        raise GuardFailed(text % {"least": LEAST_DAYS, "most": MOST_DAYS})
    if not (1 <= intake_days <= MOST_DAYS and 1 <= answer_days <= MOST_DAYS):
        raise GuardFailed(_("Objections need a working day at least for each step."))
    if objection_days and not LEAST_DAYS <= objection_days <= working_days:
        text = _("The days to object are %(least)d at least and %(most)d at most, or 0 for all of the period.")
        raise GuardFailed(text % {"least": LEAST_DAYS, "most": working_days})
    _whole(title, body)
    kind, ref = audit.subject_kind(subject), audit.subject_ref(subject)
    if Publicity.objects.about(kind, ref).filter(ended_at__isnull=True).exists():
        raise GuardFailed(_("A publicity period about this is running already."))
    publicity = Publicity.objects.create(
        subject_kind=kind,
        subject_ref=ref,
        district=district,
        title=dict(title),
        body=[{name: dict(row[name]) for name in ("label", "value")} for row in body],
        working_days=working_days,
        starts_on=today(),
        ends_on=add_working_days(today(), working_days).date,
        objections_until=add_working_days(today(), objection_days).date if objection_days else None,
        intake_days=intake_days,
        answer_days=answer_days,
        determined_by=sorted({user.public_id for user in determined_by}),
        organisations=sorted({organisation.public_id for organisation in organisations}),
        announced_at=timezone.now(),
    )
    audit.record(publicity, "announce", by=by, state_to=publicity.state, data={"until": publicity.ends_on})
    return publicity


def _whole(title: Texts, body: Sequence[Row]) -> None:
    """Everybody reads the same: each text in each language of the site."""
    if not body:
        raise GuardFailed(_("Please say what is to be shown."))
    for texts in (title, *(row.get(name, {}) for row in body for name in ("label", "value"))):
        if any(not str(texts.get(language, "")).strip() for language in Language.values):
            raise GuardFailed(_("A publicity period needs its words in all three languages."))


@transaction.atomic
def reword(publicity: Publicity, *, body: Sequence[Row], by: Actor) -> None:
    """Show less than before, because a consent is gone. What was agreed on stays; the trail says when, never what."""
    _whole(publicity.title, body)
    rows = [{name: dict(row[name]) for name in ("label", "value")} for row in body]
    if rows != publicity.body:
        publicity.body = rows
        publicity.save(update_fields=["body"])
        audit.record(publicity, "reword", by=by)


@transaction.atomic
def withdraw(publicity: Publicity, *, by: Actor, reason: str) -> None:
    """Take it back before it has taken effect. Open objections go on: their authors get an answer."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    facts = {"ended_at": timezone.now(), "note": reason.strip()}
    move(publicity, "withdraw", by=by, role="operator", reason=reason.strip(), facts=facts)
    signals.publicity_withdrawn.send(sender=Publicity, publicity=publicity, by=by)


@transaction.atomic
def end(publicity: Publicity, *, by: Actor = SYSTEM) -> None:
    """Its days are over. Not while an objection is open, and not after one was upheld: that one is withdrawn."""
    # An objection that is being lodged at midnight holds the same lock: either it is seen here, or it comes too late.
    locked = Publicity.objects.select_for_update().get(pk=publicity.pk)
    if today() <= locked.ends_on:
        raise GuardFailed(_("The publicity period still runs."))
    if locked.objections.open().exists():
        raise GuardFailed(_("An objection is still open."))
    if locked.objections.filter(outcome=Outcome.UPHELD).exists():
        raise GuardFailed(_("An objection was upheld: this has to be withdrawn and decided again."))
    move(publicity, "end", by=by, facts={"ended_at": timezone.now()})
    signals.publicity_ended.send(sender=Publicity, publicity=publicity)


def open_objections(subject: models.Model) -> ObjectionQuerySet:
    """Objections about `subject` that wait for their answer: while there is one, nothing is signed or paid."""
    found: Any = Objection.objects.about(audit.subject_kind(subject), audit.subject_ref(subject))
    return found.open()
