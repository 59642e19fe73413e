"""The talent's pages: recommendations and why, applying, her applications, and who asks for her."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Consent, Grant
from apps.applications import lifecycle as applications
from apps.applications.models import Application
from apps.core.models import Mark
from apps.matching import interest
from apps.matching.models import Match
from tests.challenges.content import make_challenge
from tests.factories import make_notice, make_position, make_talent, make_user
from tests.matching.conftest import cheap_encoder  # noqa: F401  a fixture of this file too
from tests.matching.world import encode, is_open, match_of, ranked

pytestmark = pytest.mark.django_db
HOME = "/talent/"


@pytest.fixture(autouse=True)
def notices():
    for purpose in ("share_application", "share_interest"):
        make_notice(purpose)


@pytest.fixture
def position():
    return make_position()


@pytest.fixture
def talent(client):
    found = make_talent()
    client.force_login(found.user)
    return found


def get(client, path):
    return client.get(path, headers={"accept-language": "en"})


# ---------------------------------------------------------------- calls
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_calls_are_recommended_with_their_reasons(client, talent, language):
    challenge = make_challenge(state="published")
    encode(talent)
    client.cookies["django_language"] = language
    page = client.get(HOME)
    (card,) = page.context["calls"]
    assert reverse("public:challenge", args=[challenge.public_id]) in page.content.decode()
    why = client.get(card["why_url"])
    assert (why.status_code, why.context["score"]) == (200, card["score"])
    assert sum(bar["points"] for bar in why.context["bars"]) == card["score"]
    assert why.context["reasons"]


def test_no_fact_about_her_hides_a_call_and_a_call_that_ended_is_gone(client):
    found = make_talent(degree="below_bachelor", salary_expected=9_000_000, country="BR", districts=["370202"])
    client.force_login(found.user)
    challenge = make_challenge(state="published")
    encode(found)
    (card,) = get(client, HOME).context["calls"]
    type(challenge).objects.filter(pk=challenge.pk).update(state="closed")
    assert get(client, HOME).context["calls"] == []
    assert client.get(card["why_url"]).status_code == 404


def test_who_switched_ranking_off_is_told_that_a_person_looks(client):
    found = make_talent(automated_ranking=False)
    client.force_login(found.user)
    make_challenge(state="published")
    encode(found)
    page = get(client, HOME)
    assert page.context["calls"] == []
    assert "no program looks for calls" in page.content.decode()


# ---------------------------------------------------------------- recommendations
def test_while_they_are_computed_the_page_says_so_and_asks_once(client, position, talent):
    page = get(client, HOME)
    assert (page.context["working"], page.context["cards"]) == (True, [])
    get(client, HOME)
    mark = Mark.objects.get(kind="talent", object_id=talent.pk)
    assert (mark.gen, mark.urgent) == (1, True)
    encode(talent)
    page = get(client, HOME)
    assert (page.context["working"], len(page.context["cards"])) == (False, 1)
    assert not is_open("talent", talent.pk)


def test_when_nothing_fits_the_page_comes_to_rest(client, talent):
    make_position(salary_max=100_000, salary_min=80_000)
    get(client, HOME)
    encode(talent)
    page = get(client, HOME)
    assert (page.context["working"], page.context["cards"]) == (False, [])


def test_what_she_has_applied_for_is_no_longer_recommended(client, position, talent):
    encode(talent)
    row = applications.start(talent, position, by=talent.user)
    applications.submit(row, by=talent.user)
    assert get(client, HOME).context["cards"] == []


def test_why_shows_factors_that_add_up_and_her_own_words(client, position, talent):
    encode(talent)
    page = get(client, reverse("talent:why", args=[position.public_id]))
    assert sum(bar["points"] for bar in page.context["bars"]) == page.context["score"]
    assert sum(reason["points"] for reason in page.context["reasons"]) == page.context["score"]


def test_why_of_a_position_that_is_not_recommended(client, talent):
    draft = make_position(state="draft")
    assert client.get(reverse("talent:why", args=[draft.public_id])).status_code == 404


def test_without_a_profile_the_way_leads_to_the_start(client):
    client.force_login(make_user())
    assert client.get(HOME).url == reverse("talent:start")


def test_signed_out_it_leads_to_the_sign_in(client):
    assert client.get(HOME).url.startswith(reverse("account_login"))


# ---------------------------------------------------------------- applying
def apply(client, position, **data):
    return client.post(reverse("talent:apply", args=[position.public_id]), data, headers={"accept-language": "en"})


def test_applying_is_the_consent_and_needs_the_tick(client, position, talent):
    assert get(client, reverse("talent:apply", args=[position.public_id])).status_code == 200
    refused = apply(client, position, letter="Good day")
    assert refused.status_code == 422
    assert (Consent.objects.count(), Application.objects.count()) == (0, 0)
    done = apply(client, position, letter="Good day", agree="on")
    row = Application.objects.get()
    assert (done.url, row.state, row.letter) == (
        reverse("talent:application", args=[row.public_id]),
        "submitted",
        "Good day",
    )
    assert Grant.objects.live().get().organisation == position.employer.organisation


def test_a_letter_that_is_too_long_is_refused_at_the_field(client, position, talent):
    response = apply(client, position, letter="x" * 4001, agree="on")
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["letter"])
    assert not Application.objects.exists()


@pytest.mark.parametrize("state", ["draft", "paused", "closed"])
def test_only_live_positions_take_applications(client, talent, state):
    assert apply(client, make_position(state=state), agree="on").status_code == 404


def test_nobody_applies_to_her_own_employer(client, position, talent):
    position.employer.organisation.memberships.create(user=talent.user, role="recruiter")
    assert apply(client, position, agree="on").status_code == 403


# ---------------------------------------------------------------- her applications
@pytest.fixture
def offered(position, talent):
    row = applications.start(talent, position, by=talent.user)
    applications.submit(row, by=talent.user)
    owner = position.employer.organisation.memberships.get().user
    applications.view(row, by=owner)
    applications.shortlist(row, by=owner)
    interview = applications.invite(row, by=owner, proposed=[timezone.now() + timedelta(days=2)])
    row.interview = interview
    return row


def step(client, row, **data):
    return client.post(reverse("talent:application-act", args=[row.public_id]), data)


def test_she_takes_a_time_and_withdraws(client, offered):
    answer = reverse("talent:interview-answer", args=[offered.interview.public_id])
    assert client.post(answer, {"time": "tomorrow"}).status_code == 400
    client.post(answer, {"time": offered.interview.proposed[0]})
    offered.interview.refresh_from_db()
    assert offered.interview.answered_at is not None
    step(client, offered, step="withdraw")
    assert Application.objects.get().state == "withdrawn"
    assert Grant.objects.live().count() == 0


@pytest.mark.parametrize("name", ["", "hire", "offer"])
def test_steps_that_are_not_hers(client, offered, name):
    assert step(client, offered, step=name).status_code == 400
    assert Application.objects.get().state == "interview"


def test_a_step_out_of_time_is_a_message(client, offered):
    response = client.post(reverse("talent:application-act", args=[offered.public_id]), {"step": "accept"}, follow=True)
    assert response.status_code == 200
    assert len(list(response.context["messages"])) == 1


def test_another_talents_application_does_not_exist(client, offered):
    client.force_login(make_talent().user)
    for response in (
        client.get(reverse("talent:application", args=[offered.public_id])),
        step(client, offered, step="withdraw"),
        client.post(reverse("talent:interview-answer", args=[offered.interview.public_id]), {"time": ""}),
    ):
        assert response.status_code == 404
    assert Application.objects.get().state == "interview"


# ---------------------------------------------------------------- asked by an employer
def test_who_asks_stands_on_her_first_page_and_the_page_names_employer_and_data(client, position, talent):
    ranked(position, talent)
    Match.objects.update(state="sent_to_employer", released_at=timezone.now())
    match = match_of(position, talent)
    interest.show(match, by=position.employer.organisation.memberships.get().user)
    assert get(client, HOME).context["asked"] == [match]
    page = get(client, reverse("talent:asked", args=[match.public_id]))
    assert position.employer.organisation.name_en in page.text
    assert page.context["data"] == [
        "your name", "your contact details", "education and experience", "skills, languages and projects", "your CV",
    ]  # fmt: skip
    assert page.context["open"] is True


def test_the_answer_after_the_position_ended_is_a_message(client, position, talent):
    ranked(position, talent)
    Match.objects.update(state="sent_to_talent", released_at=timezone.now())
    match = match_of(position, talent)
    type(position).objects.update(state="closed")
    response = client.post(reverse("talent:asked", args=[match.public_id]), {"answer": "agree"}, follow=True)
    assert response.status_code == 200
    assert not Consent.objects.exists()
