"""Data sets to judge rankings by: a folder with postings.jsonl, talents.jsonl, qrels.tsv and perhaps hard.tsv.

Pay is in 万元 a year there. Nothing is read out of an id, a missing or malformed field is unknown, unknown fields are
passed over. What would make a measure wrong (an id twice, a grade that is none, nothing to judge) is an error with its
line.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

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
    degree_rank,
)

_WAN = 10_000
_MOST_YEARS = 100
_MOST_PAY = 100_000
"""万元 a year. Beyond these nobody means what stands there: it is unknown."""

_MOST_GRADE = 10

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


class DatasetError(ValueError):
    """The folder is no data set; the message says what is missing."""


class Named(Protocol):
    @property
    def value(self) -> str: ...


class DegreeNames(Protocol):
    """The vocabulary's finder of degrees: what a whole text names, and what stands inside one, as codes."""

    def whole(self, text: str) -> str | None: ...
    def inside(self, text: str) -> Sequence[Named]: ...


@dataclass(frozen=True)
class Dataset:
    """languages: of each document as declared, by id. grades: posting id -> talent id -> grade above 0.

    hard: (posting, talent) -> the rules it breaks, None when the set has no hard.tsv.
    """

    postings: tuple[PostingDoc, ...]
    talents: tuple[TalentDoc, ...]
    posting_languages: Mapping[str, str]
    talent_languages: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]
    hard: Mapping[tuple[str, str], frozenset[str]] | None


def load(folder: Path, degrees: DegreeNames | None = None) -> Dataset:
    """Read a folder. degrees: how degrees are named; without, only their codes are known.

    Raises DatasetError when one of the three files is missing or is no such file, and when there is nothing to judge.
    """
    for name in ("postings.jsonl", "talents.jsonl", "qrels.tsv"):
        if not (folder / name).is_file():
            raise DatasetError(f"{folder / name} is missing")
    postings, talents = _records(folder / "postings.jsonl"), _records(folder / "talents.jsonl")
    grades = _grades(folder / "qrels.tsv")
    if not grades.keys() & postings.keys():
        raise DatasetError(f"{folder / 'qrels.tsv'} judges nobody: no posting of the set has a grade above 0")
    hard = folder / "hard.tsv"
    return Dataset(
        postings=tuple(_posting(id_, record, degrees) for id_, record in postings.items()),
        talents=tuple(_talent(id_, record, degrees) for id_, record in talents.items()),
        posting_languages={id_: _text(record.get("lang")) or "?" for id_, record in postings.items()},
        talent_languages={id_: _text(record.get("lang")) or "?" for id_, record in talents.items()},
        grades=grades,
        hard=_broken(hard) if hard.is_file() else None,
    )


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with something on them, numbered from 1. Only a line feed ends one: JSON may hold other line separators.

    Raises DatasetError for what is no text.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path} is no UTF-8 text: {error}") from error
    return ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _records(path: Path) -> dict[str, dict[str, Any]]:
    """By id, in the order of the file."""
    found: dict[str, dict[str, Any]] = {}
    for number, line in lines_of(path):
        try:
            record = json.loads(line, parse_int=float_if_long)
        except (ValueError, RecursionError) as error:
            raise DatasetError(f"{path}, line {number}: {error}") from error
        id_ = _id(record.get("id")) if isinstance(record, dict) else ""
        if not id_:
            raise DatasetError(f"{path}, line {number}: no record with an id")
        if id_ in found:
            raise DatasetError(f"{path}, line {number}: the id “{id_}” is given twice")
        found[id_] = record
    if not found:
        raise DatasetError(f"{path} has no record")
    return found


def float_if_long(digits: str) -> float:
    """A number of JSON without a point; one of thousands of digits is infinite and thereby unknown, not an error."""
    return int(digits) if len(digits) < 20 else float(digits)


