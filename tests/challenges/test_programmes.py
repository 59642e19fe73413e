"""Programmes: rules as data, whole before they open."""

import pytest

from apps.challenges import programmes
from apps.challenges.models import Criterion, Programme
from apps.challenges.terms import Kind, PaymentMode, TieBreak
from apps.core.actors import SYSTEM
from apps.core.moves import GuardFailed, IllegalMove
from tests.challenges.content import make_programme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("preset", ["state_run", "firm_to_firm"])
def test_presets_are_whole_and_hold_known_words(preset):
    programme = make_programme(preset)
    programme.full_clean()
    assert (programme.state, programme.preset) == ("open", preset)
    assert set(programme.kinds) <= set(Kind.values)
    assert set(programme.payment_modes) <= set(PaymentMode.values)
    assert set(programme.tie_break) <= set(TieBreak.values)
    assert sum(programme.criteria.values_list("weight", flat=True)) == 100


def test_presets_have_labels_in_three_languages():
    assert {code: len(rules["labels"]) for code, rules in programmes.presets().items()} == {
        "state_run": 3,
        "firm_to_firm": 3,
    }


def test_firm_to_firm_knows_the_three_kinds():
    assert set(make_programme("firm_to_firm").kinds) == set(Kind.values)


@pytest.mark.parametrize(
    "changes",
    [{"kinds": []}, {"payment_modes": []}, {"tie_break": []}, {"tie_break": ["price"]}, {"tie_break": ["coin", "sealed_earlier"]}],
)  # fmt: skip
def test_what_keeps_a_round_from_opening(changes):
    programme = make_programme(open_=False, **changes)
    with pytest.raises(GuardFailed):
        programmes.open_(programme, by=SYSTEM)
    assert Programme.objects.get(pk=programme.pk).state == "draft"


def test_weights_total_a_hundred():
    programme = make_programme(open_=False)
    Criterion.objects.filter(programme=programme, order=0).update(weight=41)
    with pytest.raises(GuardFailed, match="101"):
        programmes.open_(programme, by=SYSTEM)


def test_a_round_opens_once_and_ends_once():
    programme = make_programme()
    with pytest.raises(IllegalMove):
        programmes.open_(programme, by=SYSTEM)
    programmes.end(programme, by=SYSTEM)
    with pytest.raises(IllegalMove):
        programmes.end(programme, by=SYSTEM)
    assert programmes.rules_frozen(programme)
