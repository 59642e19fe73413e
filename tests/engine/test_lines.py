"""Lines of a posting that nothing in a profile answers are told, with the posting's own words and without points."""

from __future__ import annotations

from dataclasses import replace

from apps.matching.engine.evidence import Code, Evidence, evidence
from apps.matching.engine.lines import LINE_QUOTES
from apps.matching.engine.types import Passage, PostingDoc, TalentDoc
from apps.matching.engine.weights import Factor
from tests.engine.world import COATING_JOB, VOCABULARY, World

DEMAND = "熟练使用磁控溅射设备，掌握薄膜应力测试与真空系统维护。"


def told(world: World, posting: PostingDoc, talent: TalentDoc) -> tuple[Evidence, ...]:
    return evidence(
        world.prepared(posting),
        talent,
        world.pool_of([talent]),
        calibration=world.calibration,
        words=world.words,
        vocabulary=VOCABULARY,
    )


def lines(world: World, posting: PostingDoc, talent: TalentDoc) -> list[Evidence]:
    return [item for item in told(world, posting, talent) if item.code is Code.LINE_MISSING]


def asking(*passages: Passage) -> PostingDoc:
    return replace(COATING_JOB, passages=(COATING_JOB.passages[0], *passages), skills=())


def test_a_stranger_is_told_the_line_and_who_does_the_work_is_not(market: World) -> None:
    posting = asking(Passage("requirements", DEMAND))
    found = lines(market, posting, market.talent("accountant"))
    assert [(item.factor, item.talent, item.strength) for item in found] == [(Factor.TEXT, None, 0.0)]
    assert found[0].posting
    assert found[0].posting.text == DEMAND
    marks = [found[0].posting.text[start:end] for start, end in found[0].posting.marks]
    assert any("溅射" in word for word in marks)
    assert lines(market, COATING_JOB, market.talent("coating-doctor")) == []


def test_the_same_work_in_the_other_language_answers_a_line(market: World) -> None:
    posting = asking(Passage("requirements", DEMAND))
    film = TalentDoc(
        "t",
        passages=(Passage("about", "I run magnetron sputtering, measure thin film stress, maintain vacuum systems."),),
    )
    assert lines(market, posting, film) == []
    assert lines(market, posting, replace(film, passages=(Passage("about", "I prepared tax returns and audits."),)))


def test_what_has_a_reason_of_its_own_is_no_line(market: World) -> None:
    """A degree that is met must not be told as missing because her text does not repeat it."""
    facts = asking(
        Passage("requirements", "材料科学与工程专业博士学历。英语听说读写流利。\n五年以上相关工作经历积累。")
    )
    assert lines(market, facts, market.talent("accountant")) == []


def test_fields_of_study_after_a_degree_are_no_line_however_many_clauses_they_fill(market: World) -> None:
    accountant = market.talent("accountant")
    fields = "PhD in physical oceanography, satellite remote sensing or applied laser physics"
    assert lines(market, asking(Passage("requirements", f"{fields}.")), accountant) == []
    work = asking(Passage("requirements", "PhD in physics, experience with magnetron sputtering or laser ablation."))
    assert lines(market, work, accountant)


def test_a_line_in_two_languages_is_told_once_and_papers_are_not_judged_by_words(market: World) -> None:
    english = "Command of magnetron sputtering, measures thin film stress, maintains vacuum systems."
    accountant = market.talent("accountant")
    both = asking(Passage("requirements", DEMAND, "zh-hans"), Passage("requirements", english, "en"))
    assert [item.posting.text for item in lines(market, both, accountant) if item.posting] == [DEMAND]
    papers = asking(Passage("requirements", "发表过本方向高水平论文或专著者优先考虑。"))
    assert lines(market, papers, accountant) == []


def test_only_what_is_marked_as_asked_for_is_read_where_something_is(market: World) -> None:
    about = Passage("description", "负责激光雷达点云配准、多传感器标定与轨迹规划。")
    accountant = market.talent("accountant")
    assert {item.posting.text for item in lines(market, asking(about), accountant) if item.posting} == {about.text}
    both = lines(market, asking(about, Passage("requirements", DEMAND)), accountant)
    assert {item.posting.field for item in both if item.posting} == {"requirements"}


def test_a_lack_she_tells_herself_is_not_told_twice(market: World) -> None:
    posting = asking(Passage("requirements", DEMAND))
    honest = TalentDoc(
        "t", passages=(Passage("about", "Tax returns and audits. I have never used magnetron sputtering."),)
    )
    codes = [item.code for item in told(market, posting, honest) if item.factor is Factor.TEXT and not item.strength]
    assert codes.count(Code.GAP_TOLD) == 1
    assert Code.LINE_MISSING not in codes


def test_a_few_lines_at_most_and_none_of_who_tells_nothing(market: World) -> None:
    posting = asking(
        Passage("requirements", "\n".join([DEMAND] + [f"{DEMAND[:-1]}，第{i}号产线工艺调试。" for i in "一二三四"]))
    )
    assert len(lines(market, posting, market.talent("accountant"))) == LINE_QUOTES
    assert lines(market, posting, TalentDoc("t")) == []
