"""What positions do when the vocabulary of skills changes under them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from apps.core import marks
from apps.positions import content
from apps.positions.lifecycle import MARK
from apps.positions.models import Position, PositionRevision, PositionSkill
from apps.positions.states import LIVE
from apps.taxonomy.names import name_key
from apps.taxonomy.signals import skill_merged, skill_named, unknown_skills_asked


def connect() -> None:
    skill_merged.connect(merged, dispatch_uid="positions.skill_merged")
    skill_named.connect(named, dispatch_uid="positions.skill_named")
    unknown_skills_asked.connect(unknown, dispatch_uid="positions.unknown_skills")


def merged(sender: Any, source: str, target: str, **_: Any) -> None:
    """The code moves in every revision; one that asked for both asks once, for the higher level."""
    _give(list(PositionSkill.objects.select_for_update().filter(code=source).order_by("pk")), target)


def named(sender: Any, key: str, code: str, **_: Any) -> None:
    """Words without a code that the vocabulary knows now get it."""
    typed = PositionSkill.objects.filter(code="").values_list("text", flat=True).distinct()
    texts = [text for text in typed if name_key(text) == key]
    _give(list(PositionSkill.objects.select_for_update().filter(code="", text__in=texts).order_by("pk")), code)


def unknown(sender: Any, **_: Any) -> tuple[str, dict[str, int]]:
    rows = PositionSkill.objects.filter(code="").values_list("text")
    return "positions", dict(rows.annotate(n=Count("revision__position", distinct=True)).order_by("text"))


def _give(rows: list[PositionSkill], code: str) -> None:
    revisions = {row.revision_id for row in rows}
    held = {row.revision_id: row for row in PositionSkill.objects.filter(code=code, revision__in=revisions)}
    for row in rows:
        other = held.setdefault(row.revision_id, row)
        if other is row:
            row.code = code
            row.save(update_fields=["code"])
            continue
        other.level = max(row.level, other.level)
        other.save(update_fields=["level"])
        row.delete()
    for revision in PositionRevision.objects.filter(pk__in=revisions).prefetch_related("texts", "skills"):
        revision.content_hash = content.read(revision).content_hash()
        revision.save(update_fields=["content_hash"])
    live = Position.objects.filter(current__in=revisions, state__in=LIVE)
    marks.touch(MARK, live.values_list("pk", flat=True))
