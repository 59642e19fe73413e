"""Lists of statements and of innocent words. The odd lines were at hand while the patterns were written; the even ones
judged them once (figures in docs/robustness.md) and were mended after."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.talents.wording import for_ranking

HERE = Path(__file__).parent / "wording"
STATEMENTS = [line.split("\t") for line in (HERE / "statements.tsv").read_text("utf-8").splitlines()]
INNOCENT = (HERE / "innocent.txt").read_text("utf-8").splitlines()
WORK = "I build motors for trams."


def slips(statement: str, word: str) -> bool:
    """Whether the word is still there; the work beside it must be, always."""
    left = for_ranking(f"{statement}\n{WORK}")
    assert left.endswith(WORK), statement
    return word.lower() in left.removesuffix(WORK).lower()


def test_statements_go_and_innocent_words_stay() -> None:
    assert len(STATEMENTS) >= 120
    assert len(INNOCENT) >= 60
    assert [s for s, word in STATEMENTS if slips(s, word)] == []
    assert [words for words in INNOCENT if for_ranking(words) != words] == []


@pytest.mark.parametrize("piece", ["i am a ", "我是一名", "born: ", "thirty-", "(she/", "已婚有", "信奉"])
def test_hostile_lengths_of_these_are_read_in_time(piece: str) -> None:
    assert len(for_ranking(piece * 4_000)) <= 4_000 * len(piece)
