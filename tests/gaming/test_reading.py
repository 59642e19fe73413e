"""Words hidden in a CV file are not read, and are told; honest files of every look are left alone."""

from __future__ import annotations

import pytest

from apps.talents.cv.extract import extract
from tests.gaming import attacks, files
from tests.gaming.people import people, postings

PEOPLE = people(12)
POSTING = postings(1)[0]


@pytest.mark.parametrize("name", [*attacks.IN_PDF, *attacks.IN_WORD])
def test_what_is_hidden_is_left_out_and_flagged(name: str) -> None:
    kind = "pdf" if name in attacks.IN_PDF else "docx"
    for person in PEOPLE[:4]:
        found = attacks.attacked_file(name, person, POSTING)
        assert found.hidden, name
        assert found.text == attacks.honest_file(person, kind).text


@pytest.mark.parametrize("template", range(4))
def test_no_template_is_accused(template: int) -> None:
    """White words on a dark side bar, on a rounded band, grey words on light grey."""
    for person in PEOPLE:
        found = extract(files.pdf(attacks.written(person), template=template), "pdf")
        assert found.hidden == ()
        assert person.passages[0].text.split()[0] in found.text.replace("\n", "")


def test_white_words_in_a_shaded_cell_of_word_are_read() -> None:
    found = extract(files.word(attacks.written(PEOPLE[0])), "docx")
    assert found.hidden == ()
    assert "Qingdao" in found.text


def test_characters_that_show_nothing_are_told() -> None:
    assert extract(("nothing\u200b" * 40).encode(), "txt").hidden == ("invisible_characters",)
    assert (
        extract("a soft\u00adhyphen and one zero\u200bwidth space in a long enough text".encode(), "txt").hidden == ()
    )
