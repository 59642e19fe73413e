"""Somebody measures the rankings on a folder of data, with the command that needs no database."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.matching.engine.evaluation.dataset import load
from apps.matching.engine.evaluation.metrics import measures, paired_bootstrap
from apps.matching.engine.types import LanguageSkill, PostingKind
from apps.talents.cv.lexicon import degrees_from_files
from apps.taxonomy.management.commands.load_taxonomy import DATA

LEXICAL = "apps.matching.engine.encoders.LexicalEncoder"

POSTINGS = [
    {"id": "p1", "kind": "position", "lang": "zh-Hans", "title": "防腐涂层工程师", "text": "负责防腐涂料配方。",
     "skills": ["防腐涂层"], "degree_min": "doctor", "salary_min": 20, "salary_max": 30, "district": "somewhere"},
    {"id": "p2", "kind": "challenge", "lang": "en", "title": "Tax software", "degree_min": None, "bounty": 240},
    {"id": "p3", "title": "unjudged"},
]  # fmt: skip
TALENTS = [
    {"id": "t1", "lang": "en", "headline": "Corrosion coatings chemist", "skills": ["corrosion", "coating"],
     "degree": "doctor", "salary_expected": 39.1, "years": 4, "languages": ["English", "中文", "Klingon"]},
    {"id": "t2", "lang": "zh-Hant", "headline": "防腐塗層研究員", "degree": "博士", "salary_expected": 25},
    {"id": "t3", "lang": "en", "headline": "Tax accountant", "degree": "bachelor", "available": "2027-01"},
    {"id": "t4", "headline": None, "skills": "odd", "years": "many", "salary_expected": None, "available": "soon"},
]  # fmt: skip
QRELS = "p1\tt1\t3\np1\tt2\t2\np1\tt3\t1\np2\tt3\t1\np1\tt4\t0\n"
HARD = "p1\tt1\tsalary\np1\tt3\tdegree\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, rows in (("postings", POSTINGS), ("talents", TALENTS)):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines) + "\n\n", "utf-8")
    (tmp_path / "qrels.tsv").write_text(QRELS, "utf-8")
    (tmp_path / "hard.tsv").write_text(HARD, "utf-8")
    return tmp_path


def run(folder: Path, *more: object) -> str:
    out = io.StringIO()
    call_command("evaluate_matching", "--dataset", str(folder), "--encoder", LEXICAL, *map(str, more), stdout=out)
    return out.getvalue()


def test_a_set_is_measured_and_written(folder: Path) -> None:
    told = run(folder, "--json", folder / "out.json", "--run", folder / "out.trec")
    report = json.loads((folder / "out.json").read_text())
    assert set(report["all"]) == {"ndcg@10", "map", "recall@50", "hit@1"}
    assert set(report) >= {"zh-Hans>en", "zh-Hans>zh-Hant", "en>en"}
    assert report["postings"] == 2
    assert report["hard"]["exact"] is True
    assert "exactly those listed" in told
    lines = (folder / "out.trec").read_text().splitlines()
    assert len(lines) == len(POSTINGS) * len(TALENTS)  # everybody stands in a ranking, rule-breakers too
    assert lines[0].split()[:2] + lines[0].split()[3:4] == ["p1", "Q0", "1"]


def test_a_run_against_itself_has_gained_nothing(folder: Path) -> None:
    run(folder, "--run", folder / "out.trec")
    run(folder, "--baseline", folder / "out.trec", "--json", folder / "out.json")
    against = json.loads((folder / "out.json").read_text())["against_baseline"]
    assert against == {
        name: {"difference": 0.0, "low": 0.0, "high": 0.0} for name in ("ndcg@10", "map", "recall@50", "hit@1")
    }


def test_a_wrong_list_of_rules_is_seen(folder: Path) -> None:
    (folder / "hard.tsv").write_text("p1\tt1\tdegree\n", "utf-8")
    assert "NOT exactly" in run(folder, "--json", folder / "out.json")
    hard = json.loads((folder / "out.json").read_text())["hard"]
    assert hard["missed"] == ["p1 t1 degree"]
    assert hard["wrong"] == ["p1 t1 salary", "p1 t3 degree"]


def test_without_hard_rules_nothing_is_said_of_them(folder: Path) -> None:
    (folder / "hard.tsv").unlink()
    assert "hard rules" not in run(folder)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("postings.jsonl", None, "postings.jsonl is missing"),
        ("talents.jsonl", "{}\n", "line 1: no record with an id"),
        ("talents.jsonl", "not json\n", "line 1"),
        ("qrels.tsv", "p1 t1 3\n", "three columns"),
        ("base.trec", "p1 t1 3\n", "posting Q0 talent"),
    ],
)
def test_what_is_no_data_is_refused_with_the_place(folder: Path, name: str, content: str | None, message: str) -> None:
    path = folder / name
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_text(content, "utf-8")
    more = ("--baseline", path) if name == "base.trec" else ()
    with pytest.raises(CommandError, match=message):
        run(folder, *more)


def test_records_are_read_with_units_and_gaps(folder: Path) -> None:
    data = load(folder, degrees_from_files(DATA))
    job, challenge, _ = data.postings
    first, second, third, odd = data.talents
    assert (job.salary_min, job.salary_max, job.degree_min) == (200_000, 300_000, "doctor")
    assert (challenge.kind, challenge.salary_max) == (PostingKind.CHALLENGE, None)
    assert (first.salary_expected, first.years) == (391_000, 4)
    assert first.languages == (LanguageSkill("en"), LanguageSkill("zh"), LanguageSkill("klingon"))
    assert (second.degree, second.languages) == ("doctor", None)
    assert str(third.available_on) == "2027-01-01"
    assert (odd.passages, odd.years, odd.salary_expected, odd.available_on) == ((), None, None, None)
    assert data.grades == {"p1": {"t1": 3, "t2": 2, "t3": 1}, "p2": {"t3": 1}}


def test_measures_by_hand() -> None:
    found = measures(["a", "x", "b"], {"a": 2, "b": 3})
    assert found["ndcg@10"] == pytest.approx((3 + 7 / 2) / (7 + 3 / 1.5849625))
    assert found["map"] == pytest.approx((1 + 2 / 3) / 2)
    assert found["recall@50"] == 1.0
    assert found["hit@1"] == 0.0
    assert measures(["b", "a"], {"a": 2, "b": 3})["hit@1"] == 1.0


def test_bootstrap_tells_a_gain_from_noise() -> None:
    base = [0.1 * (n % 7) for n in range(60)]
    gain, low, high = paired_bootstrap([value + 0.1 for value in base], base)
    assert (round(gain, 6), round(low, 6), round(high, 6)) == (0.1, 0.1, 0.1)
    noise, low, high = paired_bootstrap([value + (0.1 if n % 2 else -0.1) for n, value in enumerate(base)], base)
    assert low < noise < high
    assert low < 0 < high
