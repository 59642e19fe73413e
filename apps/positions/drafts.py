"""Writing a position: its first draft, and the next revision of one that is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.moves import GuardFailed
from apps.employers.models import Employer
from apps.positions import content as contents
from apps.positions.content import PositionContent
from apps.positions.dates import default_closing_day
from apps.positions.models import Position, PositionRevision, PositionSkill, PositionText
from apps.positions.states import PositionState, RevisionState

WRITABLE = (
    PositionState.DRAFT,
    PositionState.RETURNED,
    PositionState.PUBLISHED,
    PositionState.PAUSED,
    PositionState.EXPIRED,
)


@transaction.atomic
def save(position: Position | None, employer: Employer, content: PositionContent, *, by: User | None) -> Position:
    """Store `content` as the draft; a new position if there is none. A pending one must be recalled first.

    What is in force stays as it is. Without a closing day it is open for three months. Raises GuardFailed for a
    position in a state that takes no draft; Position.DoesNotExist for one of another employer.
    """
    content = _with_closing_day(content)
    if position is None:
        position = Position.objects.create(
            employer=employer, district=content.district, valid_until=content.valid_until, created_by=by
        )
    else:
        position = Position.objects.select_for_update().get(pk=position.pk, employer=employer)
    if position.state not in WRITABLE:
        raise GuardFailed(_("This position cannot be edited now."))
    revision = open_draft(position, by)
    contents.write(revision, content)
    facts = {} if position.current_id else {"district": content.district, "valid_until": content.valid_until}
    Position.objects.filter(pk=position.pk).update(draft=revision, **facts)
    position.refresh_from_db()
    return position


@transaction.atomic
def save_many(rows: Sequence[tuple[Employer, PositionContent]], *, by: User) -> list[Position]:
    """New positions with their drafts, in a constant number of statements for any number of rows."""
    contents_ = [_with_closing_day(content) for _employer, content in rows]
    positions = Position.objects.bulk_create(
        Position(employer=employer, district=content.district, valid_until=content.valid_until, created_by=by)
        for (employer, _content), content in zip(rows, contents_, strict=True)
    )
    revisions = [PositionRevision(position=position, number=1, created_by=by) for position in positions]
    for revision, content in zip(revisions, contents_, strict=True):
        contents.fill(revision, content)
    PositionRevision.objects.bulk_create(revisions)
    pairs = list(zip(revisions, contents_, strict=True))
    PositionText.objects.bulk_create([row for pair in pairs for row in contents.text_rows(*pair)], batch_size=1000)
    PositionSkill.objects.bulk_create([row for pair in pairs for row in contents.skill_rows(*pair)], batch_size=1000)
    for position, revision in zip(positions, revisions, strict=True):
        position.draft = revision
    Position.objects.bulk_update(positions, ["draft"], batch_size=500)
    return positions


def _with_closing_day(content: PositionContent) -> PositionContent:
    return content if content.valid_until else replace(content, valid_until=default_closing_day())


def open_draft(position: Position, by: User | None) -> PositionRevision:
    """The revision that takes the next text, unsaved if it is new."""
    draft = position.draft
    if draft is not None and draft.state == RevisionState.PENDING:
        raise GuardFailed(_("A change is being reviewed. Recall it before editing."))
    if draft is not None and draft.state in (RevisionState.DRAFT, RevisionState.RETURNED):
        return draft
    last = position.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    return PositionRevision(position=position, number=last + 1, created_by=by)


@transaction.atomic
def discard(position: Position, *, by: User) -> None:
    """Throw the next revision away; the one in force stays. A position never published keeps its only draft."""
    draft = position.draft
    if position.current_id is None or draft is None:
        raise GuardFailed(_("There is no change to discard."))
    if draft.state not in (RevisionState.DRAFT, RevisionState.RETURNED):
        raise GuardFailed(_("A change is being reviewed. Recall it before editing."))
    audit.record(position, "discard", by=by, role="recruiter", data={"revision": draft.public_id})
    Position.objects.filter(pk=position.pk).update(draft=None)
    draft.delete()
    position.refresh_from_db()
