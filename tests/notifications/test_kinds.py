"""Every kind of message has words, an icon that exists, and callers that give it the facts it needs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from apps.notifications.kinds import KINDS, words

APPS = Path(__file__).parents[2] / "apps"
ICONS = (
    (Path(__file__).parents[2] / "scripts" / "icons.mjs")
    .read_text(encoding="utf-8")
    .split("ICONS = `")[1]
    .split("`")[0]
    .split()
)


def facts_of(kind: str) -> set[str]:
    with translation.override(None):
        return set(re.findall(r"%\((\w+)\)s", f"{KINDS[kind].title} {KINDS[kind].body}"))


def named_kinds() -> Iterator[tuple[str, str]]:
    """(file, kind) for every kind written out as the second argument of a call of tell, post or post_to."""
    for path in APPS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            kind = node.args[1]
            if name in {"tell", "post", "post_to"} and isinstance(kind, ast.Constant) and isinstance(kind.value, str):
                yield path.name, kind.value


def test_every_kind_that_is_told_exists() -> None:
    told = set(named_kinds())
    assert len(told) > 5
    assert {row for row in told if row[1] not in KINDS} == set()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_kind_has_words_that_need_the_same_facts_in_each_language(kind: str, language: str) -> None:
    given = {name: f"<{name}>" for name in facts_of(kind)}
    with translation.override(language):
        title, body = words(kind, given)
    assert title
    assert body
    for name in given:
        assert f"<{name}>" in title + body


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_an_icon_that_exists(kind: str) -> None:
    assert KINDS[kind].icon in ICONS


def test_a_percent_sign_in_a_fact_is_only_a_sign() -> None:
    assert words("employer_verified", {"employer": "100% Sea (%s)"})[0].startswith("100% Sea (%s)")


@pytest.mark.parametrize(("language", "name"), [("zh-hans", "海蓝"), ("zh-hant", "海蓝"), ("en", "Sea Blue")])
def test_a_fact_in_several_languages_is_told_in_the_readers(language: str, name: str) -> None:
    with translation.override(language):
        assert name in words("employer_verified", {"employer": {"zh-hans": "海蓝", "en": "Sea Blue"}})[0]


def test_a_name_that_exists_in_one_language_only_is_told_in_it() -> None:
    assert "海蓝" in words("employer_verified", {"employer": {"zh-hans": "海蓝", "en": ""}})[0]
