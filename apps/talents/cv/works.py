"""How many publications and patents a CV lists (or says it has)."""

from __future__ import annotations

import re

from apps.talents.cv.facts import Found
from apps.talents.cv.layout import Line, Section, of_kind

_PATENT = re.compile(
    r"\b(?:ZL|CN|US|EP|GB|WO|JP|KR|DE|FR|PCT)[\s/.]?\s?\d[\d\s.,/-]{4,}|申请号|专利号|授权号|公开号|^专利[:：]|^patent\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"\b(?:ZL|CN|US|EP|GB|WO|JP|KR|DE|FR|PCT)[\s/.]?\s?\d[\d\s.,/-]{4,}|(?:申请|专利|授权|公开)号", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SAID = {
    "publications": re.compile(r"(?:发表|论文|published|authored)[^\d。.;；\n]{0,24}?(\d{1,3})\s*(?:余|多)?\s*(?:篇|papers|articles|publications|journal)|(\d{1,3})\s+(?:peer-reviewed |journal |sci )?(?:papers|publications|articles)\b", re.IGNORECASE),
    "patents": re.compile(r"(?:专利|patents?)[^\d。.;；\n]{0,12}?(\d{1,3})\s*(?:余|多)?\s*(?:项|件)|(\d{1,3})\s+(?:granted |issued |invention )?patents\b|(\d{1,3})\s*(?:项|件)\s*(?:发明|授权|国家)?专利", re.IGNORECASE),
}  # fmt: skip


def count(sections: list[Section], text: str) -> tuple[Found[int], Found[int]]:
    """(publications, patents); none found is 0 with little confidence."""
    papers = list(of_kind(sections, "publications"))
    patents = list(of_kind(sections, "patents"))
    mixed = of_kind(sections, "works")
    entries = [entry for section in mixed for entry in _entries(section.lines)]
    listed = sum(len(_entries(section.lines)) for section in papers)
    listed += sum(not _PATENT.search(entry) for entry in entries)
    inventions = sum(_patents(section) for section in patents) + sum(bool(_PATENT.search(entry)) for entry in entries)
    return (
        _counted(listed, papers + mixed) if listed else _said("publications", text),
        _counted(inventions, patents + mixed) if inventions else _said("patents", text),
    )


def _counted(number: int, sections: list[Section]) -> Found[int]:
    return Found(number, sections[0].start, sections[-1].end, 0.85)


def _said(kind: str, text: str) -> Found[int]:
    found = _SAID[kind].search(text)
    if found is None:
        return Found(0, confidence=0.4)
    number = next(group for group in found.groups() if group)
    return Found(int(number), found.start(), found.end(), 0.8)


def _entries(lines: tuple[Line, ...]) -> list[str]:
    """Works of a list: by bullets or numbers where there are some, else by the year that each has."""
    if any(line.bullet for line in lines):
        rows: list[str] = []
        for line in lines:
            if line.bullet or not rows:
                rows.append(line.text)
            else:
                rows[-1] += f" {line.text}"
        return rows
    rows, gathered = [], ""
    for line in lines:
        gathered = f"{gathered} {line.text}".strip()
        if _YEAR.search(line.text):
            rows.append(gathered)
            gathered = ""
    return rows


def _patents(section: Section) -> int:
    """By their numbers, else as a list."""
    numbers = sum(len(_NUMBERS.findall(line.text)) for line in section.lines)
    return max(numbers, len(_entries(section.lines)) if not numbers else 0)
