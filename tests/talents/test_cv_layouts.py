"""The reader on the invented CVs of many layouts: the bars of both halves, and what must hold for each file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from apps.talents.cv import judging, reader
from apps.talents.cv.extract import Unreadable, extract
from apps.talents.cv.facts import CvFacts
from apps.talents.cv.lexicon import Lexicon, from_files
from apps.talents.names import cased_split
from apps.taxonomy.management.commands.load_taxonomy import DATA
from tests.cvs import dataset

BARS = {"contact": 0.95, "education": 0.85, "experience": 0.85, "skills": 0.85}
Row = tuple[str, str, CvFacts, dict[str, Any]]


@cache
def lexicon() -> Lexicon:
    return from_files(DATA)


@cache
def read_half(half: str) -> tuple[Row, ...]:
    """(name, text, facts, truth) of every CV of a half with text of its own."""
    rows = []
    for name, content, truth in built(half):
        if not truth["scanned"]:
            text = extract(content, name.rsplit(".", 1)[-1]).text
            rows.append((name, text, reader.read(text, lexicon(), split_name=cased_split, today="2026-05"), truth))
    return tuple(rows)


@cache
def built(half: str) -> tuple[tuple[str, bytes, dict[str, Any]], ...]:
    return tuple(dataset.build(half))


@pytest.mark.parametrize("half", list(dataset.HALVES))
def test_a_scan_is_told_so(half: str) -> None:
    scans = [content for _name, content, truth in built(half) if truth["scanned"]]
    assert scans
    for content in scans:
        with pytest.raises(Unreadable) as problem:
            extract(content, "pdf")
        assert problem.value.code == "scanned"


def test_there_are_at_least_sixty_of_all_kinds() -> None:
    names = [name for half in dataset.HALVES for name, _content, _truth in built(half)]
    assert len(set(names)) == len(names) >= 60
    assert {name.rsplit(".", 1)[-1] for name in names} == {"pdf", "docx", "txt"}


def test_a_half_is_the_same_at_every_call() -> None:
    first, second = (list(dataset.build("held_out", each=1)) for _ in range(2))
    assert [(name, truth) for name, _c, truth in first] == [(name, truth) for name, _c, truth in second]


def test_the_halves_share_no_name_and_no_firm() -> None:
    (one, _), (other, _) = dataset.HALVES.values()
    for group in ("organisations", "titles", "schools", "skills"):
        assert not set(getattr(one, group)) & set(getattr(other, group))
    assert not {name for names in one.names.values() for name in names} & {
        name for names in other.names.values() for name in names
    }


@pytest.mark.parametrize("half", list(dataset.HALVES))
def test_the_bars_hold(half: str) -> None:
    figures = judging.score((truth["lang"], facts, truth) for _name, _text, facts, truth in read_half(half))
    low = {
        (language, group): value
        for language, groups in figures.items()
        for group, value in groups.items()
        if value < BARS.get(group, 0.8)
    }
    assert low == {}


@pytest.mark.parametrize("half", list(dataset.HALVES))
def test_a_value_stands_where_its_span_says(half: str) -> None:
    for name, text, facts, _truth in read_half(half):
        found = [facts.email, facts.phone, *facts.skills]
        found += [fact for row in facts.education for fact in (row.school, row.discipline)]
        found += [fact for row in facts.experience for fact in (row.organisation, row.title)]
        for fact in found:
            if fact is not None:
                assert judging.plain(text[fact.start : fact.end]) == judging.plain(fact.value), name


def test_posts_without_a_time_are_doubtful() -> None:
    rows = [facts for name, _text, facts, _truth in read_half("development") if "-undated-" in name]
    sure = [post.title.confidence for facts in rows for post in facts.experience if post.title]
    assert sure
    assert max(sure) <= 0.5


def test_a_folder_of_a_half_can_be_judged_by_the_command(tmp_path: Path) -> None:
    count = dataset.write(tmp_path, ["development"], each=1)
    rows = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    assert count == len(rows)
    assert all((tmp_path / row["file"]).is_file() for row in rows)
