"""Skills in free text: spellings, spans, capitals, slips, and how well it works over the labelled sentences."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.taxonomy import spans
from apps.taxonomy.linking import SURE, Linker, SkillName, Way
from apps.taxonomy.loading.drafts import Folder, gather
from apps.taxonomy.management.commands.load_taxonomy import DATA
from apps.taxonomy.skill_names import skill_names

SENTENCES = Path(__file__).parent / "spans"

LINKER = Linker(
    [
        SkillName("防腐涂层", "coating", label=True),
        SkillName("深海防腐涂层", "deep_sea_coating", label=True),
        SkillName("Corrosion testing", "corrosion_testing", label=True),
        SkillName("Polymerisation chemistry", "polymerisation", label=True),
        SkillName("Carbon fibre composites", "carbon_fibre", label=True),
        SkillName("Failure analysis", "failure_analysis", label=True),
        SkillName("Micro LED", "micro_led", label=True),
        SkillName("软件测试", "software_testing", label=True),
        SkillName("SEM", "sem"),
        SkillName("CAT", "cat"),
        SkillName("R", "r"),
        SkillName("C", "c"),
        SkillName("Go", "go"),
        SkillName("C++", "cpp"),
        SkillName("master", "master", exact_only=True),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(link.code, text[link.start : link.end]) for link in LINKER.inside(text)]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("负责深海防腐涂层研发", [("deep_sea_coating", "深海防腐涂层")]),  # the longest wins
        ("深海防腐塗層", [("deep_sea_coating", "深海防腐塗層")]),  # traditional script
        ("軟體測試", [("software_testing", "軟體測試")]),  # and Taiwan's words
        ("corrosion tests", [("corrosion_testing", "corrosion tests")]),
        ("Corrosion-test rigs", [("corrosion_testing", "Corrosion-test")]),
        ("ｃｏｒｒｏｓｉｏｎ　ｔｅｓｔｉｎｇ", [("corrosion_testing", "ｃｏｒｒｏｓｉｏｎ　ｔｅｓｔｉｎｇ")]),
        ("polymerization chemistry", [("polymerisation", "polymerization chemistry")]),
        ("carbon fiber composite", [("carbon_fibre", "carbon fiber composite")]),
        ("MicroLED and micro-LED", [("micro_led", "MicroLED"), ("micro_led", "micro-LED")]),
        ("corosion testing", [("corrosion_testing", "corosion testing")]),
        ("failure anaylsis", [("failure_analysis", "failure anaylsis")]),
        ("corrosion, testing", []),  # a comma ends a name
        ("用SEM观察", [("sem", "SEM")]),
        ("the sem", []),
        ("a CAT scan, a cat, Cat", [("cat", "CAT")]),
        ("Languages: R, C++ and C", [("r", "R"), ("cpp", "C++"), ("c", "C")]),
        ("编程语言：C、Go", [("c", "C"), ("go", "Go")]),
        ("Wang, R., Li, C. and Go, T. wrote software", []),  # initials and a family name
        ("We go on. Go home.", []),
        ("master data", []),
        ("", []),
        ("\x00\ud800", []),
    ],
)
def test_skills_in_text(text, links):
    assert found(text) == links


@pytest.mark.parametrize(
    ("text", "code", "way"),
    [
        (" Corrosion Testing ", "corrosion_testing", Way.EXACT),
        ("sem", "sem", Way.ALIAS),
        ("corrosion tests", "corrosion_testing", Way.VARIANT),
        ("corosion testing", "corrosion_testing", Way.FUZZY),
        ("master", "master", Way.ALIAS),
    ],
)
def test_a_typed_skill(text, code, way):
    link = LINKER.whole(text)
    assert link is not None
    assert (link.code, link.way) == (code, way)
    assert (link.confidence >= SURE) == (way is not Way.FUZZY)


def test_what_is_no_skill_is_no_link():
    assert LINKER.whole("knitting") is None
    assert LINKER.whole("corrosion testing at sea") is None
    assert LINKER.whole("") is None


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("深海防腐涂层塗層 SEMCGorC+，\n\x00\ud800ﬁé\u0301corosintgMLED-"), max_size=60))
def test_links_are_in_order_and_apart(text):
    end = 0
    for link in LINKER.inside(text):
        assert end <= link.start < link.end <= len(text)
        assert 0 < link.confidence < 1
        end = link.end


# ---------------------------------------------------------------- parts of names
def row(code: str, en: str, zh: str = "涂", chain: str = "x", broader: str = "") -> tuple[SimpleNamespace, list]:
    labels = {"label_zh_hans": zh, "label_zh_hant": zh, "label_en": en}
    return SimpleNamespace(code=code, chain=chain, broader=broader, **labels), []


def code_of(rows: list, text: str) -> str | None:
    link = Linker(skill_names(rows)).whole(text)
    return link.code if link else None


def test_a_part_that_means_one_skill_is_its_name():
    rows = [row("wb", "Western blotting and ELISA"), row("hp", "Heat pump water heating", zh="热泵热水系统")]
    assert code_of(rows, "ELISA") == "wb"
    assert code_of(rows, "heat pump") is None  # two words taken off
    assert code_of(rows, "热泵热水") == "hp"


def test_a_part_of_two_skills_is_the_broader_ones_or_nobodys():
    rows = [row("iron", "Iron flow battery"), row("vanadium", "Vanadium flow battery")]
    assert code_of(rows, "flow battery") is None
    family = [row("iron", "Iron flow battery"), row("all", "All iron flow battery", broader="iron")]
    assert code_of(family, "flow battery") == "iron"


# ---------------------------------------------------------------- over the labelled sentences
@pytest.fixture(scope="module")
def linker() -> Linker:
    """Over the vocabulary of the repository."""
    drafts = [draft for draft in gather(Folder(DATA, partial=False)) if draft.kind == "skill"]
    rows = [
        (SimpleNamespace(code=d.code[0], **d.values), [(text, exact) for _l, text, exact in d.names]) for d in drafts
    ]
    return Linker(skill_names(rows))


@pytest.mark.parametrize(("language", "precision", "recall"), [("en", 0.94, 0.78), ("zh", 0.95, 0.78)])
def test_floors_over_the_labelled_sentences(linker, language, precision, recall):
    figures = spans.measure(linker, spans.read(SENTENCES / f"{language}.txt"))
    assert figures["spans"] >= 300
    assert figures["precision"] >= precision
    assert figures["recall"] >= recall
    assert figures["bands"][0]["precision"] >= figures["precision"]


def test_labels_name_skills_of_the_vocabulary(linker):
    known = {draft.code[0] for draft in gather(Folder(DATA, partial=False)) if draft.kind == "skill"}
    for path in sorted(SENTENCES.glob("*.txt")):
        for sentence in spans.read(path):
            for mark in sentence.marks:
                assert mark.codes <= known, (path.name, sentence.text[mark.start : mark.end], mark.codes - known)


def test_traditional_text_is_linked_like_simplified(linker):
    assert [link.code for link in linker.inside("從事鋰離子電池電芯設計和電化學阻抗譜分析")] == [
        link.code for link in linker.inside("从事锂离子电池电芯设计和电化学阻抗谱分析")
    ]


def test_counting():
    sentence = spans.parse("{corrosion tests|corrosion_testing,other} with {SEM|?} and {R|r}")
    figures = spans.measure(LINKER, [sentence])
    assert (figures["spans"], figures["unknown"], figures["links"]) == (2, 1, 2)
    assert (figures["recall"], figures["precision"]) == (0.5, 0.5)


def test_a_broken_mark_is_named(tmp_path):
    (tmp_path / "en.txt").write_text("# remark\nan {unclosed|mark\n", "utf-8")
    with pytest.raises(spans.BadSentence, match=r"en\.txt, line 2"):
        spans.read(tmp_path / "en.txt")
