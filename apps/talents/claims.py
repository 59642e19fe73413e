"""What can happen to a claim (machine 6): submitted with evidence, checked, appealed once, lapsed when changed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.accounts.models import Language, User
from apps.core import marks
from apps.core.actors import Actor
from apps.core.models import File
from apps.core.moves import GuardFailed, move
from apps.notifications.send import tell
from apps.talents.models import Claim, Talent
from apps.talents.states import ClaimState


def declare(talent: Talent, kind: str) -> Claim:
    """Her claim of this kind; a new one is self-declared."""
    return Claim.objects.get_or_create(talent=talent, kind=kind)[0]


@transaction.atomic
def submit(claim: Claim, *, by: User, note: str = "", file: File | None = None) -> None:
    """Ask for a check, with a paper or the number of a report. Raises GuardFailed without any evidence."""
    note = note.strip()[:300] or claim.note
    if not note and file is None and claim.file is None:
        raise GuardFailed(_("Add a file or the number of a report."))
    facts: dict[str, Any] = {"note": note, "submitted_at": timezone.now(), "decided_at": None, "decided_by": None}
    if file is not None:
        facts["file"] = file
    move(claim, "submit", by=by, role="talent", facts=facts)


def take_up(claim: Claim, *, by: User) -> None:
    """Begin the check. After an appeal it must be another officer than the one who decided."""
    if claim.state == ClaimState.APPEALED and claim.decided_by_id == by.pk:
        raise GuardFailed(_("An appeal is checked by somebody else."))
    move(claim, "take_up", by=by, role="operator", facts={"taken_by": by})


def verify(claim: Claim, *, by: User) -> None:
    _decide(claim, "verify", by, "")
    marks.touch("talent", [claim.talent_id])  # the mark on her card


def return_(claim: Claim, *, by: User, reason: str) -> None:
    _decide(claim, "return_", by, _needed(reason))


def fail(claim: Claim, *, by: User, reason: str) -> None:
    _decide(claim, "fail", by, _needed(reason))


@transaction.atomic
def appeal(claim: Claim, *, by: User, reason: str) -> None:
    """She disagrees: once, with a reason."""
    if claim.appealed_at is not None:
        raise GuardFailed(_("An appeal is possible once."))
    move(claim, "appeal", by=by, role="talent", reason=_needed(reason), facts={"appealed_at": timezone.now()})


@transaction.atomic
def revoke(claim: Claim, *, by: User, reason: str) -> None:
    """Take a verification back. Cards lose the mark at once."""
    move(claim, "revoke", by=by, role="operator", reason=_needed(reason), facts=_decided(by))
    marks.touch("talent", [claim.talent_id])
    _tell(claim)


def lapse(talent: Talent, kind: str, *, by: Actor) -> None:
    """What was verified has been changed: the claim is her own word again."""
    for claim in Claim.objects.filter(talent=talent, kind=kind, state=ClaimState.VERIFIED):
        move(claim, "lapse", by=by, facts={"decided_at": None, "decided_by": None, "taken_by": None})


@transaction.atomic
def _decide(claim: Claim, name: str, by: User, reason: str) -> None:
    if claim.appealed_at is not None and claim.decided_by_id == by.pk:
        raise GuardFailed(_("An appeal is checked by somebody else."))
    move(claim, name, by=by, role="operator", reason=reason, facts=_decided(by))
    _tell(claim)


def _decided(by: User) -> dict[str, Any]:
    return {"decided_at": timezone.now(), "decided_by": by}


def _needed(reason: str) -> str:
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    return reason.strip()


def _tell(claim: Claim) -> None:
    """The operator's reason stands in the timeline; the mail names the claim and its result in her language."""
    tell(
        claim.talent.user,
        "claim_decided",
        context={"claim": _in_languages(claim.kind, Claim.Kind), "result": _in_languages(claim.state, ClaimState)},
        url="/talent/profile/claims/",
        key=f"{claim.public_id}:{timezone.now():%Y%m%d%H%M%S%f}",
    )


def _in_languages(code: str, choices: Any) -> dict[str, str]:
    words = {}
    for language in Language.values:
        with translation.override(language):
            words[str(language)] = str(choices(code).label)
    return words
