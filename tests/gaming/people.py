"""Two hundred invented people and some postings, made of the sample world's role families. No database, no dice thrown anew."""

from __future__ import annotations

from itertools import product
from random import Random

from apps.matching.engine.types import Passage, PostingDoc, Skill, TalentDoc
from apps.sample.families import Family, families

COUNT = 200


def _spread() -> list[Family]:
    """Families of all chains in turn, so that the first few already differ."""
    rows = list(families().values())
    Random(3).shuffle(rows)
    return rows


def people(count: int = COUNT, field: str = "about") -> list[TalentDoc]:
    """field: where their sentences stand. English and Chinese CVs by turns; each family gives up to two people with other sentences."""
    found = []
    for number, (part, family) in enumerate(product((0, 1, 2), _spread())):
        suffix = ("en", "zh")[(number + part) % 2]
        about = getattr(family, f"about_{suffix}")
        told = about[part % len(about) :] + about[: part % len(about)]
        skills = family.skills[part:] if part else family.skills[:-1]
        found.append(
            TalentDoc(
                id=f"person-{number:03d}",
                passages=(
                    Passage("title", getattr(family, f"headline_{suffix}")),
                    Passage(field, (" " if suffix == "en" else "").join(told[:3])),
                ),
                skills=tuple(Skill(code.replace("_", " "), code) for code in skills),
                degree=family.degree if family.degree in ("bachelor", "master", "doctor") else None,
                years=float(family.years + part),
            )
        )
    return found[:count]


def postings(count: int) -> list[PostingDoc]:
    found = []
    for number, family in enumerate(_spread()[:count]):
        suffix = ("zh", "en")[number % 2]
        found.append(
            PostingDoc(
                id=f"posting-{number}",
                passages=tuple(
                    Passage(name, text)
                    for name, text in (
                        ("title", getattr(family, f"title_{suffix}")),
                        ("summary", getattr(family, f"summary_{suffix}")),
                        ("description", " ".join(getattr(family, f"duties_{suffix}"))),
                        ("requirements", " ".join(getattr(family, f"requirements_{suffix}"))),
                    )
                ),
                skills=tuple(Skill(code.replace("_", " "), code) for code in family.skills),
                years_min=float(family.years),
            )
        )
    return found
