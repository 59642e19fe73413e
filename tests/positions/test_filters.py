"""The filters of live positions, for pages and the API alike."""

import pytest
from django.http import QueryDict

from apps.positions.filters import PositionFilter
from apps.positions.models import Position
from apps.positions.search import refresh_search
from apps.taxonomy.filters import chains_under
from tests.factories import make_employer, make_position

pytestmark = pytest.mark.usefixtures("taxonomy")


def found(query, names):
    result = PositionFilter(QueryDict(query), queryset=Position.objects.live().order_by("-published_at", "-id"))
    assert result.is_valid(), result.errors
    return [names[position.pk] for position in result.qs]


@pytest.fixture
def world():
    rows = {
        "coating": make_position(title="海洋涂层工程师", chain="marine_equip", salary_min=280_000, salary_max=480_000,
                                 skills=("deep_sea_anticorrosion_coating", "electrochemical_impedance")),
        "vision": make_position(title="视觉算法工程师", description="检测。", requirements="熟悉视觉。", chain="ai", degree_min="master", district="370202", salary_min=150_000,
                                salary_max=250_000, disciplines=["computer_science"], kind="lead_scientist"),
        "future": make_position(title="人工智能产业专家", description="规划。", requirements="熟悉产业。", chain="x25_ai", salary_min=600_000, salary_max=900_000),
    }  # fmt: skip
    make_position(state="paused", title="停止的涂层岗位")
    make_position(make_employer(state="suspended"), title="隐藏的涂层岗位")
    refresh_search(Position.objects.values_list("pk", flat=True))
    return {position.pk: name for name, position in rows.items()}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["future", "vision", "coating"]),
        ("q=涂层", ["coating"]),
        ("q=塗層 工程師", ["coating"]),
        ("degree=master", ["vision"]),
        ("degree=doctor", ["future", "coating"]),
        ("district=370202", ["vision"]),
        ("kind=lead_scientist", ["vision"]),
        ("pay=15_25", ["vision"]),
        ("pay=25_35", ["coating"]),
        ("pay=over_60", ["future"]),
        ("pay=under_11", []),
        ("salary_min=500000", ["future"]),
        ("salary_max=200000", ["vision"]),
        ("salary_min=250000&salary_max=280000", ["vision", "coating"]),
        ("discipline=computer_science", ["vision"]),
        ("skill=electrochemical_impedance", ["coating"]),
        ("chain=marine_equip", ["coating"]),
        ("ordering=-pay", ["future", "coating", "vision"]),
        ("ordering=pay", ["vision", "coating", "future"]),
        ("q=工程师&degree=master", ["vision"]),
    ],
)
def test_a_filter_finds(world, query, names):
    assert found(query, world) == names


def test_a_posting_of_2022_is_found_under_a_chain_of_2025(world):
    assert "vision" in found("chain=x25_ai", world)
    assert "future" in found("chain=ai", world)


def test_by_employer(world):
    employer = Position.objects.live().get(current__texts__title="视觉算法工程师").employer
    assert found(f"employer={employer.public_id}", world) == ["vision"]


@pytest.mark.parametrize(
    "query",
    ["chain=nowhere", "degree=phd", "district=000000", "kind=x", "pay=0", "salary_min=abc", "salary_min=-1", "employer=nobody",
     "discipline=alchemy", "skill=magic", "ordering=random", "q=%00", "q=" + "x" * 300, "salary_max=99999999999"],
)  # fmt: skip
def test_a_wrong_value_is_an_error_at_its_field(query):
    result = PositionFilter(QueryDict(query), queryset=Position.objects.live())
    assert not result.is_valid()
    assert list(result.errors) == [query.split("=")[0]]


def test_a_hidden_employer_is_not_even_named():
    employer = make_employer(state="suspended")
    assert not PositionFilter(QueryDict(f"employer={employer.public_id}"), queryset=Position.objects.live()).is_valid()


def test_a_chain_holds_its_parts():
    assert {"x25_future", "x25_future_deep_sea"} <= chains_under("x25_future")
    assert "x25_future" not in chains_under("x25_future_deep_sea")