def _id(value: object) -> str:
    """Empty for what names nothing."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text) else ""


def _grades(path: Path) -> dict[str, dict[str, int]]:
    told: dict[tuple[str, str], int] = {}
    for number, posting, talent, text in _rows(path):
        try:
            grade = float(text)
        except ValueError:
            grade = math.nan
        if not grade.is_integer() or grade > _MOST_GRADE:
            raise DatasetError(f"{path}, line {number}: “{text[:40]}” is no grade (0 to 3)")
        if told.setdefault((posting, talent), int(grade)) != grade:
            raise DatasetError(f"{path}, line {number}: another grade for {posting} and {talent} stands above")
    grades: dict[str, dict[str, int]] = {}
    for (posting, talent), grade in told.items():
        if grade > 0:
            grades.setdefault(posting, {})[talent] = grade
    return grades


def _broken(path: Path) -> dict[tuple[str, str], frozenset[str]]:
    rules: dict[tuple[str, str], frozenset[str]] = {}
    for _, posting, talent, rule in _rows(path):
        rules[posting, talent] = rules.get((posting, talent), frozenset()) | {rule}
    return rules


def _rows(path: Path) -> Iterator[tuple[int, str, str, str]]:
    for number, line in lines_of(path):
        parts = line.split("\t")
        if len(parts) < 3:
            raise DatasetError(f"{path}, line {number}: three columns are needed")
        yield number, parts[0].strip(), parts[1].strip(), parts[2].strip()


def _posting(id_: str, record: Mapping[str, Any], degrees: DegreeNames | None) -> PostingDoc:
    years = _number(record.get("years_min"), _MOST_YEARS)
    return PostingDoc(
        id=id_,
        kind=PostingKind.CHALLENGE if record.get("kind") == "challenge" else PostingKind.POSITION,
        passages=_passages(record),
        skills=tuple(Skill(text) for text in _texts(record.get("skills"))),
        disciplines=tuple(_texts(record.get("discipline"))),
        degree_min=_degree(record.get("degree_min"), degrees, min),
        years_min=_number(record.get("years"), _MOST_YEARS) if years is None else years,
        salary_min=_yuan(record.get("salary_min")),
        salary_max=_yuan(record.get("salary_max")),
        languages=tuple(LanguageDemand(code) for code in _codes(record.get("languages"))),
    )


def _talent(id_: str, record: Mapping[str, Any], degrees: DegreeNames | None) -> TalentDoc:
    languages = record.get("languages")
    return TalentDoc(
        id=id_,
        passages=_passages(record),
        skills=tuple(Skill(text) for text in _texts(record.get("skills"))),
        disciplines=tuple(_texts(record.get("discipline"))),
        degree=_degree(record.get("degree"), degrees, max),
        years=_number(record.get("years"), _MOST_YEARS),
        salary_expected=_yuan(record.get("salary_expected")),
        languages=tuple(map(LanguageSkill, _codes(languages))) if isinstance(languages, list | str) else None,
        available_on=_month(record.get("available")),
    )


def _passages(record: Mapping[str, Any]) -> tuple[Passage, ...]:
    language = _text(record.get("lang")) or None
    title = _text(record.get("title")) or _text(record.get("headline"))
    parts = (("title", title), ("text", _text(record.get("text"))))
    return tuple(Passage(field, text, language) for field, text in parts if text)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in map(_text, values) if text]


def _number(value: object, most: float) -> float | None:
    known = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most
    return float(value) if known else None  # type: ignore[arg-type]


def _yuan(value: object) -> int | None:
    number = _number(value, _MOST_PAY)
    return None if number is None else round(number * _WAN)


def _degree(value: object, names: DegreeNames | None, choose: Callable[..., str]) -> str | None:
    """A code. Of several in one text the one that `choose` takes: a floor is the lowest, what somebody has the highest."""
    text = _text(value)
    if text in DEGREES or names is None:
        return text if text in DEGREES else None
    found = [whole] if (whole := names.whole(text)) else [hit.value for hit in names.inside(text)]
    return choose((code for code in found if code in DEGREES), key=degree_rank, default=None)


def _codes(value: object) -> list[str]:
    """Language codes of names in Chinese or English; a name that is not known stays itself, folded."""
    names = [fold(text) for text in _texts(value)]
    return list(dict.fromkeys(_LANGUAGES.get(name, name) for name in names))


def _month(value: object) -> date | None:
    try:
        year, month = _text(value).split("-")[:2]
        return date(int(year), int(month), 1)
    except (ValueError, OverflowError):
        return None
