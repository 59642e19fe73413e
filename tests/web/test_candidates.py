"""The employer's pages: recommended candidates, one card, the preview of a draft, the match beside an application."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.applications import lifecycle as applications
from apps.core import marks
from apps.matching import review
from apps.matching.models import Match
from apps.talents.facts import card_facts
from apps.talents.models import Talent, TalentSkill
from apps.web.talent_cards import facts_card
from tests.factories import (
    make_employer,
    make_member,
    make_notice,
    make_operator,
    make_position,
    make_talent,
    make_user,
)
from tests.matching.conftest import cheap_encoder  # noqa: F401  a fixture of this file too
from tests.matching.world import encode, match_of, rank, ranked

pytestmark = pytest.mark.django_db


@pytest.fixture
def position():
    return make_position()


@pytest.fixture
def owner(position):
    return position.employer.organisation.memberships.get().user


@pytest.fixture
def talents(position):
    found = [make_talent(salary_expected=400_000 + 100_000 * n) for n in range(3)]  # each further above the band
    ranked(position, *found)
    return found


def release(*matches):
    Match.objects.filter(pk__in=[match.pk for match in matches]).update(
        state="sent_to_employer", released_at=timezone.now()
    )


def candidates(client, position):
    return client.get(reverse("employer:candidates", args=[position.public_id]), headers={"accept-language": "en"})


def card_url(match):
    return reverse("employer:card", args=[match.card_id])


def answer(client, match, value):
    return client.post(reverse("employer:card-answer", args=[match.card_id]), {"answer": value})


def shown(response):
    return [card["code"] for card in response.context["cards"]]


def test_only_released_cards_are_shown_in_the_reviewed_order(client, position, owner, talents):
    client.force_login(owner)
    assert shown(candidates(client, position)) == []
    matches = [match_of(position, talent) for talent in talents]
    release(matches[0], matches[2])
    assert shown(candidates(client, position)) == [matches[0].card_id, matches[2].card_id]
    review.reorder(match_of(position, talents[2]), by=make_operator(), rank=1)
    assert shown(candidates(client, position)) == [matches[2].card_id, matches[0].card_id]


def test_a_ranking_under_way_is_said(client, position, owner):
    client.force_login(owner)
    marks.touch("position", [position.pk])
    assert candidates(client, position).context["ranking_since"] is not None
    rank(position)
    assert candidates(client, position).context["ranking_since"] is None


@pytest.mark.parametrize("state", ["draft", "pending", "suspended"])
def test_an_employer_that_is_not_verified_sees_a_locked_page(client, position, owner, talents, state):
    release(match_of(position, talents[0]))
    type(position.employer).objects.update(state=state, verified_at=None, verified_by=None)
    client.force_login(owner)
    page = candidates(client, position)
    assert page.status_code == 403
    assert match_of(position, talents[0]).card_id not in page.text
    assert client.get(card_url(match_of(position, talents[0]))).status_code == 404


def test_a_card_shows_points_that_add_up_and_is_new_only_once(client, position, owner, talents):
    match = match_of(position, talents[1])
    release(match)
    Match.objects.update(is_new=True)
    client.force_login(owner)
    page = client.get(card_url(match))
    assert page.status_code == 200
    assert sum(bar["points"] for bar in page.context["bars"]) == page.context["score"]
    assert sum(reason["points"] for reason in page.context["reasons"]) == page.context["score"]
    assert page.context["can"] == {"show_interest": True, "pass_over": True}
    assert match_of(position, talents[1]).is_new is False
    assert "Canary" not in page.text


def test_a_card_that_was_not_released_does_not_exist(client, position, owner, talents):
    client.force_login(owner)
    match = match_of(position, talents[0])
    assert client.get(card_url(match)).status_code == 404
    assert answer(client, match, "interested").status_code == 404
    assert match_of(position, talents[0]).state == "suggested"


def test_a_card_that_left_the_list_says_so(client, position, owner, talents):
    match = match_of(position, talents[0])
    release(match)
    Talent.objects.filter(pk=talents[0].pk).update(open_to_work=False, revision=2)
    encode(talents[0])
    rank(position)
    client.force_login(owner)
    assert client.get(card_url(match)).status_code == 410


@pytest.mark.parametrize(
    ("value", "status", "state"),
    [("interested", 302, "sent_to_talent"), ("pass", 302, "no_interest"), ("maybe", 400, "sent_to_employer")],
)
def test_answering_a_card(client, position, owner, talents, value, status, state):
    match = match_of(position, talents[0])
    release(match)
    client.force_login(owner)
    assert answer(client, match, value).status_code == status
    assert match_of(position, talents[0]).state == state


def test_answering_twice_is_a_message_and_no_error(client, position, owner, talents):
    match = match_of(position, talents[0])
    release(match)
    client.force_login(owner)
    answer(client, match, "interested")
    again = client.post(reverse("employer:card-answer", args=[match.card_id]), {"answer": "pass"}, follow=True)
    assert again.status_code == 200
    assert [message.level_tag for message in again.context["messages"]] == ["success", "error"]
    assert match_of(position, talents[0]).state == "sent_to_talent"


@pytest.mark.parametrize("who", ["another_employer", "nobody"])
def test_others_do_not_reach_card_or_list(client, position, talents, who):
    match = match_of(position, talents[0])
    release(match)
    client.force_login(make_employer().owner if who == "another_employer" else make_user())
    status = 404 if who == "another_employer" else 302
    for address in (card_url(match), reverse("employer:candidates", args=[position.public_id])):
        assert client.get(address).status_code == status
    assert answer(client, match, "interested").status_code == status
    assert match_of(position, talents[0]).state == "sent_to_employer"


def test_the_list_takes_the_same_number_of_queries_for_one_and_for_three(
    client, position, owner, talents, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(owner)
    matches = [match_of(position, talent) for talent in talents]
    release(matches[0])
    candidates(client, position)
    with CaptureQueriesContext(connection) as one:
        candidates(client, position)
    release(*matches)
    with django_assert_num_queries(len(one)):
        assert len(shown(candidates(client, position))) == 3


def test_a_draft_is_previewed_with_three_cards(client, position, owner, talents):
    encode(*[make_talent(salary_expected=310_000 + n) for n in range(3)])
    draft = make_position(position.employer, state="draft")
    client.force_login(owner)
    page = client.get(reverse("employer:preview", args=[draft.public_id]))
    assert (page.context["found"].eligible, len(page.context["cards"])) == (6, 3)
    assert "Canary" not in page.text
    assert not Match.objects.filter(position=draft).exists()


def test_the_preview_waits_for_the_verification(client, position, owner):
    type(position.employer).objects.update(state="pending", verified_at=None, verified_by=None)
    client.force_login(owner)
    page = client.get(reverse("employer:preview", args=[position.public_id]))
    assert page.context["locked"] is True


def test_beside_an_application_stands_the_whole_match(client, position, owner):
    make_notice("share_application")
    talent = make_talent(headline="深海装备防腐涂层", language="zh-hans", degree="master")
    row = applications.start(talent, position, by=talent.user)
    applications.submit(row, by=talent.user)
    client.force_login(owner)
    address = reverse("employer:application-match", args=[row.public_id])
    page = client.get(address, headers={"accept-language": "en"})
    assert sum(bar["points"] for bar in page.context["bars"]) == page.context["score"]
    assert "深海" in "".join(reason["talent_text"] for reason in page.context["reasons"])
    assert page.context["broken"] == ["the degree asked for"]
    client.force_login(make_member(make_employer().organisation))
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("taxonomy")
def test_a_skill_shows_its_level_as_a_word():
    talent = make_talent()
    talent.skills.all().delete()
    TalentSkill.objects.create(talent=talent, text="coating", code="deep_sea_anticorrosion_coating", level=3)
    card = facts_card(card_facts(talent), code="A")
    assert [skill["level_label"] for skill in card["skills"]] == ["Proficient"]
