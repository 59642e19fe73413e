"""Where invented people have studied and worked: years that fit together, schools of the list, invented employers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random

from apps.sample.days import Days
from apps.sample.families import Family, table
from apps.talents.sections import Degree, Job
from apps.taxonomy import vocabulary
from apps.taxonomy.models import School
from apps.taxonomy.vocabulary import SchoolEntry, Vocabulary

LENGTH = {"doctor": 4, "master": 2, "bachelor": 4}  # years of study
BELOW = {"doctor": ("doctor", "master", "bachelor"), "master": ("master", "bachelor"), "bachelor": ("bachelor",)}
MOVED = 0.3  # of the people took their highest degree in another country than they live in
STUDY_ABROAD = ["GB", "US", "DE", "JP", "AU", "SG", "FR"]
LABELS = {"en": "label_en", "hant": "label_zh_hant"}  # how she writes; simplified Chinese otherwise


@dataclass(frozen=True)
class Path:
    """Her highest degree, whether it is still under way, and years of work since."""

    degree: str
    discipline: str
    in_progress: bool
    years: int


def path(rng: Random, family: Family, *, near: bool) -> Path:
    """For somebody of the trade; one who is only `near` has any degree."""
    degree = rng.choice(["bachelor", "master", "master", "doctor"]) if near else family.degree
    if not near and degree == "master" and rng.random() < 0.2:
        degree = "doctor"
    in_progress = degree == "doctor" and not near and rng.random() < 0.1
    years = rng.randint(0, 1) if in_progress else max(0, family.years + rng.randint(-1, 6))
    return Path(degree, family.discipline, in_progress, years)


def education(rng: Random, path: Path, country: str, days: Days, *, chinese: bool, language: str) -> tuple[Degree, ...]:
    """Degrees from the highest down, in schools of the list."""
    end = date(days.today.year - path.years, rng.choice([6, 7, 9, 11]), 1)
    end = min(end, days.ago(40).replace(day=1))
    if path.in_progress:
        end = days.ahead(rng.randint(60, 400)).replace(day=1)
    highest = country if rng.random() > MOVED else rng.choice(STUDY_ABROAD)
    home = "CN" if chinese and country not in ("HK", "TW", "MO", "SG") else country
    label = LABELS.get(language, "label_zh_hans")
    field = getattr(vocabulary.current().terms["discipline"][path.discipline], label)
    rows = []
    for degree in BELOW[path.degree]:
        if degree == "master" and path.degree == "doctor" and rng.random() < 0.3:
            continue
        school = _school(rng, highest if degree == path.degree else home)
        start = end.replace(year=end.year - LENGTH[degree], month=9, day=1)
        status = "in_progress" if path.in_progress and degree == path.degree else "awarded"
        rows.append(
            Degree(
                school_text=getattr(school, label), degree=degree, status=status, school=school.code,
                field_text=field, discipline=path.discipline, country=school.country, start_on=start, end_on=end,
            )
        )  # fmt: skip
        end = date(start.year, 7, 1)
    return tuple(rows)


def _school(rng: Random, country: str) -> SchoolEntry:
    schools = _by_country(vocabulary.current())
    return rng.choice(schools.get(country) or schools["GB"])


@lru_cache(maxsize=1)
def _by_country(known: Vocabulary) -> dict[str, list[SchoolEntry]]:
    found: dict[str, list[SchoolEntry]] = defaultdict(list)
    for school in known.schools.values():
        if school.kind == School.Kind.UNIVERSITY:
            found[school.country].append(school)
    return found


def experience(
    rng: Random, path: Path, family: Family, title: str, suffix: str, country: str, days: Days, *, near: bool
) -> tuple[Job, ...]:
    """Posts from the present one back to the end of her studies; none for those who have just finished."""
    if path.years == 0:
        return ()
    starts = _starts(rng, path.years, days)
    at = 0 if suffix == "zh" else 1
    jobs, until = [], None
    for place, start in enumerate(starts):
        held = (
            title
            if place == 0
            else rng.choice(table("names")["posts"]["late" if start.year > days.today.year - 6 else "early"])[at]
        )
        jobs.append(
            Job(
                organisation=_organisation(rng, family, suffix), title=held,
                text=_work(rng, family, suffix, led=place == 0, near=near),
                language="zh-hans" if suffix == "zh" else "en", country=country, start_on=start, end_on=until,
            )
        )  # fmt: skip
        until = start
    return tuple(jobs)


def _starts(rng: Random, years: int, days: Days) -> list[date]:
    """First days of up to three posts, the newest first."""
    count = 1 if years <= 3 else 2 if years <= 8 else rng.choice([2, 3])
    months = sorted(rng.sample(range(6, years * 12), count - 1)) if count > 1 else []
    this = days.today.year * 12 + days.today.month - 1
    return [date(*divmod_month(this - back)) for back in [*months, years * 12]]


def divmod_month(number: int) -> tuple[int, int, int]:
    """Months since year 0 as (year, month, 1)."""
    return number // 12, number % 12 + 1, 1


def _organisation(rng: Random, family: Family, suffix: str) -> str:
    words = table("names")["organisations"]
    trade = rng.choice(table("firms")["chain"][family.chain]["trades"])[0 if suffix == "zh" else 1]
    head, end = rng.choice(words[suffix]), rng.choice(words[f"{suffix}_ends"]).format(t=trade)
    return head + end if suffix == "zh" else f"{head} {end}"


def _work(rng: Random, family: Family, suffix: str, *, led: bool, near: bool) -> str:
    """What she did there: her project, or tasks named by two skills of the trade; nothing for another specialty."""
    if near:
        return ""
    if led:
        return str(getattr(family, f"project_{suffix}"))
    known = vocabulary.current().skills
    label = "label_zh_hans" if suffix == "zh" else "label_en"
    a, b = (getattr(known[code], label) for code in rng.sample(family.skills, 2))
    row = rng.choice(table("phrases")["profile"]["task"])
    return str(row[0 if suffix == "zh" else 1].format(a=a, b=_lower(b)))


def _lower(label: str) -> str:
    return label[0].lower() + label[1:] if label[1:2].islower() else label
