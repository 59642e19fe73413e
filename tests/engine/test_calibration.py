"""Generations: frozen, stored without loss, holding no words, fit for pools of any size."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest

from apps.matching.engine.documents import encode
from apps.matching.engine.encoders import LexicalEncoder, UniversalSentenceEncoder
from apps.matching.engine.rank import rank
from apps.matching.engine.storage import BadCalibration, from_bytes, to_bytes
from apps.matching.engine.types import PostingDoc, TalentDoc
from tests.engine.world import COATING_JOB, TALENTS, World


def test_stored_and_read_again_it_ranks_the_same(basic: World) -> None:
    again = replace(basic, calibration=from_bytes(to_bytes(basic.calibration)))
    before = rank(basic.prepared(COATING_JOB), basic.pool)
    assert rank(again.prepared(COATING_JOB), again.pool_of(TALENTS)) == before


def test_stored_bytes_hold_no_words_and_no_ids(basic: World) -> None:
    with np.load(io.BytesIO(to_bytes(basic.calibration)), allow_pickle=False) as stored:
        texts = [stored[name].tolist() for name in stored.files if stored[name].dtype.kind in "US"]
    assert texts == [basic.encoder.id]


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 no archive", b"\x80\x04pickle"])
def test_other_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(BadCalibration):
        from_bytes(raw)


def test_vectors_of_another_encoder_are_refused(basic: World) -> None:
    foreign = replace(encode(COATING_JOB, basic.encoder), encoder_id="other/1")
    with pytest.raises(ValueError, match="other/1"):
        basic.calibration.frame.posting_texts(foreign, basic.words)
    with pytest.raises(ValueError, match="other/1"):
        basic.calibration.frame.talent_texts([foreign], basic.words)


def test_an_empty_pool_can_be_calibrated(encoder: UniversalSentenceEncoder) -> None:
    """The first posting of a new installation is ranked well too."""
    empty = World.of(encoder, [], [])
    found = rank(empty.prepared(COATING_JOB), empty.pool_of(TALENTS)).results
    assert found[0].pair.talent_id == "coating-doctor"


def test_people_without_any_text_do_not_disturb(basic: World) -> None:
    world = World.of(LexicalEncoder(), [PostingDoc("p")], [TalentDoc("t")] * 3)
    assert np.isfinite(world.calibration.whole_cov).all()
    assert np.isfinite(world.pool.normal.mean).all()


def test_rare_words_weigh_more(basic: World) -> None:
    common, rare = basic.calibration.frame.term_weights(["负责", "聚酰亚胺"])
    assert rare > common > 0
