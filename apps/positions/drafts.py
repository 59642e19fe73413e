"""Writing a position: its first draft, and the next revision of one that is published."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.moves import GuardFailed
from apps.employers.models import Employer
from apps.positions import content as contents
from apps.positions.content import PositionContent
from apps.positions.models import Position, PositionRevision
from apps.positions.states import PositionState, RevisionState


@transaction.atomic
def save(position: Position | None, employer: Employer, content: PositionContent, *, by: User | None) -> Position:
    """Store `content` as the draft; a new position if there is none. A pending one must be recalled first.

    Raises GuardFailed for a position in a state that takes no draft, or of another employer.
    """
    if position is None:
        position = Position.objects.create(
            employer=employer, district=content.district, valid_until=content.valid_until, created_by=by
        )
    else:
        position = Position.objects.select_for_update().get(pk=position.pk, employer=employer)
    if position.state not in (
        PositionState.DRAFT,
        PositionState.RETURNED,
        PositionState.PUBLISHED,
        PositionState.PAUSED,
        PositionState.EXPIRED,
    ):
        raise GuardFailed(_("This position cannot be edited now."))
    revision = open_draft(position, by)
    contents.write(revision, content)
    Position.objects.filter(pk=position.pk).update(
        draft=revision,
        valid_until=content.valid_until,
        **({} if position.current_id else {"district": content.district}),
    )
    position.refresh_from_db()
    return position


def open_draft(position: Position, by: User | None) -> PositionRevision:
    """The revision that takes the next text, unsaved if it is new."""
    draft = position.draft
    if draft is not None and draft.state == RevisionState.PENDING:
        raise GuardFailed(_("A change is being reviewed. Recall it before editing."))
    if draft is not None and draft.state in (RevisionState.DRAFT, RevisionState.RETURNED):
        return draft
    last = position.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    return PositionRevision(position=position, number=last + 1, created_by=by)


def discard(position: Position, *, by: User) -> None:
    """Throw the next revision away; the one in force stays. A position never published keeps its only draft."""
    draft = position.draft
    if position.current_id is None or draft is None:
        raise GuardFailed(_("There is no change to discard."))
    if draft.state not in (RevisionState.DRAFT, RevisionState.RETURNED):
        raise GuardFailed(_("A change is being reviewed. Recall it before editing."))
    draft.delete()
    position.refresh_from_db()
