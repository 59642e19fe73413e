"""Writing a challenge as one goes, also half-filled; and the amendment of one that is published."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges import content as contents
from apps.challenges.content import ChallengeContent
from apps.challenges.models import Challenge, ChallengeRevision, Programme
from apps.challenges.states import OPEN, WRITABLE, ProgrammeState, RevisionState
from apps.core import audit
from apps.core.moves import GuardFailed, LostRace
from apps.employers.models import Employer


@transaction.atomic
def start(programme: Programme, employer: Employer, content: ChallengeContent, *, by: User | None) -> Challenge:
    """A new draft in an open programme."""
    if programme.state != ProgrammeState.OPEN:
        raise GuardFailed(_("This programme takes no calls now."))
    challenge = Challenge.objects.create(
        programme=programme, employer=employer, district=content.district, created_by=by
    )
    revision = ChallengeRevision(challenge=challenge, number=1, created_by=by)
    contents.write(revision, content)
    Challenge.objects.filter(pk=challenge.pk).update(draft=revision)
    challenge.refresh_from_db()
    return challenge


@transaction.atomic
def save(challenge: Challenge, content: ChallengeContent, *, by: User, saves: int | None = None, note: str = "") -> int:
    """Store `content` as the draft and return its new count of edits.

    `saves` is the count that the writer's page was made from: LostRace when another tab or person stored meanwhile.
    Raises GuardFailed in a state that takes no draft.
    """
    row = Challenge.objects.select_for_update().get(pk=challenge.pk)
    if row.state not in (*WRITABLE, *OPEN):
        raise GuardFailed(_("This call cannot be edited now."))
    revision = _open_draft(row, by)
    if saves is not None and saves != revision.saves:
        raise LostRace(_("This call was changed in another window. Please load the page again."))
    revision.saves += 1
    revision.note = note
    contents.write(revision, content)
    facts = {} if row.current_id else {"district": content.district}
    Challenge.objects.filter(pk=row.pk).update(draft=revision, **facts)
    challenge.refresh_from_db()
    return revision.saves


def _open_draft(challenge: Challenge, by: User) -> ChallengeRevision:
    """The revision that takes the next text; for a published call a new one that begins as a copy."""
    if challenge.draft is not None:
        return challenge.draft
    last = challenge.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    return ChallengeRevision(challenge=challenge, number=last + 1, created_by=by)


@transaction.atomic
def discard(challenge: Challenge, *, by: User) -> None:
    """Throw an amendment away before it is in force."""
    draft = challenge.draft
    if challenge.current_id is None or draft is None or draft.state != RevisionState.DRAFT:
        raise GuardFailed(_("There is no change to discard."))
    audit.record(challenge, "discard", by=by, role="poster", data={"revision": draft.number}, public=False)
    Challenge.objects.filter(pk=challenge.pk).update(draft=None)
    draft.delete()
    challenge.refresh_from_db()


@transaction.atomic
def take_up(failed: Challenge, programme: Programme, *, by: User) -> Challenge:
    """A new draft from a call without a valid proposal; it remembers where it comes from."""
    if failed.state != "failed" or failed.current is None:
        raise GuardFailed(_("Only a call that ended without a valid proposal is taken up again."))
    challenge = start(programme, failed.employer, contents.read(failed.current), by=by)
    Challenge.objects.filter(pk=challenge.pk).update(follows=failed, problem=failed.problem)
    challenge.refresh_from_db()
    return challenge
