"""Who may answer a call, and how often: everybody but the poster's family, once a call, no threshold ever."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction

from apps.challenges import signals as calls
from apps.challenges.models import CallKey, CallShare, Challenge, Programme
from apps.core.moves import GuardFailed
from apps.notifications.models import Message
from apps.proposals import drafts, lifecycle, members, sealing, sections, tasks
from apps.proposals.models import Draft, Member, Proposal
from tests.challenges.content import make_challenge, make_programme
from tests.employers.codes import make_code
from tests.factories import make_member, make_notice, make_organisation, make_user
from tests.proposals.content import close, make_call, make_draft, make_sealed, move_deadline, secret_of
from tests.proposals.content import rows as member_rows

pytestmark = pytest.mark.django_db
THRESHOLDS = (
    "age",
    "birth",
    "degree",
    "title",
    "region",
    "rank",
    "school",
    "gender",
    "sex",
    "nation",
    "ethnic",
    "tier",
)


def test_there_is_no_field_for_a_threshold():
    """R6: none is asked, none is stored, none is a rule of the round; `country` is the export law's alone."""
    fields = {field.name for model in (Proposal, Member, Draft) for field in model._meta.get_fields()}
    asked = set(sections.FIELDS) | set(members.Row.__dataclass_fields__)
    rules = {field.name for field in Programme._meta.get_fields()} - {"title_zh", "title_en"}  # names of the round
    for name in (fields | asked | rules) - {"package", "packages"}:
        assert not any(word in name.split("_") for word in THRESHOLDS), name


def test_anybody_starts_and_the_posters_family_does_not():
    challenge = make_call()
    assert drafts.start(challenge, by=make_user(), country="NZ").state == "draft"
    poster = challenge.employer.organisation
    sister = make_organisation(parent=poster)
    for user, organisation in (
        (make_member(poster, "hiring_manager"), None),
        (make_member(sister), None),
        (make_member(sister), sister),
        (make_user(), make_organisation()),
        (make_member(organisation_ := make_organisation(), "hiring_manager"), organisation_),
    ):
        with pytest.raises(GuardFailed):
            drafts.start(challenge, by=user, organisation=organisation)


@pytest.mark.parametrize("written", ["partner_code", "partner_name"])
def test_the_joint_poster_does_not_start_either(written):
    partner = make_organisation(name_zh="联合发榜方", credit_code=make_code(21))
    challenge = make_call(
        partner_name=partner.name_zh, **({"partner_code": make_code(21)} if "code" in written else {})
    )
    daughter = make_organisation(parent=partner)
    for user in (make_member(partner, "hiring_manager"), make_member(daughter)):
        with pytest.raises(GuardFailed, match="posts a call"):
            drafts.start(challenge, by=user)
    assert drafts.start(challenge, by=make_member(make_organisation(name_zh="别的一方"))).state == "draft"


def test_no_call_that_is_not_open_or_has_no_key_takes_a_draft():
    with pytest.raises(GuardFailed, match="keys"):
        drafts.start(make_challenge(state="published"), by=make_user())
    late = make_call()
    move_deadline(late)
    with pytest.raises(GuardFailed, match="no proposals now"):
        drafts.start(late, by=make_user())
    closed = make_call()
    close(closed)
    with pytest.raises(GuardFailed, match="no proposals now"):
        drafts.start(closed, by=make_user())


