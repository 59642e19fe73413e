"""Who may do what: role by verb, for both sides, their families, and operators of every kind."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from apps.accounts.models import Membership
from apps.agreements import contracts, endings, payments, policies
from apps.agreements.models import Agreement, Contract, Milestone, Party, Payment, Recovery
from tests.agreements.factories import Scan, make_contracts, passed
from tests.factories import make_member, make_operator, make_organisation, make_user

pytestmark = pytest.mark.django_db
TEAM = {"read", "report", "hand in as solver"}
POSTER = {"read", "confirm", "send back"}
KEEP = {"read", "keep", "file"}
DECIDE = KEEP | {"decide", "settle", "decide ending", "order", "send back"}
EXPECTED = {
    "lead": TEAM | {"open name of solver"},
    "writer of the applicant": TEAM | {"open name of solver"},
    "member": TEAM,
    "former member": set(),
    "hiring manager of the applicant": set(),
    "poster's owner": POSTER | {"hand in as poster", "open name of poster"},
    "poster's recruiter": POSTER,
    "poster's hiring manager": {"read"},
    "former owner of the poster": set(),
    "poster's owner in the team": TEAM,
    "keeper": KEEP,
    "keeper elsewhere": set(),
    "keeper of the poster's family": set(),
    "officer": DECIDE,
    "officer who gave the word": DECIDE - {"settle"},
    "officer who proposed the end": DECIDE - {"decide ending"},
    "officer of the applicant's family": set(),
    "officer in the team": TEAM,
    "finance": {"read", "order", "release", "book", "confirm booking"},
    "finance who ordered": {"read", "order", "book", "confirm booking"},
    "finance who booked": {"read", "order", "release", "book"},
    "opener": set(),
    "stranger": set(),
    "suspended lead": set(),
    "signed out": set(),
}


@pytest.fixture
def here(cast):
    """A contract at work with a payment that was ordered, a word given, an end proposed and a recovery booked."""
    (contract,) = make_contracts(cast, organisation=True)
    first, second, _third = contract.milestones.all()
    passed(first, cast)
    giver, orderer = make_operator(verbs=["challenges.approve"]), make_operator(verbs=["challenges.finance"])
    booker, proposer = make_operator(verbs=["challenges.finance"]), make_operator(verbs=["challenges.approve"])
    Milestone.objects.filter(pk=second.pk).update(word="waived", word_by=giver, word_at=timezone.now())
    payment = Payment.objects.get()
    payments.order(payment, by=orderer)
    ending = endings.propose(contract, by=proposer, kind="excused", rule="force_majeure", reason="台风")
    recovery = Recovery.objects.create(contract=contract, ending=ending, amount=1, booked_by=booker, state="booked")
    second.refresh_from_db()
    contract.cast = {
        "officer who gave the word": giver, "finance who ordered": orderer, "finance who booked": booker,
        "officer who proposed the end": proposer,
    }  # fmt: skip
    contract.rows = (second, payment, ending, recovery)
    return contract


def people(contract):
    poster, applicant = contract.challenge.employer.organisation, contract.proposal.organisation
    inside, gone, former = make_user(), make_user(), make_member(poster)
    torn, torn_officer = make_member(poster), make_operator(verbs=["challenges.approve"])
    share = {"budget_share": 0, "ip_share": 0, "country": "CN", "name": "x"}
    for user in (inside, torn, torn_officer):
        contract.proposal.members.create(user=user, **share)
    contract.proposal.members.create(user=gone, left_at=timezone.now(), **share)
    Membership.objects.filter(user=former).update(ended_at=timezone.now())
    kin, own = make_operator(verbs=["challenges.approve"]), make_operator(verbs=["challenges.publish"])
    Membership.objects.create(user=kin, organisation=make_organisation(parent=applicant), role="hiring_manager")
    Membership.objects.create(user=own, organisation=make_organisation(parent=poster), role="recruiter")
    return contract.cast | {
        "lead": contract.proposal.lead,
        "writer of the applicant": make_member(applicant, "recruiter"),
        "member": inside,
        "former member": gone,
        "hiring manager of the applicant": make_member(applicant, "hiring_manager"),
        "poster's owner": make_member(poster),
        "poster's recruiter": make_member(poster, "recruiter"),
        "poster's hiring manager": make_member(poster, "hiring_manager"),
        "former owner of the poster": former,
        "poster's owner in the team": torn,
        "keeper": make_operator(district="370212", verbs=["challenges.publish"]),
        "keeper elsewhere": make_operator(district="370202", verbs=["challenges.publish"]),
        "keeper of the poster's family": own,
        "officer": make_operator(verbs=["challenges.approve"]),
        "officer of the applicant's family": kin,
        "officer in the team": torn_officer,
        "finance": make_operator(verbs=["challenges.finance"]),
        "opener": make_operator(verbs=["challenges.open"]),
        "stranger": make_user(),
        "suspended lead": make_member(applicant, is_active=False),
        "signed out": AnonymousUser(),
    }


def verbs(user, contract) -> set[str]:
    milestone, payment, ending, recovery = contract.rows
    parties = {row.side: row for row in contract.agreement.parties.all()}
    asked = {
        "read": policies.can_read(user, contract),
        "report": policies.can_report(user, contract),
        "confirm": policies.can_confirm(user, milestone),
        "send back": policies.can_send_back(user, milestone),
        "keep": policies.can_keep(user, contract),
        "file": policies.can_file(user, parties["solver"]),
        "decide": policies.can_decide(user, contract),
        "settle": policies.can_settle(user, milestone),
        "decide ending": policies.can_decide_ending(user, ending),
        "order": policies.can_order(user, payment),
        "release": policies.can_release(user, payment),
        "book": policies.can_book(user, recovery),
        "confirm booking": policies.can_confirm_booking(user, recovery),
        **{f"hand in as {side}": policies.can_hand_in(user, row) for side, row in parties.items()},
        **{f"open name of {side}": policies.can_open_name(user, row) for side, row in parties.items()},
    }
    return {verb for verb, allowed in asked.items() if allowed}


@pytest.mark.parametrize("who", EXPECTED)
def test_role_by_verb(here, who):
    assert verbs(people(here)[who], here) == EXPECTED[who]


@pytest.mark.parametrize("who", EXPECTED)
def test_who_sees_it_in_lists(here, who):
    """Lists show no more than the policy; what the policy refuses to a member of both sides stays in no list of work."""
    user = people(here)[who]
    user = AnonymousUser() if not user.is_active else user
    seen = Contract.objects.visible_to(user).filter(pk=here.pk).exists()
    assert seen or not policies.can_read(user, here)
    if not EXPECTED[who] and "family" not in who and "hiring manager of the applicant" not in who:
        assert not seen
    if who in ("signed out", "stranger", "former member", "opener", "keeper elsewhere"):
        assert not Agreement.objects.visible_to(user).exists()


def test_who_handed_a_scan_in_does_not_file_it(cast):
    (contract,) = make_contracts(cast, state="drafted")
    party = contract.agreement.parties.get(side="solver")
    contracts.hand_in(party, by=contract.proposal.lead, upload=Scan(), signatory="x", sealed=False)
    Party.objects.filter(pk=party.pk).update(handed_in_by=cast.keeper)
    party.refresh_from_db()
    assert not policies.can_file(cast.keeper, party)
    assert policies.can_file(cast.officer, party)


def test_files_are_read_by_the_parties_and_their_operators(here, cast):
    scan = here.agreement.parties.first().scan
    evidence = here.milestones.first().reports.get().evidence.get().file
    for file in (here.paper_zh, here.paper_en, scan, evidence):
        for user, may in (
            (here.proposal.lead, True),
            (cast.officer, True),
            (make_user(), False),
            (AnonymousUser(), False),
        ):
            assert policies.can_read_file(user, file) is may


def test_drawing_up_is_for_operators_without_a_side(here):
    proposal = here.proposal
    assert policies.can_draft(make_operator(verbs=["challenges.publish"]), proposal)
    assert not policies.can_draft(make_operator(verbs=["challenges.finance"]), proposal)
    assert not policies.can_draft(make_operator(district="370202", verbs=["challenges.publish"]), proposal)
    kin = make_operator(verbs=["challenges.publish"])
    Membership.objects.create(user=kin, organisation=proposal.challenge.employer.organisation, role="recruiter")
    assert not policies.can_draft(kin, proposal)
    inside = make_operator(verbs=["challenges.approve"])
    proposal.members.create(user=inside, budget_share=0, ip_share=0, country="CN", name="x")
    assert not policies.can_draft(inside, proposal)
