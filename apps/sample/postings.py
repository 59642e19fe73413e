"""What postings say: the texts of a role family, varied so that no two are the same. Pure invention, no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from apps.positions.content import PositionContent, SkillContent, TextContent
from apps.sample.families import Family, table
from apps.taxonomy.vocabulary import SkillEntry

WAN = 10_000  # yuan
MOST, MOST_EXPERT = 50, 55  # 10,000 yuan a year; the one position at the top is made by `top_pay`
TOP_PAY = (45 * WAN, 60 * WAN)
LANGUAGES = {"zh": 42, "both": 48, "en": 10}  # what a posting is written in
Pair = Sequence[str]  # [Chinese, English]


def invent(
    rng: Random, family: Family, *, district: str, skills: Mapping[str, SkillEntry], written: str
) -> PositionContent:
    """A posting of `family`, written in `zh`, `en` or `both` (Chinese first)."""
    chinese, english = _texts(rng, family)
    texts = {"zh": (chinese,), "en": (english,), "both": (chinese, _translation(english))}[written]
    low, high = pay(rng, family)
    names = [skills[code] for code in family.skills]
    chosen = rng.sample(names, rng.randint(max(4, len(names) - 2), len(names)))
    return PositionContent(
        texts=texts,
        degree_min=family.degree,
        salary_min=low,
        salary_max=high,
        negotiable=rng.random() < 0.12,
        district=district,
        kind=family.kind,
        chain=family.chain,
        disciplines=(family.discipline,),
        skills=tuple(
            SkillContent(
                skill.label_en if written == "en" else skill.label_zh_hans, skill.code, rng.choice([2, 3, 3, 4])
            )
            for skill in chosen
        ),
        years_min=family.years,
        headcount=rng.choice([1, 1, 1, 2, 2, 3]),
        languages=_languages(rng, family),
    )


def pay(rng: Random, family: Family) -> tuple[int, int]:
    """A band around that of the family, in whole ten thousands of yuan."""
    limit = MOST_EXPERT if family.pay[1] > MOST else MOST
    low = max(8, round(family.pay[0] * rng.uniform(0.88, 1.12)))
    high = min(limit, max(low + 4, round(family.pay[1] * rng.uniform(0.88, 1.12))))
    return min(low, high - 2) * WAN, high * WAN


def _languages(rng: Random, family: Family) -> tuple[dict[str, object], ...]:
    if rng.random() < 0.25:
        return ({"code": "en", "level": "B2", "demanded": False},)
    if rng.random() < 0.06 and family.kind in ("department_manager", "project_director"):
        return ({"code": "zh", "level": "B2", "demanded": True},)
    return ()


def _texts(rng: Random, family: Family) -> tuple[TextContent, TextContent]:
    """Chinese and English with the same choice and order of sentences."""
    phrases = table("phrases")["posting"]
    duties = rng.sample(range(len(family.duties_zh)), rng.randint(3, len(family.duties_zh)))
    asks = rng.sample(range(len(family.requirements_zh)), len(family.requirements_zh))
    team = [_filled(rng, row) for row in rng.sample(phrases["team"], 2)]
    offer = [_filled(rng, row) for row in rng.sample(phrases["offer"], rng.randint(1, 2))]
    extra = rng.sample(phrases["ask"], rng.randint(1, 2))
    senior = rng.choice(phrases["senior"]) if family.kind == "rd_engineer" and rng.random() < 0.25 else ["", ""]
    languages = (("zh", 0, "zh-hans", ""), ("en", 1, "en", " "))
    made = []
    for suffix, at, language, gap in languages:
        texts = getattr(family, f"duties_{suffix}"), getattr(family, f"requirements_{suffix}")
        lines = [texts[0][i] for i in duties]
        made.append(
            TextContent(
                language,
                title=senior[at] + getattr(family, f"title_{suffix}"),
                summary=getattr(family, f"summary_{suffix}"),
                description="\n".join([*numbered(lines), gap.join(row[at] for row in (*team, *offer))]),
                requirements="\n".join(numbered([*(texts[1][i] for i in asks), *(row[at] for row in extra)])),
            )
        )
    return made[0], made[1]


def numbered(lines: Sequence[str]) -> list[str]:
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)]


def _translation(text: TextContent) -> TextContent:
    return TextContent(text.language, text.title, text.summary, text.description, text.requirements, is_original=False)


def _filled(rng: Random, row: Pair) -> tuple[str, str]:
    values = {"n": rng.randint(3, 12), "m": rng.choice([10, 15, 20, 30, 50, 80])}
    return row[0].format(**values), row[1].format(**values)
