"""Invented people: what a CV tells, before anybody chose a layout. Deterministic by seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.cvs.pools import Pair, Pool

Month = tuple[int, int]
LEVELS = {
    "en": (("英语", "English"), [("雅思7.5", "IELTS 7.5"), ("流利", "fluent"), ("CET-6", "C1"), ("熟练", "C2")]),
    "de": (("德语", "German"), [("B2", "B2"), ("日常交流", "conversational"), ("C1", "C1")]),
    "ja": (("日语", "Japanese"), [("N1", "JLPT N1"), ("N2", "JLPT N2"), ("流利", "fluent")]),
    "fr": (("法语", "French"), [("B1", "B1"), ("良好", "intermediate")]),
    "ko": (("韩语", "Korean"), [("TOPIK 5", "TOPIK 5"), ("流利", "fluent")]),
    "zh": (("汉语", "Chinese"), [("母语", "native"), ("HSK 5", "HSK 5"), ("HSK 3", "HSK 3")]),
    "es": (("西班牙语", "Spanish"), [("A2", "A2"), ("良好", "working knowledge")]),
}


@dataclass(frozen=True)
class Study:
    school: Pair
    degree: str  # doctor, master, bachelor
    field: Pair
    begun: Month
    ended: Month
    status: str = "done"


@dataclass(frozen=True)
class Job:
    organisation: Pair
    city: Pair
    title: Pair
    begun: Month
    ended: Month | None
    duties: tuple[Pair, ...]


@dataclass(frozen=True)
class Name:
    zh: str
    family: str
    given: str


@dataclass(frozen=True)
class Person:
    name: Name
    email: str
    phone: str
    wechat: str
    home: Pair
    studies: tuple[Study, ...]  # newest first
    jobs: tuple[Job, ...]  # newest first
    skills: tuple[Pair, ...]
    languages: tuple[tuple[str, Pair, Pair], ...]  # code, name, level
    papers: tuple[str, ...]
    patents: tuple[str, ...]
    aim: Pair
    extra: dict[str, str] = field(default_factory=dict)


def invent(pool: Pool, seed: str, *, names: str, tongue: str = "zh") -> Person:
    """A person of `names` (a group of names in the pool: chinese, western, japanese, korean, german)."""
    dice = Random(seed)
    name = Name(*dice.choice(pool.names[names]))
    handle = f"{name.given or name.zh}.{name.family}".lower().replace(" ", "").replace("-", "")
    handle = "".join(char for char in handle if char.isascii() and (char.isalnum() or char == "."))
    studies = _studies(pool, dice)
    jobs = _jobs(pool, dice, studies[0])
    return Person(
        name=name,
        email=f"{handle}{dice.choice(['', str(dice.randint(2, 99))])}@example.{dice.choice(['com', 'org', 'net'])}",
        phone=_phone(dice, names),
        wechat=f"{handle.replace('.', '_')[:14]}_{dice.randint(10, 99)}",
        home=dice.choice(pool.cities),
        studies=studies,
        jobs=jobs,
        skills=tuple(dice.sample(pool.skills, dice.randint(5, 9))),
        languages=_languages(dice, tongue),
        papers=tuple(dice.sample(pool.papers, dice.randint(2, 5))),
        patents=tuple(dice.sample(pool.patents, dice.randint(1, 3))),
        aim=dice.choice(pool.aims),
    )


def _studies(pool: Pool, dice: Random) -> tuple[Study, ...]:
    year = dice.randint(2003, 2014)
    plan = dice.choice([("bachelor", "master", "doctor"), ("bachelor", "doctor"), ("bachelor", "master")])
    years = {"bachelor": 4, "master": 3, "doctor": dice.choice([3, 4, 5])}
    rows: list[Study] = []
    for degree, school in zip(plan, dice.sample(pool.schools, 3), strict=False):
        ended = year + years[degree]
        rows.append(Study(school, degree, dice.choice(pool.fields), (year, 9), (ended, dice.choice([6, 7]))))
        year = ended
    return tuple(reversed(rows))


def _jobs(pool: Pool, dice: Random, last: Study) -> tuple[Job, ...]:
    year, month = last.ended[0], last.ended[1] + 2
    rows: list[Job] = []
    chosen = dice.sample(pool.organisations, 3)
    titles = dice.sample(pool.titles, 3)
    count = dice.randint(2, 3)
    for place, (organisation, title) in enumerate(zip(chosen[:count], titles, strict=False)):
        until = min(year + dice.randint(1, 4), 2025)
        ended = None if place == count - 1 else (until, dice.randint(1, 12) if until > year else 12)
        duties = tuple(dice.sample(pool.duties, dice.randint(1, 3)))
        rows.append(Job(organisation, dice.choice(pool.cities), title, (year, month), ended, duties))
        year, month = (ended[0], ended[1] + 1) if ended else (until, 1)
        if month > 12:
            year, month = year + 1, 1
    return tuple(reversed(rows))


def _phone(dice: Random, names: str) -> str:
    if names == "chinese":
        number = f"138{dice.randint(0, 9999):04d}{dice.randint(0, 9999):04d}"
        return dice.choice(
            [number, f"{number[:3]}-{number[3:7]}-{number[7:]}", f"+86 {number[:3]} {number[3:7]} {number[7:]}"]
        )
    return dice.choice(
        [
            f"+44 7700 900{dice.randint(0, 999):03d}",
            f"+1 (585) 555-0{dice.randint(100, 199)}",
            f"+49 151 {dice.randint(1000000, 9999999)}",
            f"+81 90-{dice.randint(1000, 9999)}-{dice.randint(1000, 9999)}",
        ]
    )


def _languages(dice: Random, tongue: str) -> tuple[tuple[str, Pair, Pair], ...]:
    others = [code for code in LEVELS if code != tongue]
    codes = (["en"] if tongue != "en" else []) + dice.sample(
        [code for code in others if code != "en"], dice.randint(1, 2)
    )
    native: Pair = ("母语", "native")
    rows = [(tongue, LEVELS[tongue][0], native)]
    rows += [(code, LEVELS[code][0], dice.choice(LEVELS[code][1])) for code in codes]
    return tuple(rows)
