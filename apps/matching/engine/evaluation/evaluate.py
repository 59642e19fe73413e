"""Rank a data set with the engine as it runs in production, and measure."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from apps.matching.engine.documents import encode
from apps.matching.engine.encoders import Encoder
from apps.matching.engine.evaluation.dataset import Dataset
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
    """On the pairs of either list: which break a hard rule, against hard.tsv. `exact` when they are just those."""
    found: dict[tuple[str, str], str] = {}
    asked = {posting: set(grades) for posting, grades in data.grades.items()}
    for posting, talent in data.hard or ():
        asked.setdefault(posting, set()).add(talent)
    for posting in asked.keys() & postings.keys():
        judgement = judge(postings[posting].doc, pool.columns)
        for talent in asked[posting] & pool.row_of.keys():
            if broken := judgement.of(pool.row_of[talent]):
                found[posting, talent] = broken[0].value
    if data.hard is None:
        return {"listed": None, "found": len(found)}
    right = sum(data.hard.get(pair) == rule for pair, rule in found.items())
    return {
        "listed": len(data.hard),
        "found": len(found),
        "right": right,
        "exact": right == len(found) == len(data.hard),
        "missed": sorted(f"{p} {t} {rule}" for (p, t), rule in data.hard.items() if found.get((p, t)) != rule),
        "wrong": sorted(f"{p} {t} {rule}" for (p, t), rule in found.items() if data.hard.get((p, t)) != rule),
    }


def write_run(run: Run, path: Path, name: str) -> None:
    """The form of trec_eval: posting Q0 talent rank score name."""
    lines = [
        f"{posting} Q0 {talent} {place} {score:.3f} {name}"
        for posting, ranked in run.items()
        for place, (talent, score) in enumerate(ranked, start=1)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def read_run(path: Path) -> Run:
    """A run as `write_run` writes it, in the order of its ranks. Raises ValueError for a line of another form."""
    found: dict[str, list[tuple[int, str, float]]] = defaultdict(list)
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        parts = line.split()
        if not parts:
            continue
        try:
            found[parts[0]].append((int(parts[3]), parts[2], float(parts[4])))
        except (IndexError, ValueError) as error:
            raise ValueError(f"{path}, line {number}: not of the form 'posting Q0 talent rank score name'") from error
    return {posting: [(talent, score) for _, talent, score in sorted(rows)] for posting, rows in found.items()}


def rows_of(data: Dataset, run: Run) -> Rows:
    """The measures of each posting with judgements."""
    return {
        posting: measures([talent for talent, _ in run[posting]], grades)
        for posting, grades in data.grades.items()
        if posting in run
    }
