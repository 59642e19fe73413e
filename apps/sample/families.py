"""Role families: hand-written texts, Chinese and English, from which postings and people are combined."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Family:
    """A role of one chain. Pay in 10,000 yuan a year; pairs of `_zh` and `_en` say the same, each in its own words."""

    code: str
    chain: str
    kind: str
    title_zh: str
    title_en: str
    discipline: str
    degree: str
    pay: tuple[int, int]
    years: int
    skills: tuple[str, ...]
    summary_zh: str
    summary_en: str
    duties_zh: tuple[str, ...]
    duties_en: tuple[str, ...]
    requirements_zh: tuple[str, ...]
    requirements_en: tuple[str, ...]
    headline_zh: str
    headline_en: str
    direction_zh: str
    direction_en: str
    about_zh: tuple[str, ...]
    about_en: tuple[str, ...]
    paper_en: str
    project_zh: str
    project_en: str
    near_zh: str
    near_en: str


@cache
def families() -> dict[str, Family]:
    """All families by code, in the order of the files."""
    found: dict[str, Family] = {}
    for path in sorted((DATA / "families").glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["family"]:
            family = _family(path.stem, row)
            if family.code in found:
                raise ValueError(f"{path.name}: {family.code} stands twice")
            found[family.code] = family
    return found


def by_chain() -> dict[str, list[Family]]:
    chains: dict[str, list[Family]] = {}
    for family in families().values():
        chains.setdefault(family.chain, []).append(family)
    return chains


def _family(chain: str, row: dict[str, Any]) -> Family:
    known = {field.name for field in fields(Family)} - {"chain"}
    if wrong := known ^ row.keys():
        raise ValueError(f"{row.get('code', chain)}: missing or unknown: {', '.join(sorted(wrong))}")
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Family(chain=chain, **values)


@cache
def table(name: str) -> dict[str, Any]:
    """One of the other data files."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
