"""Evidence: quotes that are really there, skills matched, near and missing, gaps, and nothing private as vocabulary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from apps.matching.engine.evidence import Code, Evidence, Quote, Source, evidence
from apps.matching.engine.types import (
    DegreeStatus,
    LanguageDemand,
    LanguageSkill,
    Passage,
    PostingDoc,
    PostingKind,
    Skill,
    TalentDoc,
)
from apps.matching.engine.weights import SKILL_LISTED_CAP, Factor
from tests.engine.world import COATING_JOB, POSTINGS, TALENTS, VOCABULARY, World


def found(world: World, posting: PostingDoc, talent: TalentDoc) -> tuple[Evidence, ...]:
    return evidence(
        world.prepared(posting),
        talent,
        world.pool_of([talent]),
        calibration=world.calibration,
        words=world.words,
        vocabulary=VOCABULARY,
    )


def stands_there(quote: Quote, passages: tuple[Passage, ...]) -> bool:
    return any(p.field == quote.field and p.text[quote.start : quote.end] == quote.text for p in passages)


def marked(quote: Quote | None) -> list[str]:
    assert quote is not None
    return [quote.text[start:end] for start, end in quote.marks]


def test_every_free_text_quote_is_really_there(market: World) -> None:
    for posting in POSTINGS:
        for talent in TALENTS:
            for item in found(market, posting, talent):
                for quote, doc in ((item.posting, posting), (item.talent, talent)):
                    if quote and quote.source is Source.FREE_TEXT:
                        in_skills = quote.field == "skills" and quote.text in {s.text for s in doc.skills}
                        assert in_skills or stands_there(quote, doc.passages)


def test_words_that_match_are_named_across_languages(market: World) -> None:
    items = found(market, COATING_JOB, market.talent("coating-doctor"))
    pairs = {
        (asked, told)
        for e in items
        if e.code is Code.WORDS_MATCH
        for asked in marked(e.posting)
        for told in marked(e.talent)
    }
    assert pairs & {("涂料", "coatings"), ("涂层", "coatings"), ("防腐", "anticorrosion"), ("环氧树脂", "epoxy")}
    strengths = [e.strength for e in items if e.code is Code.WORDS_MATCH]
    assert strengths == sorted(strengths, reverse=True)
    assert 0 < sum(strengths) <= 1


def test_what_she_says_she_lacks_is_told_and_never_counts_as_a_match(market: World) -> None:
    items = found(market, COATING_JOB, market.talent("battery-researcher"))
    gaps = [e for e in items if e.code is Code.GAP_TOLD]
    assert gaps
    assert all(e.strength == 0 and e.talent and e.talent.start >= 26 for e in gaps)
    matched = {word for e in items if e.code is Code.WORDS_MATCH for word in marked(e.talent)}
    assert "涂料" not in matched


def test_skills_matched_near_and_missing(market: World) -> None:
    asked = replace(COATING_JOB, skills=(Skill("防腐涂层", "coating", 3), Skill("锂电池隔膜"), Skill("Zemax")))
    owner = TalentDoc(
        "t",
        passages=(Passage("experience", "Daily work with Zemax. I led a paint firm."),),
        skills=(Skill("my paint of Firm X", "epoxy", 4), Skill("tax law")),
    )
    items = [e for e in found(market, asked, owner) if e.factor is Factor.SKILLS]
    assert [(e.code, e.posting.text if e.posting else "") for e in items] == [
        (Code.SKILL_MATCHED, "Zemax"),
        (Code.SKILL_NEAR, "防腐涂层"),
        (Code.SKILL_MISSING, "锂电池隔膜"),
    ]
    assert items[0].talent == Quote("Daily work with Zemax.", Source.FREE_TEXT, None, "experience", 0, 22, ((16, 21),))
    assert items[1].talent == Quote("环氧涂料", Source.VOCABULARY, "epoxy", "skills")
    assert items[2].talent is None


def test_vocabulary_quotes_carry_the_vocabularys_words_only(market: World) -> None:
    """They go on anonymous cards: what she typed beside a code must not."""
    typed = "planted name"
    owner = TalentDoc("t", skills=(Skill(typed, "coating", 3), Skill(typed)), disciplines=(typed,), chains=("ai",))
    asked = replace(
        COATING_JOB,
        skills=(Skill("防腐涂层", "coating"), Skill(typed)),
        disciplines=(typed, "materials"),
        chains=("ic",),
    )
    shown = [e.talent for e in found(market, asked, owner) if e.talent and e.talent.source is not Source.FREE_TEXT]
    assert shown
    assert not any(typed in quote.text for quote in shown)


@pytest.mark.parametrize(
    ("asked", "facts", "codes"),
    [
        ({"years_min": 5}, {"years": 5}, [Code.YEARS_MET]),
        ({"years_min": 5}, {"years": 4}, [Code.YEARS_SHORT]),
        ({"years_min": 5}, {}, [Code.YEARS_MISSING]),
        ({"years_min": 0}, {}, []),
        ({}, {"years": 3}, []),
        ({"degree_min": "master"}, {}, [Code.DEGREE_MISSING]),
        ({"degree_min": "master"}, {"degree": "doctor"}, [Code.DEGREE_MET]),
        ({"degree_min": "master"}, {"degree": "bachelor"}, [Code.DEGREE_BELOW]),
        ({"degree_min": "master", "kind": PostingKind.CHALLENGE}, {"degree": "bachelor"}, []),
        (
            {"degree_min": "doctor"},
            {"degree": "doctor", "degree_status": DegreeStatus.IN_PROGRESS},
            [Code.DEGREE_IN_PROGRESS],
        ),
        ({"district": "370212"}, {"districts": ("370202", "370212")}, [Code.PLACE_WISHED]),
        ({"district": "370212"}, {"districts": ("370202",)}, [Code.PLACE_OTHER]),
        ({"district": "370212"}, {}, []),
        ({"post_kind": "postdoc"}, {"post_kinds": ("postdoc",)}, [Code.KIND_WISHED]),
        ({"post_kind": "postdoc"}, {"post_kinds": ("lead",), "districts": ("370202",)}, [Code.KIND_OTHER]),
        ({"salary_max": 10}, {"salary_expected": 10}, [Code.PAY_WITHIN]),
        ({"salary_max": 10}, {"salary_expected": 11}, [Code.PAY_ABOVE]),
        ({"start_on": date(2027, 1, 2)}, {"available_on": date(2027, 1, 2)}, [Code.AVAILABLE_IN_TIME]),
        ({"start_on": date(2027, 1, 2)}, {"available_on": date(2027, 1, 3)}, [Code.AVAILABLE_LATE]),
        ({"languages": (LanguageDemand("en"),)}, {"languages": (LanguageSkill("en", "C1"),)}, [Code.LANGUAGE_SPOKEN]),
        ({"languages": (LanguageDemand("en"),)}, {"languages": ()}, [Code.LANGUAGE_MISSING]),
        ({"languages": (LanguageDemand("en"),)}, {}, [Code.LANGUAGE_MISSING]),
        (
            {"languages": (LanguageDemand("en", "C1"),)},
            {"languages": (LanguageSkill("en", "A2"),)},
            [Code.LANGUAGE_BELOW],
        ),
        ({"chains": ("ai",)}, {"chains": ("ai",)}, [Code.CHAIN_MATCHED]),
        ({"chains": ("ai",)}, {"chains": ("ic",)}, [Code.CHAIN_NEAR]),
        ({"chains": ("ai",)}, {"chains": ("chem",)}, [Code.CHAIN_MISSING]),
        ({"disciplines": ("materials",)}, {"disciplines": ("materials",)}, [Code.DISCIPLINE_MATCHED]),
    ],
)
def test_facts(basic: World, asked: dict[str, object], facts: dict[str, object], codes: list[Code]) -> None:
    items = found(basic, PostingDoc("p", **asked), TalentDoc("t", **facts))  # type: ignore[arg-type]
    assert [item.code for item in items] == codes


def test_what_is_only_listed_is_told_as_such_and_carries_its_few_points(basic: World) -> None:
    """Both skills earn their share of the cap, so each has a reason with a strength; neither is called matched."""
    asked = PostingDoc(
        "p", passages=(Passage("title", "engineer"),), skills=(Skill("防腐涂层", "coating"), Skill("Zemax"))
    )
    lister = TalentDoc("t", (Passage("experience", "Violin lessons."),), (Skill("x", "coating"), Skill("Zemax")))
    items = [e for e in found(basic, asked, lister) if e.factor is Factor.SKILLS]
    assert [e.code for e in items] == [Code.SKILL_LISTED] * 2
    assert sum(e.strength for e in items) == pytest.approx(SKILL_LISTED_CAP)
    assert all(e.strength > 0 and e.talent for e in items)


def test_phrases_are_quoted_as_written_though_copies_and_lists_in_them_are_not_read(basic: World) -> None:
    copied = (
        "We look for somebody who formulates epoxy coatings for ships and tests them in salt spray every single day"
    )
    asked = PostingDoc(
        "p", passages=(Passage("requirements", f"{copied}. Sonar arrays and violin making are welcome."),)
    )
    text = f"{copied}, and sonar arrays too. Copper, zinc, tin, lead, iron, gold, silver. I build sonar arrays."
    talent = TalentDoc("t", (Passage("experience", text),))
    matches = [e for e in found(basic, asked, talent) if e.code is Code.WORDS_MATCH]
    assert matches
    assert all(e.talent and stands_there(e.talent, talent.passages) for e in matches)
    assert not {"epoxy", "coatings", "spray"} & {word for e in matches for word in marked(e.talent)}
