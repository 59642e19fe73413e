"""A calibration as bytes: one compressed .npz without pickles, so that loading it runs no code."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from apps.matching.engine.calibration import Calibration
from apps.matching.engine.channels import PostingTexts, TalentTexts, Words
from apps.matching.engine.documents import MEAN_KINDS
from apps.matching.engine.frame import Frame, Side
from apps.matching.engine.ragged import Tags, UnitRows
from apps.matching.engine.vectors import Quantised, stacked

_FORM = 2


class BadCalibration(ValueError):
    """The bytes are no calibration of this form."""


def to_bytes(calibration: Calibration) -> bytes:
    frame, people, postings = calibration.frame, calibration.people, calibration.postings
    dim = frame.term_means.shape[1]
    keys = [(side, kind, han) for side in Side for kind in MEAN_KINDS for han in (False, True)]
    arrays: dict[str, Any] = {
        "form": np.array(_FORM),
        "encoder": np.array(frame.encoder_id),
        "unit_means": np.stack([frame.unit_means[key] for key in keys]),
        "term_means": frame.term_means,
        "term_hashes": frame.term_hashes,
        "term_counts": frame.term_counts,
        "documents": frame.documents,
        "whole_mean": calibration.whole_mean,
        "whole_cov": calibration.whole_cov,
        "people_han": people.han,
        "people_units": people.units.offsets,
        "people_terms": people.terms.tags.offsets,
        "people_term_ids": people.terms.tags.ids,
        "people_term_levels": people.terms.tags.levels,
        "people_terms_han": people.terms.han,
        "asked_han": np.array([posting.han for posting in postings], bool),
        "asked_units": np.cumsum([0, *(len(posting.units) for posting in postings)]),
        "asked_terms": np.cumsum([0, *(len(posting.terms) for posting in postings)]),
        "asked_terms_han": np.concatenate([np.zeros(0, bool), *(posting.terms_han for posting in postings)]),
        "asked_weights": np.concatenate([np.zeros(0), *(posting.term_weights for posting in postings)]),
    }
    parts = {
        "people_whole": people.whole,
        "people_unit": people.units.vectors,
        "people_term": people.terms.vectors,
        "asked_whole": stacked([posting.whole for posting in postings], dim),
        "asked_unit": stacked([posting.units for posting in postings], dim),
        "asked_term": stacked([posting.terms for posting in postings], dim),
    }
    for name, vectors in parts.items():
        arrays[f"{name}_data"], arrays[f"{name}_scale"] = vectors.data, vectors.scale
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def from_bytes(raw: bytes) -> Calibration:
    """The reverse of `to_bytes`, bit for bit. Raises BadCalibration."""
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        if int(arrays["form"]) != _FORM:
            raise BadCalibration(f"form {arrays['form']}, this version reads {_FORM}")
        return Calibration(
            _frame(arrays), arrays["whole_mean"], arrays["whole_cov"], _postings(arrays), _people(arrays)
        )
    except BadCalibration:
        raise
    except Exception as error:  # np.load raises many kinds for bytes that are no archive
        raise BadCalibration(str(error)) from error


def _vectors(arrays: dict[str, Any], name: str) -> Quantised:
    return Quantised(arrays[f"{name}_data"], arrays[f"{name}_scale"])


def _frame(arrays: dict[str, Any]) -> Frame:
    keys = [(side, kind, han) for side in Side for kind in MEAN_KINDS for han in (False, True)]
    return Frame(
        encoder_id=str(arrays["encoder"]),
        unit_means=dict(zip(keys, arrays["unit_means"], strict=True)),
        term_means=arrays["term_means"],
        term_hashes=arrays["term_hashes"],
        term_counts=arrays["term_counts"],
        documents=arrays["documents"],
    )


def _people(arrays: dict[str, Any]) -> TalentTexts:
    ids, levels = arrays["people_term_ids"], arrays["people_term_levels"]
    terms = _vectors(arrays, "people_term")
    nameless = tuple(map(str, range(len(terms))))  # words are not kept with a cohort
    whole, units = _vectors(arrays, "people_whole"), _vectors(arrays, "people_unit")
    everybody = np.ones(len(arrays["people_han"]), bool)  # a cohort is read as a whole: what is told alone is not kept
    return TalentTexts(
        known=everybody,
        han=arrays["people_han"],
        tells=everybody,
        told_han=arrays["people_han"],
        whole=whole,
        told=whole,
        units=UnitRows(arrays["people_units"], units, np.zeros(len(units), bool)),
        lacks=UnitRows(np.zeros(len(everybody) + 1, np.int64), Quantised.empty(terms.dim), np.zeros(0, bool)),
        terms=Words(Tags(arrays["people_terms"], nameless, ids, levels), terms, arrays["people_terms_han"]),
    )


def _postings(arrays: dict[str, Any]) -> tuple[PostingTexts, ...]:
    whole, units, terms = (_vectors(arrays, f"asked_{name}") for name in ("whole", "unit", "term"))
    found = []
    for row, han in enumerate(arrays["asked_han"]):
        unit_rows = slice(int(arrays["asked_units"][row]), int(arrays["asked_units"][row + 1]))
        term_rows = slice(int(arrays["asked_terms"][row]), int(arrays["asked_terms"][row + 1]))
        found.append(
            PostingTexts(
                known=True,
                han=bool(han),
                whole=whole.take(slice(row, row + 1)),
                units=units.take(unit_rows),
                terms=terms.take(term_rows),
                terms_han=arrays["asked_terms_han"][term_rows],
                term_weights=arrays["asked_weights"][term_rows],
            )
        )
    return tuple(found)
