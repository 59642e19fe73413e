"""What the profile would be with a CV taken in: what she has typed stays, what was read fills the rest.

`doubtful` names fields ("given_name", "education-0-school_text") that the reader is not sure of; the page highlights them.
`sources` has the fact of each field that was read, with its span and confidence, under the name the page gives the field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, TypeVar

from django.utils import timezone

from apps.talents import skills as skill_lists
from apps.talents.cv.facts import DOUBTFUL
from apps.talents.models import CvReading, Talent
from apps.talents.sections import Degree, Identity, Job, LanguageRow, SkillRow, Text
from apps.taxonomy import lookups
from apps.taxonomy.names import name_key

Fact = Mapping[str, Any]
Row = TypeVar("Row")


@dataclass
class Proposal:
    identity: Identity
    text: Text
    education: list[Degree]
    experience: list[Job]
    skills: list[SkillRow]
    languages: list[LanguageRow]
    wechat: str = ""
    paper_count: int | None = None
    patent_count: int | None = None
    doubtful: set[str] = field(default_factory=set)
    sources: dict[str, Fact] = field(default_factory=dict)


@dataclass
class _Marks:
    """Collects what was read and what is doubtful."""

    doubtful: set[str] = field(default_factory=set)
    sources: dict[str, Fact] = field(default_factory=dict)

    def take(self, name: str, fact: Fact | None, page_name: str = "") -> None:
        """A field was filled by the reader: with `fact`, or left open for want of one."""
        if fact:
            self.sources[page_name or name] = fact
        if not _sure(fact):
            self.doubtful.add(name)

    def note(self, name: str, fact: Fact | None) -> None:
        """As `take`, for a field that is fine when it stays open."""
        if fact:
            self.take(name, fact)


def of(talent: Talent, reading: CvReading | None) -> Proposal:
    """The profile as stored, filled up from a reading if there is one."""
    facts: Fact = reading.facts if reading is not None and reading.step == CvReading.Step.READ else {}
    marks = _Marks()
    return Proposal(
        identity=_identity(talent, facts, marks),
        text=_text(talent, facts, marks),
        education=_education(talent, facts, marks),
        experience=_experience(talent, facts, marks),
        skills=_skills(talent, facts),
        languages=_languages(talent, facts, marks),
        wechat=talent.wechat or _value(facts.get("contact", {}).get("wechat")),
        paper_count=_count(talent.paper_count, facts, "publications", "paper_count", marks),
        patent_count=_count(talent.patent_count, facts, "patents", "patent_count", marks),
        doubtful=marks.doubtful,
        sources=marks.sources,
    )


def rows(stored: Iterable[Any], kind: type[Row]) -> list[Row]:
    """Stored rows as values of a section."""
    names = [column.name for column in fields(kind)]  # type: ignore[arg-type]
    return [kind(**{name: getattr(row, name) for name in names}) for row in stored]


def _value(fact: Fact | None) -> str:
    return str(fact["value"]) if fact else ""


def _sure(fact: Fact | None) -> bool:
    return fact is not None and fact["confidence"] >= DOUBTFUL


def _identity(talent: Talent, facts: Fact, marks: _Marks) -> Identity:
    name = facts.get("name", {})
    typed = bool(talent.name_zh or talent.family_name or talent.given_name)
    chosen = {}
    for column, key in (("name_zh", "zh"), ("family_name", "family"), ("given_name", "given")):
        stored, fact = getattr(talent, column), name.get(key)
        # one script typed: the reader may add the other one, never a second version of the same
        takes = not stored and fact and (not typed or (key == "zh") != bool(talent.name_zh))
        chosen[column] = _value(fact) if takes else stored
        if takes:
            marks.take(column, fact)
    return Identity(**chosen, country=talent.country)


def _text(talent: Talent, facts: Fact, marks: _Marks) -> Text:
    """Her original text; only a profile without one takes that of the CV."""
    stored = sorted(talent.texts.all(), key=lambda row: not row.is_original)
    if stored:
        return rows(stored[:1], Text)[0]
    for name in ("headline", "about"):
        if facts.get(name):
            marks.take(name, facts[name], f"text-{name}")
    headline, about = _value(facts.get("headline"))[:160], _value(facts.get("about"))[:8000]
    return Text(language=str(facts.get("language") or talent.user.language), headline=headline, about=about)


def _education(talent: Talent, facts: Fact, marks: _Marks) -> list[Degree]:
    read = [_degree(row) for row in facts.get("education", ()) if row.get("degree") or row.get("school")]
    typed = [row for row in rows(talent.education.all(), Degree) if not _covered(row, read)]
    known = {_degree_key(row) for row in typed}
    merged = list(typed)
    for row, fact in zip(read, facts.get("education", ()), strict=False):
        if _degree_key(row) in known:
            continue
        place = len(merged)
        merged.append(row)
        for column, key in (("school_text", "school"), ("degree", "degree"), ("status", "status"), ("field_text", "discipline"), ("end_on", "ended")):  # fmt: skip
            marks.take(f"education-{place}-{column}", fact.get(key))
        marks.note(f"education-{place}-start_on", fact.get("begun"))
    return merged


def _covered(row: Degree, read: list[Degree]) -> bool:
    """A degree she typed without a school (the quick form) is told better by the CV."""
    return not row.school_text and any(other.degree == row.degree for other in read)


def _degree_key(row: Degree) -> tuple[str, str]:
    return row.degree, row.school or name_key(row.school_text)


def _degree(fact: Fact) -> Degree:
    school_text = _value(fact.get("school"))[:200]
    school = lookups.find_school(school_text) if school_text else None
    status = _value(fact.get("status")) or "awarded"
    end_on = _day(_value(fact.get("ended")), last=True)
    if status == "awarded" and end_on and end_on > timezone.localdate():
        end_on = timezone.localdate()
    start_on = _day(_value(fact.get("begun")))
    return Degree(
        school_text=school_text,
        degree=_value(fact.get("degree")),
        status=status,
        school=school.code if school else "",
        field_text=_value(fact.get("discipline"))[:200],
        start_on=start_on if not (start_on and end_on and start_on > end_on) else None,
        end_on=end_on,
    )


def _experience(talent: Talent, facts: Fact, marks: _Marks) -> list[Job]:
    merged = rows(talent.experience.all(), Job)
    known = {(name_key(row.organisation), name_key(row.title)) for row in merged}
    for fact in facts.get("experience", ()):
        row = _job(fact, str(facts.get("language") or ""))
        if (name_key(row.organisation), name_key(row.title)) in known:
            continue
        place = len(merged)
        merged.append(row)
        for column, key in (("organisation", "organisation"), ("title", "title"), ("start_on", "begun")):
            marks.take(f"experience-{place}-{column}", fact.get(key))
        marks.note(f"experience-{place}-end_on", fact.get("ended"))
    return merged


def _job(fact: Fact, language: str) -> Job:
    start_on, end_on = _day(_value(fact.get("begun"))), _day(_value(fact.get("ended")), last=True)
    return Job(
        organisation=_value(fact.get("organisation"))[:200],
        title=_value(fact.get("title"))[:200],
        text=_value(fact.get("text"))[:4000],
        language=language,
        start_on=start_on if not (start_on and end_on and start_on > end_on) else None,
        end_on=end_on,
    )


def _skills(talent: Talent, facts: Fact) -> list[SkillRow]:
    stored = rows(talent.skills.all(), SkillRow)
    read = [SkillRow(text=_value(fact)[:80]) for fact in facts.get("skills", ())]
    return skill_lists.linked([*stored, *read])


def _languages(talent: Talent, facts: Fact, marks: _Marks) -> list[LanguageRow]:
    found = {row["code"]: LanguageRow(row["code"], row.get("level") or "") for row in talent.languages}
    for fact in facts.get("languages", ()):
        code = _value(fact.get("code"))
        if code not in found:
            marks.take(f"languages-{len(found)}-code", fact.get("code"))
            found[code] = LanguageRow(code, _language_level(_value(fact.get("level"))))
    return list(found.values())


def _language_level(written: str) -> str:
    """The level of the vocabulary that the words name; empty when they name none (a test's score)."""
    whole = lookups.find_term("language_level", written) if written else None
    if whole is not None:
        return whole.code
    hits = lookups.find_terms_in("language_level", written)
    return hits[0].value.code if hits else ""


def _count(stored: int | None, facts: Fact, key: str, column: str, marks: _Marks) -> int | None:
    fact = facts.get(key)
    if stored is not None or fact is None or not (fact["value"] or _sure(fact)):
        return stored
    marks.take(column, fact)
    return int(fact["value"])


def _day(month: str, *, last: bool = False) -> date | None:
    """The first day of a month; of a bare year January, or July where something ended; None for the present."""
    parts = month.split("-")
    if not parts[0].isdigit():
        return None
    return date(int(parts[0]), int(parts[1]) if len(parts) > 1 else (7 if last else 1), 1)
