"""Stored results computed again: equal from values and documents, counted apart when content changed, loud if not."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from apps.core import marks
from apps.matching import generations, replay, runs
from apps.matching.models import MatchResult, MatchRun, Recommendation
from apps.talents.models import Talent, TalentText
from tests.factories import make_position, make_talent
from tests.matching.world import encode, rank, ranked

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored():
    """A list of three, and their recommendations."""
    generations.current()
    position = make_position(kind="postdoc", years_min=3)
    people = [make_talent(headline=f"Coatings {n}", years=n, kinds=["postdoc"], districts=["370202"]) for n in range(3)]
    ranked(position, *people)
    return position, people


def test_all_come_out_equal_from_values_and_from_documents(stored):
    report = replay.run(1000)
    assert (report.stored, report.from_values, report.from_documents, report.changed) == (6, 6, 6, 0)
    assert (report.lists, report.in_order, report.different) == (1, 1, [])


def test_it_looks_at_the_newest_only(stored):
    assert replay.run(2).stored == 2


def test_a_changed_profile_is_counted_apart(stored):
    _position, people = stored
    TalentText.objects.filter(talent=people[0]).update(about="Something else altogether.")
    Talent.objects.filter(pk=people[0].pk).update(revision=2)
    report = replay.run(1000)
    assert (report.from_values, report.from_documents, report.changed, report.different) == (6, 4, 2, [])


def test_another_vocabulary_is_another_world(stored):
    marks.bump_epoch(runs.TAXONOMY)
    report = replay.run(1000)
    assert (report.from_values, report.from_documents, report.changed, report.different) == (6, 0, 6, [])


@pytest.mark.parametrize("model", [MatchResult, Recommendation])
def test_a_score_that_does_not_follow_is_told_and_fails(stored, model):
    row = model.objects.order_by("pk").first()
    model.objects.filter(pk=row.pk).update(score=row.score + 1)
    assert len(replay.run(1000).different) >= 2
    with pytest.raises(CommandError, match="different"):
        call_command("replay")


def test_values_that_agree_with_themselves_but_not_with_the_documents_are_found(stored):
    row = MatchResult.objects.order_by("pk").first()
    values, points = {**row.values, "years": 1.0}, dict(row.points)
    score, given = replay.replay(values, runs.weights())
    points = {str(factor): n for factor, n in given.items()}
    MatchResult.objects.filter(pk=row.pk).update(values=values, points=points, score=score)
    assert any("documents" in line for line in replay.run(1000).different)


def test_an_order_that_does_not_follow_is_told(stored):
    first, second, _third = MatchResult.objects.order_by("rank")
    MatchResult.objects.filter(pk=first.pk).update(place=second.place)
    MatchResult.objects.filter(pk=second.pk).update(place=first.place)
    assert [line for line in replay.run(1000).different if line.startswith("list")]


def test_results_of_former_weights_follow_from_those(stored):
    row = MatchResult.objects.order_by("pk").first()
    values = {name: value for name, value in row.values.items() if name != "wishes"}
    score, given = replay.replay(values, replay.FORMER[1])
    points = {str(factor): n for factor, n in given.items() if str(factor) != "wishes"}
    MatchRun.objects.update(weights_version=1, posting_content="")
    MatchResult.objects.exclude(pk=row.pk).delete()
    Recommendation.objects.all().delete()
    MatchResult.objects.filter(pk=row.pk).update(values=values, points=points, score=score)
    report = replay.run(10)
    assert (report.from_values, report.changed, report.different) == (1, 1, [])


def test_a_run_that_recomputed_nothing_from_documents_fails(stored):
    MatchRun.objects.update(posting_content="")
    Recommendation.objects.all().delete()
    with pytest.raises(CommandError, match="nothing could be recomputed"):
        call_command("replay")


def test_the_command_says_what_it_found(stored, capsys):
    call_command("replay", limit=5)
    assert "equal from the documents themselves: 5" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("replay", limit=0)


def test_both_directions_are_the_same_bit_for_bit(stored):
    position, people = stored
    encode(*people)
    rank(position)
    for talent in people:
        there = MatchResult.objects.get(match__talent=talent, run__current=True)
        back = Recommendation.objects.get(talent=talent)
        assert (there.score, there.values, there.points) == (back.score, back.values, back.points)
        assert there.values["wishes"] == 0.5  # the kind of post, not the district
