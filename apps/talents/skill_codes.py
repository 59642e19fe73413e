"""What profiles do when the vocabulary of skills changes under them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from apps.core import marks
from apps.talents.models import TalentSkill
from apps.taxonomy.names import name_key
from apps.taxonomy.signals import skill_merged, skill_named, unknown_skills_asked


def connect() -> None:
    skill_merged.connect(merged, dispatch_uid="talents-skill-merged")
    skill_named.connect(named, dispatch_uid="talents-skill-named")
    unknown_skills_asked.connect(unknown, dispatch_uid="talents-unknown-skills")


def merged(sender: Any, source: str, target: str, **kwargs: Any) -> None:
    """The code moves; who had both keeps one row with the higher level."""
    rows = list(TalentSkill.objects.select_for_update().filter(code=source).order_by("pk"))
    _give(rows, target)


def named(sender: Any, key: str, code: str, **kwargs: Any) -> None:
    """Words without a code that the vocabulary knows now get it."""
    typed = TalentSkill.objects.filter(code="").values_list("text", flat=True).distinct()
    texts = [text for text in typed if name_key(text) == key]
    rows = TalentSkill.objects.select_for_update().filter(code="", text__in=texts).order_by("pk")
    _give(list(rows), code)


def unknown(sender: Any, **kwargs: Any) -> tuple[str, dict[str, int]]:
    rows = TalentSkill.objects.filter(code="").values_list("text").annotate(n=Count("talent", distinct=True))
    return "talents", dict(rows.order_by("text"))


def _give(rows: list[TalentSkill], code: str) -> None:
    talents = [row.talent_id for row in rows]
    held = {row.talent_id: row for row in TalentSkill.objects.filter(code=code, talent__in=talents)}
    for row in rows:
        other = held.setdefault(row.talent_id, row)
        if other is row:
            row.code = code
            row.save(update_fields=["code"])
            continue
        levels = [level for level in (row.level, other.level) if level is not None]
        other.level = max(levels, default=None)
        other.save(update_fields=["level"])
        row.delete()
    marks.touch("talent", talents)
