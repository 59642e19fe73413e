"""What the reader finds, with the words it rests on."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pypdf
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from apps.talents.cv import judging, pages, reader
from apps.talents.cv.dates import find_range, point
from apps.talents.cv.extract import tidy
from apps.talents.cv.facts import CvFacts
from apps.talents.cv.layout import LONGEST_LINE, heading_kind, lines_of
from apps.talents.cv.lexicon import Lexicon, from_files
from apps.talents.cv.person import phone
from apps.talents.names import cased_split
from apps.taxonomy.management.commands.load_taxonomy import DATA
from tests.talents import cvs


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return from_files(DATA)


def read(text: str, lexicon: Lexicon) -> CvFacts:
    return reader.read(tidy(text), lexicon, split_name=cased_split, today="2026-05")


def test_an_english_cv(lexicon: Lexicon) -> None:
    facts = read(cvs.ENGLISH, lexicon)
    items = judging.items_read(facts)
    assert items == {
        "name": [("family", "lindqvist"), ("given", "anna")],
        "contact": [("email", "anna.lindqvist@example.org"), ("phone", "+46701234567")],
        "education": [
            ("theuniversityofmanchester", "doctor", "2012", "2016"),
            ("lunduniversity", "bachelor", "2008", "2012"),
        ],
        "experience": [
            ("northernpaintltd", "seniorcorrosionengineer", "2019", "pres"),
            ("gothenburginstituteofsurfaces", "researchassociate", "2016", "2018"),
        ],
        "skills": ["corrosionprotection", "python", "pull-offtests"],
        "languages": ["en", "zh"],
        "publications": [2],
        "patents": [0],
    }
    assert facts.language == "en"
    assert facts.experience[0].text is not None
    assert facts.experience[0].text.value == "Lead the test programme of subsea coatings."


def test_a_chinese_cv(lexicon: Lexicon) -> None:
    facts = read(cvs.CHINESE, lexicon)
    items = judging.items_read(facts)
    assert items == {
        "name": [("zh", "陈思远")],
        "contact": [("email", "siyuan.chen@example.org"), ("phone", "138-0000-1234"), ("wechat", "siyuan_c")],
        "education": [("中国海洋大学", "doctor", "2014", "2019"), ("山东大学", "bachelor", "2010", "2014")],
        "experience": [("海蓝防腐科技有限公司", "高级工程师", "2019", "pres")],
        "skills": ["腐蚀防护", "电化学阻抗谱", "python编程"],
        "languages": ["en"],
        "publications": [0],
        "patents": [1],
    }
    assert (facts.language, facts.education[0].discipline.value) == ("zh-hans", "材料科学与工程")  # type: ignore[union-attr]


def test_several_posts_under_one_employer(lexicon: Lexicon) -> None:
    items = judging.items_read(read(cvs.POSTS_UNDER_ONE_EMPLOYER, lexicon))
    assert items["experience"] == [
        ("acmerobotics", "seniormachinelearningengineer", "2021", "pres"),
        ("acmerobotics", "machinelearningengineer", "2018", "2021"),
        ("brightlabsgmbh", "researchintern", "2018", "2018"),
    ]
    assert items["education"] == [
        ("technicaluniversityofmunich", "doctor", "2015", "2018"),
        ("tongjiuniversity", "bachelor", "2011", "2015"),
    ]
    assert (items["skills"], items["languages"]) == (["python", "c++", "matlab", "pytorch", "ros"], ["zh", "en", "de"])
    assert items["contact"] == [("email", "li.wei@example.com"), ("phone", "(+86)13900001111")]


def test_duties_between_posts_and_a_language_among_skills(lexicon: Lexicon) -> None:
    items = judging.items_read(read(cvs.DUTIES_BETWEEN, lexicon))
    assert items["experience"] == [
        ("宁远新能源科技股份有限公司", "高级研发工程师", "2020", "pres"),
        ("中科储能研究院", "助理研究员", "2018", "2020"),
    ]
    assert (items["skills"], items["languages"]) == (["xrd", "sem", "电化学阻抗谱", "origin", "matlab"], ["en"])
    assert (items["publications"], items["patents"]) == ([12], [3])


@pytest.mark.parametrize("text", ["a" * 110_000, "大学" * 5_000, "a.b@" * 20_000, "(" * 50_000, "2019 - " * 5_000])
def test_an_endless_line_is_read_in_pieces(text: str, lexicon: Lexicon) -> None:
    """Patterns look at a thousand characters at most, or hostile text would take minutes."""
    lines = list(lines_of(text))
    assert max(len(line.text) for line in lines) <= LONGEST_LINE
    assert "".join(text[line.start : line.end] for line in lines) == "".join(line.text for line in lines)


@pytest.mark.parametrize("text", [cvs.ENGLISH, cvs.CHINESE])
def test_values_stand_where_the_span_says(text: str, lexicon: Lexicon) -> None:
    tidied = tidy(text)
    facts = read(text, lexicon)
    found = [
        facts.email,
        facts.phone,
        *facts.skills,
        *(row.school for row in facts.education),
        *(row.title for row in facts.experience),
    ]
    for fact in found:
        assert fact is not None
        assert tidied[fact.start : fact.end] == fact.value
        assert 0 < fact.confidence <= 1


def test_a_time_that_the_file_draws_first_stands_beside_its_line() -> None:
    """Browsers draw floats before the text they float in."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont("STSong-Light", 10)
    for x, y, text in [
        (400, 700, "2020.06-⾄今"),
        (60, 730, "工作经历"),
        (60, 700, "海蓝防腐科技有限公司  高级工程师"),
        (60, 680, "负责涂层开发"),
    ]:
        canvas.drawString(x, y, text)
    canvas.save()
    text = pages.text_of(pypdf.PdfReader(out).pages[0])
    assert "高级工程师\t2020.06-⾄今" in text
    assert not text.startswith("2020")


