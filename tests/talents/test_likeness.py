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


def known(name: str, *studies: Study, employer: str = "") -> Known:
    """A name in characters, or "Family, Given"."""
    family, comma, given = name.partition(", ")
    employers = (employer,) if employer else ()
    return Known("", family, given, studies, employers) if comma else Known(name, "", "", studies, employers)


PAINT = {"field": "0817", "coded": True}
LAW = {"field": "0301", "coded": True}


@pytest.mark.parametrize(
    ("one", "other", "proposed"),
    [
        # one full name and one field of study, no school in common
        (known("王小明", Study("tongji", "doctor", 2020, **PAINT)), known("Wang, Xiaoming", Study("delft", "", None, **PAINT)), True),
        (known("王小明", Study("tongji", "", None, **PAINT)), known("WANG, XIAO MING", Study("", "", None, **PAINT)), True),
        (known("Wang, Xiaoming", Study("", "", None, **PAINT)), known("WANG, XIAO MING", Study("x", "", None, **PAINT)), True),
        (known("王小明", Study("x", "bachelor", 2010, **PAINT)), known("Wang, Xiaoming", Study("y", "doctor", 2022, **PAINT)), True),
        # one full name and one employer
        (known("王小明", employer="example works"), known("Wang, Xiaoming", employer="example works"), True),
        (known("王小明", employer="example works"), known("Wang, Xiaoming", employer="other works"), False),
        # a name alone is nothing
        (known("王小明"), known("Wang, Xiaoming"), False),
        (known("王小明", Study("tongji", "doctor", 2020, **PAINT)), known("Wang, Xiaoming", Study("delft", "master", 2020, **LAW)), False),
        # two doctors of other years are two people, whatever they share
        (known("王伟", Study("tsinghua", "doctor", 2021)), known("王伟", Study("tsinghua", "doctor", 2022)), False),
        (known("王伟", Study("a", "doctor", 2021, **PAINT)), known("王伟", Study("b", "doctor", 2022, **PAINT)), False),
        (known("王伟", Study("a", "doctor", 2021), employer="works"), known("王伟", Study("b", "doctor", 2022), employer="works"), False),
        (known("王伟", Study("tsinghua", "bachelor", 2010)), known("王伟", Study("tsinghua", "doctor", 2022)), True),
        # the same degree in another field
        (known("王伟", Study("tsinghua", "doctor", 2021, **PAINT)), known("王伟", Study("tsinghua", "doctor", 2021, **LAW)), False),
        (known("王伟", Study("tsinghua", "doctor", 2021, **PAINT)), known("王伟", Study("tsinghua", "doctor", 2021)), True),
        # other characters of the same sound are another name; traditional ones are the same
        (known("王伟", Study("tsinghua", "doctor", 2021)), known("王炜", Study("tsinghua", "doctor", 2021)), False),
        (known("王伟", Study("tsinghua", "doctor", 2021)), known("王偉", Study("tsinghua", "doctor", 2021)), True),
        (known("王伟", Study("tsinghua", "doctor", 2021)), known("Wang, Wei", Study("tsinghua", "doctor", 2021)), True),
        # initials meet nobody by a field or an employer
        (known("Wang, X.", employer="example works"), known("王小明", employer="example works"), False),
    ],
)  # fmt: skip
def test_who_is_proposed_as_one_person(one: Known, other: Known, proposed: bool) -> None:
    assert (likely(one, other), likely(other, one)) == (proposed, proposed)


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
