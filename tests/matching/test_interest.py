"""From an anonymous card to a person: the employer asks, the talent decides, a GET decides nothing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts import consents
from apps.accounts.models import AccessEntry, Consent, Grant
from apps.applications import lifecycle as applications
from apps.applications.models import Application
from apps.core import audit
from apps.core.moves import GuardFailed, MoveRefused
from apps.matching import interest
from apps.matching.models import Label, Match
from apps.matching.states import MatchState
from apps.notifications.models import Delivery, Message
from apps.positions import lifecycle as positions
from apps.talents.models import BlockedEmployer, Talent
from tests.factories import make_employer, make_member, make_notice, make_organisation, make_position, make_talent
from tests.matching.world import match_of, ranked

pytestmark = pytest.mark.django_db


@pytest.fixture
def match():
    make_notice("share_interest")
    make_notice("share_application")
    position, talent = make_position(), make_talent()
    ranked(position, talent)
    Match.objects.update(state="sent_to_employer", released_at=timezone.now())
    return match_of(position, talent)


@pytest.fixture
def owner(match):
    return match.position.employer.organisation.memberships.get().user


@pytest.fixture
def asked(match, owner):
    interest.show(match, by=owner)
    return match


def test_interest_asks_the_talent_at_once_on_one_page(match, owner):
    interest.show(match, by=owner)
    match.refresh_from_db()
    assert (match.state, match.asked_at is not None) == (MatchState.SENT_TO_TALENT, True)
    message = Message.objects.get(recipient=match.talent.user)
    assert (message.kind, message.url) == ("interest", f"/talent/asked/{match.public_id}/")
    assert Delivery.objects.filter(recipient=match.talent.user, kind="interest").count() == 1
    assert list(Label.objects.values_list("kind", "by")) == [("employer_interest", owner.pk)]
    assert [entry.act for entry in audit.timeline(match, public_only=False)] == ["show_interest", "ask_talent"]
    assert not Talent.objects.visible_to(owner).exists()


def test_interest_is_shown_once(asked, owner):
    with pytest.raises(MoveRefused):
        interest.show(asked, by=owner)
    assert Message.objects.filter(kind="interest").count() == 1


def blocks(kind):
    def hide(match):
        organisation = match.position.employer.organisation
        if kind in ("parent", "domain_of_the_parent"):
            organisation.parent = make_organisation(mail_domains=["group.example"])
            organisation.save()
        data = {
            "organisation": {"organisation": organisation},
            "parent": {"organisation": organisation.parent},
            "domain_of_the_parent": {"domain": "GROUP.example"},
        }[kind]
        BlockedEmployer.objects.create(talent=match.talent, **data)

    return hide


HIDING = {
    "opted_out": lambda match: Talent.objects.update(automated_ranking=False),
    "not_open": lambda match: Talent.objects.update(open_to_work=False),
    "hidden": lambda match: Talent.objects.update(visibility="recommendations"),
    "account_closed": lambda match: type(match.talent.user).objects.filter(pk=match.talent.user_id).update(is_active=False),
    "blocked": blocks("organisation"),
    "parent_blocked": blocks("parent"),
    "domain_of_the_parent_blocked": blocks("domain_of_the_parent"),
}  # fmt: skip


@pytest.mark.parametrize("how", HIDING)
def test_who_has_hidden_since_the_release_is_not_asked(match, owner, how):
    HIDING[how](match)
    with pytest.raises(GuardFailed, match="no longer looking"):
        interest.show(match_of(match.position, match.talent), by=owner)
    assert match_of(match.position, match.talent).state == MatchState.SENT_TO_EMPLOYER
    assert not Message.objects.filter(kind="interest").exists()
    assert not Label.objects.exists()


def test_a_block_of_somebody_else_hides_nothing(match, owner):
    BlockedEmployer.objects.create(talent=match.talent, organisation=make_employer().organisation)
    BlockedEmployer.objects.create(talent=make_talent(), organisation=match.position.employer.organisation)
    interest.show(match, by=owner)
    assert match.state == MatchState.SENT_TO_TALENT


def test_a_position_that_has_ended_asks_nobody(match, owner):
    positions.close(match.position, by=owner)
    with pytest.raises(GuardFailed, match="not published"):
        interest.show(match, by=owner)


def test_passing_over_is_kept_as_a_label_and_tells_nobody(match, owner):
    interest.pass_over(match, by=owner, reason_code="other_field")
    assert match.state == MatchState.NO_INTEREST
    assert list(Label.objects.values_list("kind", "reason_code")) == [("employer_passed", "other_field")]
    assert not Message.objects.filter(recipient=match.talent.user).exists()


# ---------------------------------------------------------------- she answers
def test_agreeing_opens_her_to_this_employer_and_begins_the_pipeline(asked, owner):
    stranger = make_employer().owner
    application = interest.agree(asked, by=asked.talent.user)
    asked.refresh_from_db()
    assert asked.state == MatchState.CONVERTED
    assert (application.state, application.via) == ("submitted", "interest")
    consent, grant = Consent.objects.get(), Grant.objects.get()
    assert (consent.purpose, consent.recipient, grant.consent) == (
        "share_interest", asked.position.employer.organisation, consent,
    )  # fmt: skip
    assert list(Talent.objects.visible_to(owner)) == [asked.talent]
    assert list(Application.objects.visible_to(owner)) == [application]
    assert not Talent.objects.visible_to(stranger).exists()
    assert [m.kind for m in Message.objects.filter(recipient=owner)] == ["interest_agreed"]
    assert list(Label.objects.order_by("id").values_list("kind", flat=True)) == ["employer_interest", "talent_agreed"]


def test_agreeing_twice_changes_nothing(asked):
    interest.agree(asked, by=asked.talent.user)
    with pytest.raises(MoveRefused):
        interest.agree(match_of(asked.position, asked.talent), by=asked.talent.user)
    assert (Consent.objects.count(), Grant.objects.count(), Application.objects.count()) == (1, 1, 1)


def test_withdrawing_the_consent_closes_her_again(asked, owner):
    interest.agree(asked, by=asked.talent.user)
    consents.withdraw(Consent.objects.get(), by=asked.talent.user)
    assert not Talent.objects.visible_to(owner).exists()


def test_agreeing_after_the_position_ended_stores_nothing(asked, owner):
    positions.close(asked.position, by=owner)
    with pytest.raises(GuardFailed):
        interest.agree(match_of(asked.position, asked.talent), by=asked.talent.user)
    assert (Consent.objects.count(), Grant.objects.count(), Application.objects.count()) == (0, 0, 0)
    assert match_of(asked.position, asked.talent).state == MatchState.SENT_TO_TALENT


def test_refusing_opens_nothing_and_tells_only_that_the_card_is_closed(asked, owner):
    interest.refuse(asked, by=asked.talent.user)
    assert asked.state == MatchState.NO_INTEREST
    assert (Consent.objects.count(), Grant.objects.count(), Application.objects.count()) == (0, 0, 0)
    assert not Talent.objects.visible_to(owner).exists()
    (message,) = Message.objects.filter(recipient=owner)
    assert message.kind == "interest_refused"
    assert set(message.context) == {"position"}
    assert message.url == f"/employer/positions/{asked.position.public_id}/candidates/"


def test_a_direct_application_answers_an_open_card(match):
    row = applications.start(match.talent, match.position, by=match.talent.user)
    applications.submit(row, by=match.talent.user)
    assert match_of(match.position, match.talent).state == MatchState.CONVERTED


# ---------------------------------------------------------------- the page
def address(match):
    return reverse("talent:asked", args=[match.public_id])


def test_opening_the_page_consents_to_nothing(client, asked):
    client.force_login(asked.talent.user)
    for _ in range(2):
        page = client.get(address(asked), {"answer": "agree"})
        assert page.status_code == 200
    assert asked.position.employer.organisation.name in page.text
    assert client.head(address(asked)).status_code in (200, 405)
    assert (Consent.objects.count(), match_of(asked.position, asked.talent).state) == (0, MatchState.SENT_TO_TALENT)


def test_one_post_consents(client, asked):
    client.force_login(asked.talent.user)
    response = client.post(address(asked), {"answer": "agree"})
    assert response.url == reverse("talent:application", args=[Application.objects.get().public_id])
    assert Grant.objects.live().count() == 1
    assert client.get(address(asked)).status_code == 200


def test_one_post_refuses_and_the_page_is_gone(client, asked):
    client.force_login(asked.talent.user)
    assert client.post(address(asked), {"answer": "refuse"}).url == reverse("talent:home")
    assert client.get(address(asked)).status_code == 404


@pytest.mark.parametrize("data", [{}, {"answer": "maybe"}])
def test_an_answer_that_is_none(client, asked, data):
    client.force_login(asked.talent.user)
    assert client.post(address(asked), data).status_code == 400
    assert match_of(asked.position, asked.talent).state == MatchState.SENT_TO_TALENT


@pytest.mark.parametrize("who", ["other_talent", "employer"])
def test_nobody_answers_for_her(client, asked, owner, who):
    client.force_login(make_talent().user if who == "other_talent" else owner)
    response = client.post(address(asked), {"answer": "agree"})
    assert response.status_code == (404 if who == "other_talent" else 302)
    assert (Consent.objects.count(), match_of(asked.position, asked.talent).state) == (0, MatchState.SENT_TO_TALENT)


def test_before_she_is_asked_there_is_no_page(client, match):
    client.force_login(match.talent.user)
    assert client.get(address(match)).status_code == 404


def test_opening_her_profile_afterwards_is_logged(client, asked, owner):
    application = interest.agree(asked, by=asked.talent.user)
    client.force_login(owner)
    assert client.get(reverse("employer:application", args=[application.public_id])).status_code == 200
    assert AccessEntry.objects.filter(person=asked.talent.user, viewer=owner).exists()


def test_a_colleague_without_the_right_role_cannot_ask(client, match):
    client.force_login(make_member(match.position.employer.organisation, "hiring_manager"))
    response = client.post(reverse("employer:card-answer", args=[match.card_id]), {"answer": "interested"})
    assert response.status_code == 403
    assert match_of(match.position, match.talent).state == MatchState.SENT_TO_EMPLOYER
