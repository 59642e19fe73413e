"""What reviews do when something happens below them."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Consent
from apps.accounts.signals import consent_withdrawn
from apps.challenges.models import Challenge
from apps.challenges.telling import tell_team
from apps.core import audit, files
from apps.core.actors import SYSTEM
from apps.core.models import File
from apps.core.signals import moved
from apps.experts import load
from apps.experts.models import Expert
from apps.experts.signals import expert_changed
from apps.procedures.models import Objection, Publicity
from apps.procedures.signals import objection_upheld, publicity_ended, publicity_withdrawn
from apps.proposals.models import Proposal
from apps.reviews import determination, naming, panels, policies, telling
from apps.reviews.models import Determination, Seat
from apps.reviews.states import TAKEN, DeterminationState, PanelState

SUBJECT = audit.subject_kind(Challenge())


def call_closes(sender: type, obj: Challenge, name: str, **_: Any) -> None:
    """Who posts a call hears at its closing that something waits to be opened, or that nothing came; never how much."""
    if name != "close":
        return
    if Proposal.objects.arrived().filter(challenge=obj).exists():
        tell_team(obj, "challenge_closed")
    else:
        telling.unanswered(obj)


def period_over(sender: type, publicity: Publicity, **_: Any) -> None:
    row = _announced(publicity)
    if row is not None:
        determination.take_effect(row, by=SYSTEM)


def period_withdrawn(sender: type, publicity: Publicity, by: Any, **_: Any) -> None:
    row = _announced(publicity)
    if row is not None:
        determination.overturn(row, by=by, reason=publicity.note)


def upheld(sender: type, objection: Objection, by: Any, **_: Any) -> None:
    row = _announced(objection.publicity)
    if row is not None:
        determination.overturn(row, by=by, reason=objection.get_ground_display())


def consent_was_withdrawn(sender: type, consent: Consent, **_: Any) -> None:
    if consent.purpose == naming.PURPOSE:
        naming.hide(consent.subject_ref)


def facts_changed(sender: type, expert: Expert, **_: Any) -> None:
    panels.recheck(expert)


def open_seats(experts: list[int]) -> dict[int, int]:
    """Seats of panels whose marks are not locked yet, by key of the expert."""
    counts: dict[int, int] = {}
    live = Seat.objects.filter(expert__in=experts, state__in=TAKEN).exclude(panel__state=PanelState.LOCKED)
    for key in live.values_list("expert_id", flat=True):
        counts[key] = counts.get(key, 0) + 1
    return counts


def _announced(publicity: Publicity) -> Determination | None:
    if publicity.subject_kind != SUBJECT:
        return None
    return Determination.objects.filter(publicity=publicity, state=DeterminationState.ANNOUNCED).first()


def connect() -> None:
    moved.connect(call_closes, sender=Challenge, dispatch_uid="reviews.call_closes")
    publicity_ended.connect(period_over, sender=Publicity, dispatch_uid="reviews.period_over")
    publicity_withdrawn.connect(period_withdrawn, sender=Publicity, dispatch_uid="reviews.period_withdrawn")
    objection_upheld.connect(upheld, sender=Objection, dispatch_uid="reviews.upheld")
    expert_changed.connect(facts_changed, dispatch_uid="reviews.facts_changed")
    consent_withdrawn.connect(consent_was_withdrawn, sender=Consent, dispatch_uid="reviews.consent_withdrawn")
    load.register("panels", open_seats)
    files.register_policy(File.DataClass.OPENED, policies.can_read_opened)
