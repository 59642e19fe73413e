"""The page "all correct?" shows the CV beside the fields: what was read is marked, and each field says where it comes from."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.models import Mark
from apps.talents import tasks
from apps.talents.cv.extract import tidy
from apps.talents.models import CvReading
from apps.web.talent import cv_text
from tests.factories import make_talent
from tests.talents import cvs
from tests.talents.test_quick_path import start, visitor  # noqa: F401  a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


@pytest.mark.parametrize("text", [cvs.ENGLISH, cvs.CHINESE])
def test_the_whole_text_stands_beside_the_fields(text: str, visitor: Client) -> None:  # noqa: F811
    start(visitor, text=text, agree_cv="on")
    tasks.read_cv(Mark.objects.get(kind="cv").pk)
    page = visitor.get(reverse("talent:check"))
    pieces = page.context["stretches"]
    assert "".join(piece.text for piece in pieces) == tidy(text)
    marked = [piece.text for piece in pieces if piece.labels]
    assert {"腐蚀防护", "高级工程师"} <= set(marked) or {"Corrosion protection", "Northern Paint Ltd"} <= set(marked)


def test_every_link_of_a_field_leads_to_a_mark(visitor: Client) -> None:  # noqa: F811
    start(visitor, text=cvs.ENGLISH, agree_cv="on")
    tasks.read_cv(Mark.objects.get(kind="cv").pk)
    html = visitor.get(reverse("talent:check")).content.decode()
    links = re.findall(r'href="#(cv-\d+)"', html)
    marks = re.findall(r'<mark id="(cv-\d+)"', html)
    assert len(links) > 10
    assert set(links) <= set(marks)
    assert len(set(marks)) == len(marks)


def test_without_a_cv_there_is_no_panel(visitor: Client) -> None:  # noqa: F811
    start(visitor)
    assert "cv-panel" not in visitor.get(reverse("talent:check")).content.decode()


def test_words_of_a_cv_are_no_markup() -> None:
    text = "<b>Anna</b> & co"
    facts = {"name": {"given": {"value": "Anna", "span": [3, 7], "confidence": 0.5}}}
    reading = CvReading(talent=make_talent(), text=text)
    reading.facts = facts
    pieces = cv_text.stretches(reading)
    assert [(piece.text, bool(piece.labels), piece.doubtful) for piece in pieces] == [
        ("<b>", False, False), ("Anna", True, True), ("</b> & co", False, False),
    ]  # fmt: skip


def test_overlapping_facts_are_one_mark() -> None:
    reading = CvReading(talent=make_talent(), text="Anna Lindqvist")
    reading.facts = {
        "name": {
            "given": {"value": "Anna", "span": [0, 14], "confidence": 0.9},
            "family": {"value": "Lindqvist", "span": [0, 14], "confidence": 0.6},
        }
    }
    (piece,) = cv_text.stretches(reading)
    assert (piece.text, len(piece.labels), piece.confidence) == ("Anna Lindqvist", 2, 0.6)


@pytest.mark.parametrize("span", [[-1, 4], [4, 4], [5, 3], [0, 99]])
def test_a_span_outside_the_text_is_no_mark(span: list[int]) -> None:
    reading = CvReading(talent=make_talent(), text="Anna Lindqvist")
    reading.facts = {"name": {"given": {"value": "Anna", "span": span, "confidence": 0.9}}}
    assert [piece.labels for piece in cv_text.stretches(reading)] == [[]]
