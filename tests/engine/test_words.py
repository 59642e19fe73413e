"""Texts come apart into words that stand where they say, and gaps are heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.matching.engine.fold import fold
from apps.matching.engine.gaps import tells_gap
from apps.matching.engine.words import HAN, LATIN, clauses, script_of, sentences, terms


def found(text: str) -> dict[str, bool]:
    return {term.text: term.gap for term in terms(text)}


def test_words_of_both_languages_without_grammar_and_numbers() -> None:
    assert found("We used Halcon for 12 years；負責涂層") == {"halcon": False, "负责": False, "涂层": False}


@pytest.mark.parametrize(
    ("text", "word", "gap"),
    [
        ("没有做过驱动补偿", "驱动", True),
        ("Trench etching I know only from a side project.", "etching", True),
        ("I don't know turbines", "turbines", True),
        ("未來從事涂层", "涂层", False),  # 未来 is the future, not a lack
        ("熟悉涂层,沒有做過光学", "涂层", False),
        ("I design pumps but never sold turbines", "pumps", False),
        ("I design pumps but never sold turbines", "turbines", True),
    ],
)
def test_gaps_are_heard_in_their_clause_only(text: str, word: str, gap: bool) -> None:
    assert found(text)[word] is gap


def test_terms_stand_where_they_say() -> None:
    text = "熟悉Ｈalcon与機器視覺，also PUMPS."
    for term in terms(text):
        assert fold(text[term.span.start : term.span.end]) == term.text


def test_a_word_whose_length_changed_in_folding_is_quoted_with_its_clause() -> None:
    text = "熟悉記憶體"
    spans = {term.text: text[term.span.start : term.span.end] for term in terms(text)}
    assert spans == {"熟悉": "熟悉記憶體", "内存": "熟悉記憶體"}


@given(st.text(max_size=80))
def test_spans_lie_inside_in_order_without_overlap(text: str) -> None:
    for spans in (sentences(text), clauses(text)):
        ends = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
        assert ends == sorted(ends)
        assert all(text[span.start : span.end].strip() for span in spans)
    for term in terms(text):
        assert 0 <= term.span.start < term.span.end <= len(text)


@pytest.mark.parametrize(
    ("text", "script"),
    [("机器视觉 engineer", HAN), ("Senior vision engineer, 视觉", LATIN), ("", LATIN), ("2022", LATIN), ("質譜", HAN)],
)
def test_script(text: str, script: str) -> None:
    assert script_of(text) == script


@pytest.mark.parametrize(
    "clause",
    [
        "对茂金属只做过一年负载化探索",
        "直流精度校准经验较少",
        "序列鉴定依赖合作单位",
        "设备验证并非本人业务",
        "circuit design was only a college project",
        "transistor-level design and tape-out were never mine",
        "tracing failures to process chambers belong to other teams",
        "customs classification i normally pass to a colleague",
    ],
)
def test_what_is_left_to_others_or_hardly_known_is_heard(clause: str) -> None:
    assert tells_gap(fold(clause))


@pytest.mark.parametrize(
    "clause",
    [
        "熟练使用有限元仿真",
        "任职于青岛某有限公司",
        "未来从事涂层研究",
        "希望回国发展",
        "our best film leaks less than 4 % of the light",
        "late agents never form a cycle",
        "an aerospace customer holds 6 µm without air-conditioning",
        "i would like to move to qingdao",
    ],
)
def test_what_is_no_lack_is_left_alone(clause: str) -> None:
    """Trade words, wishes and praise of one's own work."""
    assert not tells_gap(fold(clause))
