"""What is read out of a CV: each value with the stretch of text it rests on and how sure the reader is.

`start` and `end` are places in the extracted text (`extract.tidy`); values that were concluded rather than found have an
empty stretch. Months are "YYYY-MM" or "YYYY", "present" for a post held now. Confidence is 0..1; below `DOUBTFUL` a person
should look at it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

T = TypeVar("T")
DOUBTFUL = 0.75


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    value: T
    start: int = 0
    end: int = 0
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Schooling:
    """`school` and `discipline` as written; `degree` and `status` are codes of the vocabularies."""

    school: Found[str] | None = None
    degree: Found[str] | None = None
    status: Found[str] | None = None
    discipline: Found[str] | None = None
    begun: Found[str] | None = None
    ended: Found[str] | None = None


@dataclass(frozen=True, slots=True)
class Post:
    organisation: Found[str] | None = None
    title: Found[str] | None = None
    text: Found[str] | None = None
    begun: Found[str] | None = None
    ended: Found[str] | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language: its code, and its level as written."""

    code: Found[str]
    level: Found[str] | None = None


@dataclass(frozen=True, slots=True)
class CvFacts:
    language: str = "en"  # zh-hans, zh-hant, en: what most of the text is written in
    name_zh: Found[str] | None = None
    family_name: Found[str] | None = None
    given_name: Found[str] | None = None
    email: Found[str] | None = None
    phone: Found[str] | None = None
    wechat: Found[str] | None = None
    headline: Found[str] | None = None
    about: Found[str] | None = None
    education: tuple[Schooling, ...] = ()
    experience: tuple[Post, ...] = ()
    skills: tuple[Found[str], ...] = ()
    languages: tuple[Spoken, ...] = ()
    publications: Found[int] | None = None
    patents: Found[int] | None = None
    headings: tuple[str, ...] = field(default=())  # kinds of sections that were recognised

    def as_json(self) -> dict[str, Any]:
        """Plain dictionaries and lists; a Found is {"value", "span": [start, end], "confidence"}; unknown is null."""
        plain: dict[str, Any] = _plain(self)
        plain["name"] = {
            "zh": plain.pop("name_zh"),
            "family": plain.pop("family_name"),
            "given": plain.pop("given_name"),
        }
        plain["contact"] = {name: plain.pop(name) for name in ("email", "phone", "wechat")}
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Found):
        return {"value": value.value, "span": [value.start, value.end], "confidence": round(value.confidence, 2)}
    if isinstance(value, CvFacts | Schooling | Post | Spoken):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
