"""Statements of sex, age, origin, religion, party, family and health are taken out of what talents write."""

from __future__ import annotations

import pytest

from apps.talents.wording import for_ranking

STATEMENTS = [
    "女，32岁", "女, 32 岁", "性别：女", "性別：女", "男", "出生于1990年5月", "出生日期：1990-05-12", "1990年5月出生", "年龄：45岁", "四十五岁",
    "born 1990", "Born on 12 May 1990", "Date of birth: 12/05/1990", "DOB 1990-05-12", "aged 45", "45 years old", "Gender: Female", "female",
    "已婚", "已婚已育", "未婚", "婚姻状况：已婚", "婚姻狀況：已婚", "married", "Married, two children", "Marital status: single", "mother of two", "育有一子",
    "中共党员", "中共黨員", "政治面貌：群众", "党员", "party member", "Member of the Communist Party of China",
    "Muslim", "穆斯林", "I am a Christian", "宗教信仰：佛教", "Religion: Hindu",
    "汉族", "民族：回族", "籍贯：山东青岛", "国籍：中国", "Nationality: Chinese", "Ethnicity: Han",
    "残疾人", "disabled", "I am disabled", "健康状况：良好", "乙肝携带者", "身高：175cm", "Height: 180 cm", "I have diabetes", "血型：O型",
]  # fmt: skip
WORK = [
    "women's health research and disability studies", "男性不育的分子机制研究", "党员教育平台开发", "single crystal growth, single-cell sequencing",
    "delays under 8 ms and ICP-MS analysis", "七十五岁以上者心衰住院增加", "age-related macular degeneration", "伊斯兰金融产品设计",
    "wheelchair design and rehabilitation robots", "母婴用品出口", "born-digital archives", "白云石矿物", "男装设计与打版", "blind source separation",
]  # fmt: skip


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("work", ["I build motors for trams.", "负责电池包的热仿真。"])
def test_a_statement_goes_and_the_work_stays(statement: str, work: str) -> None:
    assert for_ranking(f"{statement}\n{work}").strip() == work
    assert for_ranking(f"{work}\n{statement}").strip() == work


@pytest.mark.parametrize("words", WORK)
def test_a_topic_of_work_is_not_a_statement(words: str) -> None:
    assert for_ranking(words) is words


def test_hostile_lengths_are_read_in_time() -> None:
    for piece in ("born in ", "1990.", "single ", "女，", "i am a "):
        assert len(for_ranking(piece * 4_000)) <= 4_000 * len(piece)
