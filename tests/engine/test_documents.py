"""Documents become one whole text, at most eight units, and words; stored and read again they are the same."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.engine.channels import CLAIM, GAP, SAID, WORK
from apps.matching.engine.documents import (
    MAX_LACKS,
    MAX_READ,
    MAX_TERMS,
    MAX_UNITS,
    EncodedDoc,
    UnitKind,
    encode,
    read,
    text_hash,
)
from apps.matching.engine.encoders import LexicalEncoder
from apps.matching.engine.types import Passage, PostingDoc, Skill, TalentDoc
from apps.matching.engine.vectors import Quantised, centred
from apps.matching.engine.words import HAN, LATIN

texts = st.text(st.sampled_from("ab 海涂层。.\n,；\ud800\x00"), max_size=300)
passages = st.lists(st.builds(Passage, st.sampled_from(["title", "about", "experience"]), texts), max_size=12).map(
    tuple
)
skills = st.lists(st.builds(Skill, st.sampled_from(["涂层", " ", "CUDA"])), max_size=3).map(tuple)


def test_a_page_becomes_units_with_the_script_of_their_own_text() -> None:
    doc = TalentDoc(
        "t",
        passages=(Passage("title", "Coating chemist"), Passage("about", "负责防腐涂层的配方设计。熟悉盐雾试验。" * 3)),
        skills=(Skill("epoxy"),),
    )
    units = read(doc).units
    assert [(unit.kind, unit.script, unit.claim) for unit in units[:4]] == [
        (UnitKind.WHOLE, HAN, False),
        (UnitKind.TOLD, HAN, False),
        (UnitKind.TITLE, LATIN, True),
        (UnitKind.PASSAGE, HAN, False),
    ]
    assert UnitKind.SKILLS not in {unit.kind for unit in units}  # what she lists is no text; see skillmatch


def test_the_skills_of_a_posting_are_a_unit_of_their_own() -> None:
    doc = PostingDoc("p", passages=(Passage("requirements", "熟悉盐雾试验。"),), skills=(Skill("epoxy"),))
    unit = read(doc).units[-1]
    assert (unit.kind, unit.script) == (UnitKind.SKILLS, LATIN)


@settings(max_examples=60)
@given(passages, skills)
def test_any_document_has_at_most_eight_units_whose_spans_are_there(
    written: tuple[Passage, ...], claimed: tuple[Skill, ...]
) -> None:
    reading = read(TalentDoc("t", passages=written, skills=claimed))
    assert len(reading.units) <= 2 + MAX_UNITS + MAX_LACKS
    assert len(reading.texts) == len(reading.units)
    fields = {passage.field: max(len(p.text) for p in written if p.field == passage.field) for passage in written}
    for unit, text in zip(reading.units, reading.texts, strict=True):
        assert text
        assert unit.end <= fields.get(unit.field, 0)


def test_nothing_written_gives_no_units_and_no_error() -> None:
    encoded = encode(TalentDoc("t", passages=(Passage("about", " \x00"),)), LexicalEncoder())
    assert encoded.units == ()
    assert len(encoded.vectors) == 0
    assert EncodedDoc.from_bytes(encoded.to_bytes()).units == ()


def test_a_text_of_a_million_characters_is_cut() -> None:
    reading = read(
        TalentDoc(
            "t",
            passages=(
                Passage("about", "".join(f"word {i} and 涂层。" for i in range(80_000))),
                Passage("more", "unread"),
            ),
        )
    )
    assert len(reading.texts[0]) <= MAX_READ
    assert "unread" not in reading.texts[0]
    assert (
        len(read(TalentDoc("t", passages=(Passage("a", " ".join(f"the w{i}x" for i in range(999))),))).terms)
        == MAX_TERMS
    )


def test_a_word_is_a_gap_only_if_it_stands_nowhere_else() -> None:
    doc = TalentDoc("t", passages=(Passage("about", "没有做过光学和涂层。熟悉涂层。"),), skills=(Skill("光学设计"),))
    found = dict(read(doc).terms)
    assert {word: found.get(word) for word in ("光学", "涂层", "光学设计")} == {
        "光学": GAP,
        "涂层": SAID,
        "光学设计": None,  # listed, not told
    }


def test_stored_and_read_again() -> None:
    doc = TalentDoc(
        "t", passages=(Passage("title", "Coating chemist"),), skills=(Skill("涂层"),), disciplines=("化学",)
    )
    encoded = encode(doc, LexicalEncoder())
    again = EncodedDoc.from_bytes(encoded.to_bytes())
    assert (again.units, again.terms, again.skills, again.disciplines) == (
        encoded.units,
        encoded.terms,
        encoded.skills,
        encoded.disciplines,
    )
    assert (again.content, again.encoder_id, again.text_hash) == (encoded.content, "lexical/2", text_hash(read(doc)))
    assert np.array_equal(again.vectors.data, encoded.vectors.data)
    assert np.array_equal(again.vectors.scale, encoded.vectors.scale)


def test_products_are_the_same_whatever_the_shape() -> None:
    rng = np.random.default_rng(1)
    many = Quantised.of(rng.normal(size=(40, 1024)).astype(np.float32))
    few = Quantised.of(rng.normal(size=(7, 1024)).astype(np.float32))
    together = few.dots(many)
    for row in range(7):
        for column in range(40):
            one = few.take(slice(row, row + 1)).dots(many.take(slice(column, column + 1)))
            assert one[0, 0] == together[row, column]


def test_centring_keeps_length_one_and_leaves_nothing_alone() -> None:
    rng = np.random.default_rng(2)
    vectors = rng.normal(size=(5, 64)).astype(np.float32)
    vectors[3] = 0
    mean = vectors.mean(axis=0)
    moved = centred(Quantised.of(vectors), mean).floats()
    lengths = np.linalg.norm(moved, axis=1)
    assert np.allclose(lengths[[0, 1, 2, 4]], 1, atol=0.02)
    assert lengths[3] == 0


WORK_TOLD = "I formulate epoxy coatings for ships, test them in salt spray and measure their impedance; three primers of mine are in use on ferries."


def test_who_tells_of_work_only_says_the_rest() -> None:
    said = (Passage("title", "Zemax"), Passage("about", "I also know waveguides."), Passage("experience", WORK_TOLD))
    reading = read(TalentDoc("t", passages=said))
    levels = dict(reading.terms)
    assert (levels["epoxy"], levels["zemax"], levels["waveguides"]) == (WORK, CLAIM, CLAIM)
    kinds = [unit.kind for unit in reading.units]
    assert reading.texts[kinds.index(UnitKind.TOLD)] == WORK_TOLD.lower()
    assert {unit.field for unit in reading.units if unit.claim} == {"title", "about"}


def test_who_tells_of_no_work_is_read_by_all_but_her_headline() -> None:
    said = (Passage("title", "Zemax"), Passage("about", "I also know waveguides."), Passage("experience", "Epoxy."))
    levels = dict(read(TalentDoc("t", passages=said)).terms)
    assert (levels["epoxy"], levels["zemax"], levels["waveguides"]) == (WORK, CLAIM, SAID)
