"""Who switched automated ranking off is in no computation, and what people decide about her breaks no watch or lesson."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from apps.core.moves import GuardFailed
from apps.matching import by_hand, exposure, interest, learning, lists, preview, release, replay, review, runs, watch
from apps.matching.engine.weights import Factor
from apps.matching.models import Label, Match, MatchResult, Recommendation
from apps.talents import profiles
from apps.talents.models import Talent
from tests.factories import make_member, make_notice, make_operator, make_position, make_talent
from tests.matching.world import encode, is_open, match_of, rank, ranked

pytestmark = pytest.mark.django_db
RATES = {"degree_min": "doctor", "salary_max": 400_000, "salary_min": 200_000}


@pytest.fixture
def operator():
    return make_operator(verbs=["matching.review"])


@pytest.fixture
def position():
    return make_position(**RATES)


def unranked(**fields) -> Talent:
    return make_talent(automated_ranking=False, **{"salary_expected": 300_000, **fields})


def placed(position, operator, rank_: int = 1) -> Match:
    return by_hand.place(position, unranked(), by=operator, rank=rank_, reason="对口")


class TestNothingIsComputed:
    def test_the_pool_given_to_the_engine_does_not_hold_her(self, position, operator, monkeypatch):
        others, person = [make_talent() for _ in range(3)], unranked()
        encode(person)  # positions are recommended to her, so she has vectors
        given: list[set[str]] = []
        real = runs.rank
        spy = lambda posting, pool, **more: given.append(set(pool.row_of)) or real(posting, pool, **more)  # noqa: E731
        for module in (runs, preview):
            monkeypatch.setattr(module, "rank", spy)
        ranked(position, *others)
        by_hand.place(position, person, by=operator, rank=1, reason="对口")
        run = rank(position)
        preview.preview(position)
        assert given == [{row.public_id for row in others}] * 3
        assert run.excluded == {"total": 1, "opt_out": 1}  # counted, though not compared
        assert run.compared == 3

    def test_placing_makes_neither_result_nor_recommendation(self, position, operator):
        match = placed(position, operator)
        rank(position)
        assert not MatchResult.objects.filter(match__talent=match.talent).exists()
        assert not Recommendation.objects.filter(talent=match.talent).exists()

    def test_switching_off_deletes_what_was_computed_and_makes_her_lists_again(self, position, operator):
        make_notice("ranking")
        person, other = make_talent(), make_talent()
        ranked(position, person, other)
        rank(position)  # the run before is kept too
        profiles.set_ranking(person, on=False, by=person.user)
        assert not MatchResult.objects.filter(match__talent=person).exists()
        assert [entry.match.talent_id for entry in lists.ordered(position)] == [other.pk]
        assert is_open("position", position.pk)
        by_hand.place(position, person, by=operator, rank=1, reason="对口")  # before the list is made again
        [first, _second] = lists.ordered(position)
        assert (first.match.talent_id, first.score) == (person.pk, None)
        rank(position)
        assert [entry.match.talent_id for entry in lists.ordered(position)] == [person.pk, other.pk]

    def test_switched_on_again_she_is_ranked_and_moved_like_anybody(self, position, operator):
        make_notice("ranking")
        match = placed(position, operator)
        profiles.set_ranking(match.talent, on=True, by=match.talent.user)
        ranked(position, match.talent, make_talent())
        entry = next(row for row in lists.ordered(position) if row.match.pk == match.pk)
        assert entry.score is not None
        review.reorder(match_of(position, match.talent), by=operator, rank=2)


class TestWhoMayAndWhen:
    def test_nobody_for_her_own_employer_or_herself(self, position, operator):
        own = make_operator(verbs=["matching.review"])
        position.employer.organisation.memberships.create(user=own, role="owner")
        for by in (own, make_operator(verbs=["positions.review"])):
            with pytest.raises(GuardFailed):
                by_hand.place(position, unranked(), by=by, rank=1, reason="x")
        herself = make_operator(verbs=["matching.review"])
        match = by_hand.place(position, unranked(user=herself), by=operator, rank=1, reason="x")
        for by in (own, herself):
            with pytest.raises(GuardFailed):
                by_hand.take_out(match, by=by, reason="x")
        assert Match.objects.get().by_hand

    @pytest.mark.parametrize("rank_", [None, 3])
    def test_a_place_by_hand_is_never_moved_without_a_reason(self, position, operator, rank_):
        match = placed(position, operator)
        with pytest.raises(GuardFailed):
            review.reorder(match, by=operator, rank=rank_)
        assert Match.objects.get().override_rank == 1

    def test_not_once_the_two_have_been_in_touch(self, position, operator):
        make_notice("share_interest")
        match = placed(position, operator)
        release.release(position, by=operator)
        match.refresh_from_db()
        interest.show(match, by=make_member(position.employer.organisation))
        interest.agree(match, by=match.talent.user)
        with pytest.raises(GuardFailed):
            by_hand.place(position, match.talent, by=operator, rank=2, reason="x")

    def test_decisions_about_others_leave_her_place(self, position, operator):
        rows = ranked(position, *[make_talent() for _ in range(4)])
        match = placed(position, operator, 3)
        review.reject(rows[0].match, by=operator, reason_code="too_junior")
        review.reorder(match_of(position, rows[3].match.talent), by=operator, rank=1)
        rank(position)
        order = [entry.match.talent_id for entry in lists.ordered(position)]
        assert order.index(match.talent_id) == 2


class TestWatchesAndLessons:
    def test_learning_leaves_her_out_with_what_was_computed_before(self, position, operator):
        match = placed(position, operator)
        values = {factor.value: 0.5 for factor in Factor}
        Label.objects.create(match=match, kind="approved", values=values, score=1, weights_version=1)
        review.reject(match, by=operator, reason_code="too_junior")
        assert learning.decided("letters-1") == []
        other = Match.objects.create(position=position, talent=make_talent(), card_id="other")
        Label.objects.create(match=other, kind="approved", values=values, score=1, weights_version=1)
        assert [row.grades for row in learning.decided("letters-1")] == [(learning.APPROVED,)]

    def test_the_watches_count_only_who_is_ranked(self, position, operator):
        others = [make_talent() for _ in range(3)]
        ranked(position, *others)
        match = placed(position, operator)
        release.publish_and_send(position, by=operator)
        rank(position)
        crowding = exposure.measure()
        assert (crowding.people, crowding.lists) == (3, 1)
        assert match.talent not in [talent for talent, _n in exposure.most_listed()]
        exposure.keep_day()
        for table in watch.keep_day():
            assert sum(row.count.considered for row in table.rows) == 3
        assert replay.run(100).different == []

    def test_the_command_that_learns_runs_with_placed_people_among_the_labels(self, position, operator, capsys):
        match = placed(position, operator)
        review.hold(match, by=operator)
        assert Label.objects.filter(match=match, values={}).exists()
        with pytest.raises(CommandError, match="label"):  # too few to learn from, told in words
            call_command("fit_weights", "--min-labels", "100")


@pytest.mark.parametrize(
    ("language", "off", "on"),
    [("en", "deleted at once", "end and a program ranks"), ("zh-hans", "立即删除", "即告结束"), ("zh-hant", "即時刪除", "即告結束")],
)  # fmt: skip
def test_she_reads_what_switching_does_before_she_does_it(client, language, off, on):
    make_notice("ranking")
    for person, told, other in ((make_talent(), off, on), (unranked(), on, off)):
        client.force_login(person.user)
        html = client.get(reverse("talent:privacy"), headers={"accept-language": language}).content.decode()
        assert told in html
        assert other not in html


def test_the_operator_reads_the_facts_of_her_card_and_moves_her_from_the_page(client, position, operator):
    ranked(position, make_talent(), make_talent())
    person = unranked(headline="Marine coating expert")
    page = reverse("admin:matching_matchrun_change", args=[lists.current_run(position).pk])
    client.force_login(operator)
    html = client.get(page, headers={"accept-language": "en"}).content.decode()
    section = html[html.index('id="by-hand"') :]
    assert "Marine coating expert" in section
    assert "5 years of experience" in section
    post = {"act": "place", "talent": person.public_id, "why": "对口"}
    client.post(page, {**post, "place_rank": "1"})
    client.post(page, {**post, "place_rank": "3", "why": "再看一遍"})
    assert [entry.match.talent_id for entry in lists.ordered(position)][2] == person.pk
    placed_ = match_of(position, person)
    answer = client.post(page, {"act": "reorder", "match": placed_.public_id, "rank": ""}, follow=True)
    assert answer.status_code == 200
    assert match_of(position, person).override_rank == 3