def test_a_degree_that_ends_later_is_in_progress(lexicon: Lexicon) -> None:
    text = "Education\nPhD in Chemistry, Lund University, 2023 - 2028\nMSc in Chemistry, Lund University, 2021 - 2023"
    assert [row.status.value for row in read(text, lexicon).education if row.status] == ["in_progress", "awarded"]


@pytest.mark.parametrize(
    ("line", "span"),
    [
        ("Oct 2014 – Sep 2018", ("2014-10", "2018-09")),
        ("2011.09—2016.06", ("2011-09", "2016-06")),
        ("2019年11月—2022年4月", ("2019-11", "2022-04")),
        ("2022年5月至今", ("2022-05", "present")),
        ("04/2017 – Present 至今", ("2017-04", "present")),
        ("Jun – Sep 2013", ("2013-06", "2013-09")),
        ("Autumn 2008 (Sept) - 10/2014", ("2008-09", "2014-10")),
        ("2012 to 2014", ("2012", "2014")),
        ("since March 2021", ("2021-03", "present")),
        ("2014年4月－2017年3月", ("2014-04", "2017-03")),
    ],
)
def test_times(line: str, span: tuple[str, str]) -> None:
    found = find_range(line)
    assert found is not None
    assert (found.begun, found.ended) == span


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("手机号：13800001234", "13800001234"),
        ("手機號碼：13800001234", "13800001234"),
        ("Mobile No.: +91 98765 43210", "+91 98765 43210"),
        ("wang.hai@pku.edu.cn | 138 0000 1234", "138 0000 1234"),
        ("a.li@example.de | +49 151 5555 0188 | 慕尼黑", "+49 151 5555 0188"),
        ("Madrid | +34 612 345 678", "+34 612 345 678"),
    ],
)
def test_a_number_after_a_label_an_address_or_a_town_is_a_telephone(text: str, number: str) -> None:
    found = phone(text)
    assert found is not None
    assert found.value == number


@pytest.mark.parametrize(
    "text",
    ["CN202010123456.7", "专利号：202010123456", "Patent No. 11222333 44", "ORCID iD 0000-0002-1825-0097",
     "ResearcherID 1234-5678-90", "身份证号：370202199001", "QQ号：1234567890", "WO 2020/123456 78"],
)  # fmt: skip
def test_numbers_of_papers_are_no_telephone(text: str) -> None:
    assert phone(text) is None


@pytest.mark.parametrize("line", ["call 138-0000-0417", "EN 14363", "a 2:1", ""])
def test_not_a_time(line: str) -> None:
    assert find_range(line) is None


@pytest.mark.parametrize(
    ("line", "kind"),
    [("EDUCATION", "education"), ("2. Work Experience:", "experience"), ("技能 Skills", "skills"), ("Papers 论文", "publications"),
     ("专 业 技 能", "skills"), ("I have an education", None), ("", None)],
)  # fmt: skip
def test_headings(line: str, kind: str | None) -> None:
    assert heading_kind(line) == kind


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(
        alphabet=st.sampled_from(list("Education工作经历\n\t 2019.-–0年月至今PhD,;:•@大学公司Engineer()")), max_size=400
    )
)
def test_the_reader_never_fails(text: str) -> None:
    facts = read(text, _EMPTY)
    json.dumps(facts.as_json())


class _Nothing:
    def whole(self, text: str) -> None:
        return None

    def inside(self, text: str) -> list[object]:
        return []


_EMPTY = Lexicon(*[_Nothing()] * 5)  # type: ignore[list-item]


def test_points() -> None:
    assert [point(text) for text in ("2016", "Sept. 2016", "2016/9", "now")] == [
        "2016",
        "2016-09",
        "2016-09",
        "present",
    ]


