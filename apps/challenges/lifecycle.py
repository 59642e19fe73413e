"""What can happen to a challenge up to its closing, and its cancelling. Callers have asked the policies.

Steps from the appraisal and from the review on are taken by higher floors (docs/adr/0005).
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges import access, amendments, checks, content, differences, keys, search, signals, thresholds
from apps.challenges.content import ChallengeContent
from apps.challenges.models import Challenge, ChallengeRevision, Programme
from apps.challenges.states import ChallengeState, ProgrammeState
from apps.challenges.telling import tell_readers, tell_team
from apps.core import audit, marks
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move
from apps.employers.states import EmployerState

S = ChallengeState
MARK = "challenge"  # of a call whose solvers are to be ranked (`core.marks`)


@transaction.atomic
def submit(challenge: Challenge, *, by: User) -> None:
    """Send the draft to the city. Raises GuardFailed with the first problem that `checks.problems` finds."""
    draft = _draft(challenge)
    if challenge.employer.state != EmployerState.VERIFIED:
        raise GuardFailed(_("The employer must be verified before a call is submitted."))
    if challenge.programme.state != ProgrammeState.OPEN:
        raise GuardFailed(_("This programme takes no calls now."))
    found = problems(challenge, content.read(draft))
    if found:
        raise GuardFailed(found[0].message)
    move(challenge, "submit", by=by, role="poster", facts={"submitted_at": timezone.now()})
    verb = "challenges.review" if challenge.programme.district_check else "challenges.approve"
    tell_readers(challenge, verb, "challenge_submitted")


def problems(challenge: Challenge, content_: ChallengeContent) -> list[checks.Problem]:
    """What keeps this content from being submitted, each at its field."""
    employer_type = challenge.employer.type
    return checks.problems(content_, challenge.programme, employer_type=employer_type, now=timezone.now())


@transaction.atomic
def return_(challenge: Challenge, *, by: User, reason: str) -> None:
    """Back to the poster, who is told why."""
    move(challenge, "return_", by=by, role="operator", reason=_needed(reason))
    tell_team(challenge, "challenge_returned", reason=reason)


@transaction.atomic
def check(challenge: Challenge, *, by: User, note: str = "") -> None:
    """The district has looked at it: the need is real and the papers are whole."""
    if not challenge.programme.district_check:
        raise GuardFailed(_("In this programme the district does not check first."))
    move(challenge, "check", by=by, role="district", reason=note)
    tell_team(challenge, "challenge_district_checked")
    tell_readers(challenge, "challenges.approve", "challenge_submitted")


def ready_for_approval(challenge: Challenge) -> bool:
    """Whether every step that its programme demands before the approval is done."""
    programme = challenge.programme
    if programme.appraisal:
        return challenge.state == S.ARGUED
    if programme.district_check:
        return challenge.state == S.DISTRICT_CHECKED
    return challenge.state == S.SUBMITTED


@transaction.atomic
def approve(challenge: Challenge, *, by: User, note: str = "") -> None:
    """The department lets the call go to publication."""
    if challenge.state in (S.SUBMITTED, S.DISTRICT_CHECKED, S.ARGUED) and not ready_for_approval(challenge):
        raise GuardFailed(_("A step that the programme demands before the approval is still missing."))
    if not note.strip() and thresholds.found(content.read(_draft(challenge))):
        raise GuardFailed(
            _("Its conditions seem to shut solvers out. Return the call, or note why the wording may stand.")
        )
    facts = {"approved_at": timezone.now(), "approved_by": by}
    move(challenge, "approve", by=by, role="department", reason=note, facts=facts)
    tell_team(challenge, "challenge_approved")
    tell_readers(challenge, "challenges.publish", "challenge_to_publish")


@transaction.atomic
def reject(challenge: Challenge, *, by: User, reason: str) -> None:
    move(challenge, "reject", by=by, role="department", reason=_needed(reason))
    tell_team(challenge, "challenge_rejected", reason=reason)


@transaction.atomic
def publish(challenge: Challenge, *, by: User, no_state_secret: bool) -> None:
    """Put the approved text before everybody. The operator confirms that it holds no state secret.

    Its keys are there before: without them nobody could propose, and the days of the call would run all the same. The seed of the experts' draw is chosen now and its hash published with the call.
    """
    draft = _draft(challenge)
    if not no_state_secret:
        raise GuardFailed(_("Please confirm that the call and its annexes hold no state secret."))
    if challenge.employer.state != EmployerState.VERIFIED:
        raise GuardFailed(_("The employer must be verified before a call is published."))
    if challenge.state != S.APPROVED:
        move(challenge, "publish", by=by)  # says which state forbids it
    if not keys.prepared(challenge):
        raise GuardFailed(_("The keys of this call have to be prepared before it is published."))
    found = problems(challenge, content.read(draft))
    if found:
        raise GuardFailed(found[0].message)
    now, nonce = timezone.now(), secrets.token_hex(32)
    move(draft, "enter_force", by=by, role="operator", facts={"in_force_at": now})
    facts: dict[str, Any] = {
        "current": draft,
        "draft": None,
        "number": _number(now),
        "closes_at": draft.closes_at,
        "published_at": now,
        "published_by": by,
        "no_state_secret_by": by,
        "draw_nonce": nonce,
        "draw_nonce_hash": hashlib.sha256(bytes.fromhex(nonce)).hexdigest(),
    }
    move(challenge, "publish", by=by, role="operator", facts=facts, data={"content": draft.content_hash})
    search.refresh_search([challenge.pk])
    marks.touch(MARK, [challenge.pk], urgent=True)
    tell_team(challenge, "challenge_published")


def _number(now: datetime) -> str:
    """The next number of the year. Locks the year's programmes, so that two publications do not take the same."""
    year = timezone.localtime(now).year
    list(Programme.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    taken = Challenge.objects.filter(number__startswith=f"JB{year}-").order_by("-number").first()
    last = int(taken.number.rsplit("-", 1)[1]) if taken and taken.number else 0
    return f"JB{year}-{last + 1:04d}"


@transaction.atomic
def amend(challenge: Challenge, *, by: User, note: str, harmless: bool = False) -> ChallengeRevision:
    """Put the poster's change of an open call in force: dated, with its difference shown, the minimum period anew.

    Raises GuardFailed where it would harm applicants. Both sides have agreed: the poster wrote it, an operator acts.
    `harmless`: the operator finds that other words for proof, method or acceptance ask no more of applicants.
    """
    row = Challenge.objects.select_for_update().get(pk=challenge.pk)
    draft, current, now = row.draft, row.current, timezone.now()
    if row.state != S.PUBLISHED or draft is None or current is None:
        raise GuardFailed(_("There is no change of an open call to put in force."))
    if row.closes_at is None or row.closes_at <= now:
        raise GuardFailed(_("The call has closed. Nothing can be changed any more."))
    before, after = content.read(current), content.read(draft)
    harm = amendments.harms(before, after)
    if harm:
        raise GuardFailed(" ".join(harm))
    if not differences.between(before, after):
        raise GuardFailed(_("Nothing has changed."))
    judged = amendments.to_judge(before, after)
    if judged and not harmless:
        raise GuardFailed(
            _("This changes how the result is proved or accepted. Please confirm that it asks no more of applicants.")
        )
    closes_at = amendments.closing_after(row.programme, after.closes_at, now)
    move(current, "supersede", by=by, role="operator")
    facts = {"in_force_at": now, "note": _needed(note), "closes_at": closes_at}
    move(draft, "enter_force", by=by, role="operator", facts=facts)
    Challenge.objects.filter(pk=row.pk).update(current=draft, draft=None, closes_at=closes_at)
    audit.record(
        row, "amend", by=by, role="operator", reason=note, data={"revision": draft.number, "judged_harmless": judged}
    )
    challenge.refresh_from_db()
    search.refresh_search([challenge.pk])
    marks.touch(MARK, [challenge.pk], urgent=True)
    signals.amended.send(Challenge, challenge=challenge, before=current, after=draft)
    tell_team(challenge, "challenge_amended")
    access.ask_for_licences(challenge)
    return draft


@transaction.atomic
def close(challenge: Challenge, *, by: Actor = SYSTEM) -> None:
    """The clock closes the call; nobody does it by hand and nobody earlier.

    What its poster hears goes by what was sealed, which is known above: `apps.reviews.receivers` tells it.
    """
    row = Challenge.objects.select_for_update().get(pk=challenge.pk)
    if row.closes_at is None or row.closes_at > timezone.now():
        raise GuardFailed(_("The call is open until its deadline."))
    move(row, "close", by=by, facts={"closed_at": timezone.now()})
    challenge.refresh_from_db()
    search.refresh_search([challenge.pk])
    marks.touch(MARK, [challenge.pk])


@transaction.atomic
def cancel(challenge: Challenge, *, by: User, reason: str) -> None:
    """End a call before an award. Once it was published the reason is told to everybody."""
    was_public = challenge.published_at is not None
    move(challenge, "cancel", by=by, role="poster", reason=_needed(reason), facts={"public_reason": reason.strip()})
    if was_public:
        search.refresh_search([challenge.pk])
        marks.touch(MARK, [challenge.pk])
    signals.cancelled.send(Challenge, challenge=challenge, by=by)
    tell_team(challenge, "challenge_cancelled", reason=reason)


def _draft(challenge: Challenge) -> ChallengeRevision:
    if challenge.draft is None:
        raise GuardFailed(_("There is nothing to submit: write a text first."))
    return challenge.draft


def _needed(reason: str) -> str:
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    return reason.strip()
