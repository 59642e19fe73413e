"""From rows to the engine's plain types, in a constant number of queries for any number of people.

Only what stands here can reach the engine: no name, school, place of living, sex, age or nationality is read, and where
people state such things in their own words the statement is taken out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from apps.accounts import groups
from apps.accounts.models import Organisation
from apps.matching.engine.types import (
    DegreeStatus,
    LanguageDemand,
    LanguageSkill,
    Passage,
    PostingDoc,
    Skill,
    TalentDoc,
    Vocabulary,
    degree_rank,
)
from apps.positions import wording
from apps.positions.models import Position, PositionRevision
from apps.talents import wording as own_wording
from apps.talents.models import CvReading, Education, Talent, Visibility
from apps.taxonomy import vocabulary
from apps.taxonomy.chains import codes_in

DOMAIN, ORGANISATION = "domain:", "org:"


def with_posting_rows(positions: QuerySet[Position]) -> QuerySet[Position]:
    """Positions with all that `posting_doc` reads."""
    return positions.select_related("current", "employer__organisation__parent").prefetch_related(
        "current__texts", "current__skills"
    )


def posting_doc(position: Position) -> PostingDoc:
    """The revision in force, in every language it is written in. Raises ValueError for a position without one."""
    if position.current is None:
        raise ValueError("only a position with a revision in force can be ranked")
    return revision_doc(position, position.current)


def revision_doc(position: Position, revision: PositionRevision) -> PostingDoc:
    """One revision, in every language it is written in."""
    passages = [
        Passage(name, words, text.language)
        for text in revision.texts.all()
        for name in ("title", "summary", "description", "requirements")
        if (words := wording.for_ranking(getattr(text, name))).strip()  # no age, sex or origin moves a score
    ]
    return PostingDoc(
        id=position.public_id,
        passages=tuple(passages),
        skills=tuple(Skill(row.text, row.code or None, row.level) for row in revision.skills.all()),
        chains=(revision.chain,) if revision.chain else (),
        disciplines=tuple(revision.disciplines),
        degree_min=revision.degree_min or None,
        years_min=revision.years_min,
        salary_min=revision.salary_min,
        salary_max=revision.salary_max,
        languages=tuple(
            LanguageDemand(row["code"], row.get("level") or None, bool(row.get("demanded")))
            for row in revision.languages
        ),
        district=revision.district or None,
        post_kind=revision.kind or None,
        start_on=revision.start_on,
        employer_keys=employer_keys(position.employer.organisation),
    )


def employer_keys(organisation: Organisation) -> tuple[str, ...]:
    """What a talent may have blocked: the organisation, all it belongs to, and their mail domains."""
    family = groups.above(organisation)
    keys = [f"{ORGANISATION}{member.pk}" for member in family]
    domains = dict.fromkeys(name.lower() for member in family for name in member.mail_domains)
    return tuple(keys + [f"{DOMAIN}{name}" for name in domains])


def with_talent_rows(talents: QuerySet[Talent]) -> QuerySet[Talent]:
    """Talents with all that `talent_doc` reads: seven queries for any number."""
    return talents.select_related("user").prefetch_related(
        "texts", "education", "experience", "skills", "projects", "blocked"
    )


def talent_docs(talents: Iterable[Talent]) -> list[TalentDoc]:
    return [talent_doc(talent) for talent in talents]


def talent_doc(talent: Talent) -> TalentDoc:
    """Her confirmed profile as the engine knows it."""
    degree = best_degree(list(talent.education.all()))
    return TalentDoc(
        id=talent.public_id,
        passages=_passages(talent),
        skills=tuple(
            Skill(words, row.code or None, row.level)
            for row in talent.skills.all()
            if (words := own_wording.for_ranking(row.text))
        ),
        chains=tuple(talent.chains),
        disciplines=_disciplines(talent),
        degree=degree.degree if degree else None,
        degree_status=DegreeStatus(degree.status) if degree else None,
        degree_expected_on=degree.end_on if degree and degree.status == "in_progress" else None,
        years=talent.years,
        salary_expected=talent.salary_expected,
        languages=tuple(LanguageSkill(row["code"], row.get("level") or None) for row in talent.languages) or None,
        available_on=talent.available_on,
        districts=tuple(talent.districts),
        post_kinds=tuple(talent.kinds),
        visible=talent.visibility == Visibility.CARDS,
        opted_out=not talent.automated_ranking,
        open_to_offers=talent.open_to_work,
        blocked_employers=_blocked(talent),
    )


def own_doc(talent: Talent) -> TalentDoc:
    """What ranks positions for herself before she has confirmed: her rows as they stand and her newest CV's text.

    Never put into a pool: nobody else's ranking reads unconfirmed words.
    """
    doc = talent_doc(talent)
    reading = talent.readings.filter(step=CvReading.Step.READ).order_by("-created_at").first()
    if reading is None or not reading.text:
        return doc
    return replace(doc, passages=(*doc.passages, *ranked_passages([Passage("text", reading.text)])))


def _passages(talent: Talent) -> tuple[Passage, ...]:
    """Each column a passage of its own, as written: a quote then never runs over two of them."""
    found: list[Passage] = []
    for text in talent.texts.all():
        for name, column in (("title", "headline"), ("direction", "direction"), ("about", "about")):
            if words := getattr(text, column):
                found.append(Passage(name, words, text.language))
    for row in talent.experience.all():  # the title and the work, never the organisation's name
        found += [Passage("experience", words, row.language or None) for words in (row.title, row.text) if words]
    for project in talent.projects.all():
        parts = (project.title_zh, project.title_en, project.summary)
        found += [Passage("project", words) for words in parts if words]
    found += [Passage("field", row.field_text) for row in talent.education.all() if row.field_text]
    return ranked_passages(found)


def ranked_passages(written: Iterable[Passage]) -> tuple[Passage, ...]:
    """Her words as the engine may read them: nothing invisible, no statement of sex, age, origin, family or health."""
    read = (replace(passage, text=own_wording.for_ranking(passage.text)) for passage in written)
    return tuple(passage for passage in read if passage.text.strip())


def best_degree(rows: Sequence[Education]) -> Education | None:
    """The highest degree that counts: awarded before in progress at the same height; one that was left does not."""
    counting = [row for row in rows if row.status != "left" and degree_rank(row.degree) is not None]
    return max(
        counting,
        key=lambda row: (degree_rank(row.degree) or 0, row.status == "awarded", row.end_on or date.min),
        default=None,
    )


def _disciplines(talent: Talent) -> tuple[str, ...]:
    studied = [row.discipline for row in talent.education.all() if row.discipline]
    return tuple(dict.fromkeys([*talent.disciplines, *studied]))


def hides_from(talent: Talent, organisation: Organisation) -> bool:
    """Whether she hides from this employer, its parent or their mail domains."""
    return not set(employer_keys(organisation)).isdisjoint(_blocked(talent))


def _blocked(talent: Talent) -> tuple[str, ...]:
    return tuple(
        f"{ORGANISATION}{row.organisation_id}" if row.organisation_id else f"{DOMAIN}{row.domain.lower()}"
        for row in talent.blocked.all()
    )


def engine_vocabulary() -> Vocabulary:
    """The taxonomy as the engine needs it. A chain of a later list stands under its counterpart of the 2022 list."""
    known = vocabulary.current()
    labels: dict[str, list[str]] = defaultdict(list)
    for code, skill in known.skills.items():
        labels[code] += [text for text in (skill.label_zh_hans, skill.label_zh_hant, skill.label_en) if text]
        labels[code] += [text for text, exact_only in known.aliases["skill"].get(code, ()) if not exact_only]
    default = next((row.code for row in known.schemes.values() if row.is_default), "")
    return Vocabulary(
        chain_paths={code: _chain_path(code, default) for code in known.chains},
        skill_broader={code: skill.broader for code, skill in known.skills.items() if skill.broader},
        skill_related={code: tuple(skill.related) for code, skill in known.skills.items() if skill.related},
        skill_labels={code: tuple(dict.fromkeys(names)) for code, names in labels.items()},
        discipline_paths={
            code: (f"group:{row.parent}", code) if row.parent else (code,)
            for code, row in known.terms.get("discipline", {}).items()
        },
    )


def _chain_path(code: str, default: str) -> tuple[str, ...]:
    known = vocabulary.current()
    row = known.chains[code]
    if row.scheme != default and (counterparts := codes_in(code, default)):
        first = known.chains[counterparts[0]]
        return (f"group:{first.group}", first.code, code)
    return (f"group:{row.group}", code)
