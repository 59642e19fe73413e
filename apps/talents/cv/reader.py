"""Text of a CV to facts. Deterministic; knows no Django; vocabularies come as a `Lexicon`."""

from __future__ import annotations

import re

from apps.core.text import to_simplified
from apps.talents.cv import abilities, careers, education, experience, person, tongues, works
from apps.talents.cv.facts import CvFacts, Found
from apps.talents.cv.layout import Line, Section, mostly_chinese, of_kind, sections_of
from apps.talents.cv.lexicon import Lexicon
from apps.talents.cv.naming import STRONG, title_weight
from apps.talents.cv.person import SplitName

HEADLINE_LENGTH = 120
ABOUT_LENGTH = 4_000
_CONTACT = re.compile(r"@|https?:|www\.|\+\d|\d{6,}|[:：]")


def read(text: str, lexicon: Lexicon, *, split_name: SplitName, today: str) -> CvFacts:
    """Facts of a CV as `extract.tidy` left its text. `today` is "YYYY-MM". Never fails; what is not there is None."""
    sections = sections_of(text)
    zh, family, given = person.names(sections, split_name, person.email(text))
    studied, worked = careers.told(sections, lexicon)
    posts = [post for lines in worked for post in experience.read(lines, lexicon)]
    number = person.phone(text)
    publications, patents = works.count(sections, text)
    return CvFacts(
        language=language_of(text),
        name_zh=zh,
        family_name=family,
        given_name=given,
        email=person.email(text),
        phone=number,
        wechat=person.wechat(text, number),
        headline=_headline(sections, posts[0].title if posts else None, {f.start for f in (zh, family, given) if f}),
        about=_about(sections),
        education=tuple(row for lines in studied for row in education.read(lines, lexicon, today)),
        experience=tuple(posts),
        skills=tuple(
            abilities.skills(of_kind(sections, "skills"), lexicon)
            or abilities.skills_in_passing(of_kind(sections, "profile", "direction", "top"), lexicon)
        ),
        languages=tuple(
            tongues.languages(of_kind(sections, "languages"), lexicon)
            or tongues.languages_in_passing(of_kind(sections, "skills", "top", "contact", "other"), lexicon)
        ),
        publications=publications,
        patents=patents,
        headings=tuple(dict.fromkeys(section.kind for section in sections if section.kind != "top")),
    )


def language_of(text: str) -> str:
    """What most of the text is written in: zh-hans, zh-hant or en."""
    if not mostly_chinese(text):
        return "en"
    simplified = to_simplified(text)
    changed = sum(a != b for a, b in zip(text, simplified, strict=False)) if len(text) == len(simplified) else len(text)
    return "zh-hant" if changed > len(text) * 0.05 else "zh-hans"


def _headline(sections: list[Section], title: Found[str] | None, name_places: set[int]) -> Found[str] | None:
    """A line under the name that says what she is; else her latest title."""
    for line in _first_lines(sections):
        words = re.split(r"\s[·|]\s|\t|,\s(?=[A-Z])|\s?\(", line.text)[0].strip()
        if (
            line.start not in name_places
            and title_weight(words) == STRONG
            and not _CONTACT.search(line.text)
            and len(words) <= HEADLINE_LENGTH
        ):
            return Found(words, line.start, line.start + len(words), 0.7)
    return Found(title.value, title.start, title.end, 0.6) if title else None


def _first_lines(sections: list[Section]) -> list[Line]:
    return [line for section in sections[:1] for line in section.lines[:6]]


def _about(sections: list[Section]) -> Found[str] | None:
    """What she writes about herself and her research."""
    chosen = of_kind(sections, "profile", "direction")
    if not chosen:
        return None
    text = "\n\n".join(" ".join(line.text for line in section.lines) for section in chosen)
    return Found(text[:ABOUT_LENGTH], chosen[0].start, chosen[-1].end, 0.85)
