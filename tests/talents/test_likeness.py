"""One person under many spellings is proposed, namesakes are kept apart: pairs made from lists, precision and recall."""

from __future__ import annotations

import itertools

import pytest

from apps.talents.likeness import Known, Study, likely, namesakes
from apps.talents.spellings import is_initials, variants

Written = tuple[str, str, str]
# One person a row: (name_zh, family, given) in the ways she writes herself.
PEOPLE: list[list[Written]] = [
    [("王小明", "", ""), ("", "WANG", "Xiaoming"), ("", "Wang", "XIAO MING"), ("", "Wang", "Xiao-Ming"), ("", "Xiaoming", "Wang"), ("", "WONG", "Siu-ming"), ("", "Wang", "Hsiao-ming")],
    [("欧阳青禾", "", ""), ("", "Ouyang", "Qinghe"), ("", "OUYANG", "QING HE"), ("", "Ou Yang", "Qing-he"), ("", "Au Yeung", "Ching Wo")],
    [("吕绿竹", "", ""), ("", "Lyu", "Lyuzhu"), ("", "Lü", "Lüzhu"), ("", "LV", "LVZHU"), ("", "Lu", "Luzhu")],
    [("单雨", "", ""), ("", "Shan", "Yu")],
    [("曾国安", "", ""), ("", "Zeng", "Guo'an"), ("", "TSANG", "Kwok On"), ("", "Tseng", "Kuo-an")],
    [("解天乐", "", ""), ("", "Xie", "Tianle")],
    [("仇英", "", ""), ("", "Qiu", "Ying")],
    [("查海生", "", ""), ("", "Zha", "Haisheng"), ("", "CHA", "Hai Sheng")],
    [("陳大文", "", ""), ("陈大文", "", ""), ("", "CHAN", "Tai Man"), ("", "Chen", "Dawen"), ("", "Ch'en", "Ta-wen")],
    [("張志強", "", ""), ("", "CHEUNG", "Chi Keung"), ("", "Zhang", "Zhiqiang"), ("", "Chang", "Chih-chiang")],
    [("黄丽华", "", ""), ("", "Huang", "Lihua"), ("", "WONG", "Lai Wah"), ("", "Ng", "Lihua")],
    [("司徒云帆", "", ""), ("", "Situ", "Yunfan"), ("", "SZETO", "Wan Fan")],
    [("尉迟恭敬", "", ""), ("", "Yuchi", "Gongjing")],
    [("朴明哲", "", ""), ("", "Piao", "Mingzhe"), ("", "Park", "Mingzhe")],
    [("李文", "", ""), ("", "Li", "Wen"), ("", "LEE", "Man")],
    [("", "Müller-Thal", "Jörg"), ("", "Muller Thal", "Jorg"), ("", "Mueller-Thal", "Joerg")],
    [("", "Ortega Villalobos", "María José"), ("", "Ortega-Villalobos", "Maria Jose")],
]  # fmt: skip
OTHERS: list[Written] = [
    ("王小红", "", ""), ("", "Wang", "Xiaohong"), ("", "Li", "Xiaoming"), ("", "Wang", "Ming"), ("欧阳青", "", ""), ("", "Ou", "Qinghe"),
    ("", "Chen", "Dawei"), ("", "CHAN", "Tai Ming"), ("", "Zhang", "Zhigang"), ("", "Shang", "Yu"), ("曾国", "", ""), ("", "Huang", "Lihui"),
    ("", "Lin", "Wen"), ("", "Muller", "Georg"), ("", "Ortega", "Maria"),
]  # fmt: skip
PAIRS = sum(len(rows) - 1 for rows in PEOPLE)
HERE = (Study("tongji", "doctor", 2018), Study("sdu", "bachelor", 2013))
ELSEWHERE = (Study("manchester", "doctor", 2018), Study("delft", "bachelor", 2013))
LATER = (Study("tongji", "doctor", 2024), Study("sdu", "bachelor", 2019))


def person(written: Written, studies: tuple[Study, ...] = HERE) -> Known:
    return Known(*written, studies)


def test_one_person_under_two_spellings_is_found() -> None:
    """Recall: the first form, mostly the Chinese name, against every other way to write it."""
    pairs = [(rows[0], other) for rows in PEOPLE for other in rows[1:]]
    missed = [pair for pair in pairs if not likely(*map(person, pair))]
    assert (len(pairs), missed) == (PAIRS, [])


def test_nobody_else_is() -> None:
    """Precision: other names of the same school and year, and namesakes whose studies differ."""
    rows = [written for group in PEOPLE for written in group]
    strangers = [(one, other) for one in rows for other in OTHERS if likely(person(one), person(other))]
    crossed = [
        (one, other)
        for first, second in itertools.combinations(PEOPLE, 2)
        for one, other in itertools.product(first, second)
        if likely(person(one), person(other))
    ]
    # the price of Hong Kong spellings: 黄 and 王 are both Wong there, but these two differ in the given name
    assert (strangers, crossed) == ([], [])


@pytest.mark.parametrize("studies", [ELSEWHERE, LATER])
def test_namesakes_are_kept_apart(studies: tuple[Study, ...]) -> None:
    proposed = [rows[0] for rows in PEOPLE if likely(person(rows[0]), person(rows[-1], studies))]
    assert proposed == []


def test_a_year_of_difference_is_a_slip() -> None:
    other = (Study("tongji", "doctor", 2019),)
    assert likely(person(("王小明", "", "")), person(("", "Wang", "Xiaoming"), other))


def test_an_open_year_speaks_against_nobody() -> None:
    assert not namesakes(person(("王小明", "", "")), person(("王小明", "", ""), (Study("tongji", "doctor"),)))


@pytest.mark.parametrize("given_name", ["X.", "X", "X.-M.", "XM", "X. M."])
def test_initials_meet_a_full_name_of_the_same_degree(given_name: str) -> None:
    short = person(("", "Wang", given_name))
    assert is_initials(given_name)
    assert likely(short, person(("王小明", "", "")))
    assert likely(person(("", "Wang", "Xiaoming")), short)
    assert not likely(short, person(("", "Wang", "Ming")))
    assert not likely(short, person(("王小明", "", ""), ELSEWHERE))
    assert not likely(short, person(("王小明", "", ""), (Study("tongji", "doctor", 2019),)))


def test_two_full_names_do_not_meet_by_their_initials() -> None:
    assert not likely(person(("王小明", "", "")), person(("王小红", "", "")))


@pytest.mark.parametrize("name", ["Xiaoming", "Li", "LI", "Jo", "Ming-Hua"])
def test_names_are_no_initials(name: str) -> None:
    assert not is_initials(name)


def test_initials_alone_give_no_name() -> None:
    assert variants("", "Wang", "X.") == set()
