"""Invented talents as the sections of a profile: made of one role family, of two, or only near one. No database."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Literal

import opencc

from apps.sample import careers, names
from apps.sample.chance import some, weighted
from apps.sample.days import Days
from apps.sample.families import Family, table
from apps.sample.names import Name
from apps.talents.sections import Degree, Job, LanguageRow, Project, SkillRow, Text, Wishes
from apps.taxonomy import vocabulary

Kind = Literal["ideal", "between", "near"]
Writes = Literal["en", "zh", "mixed", "hant"]
KINDS: dict[Kind, float] = {"ideal": 62, "between": 20, "near": 18}
WRITES: dict[Writes, float] = {"en": 55, "zh": 30, "mixed": 9, "hant": 6}
LEVELS = {"ideal": [2, 3, 3, 4, 4], "between": [2, 2, 3, 4], "near": [1, 2]}
WAN = 10_000


@dataclass(frozen=True)
class Recipe:
    """What a person is made of; `other` is the second family of somebody between two."""

    kind: Kind
    writes: Writes
    family: Family
    other: Family | None = None


@dataclass(frozen=True)
class Profile:
    """All that a talent says of herself."""

    recipe: Recipe
    name: Name
    country: str
    texts: tuple[Text, ...]
    education: tuple[Degree, ...]
    experience: tuple[Job, ...]
    skills: tuple[SkillRow, ...]
    languages: tuple[LanguageRow, ...]
    projects: tuple[Project, ...]
    wishes: Wishes

    @property
    def language(self) -> str:
        return self.texts[0].language


def invent(rng: Random, recipe: Recipe, days: Days) -> Profile:
    """A person of this recipe as she would have filled in the form."""
    chinese = recipe.writes != "en" or rng.random() < 0.35
    country = weighted(rng, table("names")["lives_hant" if recipe.writes == "hant" else "lives"])
    name = names.invent(rng, country, chinese=chinese)
    path = careers.path(rng, recipe.family, near=recipe.kind == "near")
    suffix = "en" if recipe.writes == "en" else "zh"
    skills = _skills(rng, recipe)
    profile = Profile(
        recipe, name, country,
        texts=_texts(rng, recipe),
        education=careers.education(rng, path, country, days, chinese=chinese, language=recipe.writes),
        experience=careers.experience(rng, path, recipe.family, _title(recipe), suffix, country, days, near=recipe.kind == "near"),
        skills=skills,
        languages=_languages(rng, name, country),
        projects=_projects(rng, recipe),
        wishes=_wishes(rng, recipe, path, days, needs_permit=not chinese),
    )  # fmt: skip
    return traditional(profile) if recipe.writes == "hant" else profile


# ---------------------------------------------------------------- words
def _texts(rng: Random, recipe: Recipe) -> tuple[Text, ...]:
    choice = rng.random()  # the same sentences in both languages
    suffixes = {"en": ("en",), "mixed": ("en", "zh") if rng.random() < 0.5 else ("zh", "en")}.get(
        recipe.writes, ("zh",)
    )
    return tuple(
        _text(Random(choice), recipe, suffix, is_original=place == 0)  # noqa: S311
        for place, suffix in enumerate(suffixes)
    )


def _text(rng: Random, recipe: Recipe, suffix: str, *, is_original: bool) -> Text:
    family, other, at = recipe.family, recipe.other or recipe.family, 0 if suffix == "zh" else 1
    closing = [
        row[at].format(n=number)
        for row, number in ((row, rng.randint(3, 9)) for row in some(rng, table("phrases")["profile"]["close"], 1, 2))
    ]
    headline, direction = getattr(family, f"headline_{suffix}"), getattr(other, f"direction_{suffix}")
    if recipe.kind == "near":
        headline, direction = _title(recipe, suffix), ""
        rows = some(rng, table("phrases")["profile"]["near"], 2, 2)
        about = [row[at].format(what=_inside(headline), n=rng.randint(3, 12)) for row in rows]
    elif recipe.kind == "between":
        about = [rng.choice(getattr(family, f"about_{suffix}")), rng.choice(getattr(other, f"about_{suffix}"))]
    else:
        sentences = getattr(family, f"about_{suffix}")
        kept = sorted(rng.sample(range(len(sentences)), max(2, len(sentences) - rng.choice([0, 0, 1]))))
        about = [sentences[i] for i in kept]
    gap = "" if suffix == "zh" else " "
    language = "zh-hans" if suffix == "zh" else "en"
    return Text(language, headline, direction, gap.join([*about, *closing]), is_original)


def _title(recipe: Recipe, suffix: str = "") -> str:
    suffix = suffix or ("en" if recipe.writes == "en" else "zh")
    return str(getattr(recipe.family, f"near_{suffix}" if recipe.kind == "near" else f"headline_{suffix}"))


def _inside(title: str) -> str:
    """A title inside a sentence: "Export manager" -> "an export manager", "VR designer" -> "a VR designer"."""
    if not title.isascii():
        return title
    words = title[0].lower() + title[1:] if title[1:2].islower() else title
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"


# ---------------------------------------------------------------- facts
def _skills(rng: Random, recipe: Recipe) -> tuple[SkillRow, ...]:
    known = vocabulary.current().skills
    family, levels = recipe.family, LEVELS[recipe.kind]
    codes = some(rng, family.skills, max(4, len(family.skills) - 1), len(family.skills))
    if recipe.kind == "near":
        codes = some(rng, family.skills, 0, 1) if rng.random() < 0.4 else []
    elif recipe.other is not None:
        codes = list(dict.fromkeys([*some(rng, family.skills, 3, 3), *some(rng, recipe.other.skills, 3, 3)]))
    label = "label_en" if recipe.writes == "en" else "label_zh_hans"
    return tuple(SkillRow(getattr(known[code], label), code, rng.choice([*levels, None])) for code in codes)


def _languages(rng: Random, name: Name, country: str) -> tuple[LanguageRow, ...]:
    rows = {name.native: "native"}
    if name.chinese:
        rows.setdefault("zh", "native" if name.native == "zh" else "C1")
    elif rng.random() < 0.25:
        rows["zh"] = rng.choice(["A1", "A2", "B1", "B2"])
    rows.setdefault("en", rng.choice(["B2", "C1", "C1", "C2"]))
    local = {"DE": "de", "JP": "ja", "FR": "fr", "KR": "ko", "SE": "sv", "NO": "no", "NL": "nl"}.get(country)
    if local:
        rows.setdefault(local, rng.choice(["A2", "B1", "B2"]))
    return tuple(LanguageRow(code, level) for code, level in rows.items())


def _projects(rng: Random, recipe: Recipe) -> tuple[Project, ...]:
    family = recipe.family
    if recipe.kind != "ideal" or rng.random() > 0.15:
        return ()
    suffix = "en" if recipe.writes == "en" else "zh"
    return (
        Project(
            title_zh=family.project_zh if recipe.writes != "en" else "",
            title_en=family.project_en if recipe.writes in ("en", "mixed") else "",
            summary=getattr(family, f"about_{suffix}")[0],
            chain=family.chain,
            stage=rng.choice(["idea", "prototype", "prototype", "pilot", "market"]),
            ip_state=rng.choice(["none", "know_how", "applied", "granted"]),
            wants=tuple(some(rng, ["landing", "partner", "investment", "premises", "licence"], 1, 2)),
        ),
    )


def _wishes(rng: Random, recipe: Recipe, path: careers.Path, days: Days, *, needs_permit: bool) -> Wishes:
    family = recipe.family
    low, high = family.pay
    share = 0.75 if recipe.kind == "near" else 1.0
    expected = round(rng.uniform(low * 0.9, high * 1.1) * share)
    chains = dict.fromkeys([family.chain, *([recipe.other.chain] if recipe.other else [])])
    doctor = path.degree == "doctor"
    return Wishes(
        intention="postdoc"
        if family.kind == "postdoc" and doctor
        else rng.choice(["job"] * 8 + ["startup", "part_time"]),
        kinds=(family.kind,) if rng.random() < 0.6 else (),
        chains=tuple(chains),
        disciplines=tuple(dict.fromkeys([family.discipline, *([recipe.other.discipline] if recipe.other else [])])),
        districts=tuple(some(rng, ["370212", "370211", "370202", "370214"], 1, 2)) if rng.random() < 0.3 else (),
        years=path.years,
        salary_expected=max(8, expected) * WAN if rng.random() < 0.92 else None,
        available_on=days.ahead(rng.randint(14, 330)) if rng.random() < 0.9 else None,
        needs_permit=needs_permit,
        paper_count=rng.randint(2, 38) if doctor else rng.choice([None, 0, 1, 3]),
        patent_count=rng.choice([0, 0, 1, 2, 3, 6]) if recipe.kind != "near" else None,
        open_to_work=rng.random() < 0.96,
    )


# ---------------------------------------------------------------- traditional script
@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2hk")


@lru_cache(maxsize=20_000)
def hant(text: str) -> str:
    return str(_converter().convert(text))


def traditional(profile: Profile) -> Profile:
    """The same profile in Hong Kong usage."""
    known = vocabulary.current()
    return Profile(
        profile.recipe,
        Name(hant(profile.name.name_zh), *[getattr(profile.name, f) for f in ("family_name", "given_name", "native", "chinese")]),
        profile.country,
        texts=tuple(Text("zh-hant", hant(t.headline), hant(t.direction), hant(t.about), t.is_original) for t in profile.texts),
        education=profile.education,
        experience=tuple(
            Job(hant(j.organisation), hant(j.title), hant(j.text), "zh-hant", j.country, j.start_on, j.end_on)
            for j in profile.experience
        ),
        skills=tuple(SkillRow(known.skills[s.code].label_zh_hant, s.code, s.level) for s in profile.skills),
        languages=profile.languages,
        projects=tuple(
            Project(hant(p.title_zh), p.title_en, hant(p.summary), p.chain, p.stage, p.ip_state, p.team, p.wants)
            for p in profile.projects
        ),
        wishes=profile.wishes,
    )  # fmt: skip
