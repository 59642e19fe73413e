"""A part of the attacks, with the encoder that needs no weights. `make attacks` runs all of them with the default one."""

from __future__ import annotations

from apps.matching.engine.encoders import LexicalEncoder
from tests.gaming import attacks
from tests.gaming.measure import measure, world_of
from tests.gaming.people import people, postings


def test_attacks_gain_nothing() -> None:
    everybody, wanted = people(60), postings(1)
    found = measure(world_of(everybody, wanted, LexicalEncoder()), everybody[::10], wanted)
    assert set(found) == {*attacks.IN_TEXT, *attacks.IN_PDF, *attacks.IN_WORD}
    for name, outcome in found.items():
        assert outcome.median <= 0, name
        assert outcome.p95 <= 2, (name, outcome.gains)
        assert outcome.flagged == outcome.files, name
