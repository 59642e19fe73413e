"""What operators note about the work of an expert. It is added, never changed, and she does not read it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.moves import GuardFailed
from apps.experts.models import Expert, QualityNote


@transaction.atomic
def note(expert: Expert, rating: str, text: str, *, by: User, subject_ref: str = "") -> QualityNote:
    """Raises GuardFailed without words: a rating alone says nothing to the next reader."""
    if not text.strip():
        raise GuardFailed(_("Please write what you saw."))
    row = QualityNote.objects.create(
        expert=expert, rating=QualityNote.Rating(rating), text=text.strip(), subject_ref=subject_ref, written_by=by
    )
    audit.record(expert, "note_quality", by=by, role="operator", data={"note": row.public_id}, public=False)
    return row
