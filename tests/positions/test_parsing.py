"""A pasted job ad fills the form."""

import pytest

from apps.positions.content import SkillContent
from apps.positions.parsing import language_of, propose_summary, read_ad
from apps.positions.translations import Facts, propose

pytestmark = pytest.mark.usefixtures("taxonomy")
CHINESE = """【急聘】
岗位名称：深海防腐涂层研发工程师（2人）
工作地点：青岛市崂山区松岭路
薪资：28-48万/年，可面议
学历要求：博士研究生

岗位职责：
1、设计以环氧树脂为基体的环氧重防腐涂料配方。
2、开展静水压试验，以电化学阻抗谱跟踪涂层劣化。
任职要求：
1、材料科学、化学工程专业博士，3年以上相关工作经验。
2、能用英语撰写报告。

公司简介：示例海洋材料有限公司，成立于2010年……
"""
ENGLISH = """Senior Computer Vision Engineer
Location: Qingdao, Laoshan District
Salary: CNY 300,000-500,000 a year
Number of openings: 3
Responsibilities
- Build computer vision models for welding inspection
Requirements
- PhD in computer science or a Master's with 5+ years of experience
"""
BARE = """招聘材料分析师
负责涂层评价与失效分析
熟悉电化学阻抗谱，硕士及以上学历，材料专业
待遇 月薪15k-25k，14薪
"""


def test_a_chinese_ad_is_read():
    ad = read_ad(CHINESE)
    assert (ad.language, ad.title, ad.headcount) == ("zh-hans", "深海防腐涂层研发工程师", 2)
    assert (ad.pay, ad.negotiable, ad.degree, ad.district) == ((280_000, 480_000), True, "doctor", "370212")
    assert ad.duties.splitlines()[0] == "1、设计以环氧树脂为基体的环氧重防腐涂料配方。"
    assert ad.requirements.splitlines()[-1] == "2、能用英语撰写报告。", "what the company says of itself is left out"
    assert (ad.years, ad.kind, ad.chain) == (3, "rd_engineer", "marine_equip")
    assert "materials" in ad.disciplines
    assert SkillContent("电化学阻抗谱", "electrochemical_impedance") in ad.skills


def test_an_english_ad_is_read():
    ad = read_ad(ENGLISH)
    assert (ad.language, ad.title, ad.headcount) == ("en", "Senior Computer Vision Engineer", 3)
    assert (ad.pay, ad.negotiable, ad.degree, ad.district) == ((300_000, 500_000), False, "master", "370212")
    assert (ad.years, ad.kind, ad.chain) == (5, "rd_engineer", "ai")


def test_an_ad_without_headings_is_divided_by_what_its_lines_say():
    ad = read_ad(BARE)
    assert (ad.title, ad.duties) == ("材料分析师", "负责涂层评价与失效分析")
    assert ad.requirements == "熟悉电化学阻抗谱，硕士及以上学历，材料专业"
    assert (ad.pay, ad.degree) == ((210_000, 350_000), "master")


def test_a_traditional_ad_is_read():
    ad = read_ad(CHINESE.replace("岗位职责", "崗位職責").replace("任职要求", "任職要求").replace("薪资", "薪資"))
    assert ad.pay == (280_000, 480_000)
    assert ad.duties.startswith("1、设计")


@pytest.mark.parametrize(
    "text", ["", "   \n\n", "x" * 1_000_000, "岗位职责\n\n", "\x00\ud800", "：：：\n】】", "薪资：面议\n人数：若干"]
)
def test_nothing_breaks_it(text):
    ad = read_ad(text)
    assert (ad.pay, ad.headcount, ad.skills) == (None, None, ())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("深海涂层研发", "zh-hans"),
        ("深海塗層研發與應用", "zh-hant"),
        ("R&D engineer", "en"),
        ("熟悉Python与C++开发", "zh-hans"),
        ("", "en"),
    ],
)
def test_the_language_is_seen(text, language):
    assert language_of(text) == language


def test_a_summary_is_cut_at_a_sentence():
    assert propose_summary("1、设计配方。\n2、开展试验。") == "设计配方。 开展试验。"
    assert propose_summary("甲" * 100 + "。" + "乙" * 300) == "甲" * 100 + "。"


def test_the_other_language_is_proposed_from_vocabularies_alone():
    ad = read_ad(CHINESE)
    text = propose(ad.title, ad.language, Facts(ad.kind, ad.chain, ad.degree, ad.district, ad.skills))
    assert (text.language, text.title) == ("en", "R&D engineer, Deep-sea anticorrosion coating")
    assert text.summary.startswith("Marine equipment. Deep-sea anticorrosion coating")
    assert text.summary.endswith("Doctorate, Laoshan.")
    assert (text.is_original, text.source) == (False, ""), "nobody has confirmed it yet"


def test_a_title_that_no_vocabulary_knows_is_left_to_its_owner():
    assert propose("综合管理岗", "zh-hans", Facts(kind="other")).title == ""
