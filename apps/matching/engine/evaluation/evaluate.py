"""Rank a data set with the engine as it runs in production, and measure."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import numpy as np

from apps.matching.engine.documents import encode
from apps.matching.engine.encoders import Encoder
from apps.matching.engine.evaluation.dataset import Dataset, DatasetError, lines_of
from apps.matching.engine.evaluation.metrics import METRICS, mean, measures, paired_bootstrap
from apps.matching.engine.fitting import fit
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting, prepare
from apps.matching.engine.rank import rank
from apps.matching.engine.rules import Rule, judge
from apps.matching.engine.termvectors import TermVectors
from apps.matching.engine.weights import WEIGHTS, Weights

Run = dict[str, list[tuple[str, float]]]
"""posting id -> (talent id, score), best first."""

Rows = dict[str, dict[str, float]]
"""posting id -> measure -> value."""

EVERY_RULE = frozenset(Rule)


@dataclass(frozen=True)
class Evaluation:
    """run: the rankings judged, with everybody in them. report: as written to JSON."""

    run: Run
    report: dict[str, Any]


def evaluate(
    data: Dataset,
    encoder: Encoder,
    *,
    weights: Weights = WEIGHTS,
    baseline: Run | None = None,
    keep: int | None = None,
) -> Evaluation:
    """Encode, calibrate on the set's own pool, rank each posting, measure. keep: places of a ranking kept, all without."""
    words = TermVectors(encoder)
    asked = [encode(doc, encoder) for doc in data.postings]
    people = [encode(doc, encoder) for doc in data.talents]
    calibration = fit(asked, people, encoder, words)
    pool = MemoryPool.build(list(zip(data.talents, people, strict=True)), calibration, words)
    postings: dict[str, PreparedPosting] = {}
    run: Run = {}
    seconds = []
    for doc, encoded in zip(data.postings, asked, strict=True):
        began = time.perf_counter()
        postings[doc.id] = prepare(doc, encoded, calibration, words)
        ranking = rank(postings[doc.id], pool, weights=weights, keep=keep or pool.size, reserve=0, without=EVERY_RULE)
        seconds.append(time.perf_counter() - began)
        run[doc.id] = [(result.pair.talent_id, result.pair.score / 1000) for result in ranking.results]
    report = measure(data, run)
    report["encoder"] = encoder.id
    report["weights_version"] = weights.version
    report["seconds_per_posting"] = {"median": float(np.median(seconds)), "max": float(np.max(seconds))}
    report["hard"] = judge_hard(data, postings, pool)
    if baseline is not None:
        report["against_baseline"] = compare(data, run, baseline)
    return Evaluation(run, report)


def measure(data: Dataset, run: Run) -> dict[str, Any]:
    """Means over postings with judgements: over all, and for each pair of languages.

    For a pair "a>b", postings in a are judged against the people who write in b alone: rankings and judgements are
    both narrowed to them.
    """
    report: dict[str, Any] = {"all": mean(list(rows_of(data, run).values()))}
    by_pair: dict[str, list[dict[str, float]]] = defaultdict(list)
    spoken = sorted(set(data.talent_languages.values()))
    for posting, grades in data.grades.items():
        for language in spoken:
            wanted = {t: g for t, g in grades.items() if data.talent_languages.get(t) == language}
            if wanted and posting in run:
                ranked = [t for t, _ in run[posting] if data.talent_languages.get(t) == language]
                by_pair[f"{data.posting_languages[posting]}>{language}"].append(measures(ranked, wanted))
    for pair in sorted(by_pair):
        report[pair] = mean(by_pair[pair]) | {"postings": len(by_pair[pair])}
    report["postings"] = sum(posting in run for posting in data.grades)
    return report


def compare(data: Dataset, run: Run, baseline: Run) -> dict[str, dict[str, float]]:
    """Differences to a baseline run with 95 % intervals, over the postings both have."""
    ours, theirs = rows_of(data, run), rows_of(data, baseline)
    both = [posting for posting in ours if posting in theirs]
    out = {}
    for name in METRICS:
        change, low, high = paired_bootstrap([ours[p][name] for p in both], [theirs[p][name] for p in both])
        out[name] = {"difference": change, "low": low, "high": high}
    return out


def judge_hard(data: Dataset, postings: Mapping[str, PreparedPosting], pool: MemoryPool) -> dict[str, Any]:
    """On the pairs of either list: which rules each breaks, against hard.tsv. `exact` when they are just those.

    A pair that breaks two rules counts as two.
    """
    found: set[tuple[str, str, str]] = set()
    asked = {posting: set(grades) for posting, grades in data.grades.items()}
    for posting, talent in data.hard or ():
        asked.setdefault(posting, set()).add(talent)
    for posting in asked.keys() & postings.keys():
        judgement = judge(postings[posting].doc, pool.columns)
        for talent in asked[posting] & pool.row_of.keys():
            found.update((posting, talent, rule.value) for rule in judgement.of(pool.row_of[talent]))
    if data.hard is None:
        return {"listed": None, "found": len(found)}
    listed = {(*pair, rule) for pair, rules in data.hard.items() for rule in rules}
    return {
        "listed": len(listed),
        "found": len(found),
        "right": len(found & listed),
        "exact": found == listed,
        "missed": sorted(" ".join(row) for row in listed - found),
        "wrong": sorted(" ".join(row) for row in found - listed),
    }


def write_run(run: Run, path: Path, name: str) -> None:
    """The form of trec_eval: posting Q0 talent rank score name. White space within an id is written as in an address."""
    lines = [
        f"{_word(posting)} Q0 {_word(talent)} {place} {score:.3f} {name}"
        for posting, ranked in run.items()
        for place, (talent, score) in enumerate(ranked, start=1)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def read_run(path: Path) -> Run:
    """A run as `write_run` writes it, in the order of its ranks.

    Raises DatasetError for a line of another form, and for somebody who has two places for one posting.
    """
    found: dict[str, dict[str, tuple[int, float]]] = defaultdict(dict)
    for number, line in lines_of(path):
        try:
            posting, _, talent, place, score, *_ = line.split()
            told = int(place), float(score)
        except ValueError as error:
            message = f"{path}, line {number}: not of the form 'posting Q0 talent rank score name'"
            raise DatasetError(message) from error
        if found[unquote(posting)].setdefault(unquote(talent), told) is not told:
            raise DatasetError(f"{path}, line {number}: {talent} is ranked twice for {posting}")
    return {
        posting: [(talent, score) for place, talent, score in sorted((p, t, s) for t, (p, s) in rows.items())]
        for posting, rows in found.items()
    }


def _word(id_: str) -> str:
    return re.sub(r"[\s%]+", lambda signs: quote(signs[0], safe=""), id_)


def rows_of(data: Dataset, run: Run) -> Rows:
    """The measures of each posting with judgements."""
    return {
        posting: measures([talent for talent, _ in run[posting]], grades)
        for posting, grades in data.grades.items()
        if posting in run
    }
