"""She switched automated ranking off: a person gives her place, and no score of hers ever exists."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.core import audit
from apps.core.models import AuditEntry
from apps.core.moves import GuardFailed
from apps.matching import by_hand, cards, interest, labels, lists, pair, refresh, release, replay, review, runs
from apps.matching.models import Label, Match, MatchResult
from apps.notifications.models import Message
from apps.talents import profiles
from apps.talents.models import BlockedEmployer, Talent
from tests.factories import make_member, make_notice, make_operator, make_position, make_talent
from tests.matching.world import rank, ranked

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return make_operator(verbs=["matching.review"])


@pytest.fixture
def position():
    return make_position(degree_min="doctor", salary_max=400_000, salary_min=200_000)


def unranked(**fields) -> Talent:
    return make_talent(automated_ranking=False, **{"salary_expected": 300_000, **fields})


def crowd(position, n: int = 4) -> list[MatchResult]:
    return ranked(position, *[make_talent(salary_expected=300_000 + at) for at in range(n)])


def order(position) -> list[int]:
    return [entry.match.talent_id for entry in lists.ordered(position)]


class TestWhoStandsThere:
    def test_those_who_fit_by_every_other_rule_the_last_confirmed_first(self, position):
        early, late = unranked(), unranked()
        employer = position.employer.organisation
        hidden = unranked()
        BlockedEmployer.objects.create(talent=hidden, organisation=employer)
        for kept_off in (
            {"degree": "master"}, {"salary_expected": 900_000}, {"open_to_work": False},
            {"visibility": "recommendations"}, {"confirmed": False},
        ):  # fmt: skip
            unranked(**kept_off)
        make_talent()
        assert by_hand.people(position) == [late, early]

    def test_no_text_in_force_nobody(self):
        unranked()
        assert by_hand.people(make_position(state="draft")) == []


class TestPlacing:
    def test_others_move_down_and_nothing_is_computed_about_her(self, position, operator):
        rows = crowd(position)
        person = unranked()
        match = by_hand.place(position, person, by=operator, rank=2, reason="十年海工防腐经验")
        assert order(position)[:3] == [rows[0].match.talent_id, person.pk, rows[1].match.talent_id]
        assert (match.state, match.decided_by, match.decided_score) == ("approved", operator, None)
        rank(position)
        assert order(position)[1] == person.pk
        assert not MatchResult.objects.filter(match__talent=person).exists()
        assert not Label.objects.filter(match=match).exists()
        entry = AuditEntry.objects.get(act="place_by_hand")
        assert (entry.reason, entry.data, entry.public) == ("十年海工防腐经验", {"before": None, "after": 2}, False)

    def test_the_engine_never_ranks_her(self, position, operator, monkeypatch):
        crowd(position)
        person = unranked()
        by_hand.place(position, person, by=operator, rank=1, reason="对口")
        seen: list[str] = []
        real = runs.record

        def record(run, ranking, *args, **more):
            seen.extend(result.pair.talent_id for result in ranking.results)
            real(run, ranking, *args, **more)

        monkeypatch.setattr(runs, "record", record)
        rank(position)
        assert len(seen) == 4
        assert person.public_id not in seen

    def test_a_second_time_moves_her(self, position, operator):
        crowd(position)
        person = unranked()
        by_hand.place(position, person, by=operator, rank=1, reason="对口")
        by_hand.place(position, person, by=operator, rank=3, reason="再看一遍")
        assert order(position)[2] == person.pk
        assert Match.objects.filter(talent=person).count() == 1

    @pytest.mark.parametrize(("rank_", "reason"), [(0, "x"), (151, "x"), (1, " ")])
    def test_a_rank_and_a_reason_are_needed(self, position, operator, rank_, reason):
        with pytest.raises(GuardFailed):
            by_hand.place(position, unranked(), by=operator, rank=rank_, reason=reason)

    def test_nobody_who_is_ranked_or_kept_off_or_oneself(self, position, operator):
        for talent in (make_talent(), unranked(degree="master"), unranked(user=operator)):
            with pytest.raises(GuardFailed):
                by_hand.place(position, talent, by=operator, rank=1, reason="x")
        assert not Match.objects.filter(by_hand=True).exists()

    def test_a_place_by_hand_has_a_rank(self, position, operator):
        match = by_hand.place(position, unranked(), by=operator, rank=1, reason="x")
        with pytest.raises(IntegrityError), transaction.atomic():
            Match.objects.filter(pk=match.pk).update(override_rank=None)


class TestWhatSurvives:
    def test_a_person_who_no_longer_fits_leaves_the_list_and_comes_back(self, position, operator):
        crowd(position)
        person = unranked()
        match = by_hand.place(position, person, by=operator, rank=1, reason="x")
        Talent.objects.filter(pk=person.pk).update(open_to_work=False)
        assert person.pk not in order(position)
        assert lists.entry_of(match) is None
        Talent.objects.filter(pk=person.pk).update(open_to_work=True)
        rank(position)
        assert order(position)[0] == person.pk
        assert audit.timeline(match, public_only=False).filter(act="place_by_hand").exists()

    def test_neither_a_run_nor_the_clock_puts_her_out_of_date(self, position, operator):
        person = unranked()
        match = by_hand.place(position, person, by=operator, rank=1, reason="x")
        crowd(position)
        Match.objects.filter(pk=match.pk).update(created_at="2020-01-01T00:00:00Z", state="held")
        rank(position)
        refresh.expire_suggestions()
        match.refresh_from_db()
        assert match.state == "held"

    def test_taken_out_with_a_reason(self, position, operator):
        person = unranked()
        match = by_hand.place(position, person, by=operator, rank=1, reason="x")
        with pytest.raises(GuardFailed):
            by_hand.take_out(match, by=operator, reason="")
        by_hand.take_out(match, by=operator, reason="看错专业")
        assert (match.state, match.by_hand, person.pk in order(position)) == ("stale", False, False)
        with pytest.raises(GuardFailed):
            by_hand.take_out(match, by=operator, reason="again")
        by_hand.place(position, person, by=operator, rank=1, reason="还是合适")
        assert order(position)[0] == person.pk

    def test_switching_ranking_on_again_ends_the_place_and_keeps_what_was_sent(self, position, operator):
        make_notice("ranking")
        crowd(position)
        person = unranked()
        match = by_hand.place(position, person, by=operator, rank=1, reason="x")
        release.release(position, by=operator)
        profiles.set_ranking(person, on=True, by=person.user)
        match.refresh_from_db()
        assert (match.by_hand, match.override_rank, match.state) == (False, None, "sent_to_employer")
        profiles.set_ranking(person, on=False, by=person.user)
        assert person.pk not in order(position)  # an old place does not come back by itself


class TestWhatFollows:
    def test_released_asked_and_hired_like_anybody(self, position, operator):
        make_notice("share_interest")
        crowd(position)
        person = unranked()
        match = by_hand.place(position, person, by=operator, rank=1, reason="x")
        assert release.release(position, by=operator) == 1
        match.refresh_from_db()
        owner = make_member(position.employer.organisation)
        interest.show(match, by=owner)
        application = interest.agree(match, by=person.user)
        assert (match.state, application.talent) == ("converted", person)
        assert list(Label.objects.filter(match=match, values={}).values_list("kind", flat=True)) == [
            "employer_interest",
            "talent_agreed",
        ]
        with pytest.raises(GuardFailed):
            by_hand.take_out(match, by=operator, reason="too late")

    def test_send_top_ten_takes_her_with_the_others(self, position, operator):
        crowd(position)
        person = unranked()
        by_hand.place(position, person, by=operator, rank=2, reason="x")
        assert release.publish_and_send(position, by=operator) == 5
        assert [entry.match.talent_id for entry in lists.released(position)][1] == person.pk

    def test_her_card_has_facts_and_no_score(self, position, operator):
        person = unranked()
        by_hand.place(position, person, by=operator, rank=1, reason="x")
        [card] = cards.anonymous_cards(lists.ordered(position))
        assert (card.rank, card.score, card.reasons, card.facts.years) == (1, None, (), 5)

    def test_no_score_on_demand_either(self, position):
        assert pair.explain_pair(position, unranked()).score is None

    def test_a_decision_about_her_teaches_nothing(self, position, operator):
        person = unranked()
        match = by_hand.place(position, person, by=operator, rank=1, reason="x")
        review.hold(match, by=operator)
        label = labels.keep(match, "approved", by=operator)
        assert (label.score, label.values) == (None, {})

    def test_the_replay_recomputes_the_others(self, position, operator):
        crowd(position)
        by_hand.place(position, unranked(), by=operator, rank=1, reason="x")
        rank(position)
        assert replay.run(100).different == []

    def test_her_own_data_tells_where_and_why(self, position, operator):
        person = unranked()
        match = by_hand.place(position, person, by=operator, rank=2, reason="对口")
        by_hand.take_out(match, by=operator, reason="岗位已变")
        assert [(row["step"], row["place"], row["reason"]) for row in by_hand.told(person)] == [
            ("place_by_hand", 2, "对口"),
            ("take_out_by_hand", None, "岗位已变"),
        ]


class TestPages:
    def test_the_operator_places_and_takes_out(self, client, position, operator):
        crowd(position)
        person = unranked()
        page = review_address(client, operator, position)
        assert person.public_id in client.get(page).content.decode()
        client.post(page, {"act": "place", "talent": person.public_id, "place_rank": "1", "why": "对口"})
        assert order(position)[0] == person.pk
        html = client.get(page, headers={"accept-language": "en"}).content.decode()
        assert "Placed by a person" in html
        match = Match.objects.get(talent=person)
        client.post(page, {"act": "take_out", "placed": match.public_id, "why": "不合适"})
        assert person.pk not in order(position)

    @pytest.mark.parametrize("fields", [{"talent": "nobody"}, {"place_rank": "x"}, {"why": ""}])
    def test_nonsense_is_told_and_stores_nothing(self, client, position, operator, fields):
        person = unranked()
        page = review_address(client, operator, position)
        client.post(page, {"act": "place", "talent": person.public_id, "place_rank": "1", "why": "x", **fields})
        assert not Match.objects.filter(talent=person).exists()

    def test_the_employer_sees_who_placed_her(self, client, position, operator):
        crowd(position)
        person = unranked()
        match = by_hand.place(position, person, by=operator, rank=1, reason="对口")
        release.release(position, by=operator)
        owner = make_member(position.employer.organisation)
        client.force_login(owner)
        for page in (f"/employer/positions/{position.public_id}/candidates/", f"/employer/candidates/{match.card_id}/"):
            html = client.get(page, headers={"accept-language": "zh-hans"}).content.decode()
            assert "由工作人员安排" in html
            assert "对口" not in html  # the operator's reason is not the employer's
        assert Message.objects.filter(recipient=owner, kind="list_released").exists() is False

    def test_her_data_as_a_file(self, client, position, operator):
        person = unranked()
        by_hand.place(position, person, by=operator, rank=1, reason="对口")
        client.force_login(person.user)
        data = json.loads(client.get("/settings/data/").content)
        assert data["placed_by_people"][0]["reason"] == "对口"


def review_address(client, operator, position) -> str:
    client.force_login(operator)
    run = lists.current_run(position) or rank(position) or lists.current_run(position)
    return reverse("admin:matching_matchrun_change", args=[run.pk])


def test_rights_are_those_of_the_review(client, position):
    own = make_operator(verbs=["matching.review"])
    position.employer.organisation.memberships.create(user=own, role="owner")
    page = review_address(client, own, position)
    assert client.get(page).status_code in (302, 403, 404)
