"""The judge of the CV reader on data nobody here has seen: null is empty, what is no truth is told with its line."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.talents import cvs

ROW: dict[str, Any] = {"file": "a.txt", "lang": "en", "contact": {"email": "anna.lindqvist@example.org"}}
GROUPS = ("name", "contact", "education", "experience", "skills", "languages", "publications", "patents")


def judged(folder: Path, *rows: Any, raw: str = "") -> tuple[dict[str, Any], str]:
    (folder / "a.txt").write_text(cvs.ENGLISH, encoding="utf-8")
    text = raw or "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "truth.jsonl").write_text(text, encoding="utf-8")
    out = folder / "out.json"
    told = io.StringIO()
    call_command("evaluate_cv_reader", "--dataset", str(folder), "--json", str(out), "--show", stdout=told)
    return json.loads(out.read_text("utf-8")), told.getvalue()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("not json", "line 1"),
        (f"{json.dumps(ROW)}\n[1]", "line 2.*no record"),
        ('{"lang": "en"}', "line 1.*file"),
        ('{"file": "a.txt"}', "line 1.*lang"),
        ('{"file": "a.txt", "lang": null}', "line 1.*lang"),
        ('{"file": "absent.pdf", "lang": "en"}', "line 1.*absent.pdf"),
        ('{"file": ".", "lang": "en"}', "line 1.*does not exist"),
        ('{"file": "a.txt", "lang": "en", "education": "PhD"}', "line 1.*education"),
        ('{"file": "a.txt", "lang": "en", "education": ["PhD"]}', "line 1.*education"),
        ('{"file": "a.txt", "lang": "en", "experience": [{"title": ["x"]}]}', "line 1.*experience"),
        ('{"file": "a.txt", "lang": "en", "skills": {"a": 1}}', "line 1.*skills"),
        ('{"file": "a.txt", "lang": "en", "name": ["x"]}', "line 1.*name"),
        ('{"file": "a.txt", "lang": "en", "patents": "many"}', "line 1.*patents"),
        ("\n\n", "no CV"),
    ],
)
def test_what_is_no_truth_is_told_with_its_file_and_line(tmp_path: Path, raw: str, words: str) -> None:
    with pytest.raises(CommandError, match=rf"truth\.jsonl.*{words}"):
        judged(tmp_path, raw=raw)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "truth.jsonl").write_bytes("{}张".encode("gb18030"))
    with pytest.raises(CommandError, match=r"truth\.jsonl.*UTF-8"):
        call_command("evaluate_cv_reader", "--dataset", str(tmp_path))


@pytest.mark.parametrize("group", GROUPS)
def test_null_is_empty(tmp_path: Path, group: str) -> None:
    (without, _), (null, _) = judged(tmp_path, ROW | {group: _EMPTY[group]}), judged(tmp_path, ROW | {group: None})
    assert null == without


_EMPTY: dict[str, Any] = {
    "name": {}, "contact": {}, "education": [], "experience": [], "skills": [], "languages": [], "publications": 0, "patents": 0,
}  # fmt: skip


def test_null_within_a_group_is_nothing_to_be_read(tmp_path: Path) -> None:
    odd = {"skills": [None, "Python"], "languages": [None, {"code": None}], "education": [None], "name": {"zh": None}}
    plain: dict[str, Any] = {"skills": ["Python"], "languages": [], "education": [], "name": {}}
    assert judged(tmp_path, ROW | odd) == judged(tmp_path, ROW | plain)


def test_years_as_numbers_and_other_ends_of_lines_are_read(tmp_path: Path) -> None:
    study = {"school": "The University of Manchester", "degree": "doctor", "from": 2012, "to": 2016}
    row = json.dumps(ROW | {"education": [study], "skills": ["a\u2028b"]}, ensure_ascii=False)
    figures, shown = judged(tmp_path, raw=f"\ufeff{row}\n\n")
    assert figures["en"]["education"] > 0.5
    assert "a.txt skills: missed ['ab'" in shown
