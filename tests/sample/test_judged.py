"""Calls of the sample world that were answered: each stands where its step says, and the tour's expert has work."""

from __future__ import annotations

import pytest

from apps.agreements.models import Contract, Payment
from apps.challenges.models import Challenge
from apps.procedures.calendar import today
from apps.procedures.models import Publicity
from apps.reviews.models import Panel, Sheet
from apps.sample import judged, loading

pytestmark = pytest.mark.django_db


def test_one_is_marked_one_under_notice_one_under_contract(taxonomy, settings) -> None:
    settings.DEMO = True
    world = loading.load("small", 1, rank=False)
    judged.judge(world)
    states = [(call.step, Challenge.objects.get(pk=call.challenge.pk).state) for call in world.answered]
    assert states == [
        ("review", "reviewing"), ("notice", "in_publicity"), ("contract", "executing"), ("contract", "executing"),
    ]  # fmt: skip
    expert = world.cast["expert"]
    marking = Panel.objects.get(state="scoring")
    mine = Sheet.objects.of(expert).filter(seat__panel=marking)
    assert sorted(mine.values_list("state", flat=True)) == ["draft", "draft", "draft", "handed_in"]
    others = Sheet.objects.filter(seat__panel=marking).exclude(seat__expert__user=expert)
    assert set(others.values_list("state", flat=True)) == {"handed_in"}
    [notice] = Publicity.objects.running(today())
    assert len(notice.body) == 3
    for contract in Contract.objects.all():
        assert list(contract.milestones.order_by("order").values_list("state", flat=True)) == ["passed", "in_progress", "planned"]  # fmt: skip
        assert Payment.objects.get(state="paid", contract=contract)
    assert [contract.proposal.lead for contract in Contract.objects.visible_to(world.cast["talent"])] == [
        world.cast["talent"]
    ]
    assert Contract.objects.visible_to(world.cast["employer"]).count() == 1
