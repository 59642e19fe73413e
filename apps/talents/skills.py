"""Skills from free text: one line may name many, with levels; each is linked to the vocabulary where it is known."""

from __future__ import annotations

import re
from collections.abc import Iterable

from apps.core.text import mend, squeeze
from apps.talents.sections import SkillRow
from apps.taxonomy import lookups, vocabulary
from apps.taxonomy.levels import level_of
from apps.taxonomy.names import name_key

LIMIT = 40  # skills of one person
LENGTH = 80
_BETWEEN = re.compile(r"[,，;；、\n\r\t|·•]+|\s/\s")
_LEVEL_BEFORE = re.compile(r"^(精通|熟练掌握|熟练使用|熟练|熟悉|掌握|会用|了解)\s*[:：]?\s*")
_LEVEL_AFTER = re.compile(r"\s*(?:[(（]([^()（）]{1,24})[)）]|[:：]\s*([^:：]{1,24})|\s[-–—]\s*(\w[\w ]{1,23}))\s*$")


def read(text: str) -> list[SkillRow]:
    """Skills of a written list ("Python (expert), 电化学阻抗谱 熟练; ROS 2"), linked, each once, in order."""
    return linked(_one(part) for part in _BETWEEN.split(mend(text)) if part.strip())


def linked(rows: Iterable[SkillRow]) -> list[SkillRow]:
    """The same rows with codes where the vocabulary knows the words; a skill named twice keeps the higher level."""
    found: dict[str, SkillRow] = {}
    for row in rows:
        if not row.text and not row.code:
            continue
        entry = lookups.find_skill(row.text) if not row.code else None
        code = row.code or (entry.code if entry else "")
        key = code or name_key(row.text) or row.text.lower()
        before = found.get(key)
        level = max((n for n in (row.level, before.level if before else None) if n is not None), default=None)
        found[key] = SkillRow((before or row).text, code, level)
    return list(found.values())[:LIMIT]


def _one(part: str) -> SkillRow:
    text = squeeze(part).strip(" .。-–—*")
    level: int | None = None
    if before := _LEVEL_BEFORE.match(text):
        level, text = level_of(before.group(1)), text[before.end() :]
    elif (after := _LEVEL_AFTER.search(text)) and after.start():
        words = next(group for group in after.groups() if group is not None)
        if (level := level_of(words)) is not None:
            text = text[: after.start()]
    else:
        head, _gap, last = text.rpartition(" ")
        if head and (level := level_of(last)) is not None and not last.isdigit():
            text = head
        else:
            level = None
    return SkillRow(squeeze(text)[:LENGTH], "", level)


def level_code(level: int | None) -> str:
    """The code of the vocabulary `skill_level` for a stored level; empty for an unknown one."""
    rows = vocabulary.current().terms.get("skill_level", {}).values()
    return next((row.code for row in rows if row.attributes.get("level") == level), "")


def level_label(level: int | None) -> str:
    """A stored level (1 to 4) in the reader's language; empty when unknown."""
    code = level_code(level) if level else ""
    return lookups.label("skill_level", code) if code else ""


def written(rows: Iterable[SkillRow]) -> str:
    """The list as `read` takes it, one skill a line, levels in the reader's language."""
    lines = []
    for row in rows:
        label = level_label(row.level)
        lines.append(f"{row.text} ({label})" if label else row.text)
    return "\n".join(lines)
