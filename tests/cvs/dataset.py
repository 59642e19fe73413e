"""The two halves as files with their truth: `python -m tests.cvs.dataset DIR --half development|held_out|all`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from tests.cvs import chinese, english, unseen
from tests.cvs.people import Person, invent
from tests.cvs.pool_development import DEVELOPMENT
from tests.cvs.pool_held_out import HELD_OUT
from tests.cvs.pools import Pool

Template = Callable[[Person, Random], tuple[bytes, str, dict[str, Any]]]
HALVES: dict[str, tuple[Pool, list[tuple[Template, str, str]]]] = {
    "development": (
        DEVELOPMENT,
        [
            (english.latex, "western", "en"), (english.sidebar, "western", "en"), (english.american, "western", "en"),
            (english.academic, "western", "en"), (english.pasted, "western", "en"), (english.europass, "western", "en"),
            (english.lebenslauf, "german", "de"), (english.in_sentences, "japanese", "ja"),
            (english.in_sentences, "korean", "ko"), (english.undated, "western", "en"), (english.scanned, "western", "en"),
            (chinese.form, "chinese", "zh"), (chinese.labels, "chinese", "zh"), (chinese.browser, "chinese", "zh"),
            (chinese.header_contact, "chinese", "zh"), (chinese.bilingual, "chinese", "zh"),
            (chinese.commas, "chinese", "zh"), (chinese.traditional, "chinese", "zh"),
        ],
    ),
    "held_out": (HELD_OUT, unseen.TEMPLATES),
}  # fmt: skip
EACH = 3  # people a template


def build(half: str, each: int = EACH) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """(file name, content, truth), the same at every call."""
    pool, templates = HALVES[half]
    for template, names, tongue in templates:
        for number in range(1 if template is english.scanned else each):
            seed = f"{half}/{template.__name__}/{names}/{number}"
            person = invent(pool, seed, names=names, tongue=tongue)
            content, kind, truth = template(person, Random(seed + "/style"))
            name = f"{half}-{template.__name__}-{names}-{number}.{kind}"
            yield name, content, {"file": f"cvs/{name}"} | truth


def write(folder: Path, halves: list[str], each: int = EACH) -> int:
    """The files and truth.jsonl in `folder`; how many."""
    (folder / "cvs").mkdir(parents=True, exist_ok=True)
    rows = []
    for half in halves:
        for name, content, truth in build(half, each):
            (folder / "cvs" / name).write_bytes(content)
            rows.append(json.dumps(truth, ensure_ascii=False))
    (folder / "truth.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return len(rows)


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=[*HALVES, "all"], default="all")
    parser.add_argument("--each", type=int, default=EACH)
    given = parser.parse_args()
    write(given.folder, list(HALVES) if given.half == "all" else [given.half], given.each)
