"""A CV's text as its reader saw it, with the stretches that became fields marked, to be shown beside the fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.talents.cv.facts import DOUBTFUL
from apps.talents.models import CvReading

Fact = Mapping[str, Any]
_SINGLE: dict[tuple[str, ...], str | Promise] = {
    ("name", "zh"): pgettext_lazy("person", "Name in Chinese"),
    ("name", "family"): _("Family name (Latin letters)"),
    ("name", "given"): _("Given name (Latin letters)"),
    ("contact", "email"): _("E-mail"),
    ("contact", "phone"): _("Phone"),
    ("contact", "wechat"): _("WeChat"),
    ("headline",): _("One line about you"),
}
_ROWS: dict[str, dict[str, str | Promise]] = {
    "education": {
        "school": _("School"), "degree": _("Degree"), "status": _("Status"), "discipline": _("Field"),
        "begun": _("From"), "ended": _("To (or expected)"),
    },
    "experience": {"organisation": _("Organisation"), "title": _("Title"), "begun": _("From"), "ended": _("To")},
    "languages": {"code": _("Language"), "level": _("Level")},
}  # fmt: skip


@dataclass
class Stretch:
    """A piece of the text. `labels` names the fields that rest on it; none for words that became no field."""

    start: int
    end: int
    text: str = ""
    labels: list[str] = field(default_factory=list)
    confidence: float = 1.0

    @property
    def doubtful(self) -> bool:
        return self.confidence < DOUBTFUL

    @property
    def percent(self) -> int:
        return round(100 * self.confidence)

    @property
    def anchor(self) -> str:
        return f"cv-{self.start}"


def stretches(reading: CvReading) -> list[Stretch]:
    """The whole text in order, marked and unmarked pieces by turns. [] when there is no text."""
    text = reading.text
    found: list[Stretch] = []
    at = 0
    for mark in _marks(reading.facts, len(text)):
        if mark.start > at:
            found.append(Stretch(at, mark.start, text[at : mark.start]))
        mark.text = text[mark.start : mark.end]
        found.append(mark)
        at = mark.end
    if at < len(text):
        found.append(Stretch(at, len(text), text[at:]))
    return found


def anchors(pieces: list[Stretch]) -> dict[int, str]:
    """Where a fact that begins at a place is marked: {start of the fact: id of its mark}."""
    return {place: piece.anchor for piece in pieces if piece.labels for place in range(piece.start, piece.end)}


def _marks(facts: Mapping[str, Any], length: int) -> list[Stretch]:
    """Marked stretches, ascending; those that overlap are one, as sure as the least sure of them."""
    merged: list[Stretch] = []
    rows = [row for row in _facts(facts) if 0 <= row[1]["span"][0] < row[1]["span"][1] <= length]
    for label, fact in sorted(rows, key=lambda row: (row[1]["span"][0], row[1]["span"][1])):
        start, end = fact["span"]
        if merged and start < merged[-1].end:
            last = merged[-1]
            last.end, last.confidence = max(last.end, end), min(last.confidence, fact["confidence"])
            last.labels += [label] if label not in last.labels else []
        else:
            merged.append(Stretch(start, end, "", [label], fact["confidence"]))
    return merged


def _facts(facts: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    """(name of the field, fact) of every fact that rests on words of its own."""
    titles = [row["title"]["span"] for row in facts.get("experience", ()) if row.get("title")]
    for path, label in _SINGLE.items():
        fact: Any = facts
        for key in path:
            fact = (fact or {}).get(key)
        if fact and not (path == ("headline",) and fact["span"] in titles):  # a title lent for it is marked as one
            yield str(label), fact
    for group, labels in _ROWS.items():
        for row in facts.get(group, ()):
            for key, label in labels.items():
                if row.get(key):
                    yield str(label), row[key]
    for fact in facts.get("skills", ()):
        yield str(_("Skill")), fact
