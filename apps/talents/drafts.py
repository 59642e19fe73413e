"""What she has typed and not saved yet. Drafts mark nothing and nobody else reads them."""

from __future__ import annotations

import json

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.core.text import mend
from apps.talents.models import ProfileDraft, Talent

LIMIT = 200_000  # characters of one section
Fields = dict[str, list[str]]


def keep(talent: Talent, section: str, data: Fields) -> ProfileDraft:
    """Store the form's fields as they stand. Raises ValidationError when they are too long to be a profile."""
    text = json.dumps({name: [mend(value) for value in values] for name, values in data.items()}, ensure_ascii=False)
    if len(text) > LIMIT:
        raise ValidationError(_("This is too long."), code="too_long")
    return ProfileDraft.objects.update_or_create(talent=talent, section=section, defaults={"data": text})[0]


def find(talent: Talent, section: str) -> tuple[Fields, ProfileDraft] | None:
    draft = talent.drafts.filter(section=section).first()
    return (json.loads(draft.data), draft) if draft else None


def discard(talent: Talent, section: str) -> None:
    talent.drafts.filter(section=section).delete()
