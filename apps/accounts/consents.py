"""The consent ledger and the grants that rest on it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone, translation

from apps.accounts.models import AccessEntry, Consent, Grant, NoticeText, Organisation, User
from apps.accounts.signals import consent_withdrawn
from apps.core import audit
from apps.core.actors import Actor


def current_notice(purpose: str) -> NoticeText:
    """The notice of `purpose` in force. Raises ObjectDoesNotExist if none was ever loaded."""
    notice = NoticeText.objects.filter(purpose=purpose, valid_from__lte=Now()).order_by("-version").first()
    if notice is None:
        raise ObjectDoesNotExist(f"no notice for {purpose!r}: run load_notices")
    return notice


@transaction.atomic
def give(
    user: User,
    purpose: str,
    *,
    recipient: Organisation | None = None,
    subject_ref: str = "",
    ip_country: str = "",
) -> Consent:
    """Store that `user` agrees now to the notice in force."""
    consent = Consent.objects.create(
        user=user,
        purpose=purpose,
        notice=current_notice(purpose),
        recipient=recipient,
        subject_ref=subject_ref,
        language=translation.get_language() or user.language,
        ip_country=ip_country,
    )
    audit.record(consent, "give", by=user, data={"purpose": purpose})
    return consent


@transaction.atomic
def withdraw(consent: Consent, *, by: Actor) -> None:
    """Withdraw a consent and every grant that rests on it. Doing it twice changes nothing."""
    now = timezone.now()
    if not Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(withdrawn_at=now):
        return
    consent.withdrawn_at = now
    Grant.objects.filter(consent=consent, revoked_at__isnull=True).update(revoked_at=now)
    audit.record(consent, "withdraw", by=by, data={"purpose": consent.purpose})
    consent_withdrawn.send(sender=Consent, consent=consent)


def agreed(user: User, purpose: str) -> bool:
    return Consent.objects.filter(user=user, purpose=purpose, withdrawn_at__isnull=True).exists()


def open_to(
    organisation: Organisation,
    *,
    consent: Consent,
    purpose: str,
    source_ref: str,
    until: datetime | None = None,
) -> Grant:
    """Let `organisation` see the person behind `consent`, for `purpose`."""
    grant, _created = Grant.objects.get_or_create(
        person=consent.user,
        organisation=organisation,
        purpose=purpose,
        source_ref=source_ref,
        revoked_at=None,
        defaults={"consent": consent, "until": until},
    )
    return grant


def close_to(organisation: Organisation, person: User, source_ref: str) -> None:
    """End what was opened for `source_ref`; what was opened otherwise stays."""
    Grant.objects.filter(
        organisation=organisation, person=person, source_ref=source_ref, revoked_at__isnull=True
    ).update(revoked_at=timezone.now())


def log_access(
    person: User, *, viewer: User, organisation: Organisation | None, what: str, subject_ref: str = ""
) -> None:
    """Note that `viewer` saw data of `person`."""
    if person.pk != viewer.pk:
        AccessEntry.objects.create(
            person=person, viewer=viewer, organisation=organisation, what=what, subject_ref=subject_ref
        )
