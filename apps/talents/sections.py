"""The sections of a profile as plain values: pages, API, imports and CV readings all write profiles through these.

Codes are those of the vocabularies, money is whole yuan a year before tax, dates are calendar days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Identity:
    """The Chinese name whole; family and given name in Latin letters; a single name stands in `given_name`."""

    name_zh: str = ""
    family_name: str = ""
    given_name: str = ""
    country: str = ""


@dataclass(frozen=True)
class Contact:
    """How she wants to be reached. `discreet` mail has a neutral sender and subject and goes to `private_email`."""

    wechat: str = ""
    whatsapp: str = ""
    channel: str = "email"
    time_zone: str = "Asia/Shanghai"
    discreet: bool = False
    private_email: str = ""


@dataclass(frozen=True)
class Text:
    """Her words in one language."""

    language: str
    headline: str = ""
    direction: str = ""
    about: str = ""
    is_original: bool = True


@dataclass(frozen=True)
class Degree:
    """One course of study. `school` is a code (found from `school_text` when empty); `end_on` may lie ahead."""

    school_text: str
    degree: str
    status: str = "awarded"
    school: str = ""
    field_text: str = ""
    discipline: str = ""
    country: str = ""
    start_on: date | None = None
    end_on: date | None = None


@dataclass(frozen=True)
class Job:
    """One post held; no `end_on` means at present."""

    organisation: str
    title: str
    text: str = ""
    language: str = ""
    country: str = ""
    start_on: date | None = None
    end_on: date | None = None


@dataclass(frozen=True)
class SkillRow:
    """A skill as she writes it; the code of the vocabulary if known; level 1-4 or unknown."""

    text: str
    code: str = ""
    level: int | None = None


@dataclass(frozen=True)
class LanguageRow:
    """A language she speaks: code and level (A1 .. C2, native; empty unknown)."""

    code: str
    level: str = ""


@dataclass(frozen=True)
class Wishes:
    """What she looks for, and the facts that go with it."""

    intention: str = ""
    kinds: tuple[str, ...] = ()
    chains: tuple[str, ...] = ()
    disciplines: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    years: int | None = None
    salary_expected: int | None = None
    available_on: date | None = None
    needs_permit: bool | None = None
    paper_count: int | None = None
    patent_count: int | None = None
    open_to_work: bool = True


@dataclass(frozen=True)
class Project:
    """A project she brings. `id` is the public id of the one it replaces; empty for a new one."""

    title_zh: str = ""
    title_en: str = ""
    summary: str = ""
    chain: str = ""
    stage: str = "idea"
    ip_state: str = "none"
    team: str = ""
    wants: tuple[str, ...] = ()
    id: str = ""
