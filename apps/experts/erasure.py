"""When an account is erased: the row that panels refer to stays, without anything that tells who she was."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.core.actors import SYSTEM
from apps.core.moves import move, possible
from apps.experts.models import Expert
from apps.experts.signals import expert_changed

EMPTY: dict[str, Any] = {
    "email": "", "email_key": "", "invitation_hash": "", "invited_until": None, "name_zh": "", "family_name": "",
    "given_name": "", "orcid": "", "title_zh": "", "title_en": "", "chains": [], "disciplines": [], "languages": [],
    "tasks": [], "facts_confirmed_on": None,
}  # fmt: skip


@transaction.atomic
def forget(expert: Expert) -> None:
    """Ties and notes go; what she signed stays with the consents, which the ledger keeps as proof."""
    if "end" in possible(expert):
        move(expert, "end", by=SYSTEM, reason_code="erased")
    expert.ties.all().delete()
    expert.notes.all().delete()
    Expert.objects.filter(pk=expert.pk).update(**EMPTY)
    expert.refresh_from_db()
    expert_changed.send(sender=Expert, expert=expert)
