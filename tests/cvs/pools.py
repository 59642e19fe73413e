"""What invented people are made of. Two pools that share nothing: one to write patterns against, one to judge by.

A pair is (Chinese, English). Universities are real, as in real CVs; firms, people, papers and patents are invented.
"""

from __future__ import annotations

from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True)
class Pool:
    names: dict[str, list[tuple[str, str, str]]]  # group -> (zh, family, given)
    schools: list[Pair]
    fields: list[Pair]
    organisations: list[Pair]
    titles: list[Pair]
    cities: list[Pair]
    skills: list[Pair]
    duties: list[Pair]
    papers: list[str]
    patents: list[str]
    aims: list[Pair]


def pairs(text: str) -> list[Pair]:
    """Lines of "中文 | English"."""
    rows = (line.split("|") for line in text.strip().splitlines())
    return [(left.strip(), right.strip()) for left, right in rows]


def named(text: str) -> list[tuple[str, str, str]]:
    """Lines of "zh | family | given"."""
    rows = (line.split("|") for line in text.strip().splitlines())
    return [(zh.strip(), family.strip(), given.strip()) for zh, family, given in rows]
