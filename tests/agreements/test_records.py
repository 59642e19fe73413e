"""Agreement records (C18): from intentions to what is fulfilled, and what a report may call signed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.agreements import policies, records
from apps.agreements.models import Agreement
from apps.core.moves import GuardFailed, IllegalMove
from apps.procedures.calendar import today
from tests.agreements.factories import Scan, make_contracts
from tests.factories import make_member, make_operator, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return make_organisation()


def note(cast, body, **changes):
    given = {
        "kind": "formal", "title": "人才合作协议", "source": "event", "source_ref": "abcdefgh2345", "district": "370212",
        "parties": [{"name": body.name_zh, "organisation": body}, {"name": "王博士", "user": make_user()}],
        "amount": 500_000, "plan": [("到岗", date(2027, 1, 1))], **changes,
    }  # fmt: skip
    return records.record(by=cast.keeper, **given)


def sign(agreement, cast):
    for party in agreement.parties.all():
        who = make_member(party.organisation) if party.organisation else party.user
        assert policies.can_hand_in(who, party)
        records.hand_in(party, by=who, upload=Scan(), signatory="x", sealed=True)
        records.file_side(party, by=cast.keeper)
    agreement.refresh_from_db()


def test_an_intention_becomes_formal_signed_in_force_and_fulfilled(cast, body):
    agreement = note(cast, body, kind="intention")
    assert (agreement.state, agreement.plan) == ("intention", [{"title": "到岗", "on": "2027-01-01"}])
    with pytest.raises(GuardFailed):
        records.hand_in(agreement.parties.first(), by=make_user(), upload=Scan(), signatory="x", sealed=True)
    records.draft(agreement, by=cast.keeper, amount=600_000)
    assert not Agreement.objects.signed().exists()
    sign(agreement, cast)
    assert (agreement.kind, agreement.state, agreement.amount) == ("formal", "signed", 600_000)
    records.enter_force(agreement, by=cast.keeper)
    records.fulfil(agreement, by=cast.keeper)
    assert Agreement.objects.signed().get() == agreement


def test_only_what_is_signed_counts_and_by_its_day(cast, body):
    note(cast, body)
    note(cast, body, kind="intention")
    gone = note(cast, body)
    records.lapse(gone, by=cast.keeper, reason="未签")
    signed = note(cast, body)
    sign(signed, cast)
    broken = note(cast, body)
    sign(broken, cast)
    records.break_(broken, by=cast.keeper, reason="违约")
    assert set(Agreement.objects.signed()) == {signed, broken}
    day = timedelta(days=1)
    assert Agreement.objects.signed(since=today()).count() == 2
    assert not Agreement.objects.signed(since=today() + day).exists()
    assert not Agreement.objects.signed(until=today() - day).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "challenge"},
        {"title": " "},
        {"parties": [{"name": "x"}]},
        {"parties": [{"name": "x"}, {"name": " "}]},
    ],
)
def test_what_is_no_agreement(cast, body, changes):
    with pytest.raises(GuardFailed):
        note(cast, body, **changes)


def test_the_record_of_a_contract_follows_its_contract(cast):
    (contract,) = make_contracts(cast)
    agreement = contract.agreement
    for step in (
        lambda: records.fulfil(agreement, by=cast.keeper),
        lambda: records.enter_force(agreement, by=cast.keeper),
        lambda: records.lapse(agreement, by=cast.keeper, reason="x"),
        lambda: records.break_(agreement, by=cast.keeper, reason="x"),
    ):
        with pytest.raises(GuardFailed, match="contract"):
            step()


def test_ends_need_a_reason_and_steps_their_order(cast, body):
    agreement = note(cast, body)
    with pytest.raises(GuardFailed):
        records.lapse(agreement, by=cast.keeper, reason=" ")
    with pytest.raises(IllegalMove):
        records.enter_force(agreement, by=cast.keeper)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.update(state="signed")


def test_who_keeps_and_who_sees_a_record(cast, body):
    agreement = note(cast, body)
    own, user = make_member(body), agreement.parties.last().user
    torn = make_operator(verbs=["challenges.publish"])
    body.memberships.create(user=torn, role="recruiter")
    for who, sees, keeps in (
        (own, True, False), (user, True, False), (make_user(), False, False), (cast.keeper, True, True), (torn, True, False),
        (make_operator(district="370202", verbs=["challenges.publish"]), False, False),
    ):  # fmt: skip
        assert Agreement.objects.visible_to(who).exists() is sees
        assert policies.can_keep_record(who, agreement) is keeps
        assert policies.can_read_record(who, agreement) is sees


NOTED = {
    "kind": "intention", "title": "人才合作意向", "source": "event", "source_ref": "LQH-25", "district": "370212",
    "amount": "500000", "first_name": "海洋装备公司", "second_name": "王博士", "plan": "2027-06-30 到岗\n\n2028-01-01 首个样机",
}  # fmt: skip


@pytest.mark.usefixtures("taxonomy")
def test_operators_note_an_agreement_and_lead_it_to_its_end(client, cast, body):
    body.credit_code = "91370200MA3C000001"
    body.save()
    client.cookies["django_language"] = "en"
    client.force_login(cast.keeper)
    here = reverse("admin:agreements_agreement_note")
    assert here in client.get(reverse("admin:agreements_agreement_changelist")).content.decode()
    for wrong in ({"plan": "bald"}, {"source": "challenge"}, {"district": "999999"}, {"second_name": " "}):
        assert client.post(here, NOTED | wrong).status_code == 422
    assert not Agreement.objects.exists()
    assert client.post(here, NOTED | {"first_code": "91370200ma3c000001"}).status_code == 302
    agreement = Agreement.objects.get()
    first, second = agreement.parties.all()
    assert (agreement.state, first.organisation, len(agreement.plan)) == ("intention", body, 2)
    page = reverse("admin:agreements_agreement_change", args=[agreement.pk])
    client.post(page, {"act": "draft"})
    for party in (first, second):
        given = {"party": party.public_id, "signatory": "某某", "sealed": "on"}
        client.post(page, {"act": "hand_in", "file": SimpleUploadedFile("scan.exe", b"MZ"), **given})
        party.refresh_from_db()
        assert party.scan is None
        client.post(page, {"act": "hand_in", "file": SimpleUploadedFile("scan.pdf", b"%PDF-1.7 signed"), **given})
        party.refresh_from_db()
        assert client.post(page, {"act": "file", "party": party.public_id}).status_code == 403  # her own upload
        client.force_login(cast.officer)
        client.post(page, {"act": "file", "party": party.public_id, "seen": party.scan.sha256})
        client.force_login(cast.keeper)
    agreement.refresh_from_db()
    assert agreement.state == "signed"
    for act, state in (("enter_force", "in_force"), ("break_", "in_force"), ("fulfil", "fulfilled")):
        client.post(page, {"act": act})  # broken only with a reason
        agreement.refresh_from_db()
        assert agreement.state == state


@pytest.mark.usefixtures("taxonomy")
def test_who_notes_no_agreement(client, cast, body):
    agreement = note(cast, body)
    page = reverse("admin:agreements_agreement_change", args=[agreement.pk])
    client.force_login(cast.finance)  # reads, and no more
    assert client.get(page).status_code == 200
    assert client.post(page, {"act": "lapse", "reason": "x"}).status_code == 403
    assert client.get(reverse("admin:agreements_agreement_note")).status_code == 403
    client.force_login(make_operator(district="370202", verbs=["challenges.publish"]))
    assert client.get(page).status_code == 302
    assert client.post(reverse("admin:agreements_agreement_note"), NOTED).status_code == 422
    assert Agreement.objects.get().state == "drafted"
