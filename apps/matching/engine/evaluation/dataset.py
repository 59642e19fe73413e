"""Data sets to judge rankings by: a folder with postings.jsonl, talents.jsonl, qrels.tsv and perhaps hard.tsv.

Pay is in 万元 a year there. Nothing is read out of an id, a missing or malformed field is unknown, unknown fields are
passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from apps.matching.engine.fold import fold
from apps.matching.engine.types import (
    DEGREES,
    LanguageDemand,
    LanguageSkill,
    Passage,
    PostingDoc,
    PostingKind,
    Skill,
    TalentDoc,
)

_WAN = 10_000

_LANGUAGE_NAMES = {
    "zh": "chinese mandarin putonghua 中文 汉语 普通话 国语 华语",
    "yue": "cantonese 粤语 广东话",
    "en": "english 英语 英文",
    "ja": "japanese 日语 日文",
    "ko": "korean 韩语 朝鲜语",
    "de": "german 德语 德文",
    "fr": "french 法语 法文",
    "es": "spanish 西班牙语 西语",
    "ru": "russian 俄语",
    "it": "italian 意大利语",
    "pt": "portuguese 葡萄牙语",
    "nl": "dutch 荷兰语",
    "ms": "malay 马来语",
}
_LANGUAGES = {name: code for code, names in _LANGUAGE_NAMES.items() for name in names.split()}

_DEGREE_NAMES = {
    "bachelor": "bachelor 本科 学士",
    "master": "master 硕士 研究生",
    "doctor": "doctor phd doctorate 博士",
    "below_bachelor": "below_bachelor 大专 专科",
}
_DEGREES = {name: code for code, names in _DEGREE_NAMES.items() for name in names.split()}


class DatasetError(ValueError):
    """The folder is no data set; the message says what is missing."""


@dataclass(frozen=True)
class Dataset:
    """languages: of each document as declared, by id. grades: posting id -> talent id -> grade above 0.

    hard: (posting, talent) -> broken rule, None when the set has no hard.tsv.
    """

    postings: tuple[PostingDoc, ...]
    talents: tuple[TalentDoc, ...]
    posting_languages: Mapping[str, str]
    talent_languages: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]
    hard: Mapping[tuple[str, str], str] | None


def load(folder: Path) -> Dataset:
    """Read a folder. Raises DatasetError when one of the three files is missing or is no such file."""
    for name in ("postings.jsonl", "talents.jsonl", "qrels.tsv"):
        if not (folder / name).is_file():
            raise DatasetError(f"{folder / name} is missing")
    postings, talents = list(_records(folder / "postings.jsonl")), list(_records(folder / "talents.jsonl"))
    grades: dict[str, dict[str, int]] = {}
    for posting, talent, grade in _rows(folder / "qrels.tsv"):
        if grade.lstrip("-").isdigit() and int(grade) > 0:
            grades.setdefault(posting, {})[talent] = int(grade)
    hard = folder / "hard.tsv"
    return Dataset(
        postings=tuple(_posting(record) for record in postings),
        talents=tuple(_talent(record) for record in talents),
        posting_languages={str(r["id"]): _text(r.get("lang")) or "?" for r in postings},
        talent_languages={str(r["id"]): _text(r.get("lang")) or "?" for r in talents},
        grades=grades,
        hard={(posting, talent): rule for posting, talent, rule in _rows(hard)} if hard.is_file() else None,
    )


def _records(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise DatasetError(f"{path}, line {number}: {error}") from error
        if not isinstance(record, dict) or "id" not in record:
            raise DatasetError(f"{path}, line {number}: no record with an id")
        yield record


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        parts = line.rstrip("\r").split("\t")
        if line.strip() and len(parts) < 3:
            raise DatasetError(f"{path}, line {number}: three columns are needed")
        if line.strip():
            yield parts[0].strip(), parts[1].strip(), parts[2].strip()


def _posting(record: Mapping[str, Any]) -> PostingDoc:
    return PostingDoc(
        id=str(record["id"]),
        kind=PostingKind.CHALLENGE if record.get("kind") == "challenge" else PostingKind.POSITION,
        passages=_passages(record, "title"),
        skills=tuple(Skill(text) for text in _texts(record.get("skills"))),
        disciplines=tuple(_texts(record.get("discipline"))),
        degree_min=_degree(record.get("degree_min")),
        years_min=_number(record.get("years_min", record.get("years"))),
        salary_min=_yuan(record.get("salary_min")),
        salary_max=_yuan(record.get("salary_max")),
        languages=tuple(LanguageDemand(code) for code in _codes(record.get("languages"))),
    )


def _talent(record: Mapping[str, Any]) -> TalentDoc:
    languages = record.get("languages")
    return TalentDoc(
        id=str(record["id"]),
        passages=_passages(record, "headline"),
        skills=tuple(Skill(text) for text in _texts(record.get("skills"))),
        disciplines=tuple(_texts(record.get("discipline"))),
        degree=_degree(record.get("degree")),
        years=_number(record.get("years")),
        salary_expected=_yuan(record.get("salary_expected")),
        languages=None if languages is None else tuple(LanguageSkill(code) for code in _codes(languages)),
        available_on=_month(record.get("available")),
    )


def _passages(record: Mapping[str, Any], heading: str) -> tuple[Passage, ...]:
    language = _text(record.get("lang")) or None
    title = _text(record.get("title")) or _text(record.get("headline"))
    parts = (("title", title), ("text", _text(record.get("text"))))
    return tuple(Passage(field, text, language) for field, text in parts if text)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in map(_text, values) if text]


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None


def _yuan(value: object) -> int | None:
    number = _number(value)
    return None if number is None else round(number * _WAN)


def _degree(value: object) -> str | None:
    text = _text(value).lower()
    return text if text in DEGREES else _DEGREES.get(fold(text))


def _codes(value: object) -> list[str]:
    """Language codes of names in Chinese or English; a name that is not known stays itself, folded."""
    names = [fold(text) for text in _texts(value)]
    return list(dict.fromkeys(_LANGUAGES.get(name, name) for name in names))


def _month(value: object) -> date | None:
    try:
        year, month = _text(value).split("-")[:2]
        return date(int(year), int(month), 1)
    except ValueError:
        return None
