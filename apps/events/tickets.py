"""Tickets: the public id of a registration, signed, so that nobody can write one for herself."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from apps.core.moves import GuardFailed
from apps.events.models import Event, Registration

LONGEST = 200
_signer = Signer(salt="events.ticket", sep=".")


def ticket(registration: Registration) -> str:
    """What stands in the QR code."""
    return _signer.sign(registration.public_id)


def read(code: str, event: Event) -> Registration:
    """The registration a ticket belongs to. Raises GuardFailed for a forged one and for one of another event."""
    try:
        public_id = _signer.unsign(code.strip()[:LONGEST])
    except BadSignature as bad:
        raise GuardFailed(_("This is not a ticket of ours.")) from bad
    found = Registration.objects.filter(public_id=public_id).select_related("user", "event").first()
    if found is None or found.event_id != event.pk:
        raise GuardFailed(_("This ticket is for another event."))
    return found
