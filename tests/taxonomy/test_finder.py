"""Finding known names in running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.taxonomy.finder import Finder, Name
from apps.taxonomy.names import name_key

FINDER = Finder(
    [
        Name("防腐涂层", "coating"),
        Name("深海防腐涂层", "deep_sea_coating"),
        Name("finite element analysis", "fea"),
        Name("FEA", "fea"),
        Name("ACE", "ace"),
        Name("C++", "cpp"),
        Name("coating", "coat"),
        Name("Université de Montréal", "montreal"),
        Name("TU München", "tum"),
        Name("master", "master", exact_only=True),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(hit.value, text[hit.start : hit.end]) for hit in FINDER.inside(text)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("负责深海防腐涂层研发", [("deep_sea_coating", "深海防腐涂层")]),  # the longest wins
        ("深海防腐塗層", [("deep_sea_coating", "深海防腐塗層")]),  # spans are of the text as given
        ("深海\n防腐涂层", [("deep_sea_coating", "深海\n防腐涂层")]),  # a PDF breaks anywhere
        ("深海，防腐涂层", [("coating", "防腐涂层")]),  # a comma ends a name
        ("finite-element  analysis", [("fea", "finite-element  analysis")]),
        ("finite\n\nelement analysis", []),  # a blank line ends a name
        ("two coatings", [("coat", "coatings")]),
        ("coatingsystem, recoating", []),
        ("an ACE, an ace", [("ace", "ACE")]),  # an acronym is not a word
        ("用FEA分析", [("fea", "FEA")]),
        ("C++ and C", [("cpp", "C++")]),
        ("ＦＥＡ", [("fea", "ＦＥＡ")]),
        ("universite de montreal", [("montreal", "universite de montreal")]),
        ("TU Muenchen", [("tum", "TU Muenchen")]),
        ("master data", []),
        ("fe", []),
        ("", []),
    ],
)
def test_names_in_text(text, hits):
    assert found(text) == hits


def test_the_whole_text_may_be_a_name():
    assert FINDER.whole(" Master ") == "master"
    assert FINDER.whole("fea") == "fea"
    assert FINDER.whole("master data") is None
    assert FINDER.whole("") is None


@given(st.text(st.sampled_from("深海防腐涂层塗層 FEAfea，\n\x00\ud800ﬁC++é\u0301coating"), max_size=60))
def test_hits_are_in_order_apart_and_say_their_name(text):
    end = 0
    for hit in FINDER.inside(text):
        assert end <= hit.start < hit.end <= len(text)
        end = hit.end


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Univ. of São Paulo", "the univ of sao paulo"),
        ("中国 海洋大学（青岛）", "中国海洋大学青岛"),
        ("Dr.-Ing.", "dr ing"),
        ("Łódź", "lodz"),
        ("Research & Development", "research and development"),
        ("ガス", "ガス"),  # voicing marks of kana are no accents
        ("C#", "c#"),
    ],
)
def test_name_key(one, other):
    assert name_key(one) == other
