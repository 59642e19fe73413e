"""Operators read words: every act of the trail, every kind of work and every reason has some, in every language."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from apps.core import audit, marks, words
from apps.core.actors import SYSTEM
from apps.core.moves import Move
from tests.factories import make_employer

ROOT = Path(__file__).resolve().parents[2] / "apps"
RECORDERS = {"record", "_note"}


def literal_acts() -> Iterator[str]:
    """The acts that code writes out: second argument of `audit.record`, both ends of a choice between two."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RECORDERS:
                at = 1 if node.func.attr == "record" else 2
                for part in ast.walk(node.args[at]) if len(node.args) > at else ():
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value


def moves() -> Iterator[str]:
    for config in apps.get_app_configs():
        if (ROOT / config.label / "states.py").exists():
            found = vars(importlib.import_module(f"{config.name}.states")).values()
            for table in found:
                if isinstance(table, dict) and table and all(isinstance(move, Move) for move in table.values()):
                    yield from table


ACTS = sorted({*literal_acts(), *moves()})


def test_acts_are_found_in_the_sources() -> None:
    assert {"publish", "unmask", "edited", "hold_release", "resume_release"} <= set(ACTS)


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_words(act: str) -> None:
    assert act in words._known[words.ACT], f"{act} has no words in apps.core.words"
    with translation.override("zh-hans"):
        assert not words.word(words.ACT, act).isascii()


@pytest.mark.parametrize("kind", sorted(settings.MARK_ROUTES))
def test_every_kind_of_work_has_words(kind: str) -> None:
    with translation.override("zh-hant"):
        assert not words.word(words.WORK, kind).isascii()


@pytest.mark.parametrize("notice", sorted(path.stem for path in (ROOT / "accounts/data/notices").glob("*.toml")))
def test_every_notice_has_words(notice: str) -> None:
    with translation.override("zh-hans"):
        assert not words.word("purpose", notice).isascii()


def test_what_nobody_knows_stays_as_it_is() -> None:
    assert words.word(words.ACT, "levitate") == "levitate"
    assert words.subject("gone.model") == "gone.model"
    assert words.state("gone.model", "floating") == "floating"
    assert words.state("core.mark", "floating") == "floating"  # a thing without states


@pytest.mark.django_db
def test_the_trail_and_the_work_are_told_in_words(admin_client) -> None:
    employer = make_employer()
    audit.record(employer, "verify", by=SYSTEM, state_from="submitted", state_to="verified", role="operator")
    marks.touch("position", [1])
    headers = {"accept-language": "zh-hans"}
    rows = admin_client.get(reverse("admin:core_auditentry_changelist"), headers=headers).content.decode()
    told = rows.split("result_list", 1)[1]
    assert "核验通过" in told
    assert "平台" in told
    assert not [code for code in (">employers.employer<", ">verify<", ">verified<", ">system<") if code in told]
    work = admin_client.get(reverse("admin:core_mark_changelist"), headers=headers).content.decode()
    assert "为岗位排序人选" in work.split("result_list", 1)[1]
    found = admin_client.get(reverse("admin:core_auditentry_changelist"), {"act": "reject"}, headers=headers)
    assert employer.public_id not in found.content.decode().split("result_list", 1)[-1]


@pytest.mark.parametrize(
    ("act", "of"),
    [
        ("accept", "procedures.objection"), ("refuse", "procedures.objection"), ("refuse", "reviews.formappeal"),
        ("accept", "reviews.seat"), ("decline", "reviews.seat"), ("decline", "reviews.opinion"),
    ],
)  # fmt: skip
def test_an_act_that_is_about_something_else_is_told_in_other_words(act: str, of: str) -> None:
    """Taking up an objection is no acceptance of an offer, though the code is the same."""
    assert words.act(act, of) != words.word(words.ACT, act) == words.act(act, "applications.application")
