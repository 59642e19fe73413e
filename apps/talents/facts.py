"""What an anonymous card may show of a talent: codes and numbers, never a word that she wrote.

Labels come from the vocabularies in the reader's language. Names, organisations, schools, titles of papers, exact dates
and every free text stay out; a skill that is not in the vocabulary stays out too, since its text is hers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.talents.models import Education, Talent, TalentSkill
from apps.talents.states import ClaimState
from apps.taxonomy import lookups
from apps.taxonomy.degrees import level
from apps.taxonomy.vocabulary import SchoolEntry, TermEntry

L = TypeVar("L")
DIRECTION_SKILLS = 2  # so many skills describe a research direction beside the discipline
PAY_STEP = 10_000  # yuan: an exact expectation could recognise a person who told it elsewhere


@dataclass(frozen=True, slots=True)
class Levelled(Generic[L]):
    """A skill or a language: its code and the level she gave (skills 1-4, languages A1..native; None unknown)."""

    code: str
    level: L | None


@dataclass(frozen=True, slots=True)
class CardFacts:
    """Codes of the vocabularies, whole yuan a year, whole years. Empty or None is unknown.

    `degree_status` is awarded or in_progress; `start_month` is the first day of the month of the earliest start;
    `salary_expected` is rounded to ten thousand yuan; `verified` are kinds of verified claims, sorted.
    """

    direction_disciplines: tuple[str, ...]
    direction_skills: tuple[str, ...]
    degree: str
    degree_status: str
    degree_expected_month: date | None
    school_band: str
    country_group: str
    years: int | None
    skills: tuple[Levelled[int], ...]
    paper_count: int | None
    patent_count: int | None
    languages: tuple[Levelled[str], ...]
    salary_expected: int | None
    start_month: date | None
    needs_permit: bool | None
    verified: tuple[str, ...]

    def direction(self, language: str | None = None) -> str:
        """The research direction in vocabulary labels; empty when nothing is known."""
        labels = [lookups.label("discipline", code, language) for code in self.direction_disciplines]
        labels += [lookups.label("skill", code, language) for code in self.direction_skills]
        return " · ".join(dict.fromkeys(labels))


def with_card_rows(talents: QuerySet[Talent]) -> QuerySet[Talent]:
    """Talents with all that `card_facts` reads, in three queries more."""
    return talents.prefetch_related("education", "skills", "claims")


def card_facts(talent: Talent) -> CardFacts:
    """Facts of her profile as stored now; callers show only confirmed profiles to others."""
    education = list(talent.education.all())
    degree = best_degree(education)
    known = [row for row in talent.skills.all() if lookups.entry("skill", row.code) is not None]
    disciplines = _disciplines(talent, degree)
    in_progress = degree is not None and degree.status == "in_progress"
    return CardFacts(
        direction_disciplines=disciplines[:1],
        direction_skills=tuple(row.code for row in _strongest(known)),
        degree=degree.degree if degree else "",
        degree_status=degree.status if degree else "",
        degree_expected_month=_month(degree.end_on) if degree and in_progress else None,
        school_band=_school_band(degree),
        country_group=_country_group(talent, degree),
        years=talent.years,
        skills=tuple(Levelled(row.code, row.level) for row in known),
        paper_count=talent.paper_count,
        patent_count=talent.patent_count,
        languages=_languages(talent),
        salary_expected=_rounded(talent.salary_expected),
        start_month=_month(talent.available_on),
        needs_permit=talent.needs_permit,
        verified=tuple(sorted({row.kind for row in talent.claims.all() if row.state == ClaimState.VERIFIED})),
    )


def verified_labels(kinds: Iterable[str]) -> list[str]:
    """Verified kinds of claims in the reader's language."""
    words = {
        "identity": _("identity verified"),
        "degree": _("degree verified"),
        "employment": _("employment verified"),
        "honour": _("honour verified"),
    }
    return [words.get(kind, kind) for kind in kinds]


def best_degree(rows: Iterable[Education]) -> Education | None:
    """The highest degree: awarded before in progress at the same height, then the latest. One that was left is none."""
    counting = [row for row in rows if row.status != "left" and level(row.degree) is not None]
    return max(
        counting,
        key=lambda row: (level(row.degree) or 0, row.status == "awarded", row.end_on or date.min),
        default=None,
    )


def _disciplines(talent: Talent, degree: Education | None) -> tuple[str, ...]:
    codes = [*talent.disciplines, degree.discipline if degree else ""]
    return tuple(dict.fromkeys(code for code in codes if lookups.entry("discipline", code) is not None))


def _strongest(skills: list[TalentSkill]) -> list[TalentSkill]:
    ranked = sorted(enumerate(skills), key=lambda pair: (-(pair[1].level or 0), pair[0]))
    return [row for _place, row in ranked[:DIRECTION_SKILLS]]


def _school_band(degree: Education | None) -> str:
    school = lookups.entry("school", degree.school) if degree and degree.school else None
    return school.band if isinstance(school, SchoolEntry) else ""


def _country_group(talent: Talent, degree: Education | None) -> str:
    """Of where she lives; unknown, of where she took her highest degree."""
    term = lookups.entry("country", talent.country or (degree.country if degree else ""))
    return term.parent if isinstance(term, TermEntry) else ""


def _languages(talent: Talent) -> tuple[Levelled, ...]:
    rows = [row for row in talent.languages if lookups.entry("language", row.get("code", "")) is not None]
    known = {row["code"]: row.get("level") for row in rows}
    return tuple(
        Levelled(code, level if lookups.entry("language_level", level or "") is not None else None)
        for code, level in known.items()
    )


def _rounded(pay: int | None) -> int | None:
    return None if pay is None else max(PAY_STEP, round(pay / PAY_STEP) * PAY_STEP)


def _month(day: date | None) -> date | None:
    return None if day is None else day.replace(day=1)