def test_one_live_proposal_of_an_applicant_for_a_call():
    challenge = make_call()
    proposal = make_draft(challenge)
    with pytest.raises(GuardFailed, match="already"):
        drafts.start(challenge, by=proposal.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(
            challenge=challenge, lead=proposal.lead, applicant=proposal.applicant, confirmed=challenge.current
        )
    lifecycle.withdraw(proposal, by=proposal.lead)
    assert not Draft.objects.filter(proposal=proposal).exists()
    drafts.start(challenge, by=proposal.lead)


def test_an_organisation_counts_once_whoever_of_it_acts():
    challenge, organisation = make_call(), make_organisation()
    make_draft(challenge, user=make_member(organisation), organisation=organisation)
    with pytest.raises(GuardFailed, match="already"):
        drafts.start(challenge, by=make_member(organisation), organisation=organisation)


def test_as_many_in_a_round_as_its_rules_allow():
    programme = make_programme(proposals_per_applicant=2)
    user = make_user()
    for _each in range(2):
        make_draft(make_call(programme=programme), user=user)
    with pytest.raises(GuardFailed, match="as many"):
        make_draft(make_call(programme=programme), user=user)
    make_draft(make_call(), user=user)  # another round


def test_taking_part_counts_like_applying():
    programme = make_programme(proposals_per_applicant=1)
    lead, friend = make_user(display_name="First Person"), make_user("friend@partner.example.test")
    make_draft(make_call(programme=programme), user=friend)
    proposal = make_draft(make_call(programme=programme), user=lead)
    members.name(proposal, member_rows(("60", "50"), ("40", "50"), email=friend.email), by=lead)
    with pytest.raises(GuardFailed, match="as many"):
        members.join(secret_of(proposal.members.get(is_lead=False)), by=friend)
    helper = make_user("helper@partner.example.test")
    members.name(proposal, member_rows(("60", "50"), ("40", "50"), email=helper.email), by=lead)
    members.join(secret_of(proposal.members.get(is_lead=False)), by=helper)
    with pytest.raises(GuardFailed, match="as many"):
        make_draft(make_call(programme=programme), user=helper)


def test_a_body_named_by_its_credit_code_counts_for_that_body():
    programme = make_programme(proposals_per_applicant=1)
    body = make_organisation(credit_code=make_code(24))
    proposal = make_draft(make_call(programme=programme))
    members.name(proposal, member_rows(("60", "50"), ("40", "50"), credit_code=make_code(24)), by=proposal.lead)
    with pytest.raises(GuardFailed, match="as many"):
        make_draft(make_call(programme=programme), user=make_member(body), organisation=body)


def test_where_everybody_works_is_said_before_the_sealing():
    make_notice("integrity")
    proposal = drafts.start(make_call(), by=make_user())
    with pytest.raises(ValidationError) as refused:
        members.name(proposal, member_rows(("100", "100"), independent=False), by=proposal.lead)
    assert set(refused.value.message_dict) == {"organisation_name"}
    with pytest.raises(GuardFailed, match="where each member works"):
        sealing._hold_to_rules(proposal, sealing.active(proposal))
    for said in ({"works_at": "岚屿研究所"}, {"independent": True}):
        told = drafts.start(make_call(), by=make_user(), **said)
        sealing._hold_to_rules(told, sealing.active(told))


@pytest.mark.django_db(transaction=True)
def test_the_limit_of_a_round_holds_for_requests_at_the_same_moment():
    programme = make_programme(proposals_per_applicant=1)
    first = make_call(programme=programme)
    challenges = [first, *(make_challenge(state="published", programme=programme) for _each in range(7))]
    for challenge in challenges[1:]:
        key = CallKey.objects.get(challenge=first)
        CallKey.objects.create(
            challenge=challenge,
            public_key=key.public_key,
            wrapped=b"",
            recovery_fingerprint="",
            created_by=key.created_by,
        )
    assert CallShare.objects.count() == 3
    user, barrier, answers = make_user(), threading.Barrier(8), []

    def client(challenge: Challenge) -> None:
        barrier.wait()
        try:
            drafts.start(challenge, by=user)
            answers.append("in")
        except GuardFailed:
            answers.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=client, args=(challenge,)) for challenge in challenges]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["in"] + ["refused"] * 7


def test_drafts_of_a_closed_call_end_and_their_plaintext_goes():
    challenge = make_call()
    draft, sealed = make_draft(challenge), make_sealed(challenge)
    assert tasks.run_clock() == 0
    close(challenge)
    assert (tasks.run_clock(), tasks.run_clock()) == (3, 0)  # a draft ends, two holders are asked to open
    draft.refresh_from_db()
    sealed.refresh_from_db()
    assert (draft.state, sealed.state) == ("withdrawn", "submitted")
    assert not Draft.objects.exists()
    assert Message.objects.filter(recipient=draft.lead, kind="proposal_lapsed").exists()


@pytest.mark.parametrize("kind", ["proposal_confirm", "proposal_call_cancelled"])
def test_applicants_hear_of_amendments_and_of_the_end(kind):
    challenge = make_call()
    proposal = make_sealed(challenge)
    news = {"proposal_confirm": calls.amended, "proposal_call_cancelled": calls.cancelled}[kind]
    news.send(Challenge, challenge=challenge, before=None, after=None, by=None)
    assert Message.objects.filter(recipient=proposal.lead, kind=kind).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("quote", 1.5), ("quote", "1.5"), ("quote", "-1"), ("quote", "NaN"), ("quote", "Infinity"), ("quote", True),
     ("quote", "9" * 40), ("route", "x" * 20_001), ("route", ["x"]), ("budget", "x"), ("budget", [{"cost": 1}]),
     ("budget", [{"item": "x", "amount": "12.50"}]), ("milestones", [{"title": "x", "month": "²"}]),
     ("milestones", [{"title": "x", "month": 1}] * 61), ("age", "40")],
)  # fmt: skip
def test_what_a_section_does_not_take_is_told_at_its_field(field, value):
    proposal = make_draft(make_call())
    with pytest.raises(ValidationError) as refused:
        drafts.save(proposal, {field: value}, by=proposal.lead)
    assert set(refused.value.message_dict) == {field}


def test_odd_text_is_stored_and_never_breaks():
    proposal = make_draft(make_call())
    drafts.save(proposal, {"route": "a\x00b \ud83d c", "budget": [{"item": " ", "amount": ""}]}, by=proposal.lead)
    content = drafts.read(Draft.objects.get(proposal=proposal))
    assert content["route"] == "a b \ufffd c"
    assert content["budget"] == []
    assert sections.missing(content).keys() == {"budget"}
