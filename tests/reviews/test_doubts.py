"""Facts of an expert change so that something may tie her to a side: nobody is removed, and who runs the case hears of it."""

from __future__ import annotations

import pytest
from django.utils import translation

from apps.experts import profiles
from apps.notifications.models import Message
from apps.notifications.send import in_language
from apps.reviews import appraisal
from apps.reviews.states import SeatState
from tests.challenges.content import make_challenge
from tests.factories import make_expert, make_member, make_operator, make_user
from tests.reviews.cases import make_panel, make_pool, make_reviewing, seated

pytestmark = pytest.mark.django_db
NAMESAKE = {"family_name": "Numbera", "given_name": "Applicant"}  # as the first entrant is called; many share a name


def told(user, kind: str) -> list[Message]:
    return list(Message.objects.filter(recipient=user, kind=kind).order_by("pk"))


class TestPanel:
    @pytest.fixture
    def clerk(self):
        return make_operator(verbs=["challenges.review"], district="370212")

    @pytest.fixture
    def seat(self, clerk):
        call = make_reviewing()
        make_pool(6)
        panel = seated(make_panel(call))
        return panel.seats.filter(state=SeatState.ACCEPTED).select_related("expert__user", "panel__challenge").first()

    def namesake(self, seat, kind: str = "co_author"):
        return profiles.save_tie(seat.expert, kind, NAMESAKE, by=seat.expert.user)

    def test_a_new_doubt_is_told_once_and_takes_nothing_from_her(self, seat, clerk):
        tie = self.namesake(seat)
        profiles.save(seat.expert, {"title_en": "Professor"}, by=seat.expert.user)
        (message,) = told(clerk, "panel_doubt")
        seat.refresh_from_db()
        assert seat.state == SeatState.ACCEPTED
        assert message.url == f"/admin/reviews/reviewcase/{seat.panel.challenge_id}/change/"
        with translation.override("en"):
            body = in_language(message)[1]
        assert "co-author" in body
        assert "Applicant" not in body
        with translation.override("zh-hans"):
            assert message.context["why"]["zh-hans"] in in_language(message)[1]
        assert message.context["why"]["zh-hans"] != message.context["why"]["en"]
        profiles.remove_tie(tie, by=seat.expert.user)
        assert len(told(clerk, "panel_doubt")) == 1

    def test_another_doubt_is_told_again(self, seat, clerk):
        self.namesake(seat)
        self.namesake(seat, "adviser")
        assert len(told(clerk, "panel_doubt")) == 2

    def test_what_changes_nothing_tells_nobody(self, seat, clerk):
        profiles.save(seat.expert, {"title_en": "Professor"}, by=seat.expert.user)
        assert told(clerk, "panel_doubt") == []

    def test_those_who_may_not_run_the_panel_hear_nothing(self, seat, clerk):
        family = make_operator(verbs=["challenges.review"], district="370212")
        seat.panel.challenge.employer.organisation.memberships.create(user=family, role="owner")
        elsewhere = make_operator(verbs=["challenges.review"], district="370203")
        poster = make_member(seat.panel.challenge.employer.organisation)
        self.namesake(seat)
        assert told(clerk, "panel_doubt")
        assert [told(user, "panel_doubt") for user in (family, elsewhere, poster, seat.expert.user)] == [[]] * 4


class TestAppraisal:
    CONTACT = "郑海澜"

    def asked(self, by, **options):
        challenge = make_challenge(state="district_checked", contact_name=self.CONTACT)
        expert = make_expert(user=make_user("judge@institute.example.org"), employer="远岛检测中心")
        return appraisal.ask(challenge, expert, by=by, **options)

    def namesake(self, opinion, kind: str = "co_author"):
        profiles.save_tie(opinion.expert, kind, {"name_zh": self.CONTACT}, by=opinion.expert.user)

    def test_who_asked_hears_of_a_new_doubt_once(self):
        by = make_operator(verbs=["challenges.review"])
        opinion = self.asked(by)
        self.namesake(opinion)
        profiles.save(opinion.expert, {"title_en": "Professor"}, by=opinion.expert.user)
        opinion.refresh_from_db()
        assert opinion.state == "invited"
        (message,) = told(by, "appraisal_doubt")
        with translation.override("en"):
            assert "co-author" in in_language(message)[1]
        self.namesake(opinion, "adviser")
        assert len(told(by, "appraisal_doubt")) == 2

    def test_a_doubt_that_was_answered_when_she_was_asked_is_none(self):
        by = make_operator(verbs=["challenges.review"])
        challenge = make_challenge(state="district_checked", contact_name=self.CONTACT)
        expert = make_expert(user=make_user("judge@institute.example.org"), employer="远岛检测中心")
        expert.ties.create(kind="co_author", name_zh=self.CONTACT)
        appraisal.ask(challenge, expert, by=by, cleared="同名，已核实非本人")
        profiles.save(expert, {"title_en": "Professor"}, by=expert.user)
        assert told(by, "appraisal_doubt") == []