# ---------------------------------------------------------------- the command
def dataset(folder: Path) -> Path:
    (folder / "a.txt").write_text(cvs.ENGLISH, encoding="utf-8")
    (folder / "scan.pdf").write_bytes(cvs.scan())
    row = {
        "file": "a.txt", "lang": "en", "scanned": False,
        "name": {"zh": None, "family": "Lindqvist", "given": "Anna"},
        "contact": {"email": "anna.lindqvist@example.org", "phone": "+46 70 123 45 67", "wechat": None},
        "education": [{"school": "The University of Manchester", "degree": "doctor", "status": "done", "discipline": "Chemistry", "from": "2012-09", "to": "2016-06"}],
        "experience": [], "skills": ["Python"], "languages": [{"code": "en", "level": "native"}], "publications": 2, "patents": 0,
    }  # fmt: skip
    scanned = {"file": "scan.pdf", "lang": "zh-Hans", "scanned": True, "publications": 0, "patents": 0}
    (folder / "truth.jsonl").write_text("\n".join(map(json.dumps, (row, scanned))), encoding="utf-8")
    return folder


def test_the_command_prints_and_stores_f1(tmp_path: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    figures = tmp_path / "figures.json"
    call_command(
        "evaluate_cv_reader", "--dataset", str(dataset(tmp_path)), "--json", str(figures), stdout=out, stderr=err
    )
    stored = json.loads(figures.read_text(encoding="utf-8"))
    assert set(stored) == {"all", "en", "zh-Hans"}
    assert stored["en"] == {
        "name": 1.0, "contact": 1.0, "education": round(2 / 3, 4), "experience": 0.0, "skills": 0.5,
        "languages": round(2 / 3, 4), "publications": 1.0, "patents": 1.0,
    }  # fmt: skip
    assert (out.getvalue().splitlines()[0], err.getvalue()) == ("2 CVs, F1", "")


def test_a_folder_without_truth_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("evaluate_cv_reader", "--dataset", str(tmp_path))


@pytest.mark.parametrize("heading", ["【技能】", "[技能]", "【专业技能】：", "「技能」 "])
def test_a_heading_in_brackets_with_its_content_behind_it(lexicon: Lexicon, heading: str) -> None:
    found = read(
        f"苏砚清\nsu@example.org\n\n【教育经历】\n浙江大学，高分子材料，博士，2009年9月至2013年6月\n\n{heading}纳滤，表面改性\n",
        lexicon,
    )
    assert {row.value for row in found.skills} >= {"纳滤", "表面改性"}


FOREIGN_POSTS = """苏砚清
yanqing.su@example.com

【工作经历】
PSA Singapore  Principal engineer
2018年6月—至今
住友橡胶工业  主任研究员
2014年7月—2018年5月

【教育经历】
浙江大学  光电信息工程  学士
2008年9月—2012年6月
University of Arizona  Optical Sciences  硕士
2012年8月—2014年5月
"""


def test_an_employer_that_looks_like_a_name_is_none(lexicon: Lexicon) -> None:
    facts = read(FOREIGN_POSTS, lexicon)
    assert facts.name_zh is not None
    assert facts.name_zh.value == "苏砚清"
    assert (facts.family_name, facts.given_name) == (None, None)


def test_a_title_that_holds_the_word_for_holding_a_post(lexicon: Lexicon) -> None:
    posts = judging.items_read(read(FOREIGN_POSTS, lexicon))["experience"]
    assert posts[1] == ("住友橡胶工业", "主任研究员", "2014", "2018")


def test_a_university_in_latin_letters_is_no_label(lexicon: Lexicon) -> None:
    schools = [(row.school.value, row.degree.value) for row in read(FOREIGN_POSTS, lexicon).education if row.school and row.degree]  # fmt: skip
    assert schools == [("浙江大学", "bachelor"), ("University of Arizona", "master")]


@pytest.mark.parametrize(
    ("first", "name"),
    [("诸葛明煦　博士　副教授", "诸葛明煦"), ("       卫   凌   风", "卫 凌 风"), ("CURRICULUM VITAE 个人履历\n\nName / 姓名: Hyejin Baek / 白慧珍", "白慧珍")],
)  # fmt: skip
def test_names_as_people_set_them(lexicon: Lexicon, first: str, name: str) -> None:
    found = read(
        f"{first}\n\n电话：150-0000-8853\n\n【教育经历】\n浙江大学，高分子材料，博士，2009年9月至2013年6月\n", lexicon
    ).name_zh
    assert found is not None
    assert found.value.replace(" ", "") == name.replace(" ", "")


def test_headings_and_an_open_end_as_in_taiwan(lexicon: Lexicon) -> None:
    facts = read(
        "簡士恆\nshihheng@example.com\n\n經歷\n鴻準智造股份有限公司　資深工程師　2019/02 ～ 迄今\n\n語文能力\n中文：母語\n英文：多益 890\n",
        lexicon,
    )
    assert judging.items_read(facts)["experience"] == [("鴻準智造股份有限公司", "資深工程師", "2019", "pres")]
    assert sorted(judging.items_read(facts)["languages"]) == ["en", "zh"]
