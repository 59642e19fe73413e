"""Agreement records by API: noted from events and matches, signed by both sides, found by their filters."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.agreements.models import Agreement
from apps.procedures.calendar import today
from tests.agreements.factories import Cast, make_contracts
from tests.factories import make_member, make_operator, make_organisation, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
CODE = "91370200MA3C000001"


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def house():
    return make_organisation(credit_code=CODE)


def body(**changes):
    return {
        "kind": "intention", "title": "人才合作意向", "source": "event", "source_ref": "LQH-25", "district": "370212",
        "amount": 500_000, "parties": [{"name": "海洋装备公司", "credit_code": CODE.lower()}, {"name": "王博士"}],
        "plan": [{"title": "到岗", "on": "2027-06-30"}], **changes,
    }  # fmt: skip


def scan(client, record, side, **changes):
    given = {"file": SimpleUploadedFile("scan.pdf", b"%PDF-1.7 signed"), "signatory": "某某", "sealed": "true"}
    return client.post(f"/api/v1/agreements/{record}/scan/", {**given, "side": side, **changes}, format="multipart")


def test_from_the_note_to_its_fulfilment(api, cast, house):
    keeper, other, owner = api(cast.keeper), api(cast.officer), api(make_member(house))
    made = keeper.ok("post", "agreements/", body())
    assert (made["state"], made["plan"], made["contract"]) == (
        "intention", [{"title": "到岗", "on": "2027-06-30"}], None,
    )  # fmt: skip
    agreement = Agreement.objects.get()
    assert agreement.parties.get(side="first").organisation == house
    here = f"agreements/{made['id']}/"
    assert scan(owner, made["id"], "first").status_code == 409  # nothing is signed of an intention
    assert keeper.ok("post", f"{here}draft/", {"amount": 600_000})["amount"] == 600_000
    assert scan(owner, made["id"], "first").status_code == 201
    assert scan(owner, made["id"], "second").status_code == 403
    assert scan(keeper, made["id"], "second", file=SimpleUploadedFile("x.exe", b"MZ")).status_code == 400
    assert scan(keeper, made["id"], "second").status_code == 201
    assert owner.call("get", f"{here}scan/?side=second").content == b"%PDF-1.7 signed"
    shown = {row["side"]: row["scan"]["sha256"] for row in keeper.ok("get", here)["parties"]}
    filed = {"side": "second", "sha256": shown["second"]}
    assert keeper.call("post", f"{here}file-side/", filed).status_code == 403  # handed in by herself
    assert other.call("post", f"{here}file-side/", {**filed, "sha256": "0" * 64}).status_code == 409
    other.ok("post", f"{here}file-side/", filed)
    signed = other.ok("post", f"{here}file-side/", {"side": "first", "sha256": shown["first"]})
    assert (signed["state"], signed["signed_on"]) == ("signed", today().isoformat())
    assert keeper.ok("post", f"{here}enter-force/")["state"] == "in_force"
    assert keeper.ok("post", f"{here}fulfil/")["state"] == "fulfilled"
    assert [row["state_to"] for row in keeper.ok("get", f"{here}timeline/")["results"]][-1] == "fulfilled"


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"source": "challenge"}, "source"), ({"kind": "formula"}, "kind"), ({"title": " "}, "title"),
        ({"parties": [{"name": "x"}]}, "parties"), ({"parties": [{"name": "x"}, {"name": " "}]}, "parties.1.name"),
        ({"amount": -1}, "amount"), ({"amount": 10**13}, "amount"), ({"district": "999999"}, "district"),
        ({"plan": [{"title": "x", "on": "bald"}]}, "plan.0.on"), ({"source_ref": "x" * 17}, "source_ref"),
    ],
)  # fmt: skip
def test_nonsense_is_told_at_its_field_and_stores_nothing(api, cast, change, attr):
    answer = api(cast.keeper).call("post", "agreements/", body(**change))
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr)
    assert not Agreement.objects.exists()


def test_who_notes_and_who_keeps(api, cast, house):
    elsewhere = api(make_operator(verbs=["challenges.publish"], district="370203"))
    answer = elsewhere.call("post", "agreements/", body())
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "district")
    for user in (make_user(), cast.finance, make_operator(verbs=["positions.review"]), make_member(house)):
        assert api(user).call("post", "agreements/", body()).status_code == 403
    assert not Agreement.objects.exists()
    made = api(cast.keeper).ok("post", "agreements/", body(kind="formal"))
    here = f"agreements/{made['id']}/"
    torn = make_operator(verbs=["challenges.publish"])
    house.memberships.create(user=torn, role="recruiter")
    people = {
        "party": (make_member(house), 200), "finance": (cast.finance, 200), "of a party": (torn, 200),
        "stranger": (make_user(), 404), "another house": (make_member(make_organisation()), 404),
    }  # fmt: skip
    for who, (user, reads) in people.items():
        client, moves = api(user), 403 if reads == 200 else 404
        assert client.call("get", here).status_code == reads, who
        assert client.call("post", f"{here}lapse/", {"reason": "未签"}).status_code == moves, who
        assert client.call("post", f"{here}file-side/", {"side": "first", "sha256": "0" * 64}).status_code == moves, who
    assert elsewhere.call("get", here).status_code == 404
    assert elsewhere.ok("get", "agreements/")["results"] == []
    assert scan(api(people["stranger"][0]), made["id"], "first").status_code == 404
    assert scan(api(cast.finance), made["id"], "first").status_code == 403
    assert Agreement.objects.get().state == "drafted"


def test_ends_have_reasons_and_steps_their_order(api, cast):
    keeper = api(cast.keeper)
    here = f"agreements/{keeper.ok('post', 'agreements/', body(kind='formal'))['id']}/"
    assert keeper.call("post", f"{here}lapse/", {"reason": " "}).status_code == 400
    assert keeper.call("post", f"{here}fulfil/").status_code == 409
    assert keeper.call("post", f"{here}break/", {"reason": "违约"}).status_code == 409
    assert keeper.ok("post", f"{here}lapse/", {"reason": "未签"})["state"] == "lapsed"


def test_the_record_of_a_contract_follows_its_contract(api, cast):
    (contract,) = make_contracts(cast)
    agreement = contract.agreement
    here, keeper = f"agreements/{agreement.public_id}/", api(cast.keeper)
    assert keeper.ok("get", here)["contract"] == contract.public_id
    for step, given in (("fulfil", None), ("lapse", {"reason": "x"}), ("draft", {}), ("enter-force", None)):
        assert keeper.call("post", f"{here}{step}/", given).status_code == 403, step
    assert scan(api(contract.proposal.lead), agreement.public_id, "first").status_code == 403
    family = make_operator(verbs=["challenges.publish"])
    contract.challenge.employer.organisation.memberships.create(user=family, role="hiring_manager")
    assert api(family).call("get", here).status_code == 200  # as a member of the poster, and no step is hers
    assert api(family).call("post", f"{here}fulfil/").status_code == 403


def test_an_operator_of_the_applicants_family_finds_no_record_of_its_contract(api, cast):
    parent = make_organisation()
    (contract,) = make_contracts(cast, organisation=True)
    contract.proposal.organisation.parent = parent
    contract.proposal.organisation.save()
    family = make_operator(verbs=["challenges.publish"])
    parent.memberships.create(user=family, role="owner")
    assert api(family).call("get", f"agreements/{contract.agreement.public_id}/").status_code == 404


def test_the_list_is_filtered(api, cast, house):
    keeper = api(cast.keeper)
    first = keeper.ok("post", "agreements/", body())["id"]
    second = keeper.ok("post", "agreements/", body(kind="formal", title="联合实验室", source="match"))["id"]
    Agreement.objects.filter(public_id=second).update(state="signed", signed_on=date(2026, 3, 2))

    def found(query):
        return [row["id"] for row in keeper.ok("get", f"agreements/?{query}")["results"]]

    assert found("") == [second, first]
    assert found("kind=intention") == [first]
    assert found("state=signed&signed_since=2026-03-02&signed_until=2026-03-02") == [second]
    assert found("signed_since=2026-03-03") == []
    assert found("source=match") == [second]
    assert found("source_ref=LQH-25&district=370212&q=实验室") == [second]
    assert found("district=370203") == []
    for wrong in ("kind=formula", "signed_since=bald", "district=1"):
        assert keeper.call("get", f"agreements/?{wrong}").status_code == 400
