"""Searching positions in Chinese and English."""

import pytest

from apps.positions.models import Position
from apps.positions.search import matching, refresh_search
from tests.factories import make_position

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    coating = make_position(title="海洋防腐涂层研发工程师", title_en="Marine coating engineer")
    optics = make_position(title="光学设计工程师", description="近眼显示光路设计", requirements="熟悉光学。")
    mentions = make_position(title="材料分析师", description="参与涂层评价", requirements="无")
    refresh_search([coating.pk, optics.pk, mentions.pk])
    names = {coating.pk: "coating", optics.pk: "optics", mentions.pk: "mentions"}
    return lambda query: [names[p.pk] for p in matching(Position.objects.all(), query)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("涂层", ["coating", "mentions"]),
        ("塗層", ["coating", "mentions"]),
        ("光学 设计", ["optics"]),
        ("marine coat", ["coating"]),
        ("ＭＡＲＩＮＥ", ["coating"]),
        ("'; drop table & | !", []),
        ("潜水艇", []),
    ],
)
def test_a_query_finds_titles_first(found, query, expected):
    assert found(query) == expected


def test_an_empty_query_changes_nothing(found):
    assert len(found("  !! ")) == 3
