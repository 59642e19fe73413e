"""Already on a draft: how many people are eligible and three anonymous cards; nothing is stored."""

import pytest
from django.db import models

from apps.core.models import Mark
from apps.matching import generations, preview
from apps.matching.models import DocumentVectors, Match, MatchResult, MatchRun, Recommendation
from apps.positions.models import Position
from tests.factories import make_position, make_talent
from tests.matching.world import encode

pytestmark = pytest.mark.django_db
STORED: list[type[models.Model]] = [DocumentVectors, Match, MatchResult, MatchRun, Recommendation, Mark]


@pytest.fixture
def draft():
    return make_position(state="draft", degree_min="doctor")


def people(count, **fields):
    encode(*[make_talent(salary_expected=300_000 + n, **fields) for n in range(count)])
    generations.current()


def test_it_counts_and_shows_three_and_stores_nothing(draft):
    people(6)
    before = [list(model.objects.order_by("pk").values()) for model in STORED]
    found = preview.preview(draft)
    assert [list(model.objects.order_by("pk").values()) for model in STORED] == before
    assert (found.compared, found.eligible) == (6, 6)
    assert [card.rank for card in found.cards] == [1, 2, 3]


@pytest.mark.parametrize(("count", "eligible", "cards"), [(4, None, 0), (5, 5, 3)])
def test_fewer_than_five_are_told_as_that_and_without_cards(draft, count, eligible, cards):
    people(count)
    found = preview.preview(draft)
    assert (found.eligible, len(found.cards)) == (eligible, cards)


def test_exclusions_of_a_handful_are_not_told(draft):
    people(5)
    people(4, degree="master")
    assert preview.preview(draft).excluded == {}
    people(1, degree="bachelor")
    assert preview.preview(draft).excluded == {"degree": 5}


def test_card_ids_of_previews_lead_nowhere(draft):
    people(5)
    first, second = preview.preview(draft), preview.preview(draft)
    assert {card.id for card in first.cards}.isdisjoint({card.id for card in second.cards})
    assert not Match.objects.exists()


def test_a_draft_of_a_published_position_goes_before_the_text_in_force():
    people(5)
    position = make_position(salary_max=300_000)
    other = make_position(state="draft", salary_max=100_000, salary_min=80_000)
    assert preview.preview(position).eligible == 5
    Position.objects.filter(pk=other.pk).update(draft=None)
    Position.objects.filter(pk=position.pk).update(draft=other.draft_id)
    position.refresh_from_db()
    assert preview.preview(position).eligible is None


def test_without_any_text_there_is_none(draft):
    Position.objects.update(draft=None)
    draft.refresh_from_db()
    assert preview.preview(draft) is None
