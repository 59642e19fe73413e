"""How far chains are apart, and which one a text belongs to."""

from __future__ import annotations

import pytest

from apps.taxonomy.chains import chain_distance, chain_distances, codes_in, propose_chain

pytestmark = pytest.mark.usefixtures("taxonomy")


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("ai", "ai", 0.0),
        ("ai", "x25_ai", 0.1),  # the same under another name
        ("x25_future", "x25_future_quantum", 0.3),  # a part of it
        ("ic", "x25_new_it", 0.5),
        ("ic", "vr", 0.5),  # both under one
        ("rail", "food", 0.8),  # the same group
        ("rail", "finance", 1.0),
        ("rail", "", None),
        ("rail", "no_such_chain", None),
    ],
)
def test_distance(a, b, distance):
    assert chain_distance(a, b) == distance
    assert chain_distance(b, a) == distance


def test_all_distances_at_once_say_the_same():
    table = chain_distances()
    assert {pair: chain_distance(*pair) for pair in list(table)[::37]} == {p: table[p] for p in list(table)[::37]}
    assert all(table[a, b] == table[b, a] for a, b in table)
    assert all(0 <= value <= 1 for value in table.values())


def test_an_old_posting_is_found_under_the_new_industry():
    assert codes_in("software", "v2025") == ["x25_new_it"]
    assert codes_in("x25_new_it", "v2022") == ["ic", "display", "vr", "software"]
    assert codes_in("ai", "v2022") == ["ai"]
    assert codes_in("finance", "v2025") == []
    assert codes_in("nowhere", "v2025") == []


def test_a_posting_proposes_its_chain_with_the_words():
    found = propose_chain("负责深海防腐涂层的配方设计，熟悉阴极保护与电化学阻抗谱。")
    assert found[0].chain.code == "marine_equip"
    assert set(found[0].words) >= {"深海防腐涂层", "阴极保护"}
    assert sum(proposal.share for proposal in found) == pytest.approx(1)


def test_a_chain_named_outright_weighs_more_than_two_skills():
    assert (
        propose_chain("软件和信息技术企业", ["cathodic_protection", "deep_sea_anticorrosion_coating"])[0].chain.code
        == "software"
    )


def test_nothing_is_proposed_without_evidence():
    assert propose_chain("我们寻找优秀的人才") == []
