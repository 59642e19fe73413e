"""Words that may discriminate, and their near misses."""

import pytest

from apps.matching import gather
from apps.positions.wording import blocking, check, for_ranking
from tests.factories import make_position

BAD = [
    ("sex", "仅限男性"), ("sex", "男性优先"), ("sex", "只招女生"), ("sex", "性别：男"), ("sex", "女士勿扰"), ("sex", "限男"),
    ("sex", "Male candidates only"), ("sex", "preferably female"), ("sex", "限女性应聘"), ("sex", "僅限男性"),
    ("ethnicity", "限汉族"), ("ethnicity", "汉族优先"), ("ethnicity", "少数民族勿扰"), ("ethnicity", "no foreigners"),
    ("religion", "无宗教信仰"), ("religion", "穆斯林勿扰"), ("religion", "no Muslims"),
    ("marital", "已婚已育优先"), ("marital", "未婚优先"), ("marital", "三年内不得生育"), ("marital", "限未婚"), ("marital", "single only"),
    ("marital", "已婚女性优先"),
    ("health", "残疾人勿扰"), ("health", "乙肝携带者除外"), ("health", "要求无残疾"), ("health", "no disabilities"),
    ("residence", "限本地户籍"), ("residence", "青岛户口优先"), ("residence", "外地人勿扰"), ("residence", "限青岛市户籍"),
    ("residence", "河南人勿扰"), ("residence", "须有本市户口"), ("residence", "local residents only"),
    ("age", "35岁以下"), ("age", "年龄不超过四十岁"), ("age", "25-35周岁"), ("age", "年龄：35以下"), ("age", "under 35 years old"),
    ("age", "aged 25-35"), ("age", "三十五周岁以内"), ("age", "４０周岁（含）以下"), ("age", "below the age of 40"), ("age", "三十五歲以下"),
]  # fmt: skip
NEAR = [
    "男女不限", "性别不限", "不限性别", "性别：男女均可", "性别：男/女", "不限户籍", "不限本地户籍", "户籍不限", "年龄不限",
    "残疾人康复器械研发", "男性生殖健康研究", "女性健康产品线负责人", "少数民族医药研究", "限时交付项目", "有限元分析", "权限管理",
    "婚姻家庭法研究", "已婚未婚均可", "乙肝疫苗研发", "10年以上经验", "人因工程与性别差异研究", "宗教文化遗产数字化", "本地部署优先",
    "山东人才优先政策解读", "青岛人才公寓", "全国配送（新疆西藏除外）", "熟悉15-25年历史数据", "上限男声频段",
    "temperatures below 40 °C", "under 50 bar pressure", "aged 48 hours at 80 °C", "accelerated ageing at 85 percent",
    "single crystal growth only in vacuum", "no children's products", "over 10 years of experience", "single-cell preferred",
    "male and female connectors", "men's wear design", "married data sets",
]  # fmt: skip


@pytest.mark.parametrize(("ground", "words"), BAD)
def test_a_condition_is_flagged(ground, words):
    text = f"We hire. {words}. Good pay." if words.isascii() else f"我们招聘工程师，{words}，待遇优厚。"
    assert ground in {flag.ground for flag in check(text)}


@pytest.mark.parametrize("words", NEAR)
def test_a_mere_topic_passes(words):
    assert check(words if words.isascii() else f"职责：{words}。") == []


def test_age_only_warns_and_the_others_block():
    flags = {flag.ground: flag.blocking for flag in check("35岁以下，男性优先，限本地户籍")}
    assert flags == {"age": False, "sex": True, "residence": True}


def test_a_flag_quotes_the_author():
    assert [flag.word for flag in check("僅限男性。")] == ["僅限男性"]


def test_flagged_words_never_reach_the_ranking():
    text = "熟悉涂层，年龄35岁以下，男性优先，有海工經驗。"
    left = for_ranking(text)
    assert check(left) == []
    assert "熟悉涂层" in left
    assert "有海工經驗" in left
    assert for_ranking("熟悉涂层。") == "熟悉涂层。"


@pytest.mark.django_db
def test_both_languages_of_a_revision_are_read():
    position = make_position(state="draft", requirements="年龄35岁以下", title_en="Engineer, men only")
    assert [flag.ground for flag in blocking(position.draft)] == ["sex"]


@pytest.mark.django_db
def test_the_engine_gets_a_posting_without_them():
    position = make_position(title="涂层工程师（限男性）", requirements="熟悉涂层，35岁以下。")
    words = [passage.text for passage in gather.posting_doc(position).passages]
    hole = "\n" * len("限男性"), "\n" * len("35岁以下")  # as long as what stood there: no quote runs over it
    assert words == [f"涂层工程师（{hole[0]}）", "负责深海装备防腐涂层的配方设计与评价。", f"熟悉涂层，{hole[1]}。"]
