"""A part of the attacks, with the encoder that needs no weights. `make attacks` runs all of them with the default one."""

from __future__ import annotations

import pytest

from apps.matching.engine.encoders import LexicalEncoder
from tests.gaming import attacks
from tests.gaming.measure import Field, measure, world_of
from tests.gaming.people import people, postings


@pytest.mark.parametrize("field", ["about", "experience"])
def test_attacks_gain_nothing(field: str) -> None:
    everybody, wanted = people(60, field), postings(1)
    found = measure(world_of(everybody, wanted, LexicalEncoder()), everybody[::10], wanted)
    assert set(found) == {*attacks.IN_TEXT, *attacks.IN_PDF, *attacks.IN_WORD}
    for name, outcome in found.items():
        assert outcome.median <= 0, name
        assert outcome.p95 <= 2, (name, outcome.gains)
        assert outcome.flagged == outcome.files, name


@pytest.mark.parametrize("more", ["", " жук", " ΩΣ"])
def test_an_english_posting_in_other_letters_is_a_copy_still(more: str) -> None:
    """English has words of look-alikes alone ("a", "copy"); one word of real Russian or Greek makes them no less so."""
    everybody, wanted = people(40), postings(2)[1]
    market = Field(world_of(everybody, [wanted], LexicalEncoder()), wanted)
    gained = []
    for person in everybody[::4]:
        attacked = attacks.with_text(attacks.homoglyphs(person, wanted), more)
        honest = attacks.with_text(person, more)
        gained.append(market.gain(person, market.score(attacked), market.score(honest)))
    assert max(gained) <= 2, gained
