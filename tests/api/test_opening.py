"""A proposal over REST from draft to opening: two people write it, the clock closes the call, two others open it.

These tests commit: the opening stands outside of every transaction, so that a refused attempt stays on record.
"""

from __future__ import annotations

import hashlib
import re

import pytest

from apps.core.models import AuditEntry
from apps.core.sealing import receipts
from apps.notifications.models import Delivery
from apps.proposals import opening
from tests.api.conftest import ROOT
from tests.api.test_proposals import BODY, attach, close_by_the_clock, member
from tests.challenges.content import make_challenge
from tests.factories import make_member, make_operator, make_organisation, make_user
from tests.journeys import vocabularies
from tests.proposals.content import CONTENT, attempt, close, make_call, make_sealed, phrase

pytestmark = pytest.mark.django_db(transaction=True)


def secret() -> str:
    return re.search(r"/join/([^/]+)/", Delivery.objects.get(kind="proposal_invited").context["url"]).group(1)


def test_from_draft_to_opened_by_api_alone(api):
    vocabularies.stand()
    call = make_challenge(state="approved")
    officer = make_operator(verbs=["challenges.publish"])
    people = [make_operator(verbs=["challenges.open"]) for _each in range(2)]
    for person in people:
        assert api(person).ok("post", "me/opening-key/", {"passphrase": phrase(person)})["since"]
    publisher, here = api(officer), f"challenges/{call.public_id}/"
    candidates = publisher.ok("get", f"{here}key/")["candidates"]
    named = {"holders": [row["id"] for row in candidates]}
    prepared = publisher.call("post", f"{here}key/", named)
    assert (prepared.status_code, prepared["Cache-Control"]) == (201, "no-store")
    assert prepared.json()["recovery"]
    assert "recovery" not in publisher.ok("get", f"{here}key/")
    publisher.ok("post", f"{here}publish/", {"no_state_secret": True})

    first, second = make_user(display_name="Wanderer Oceanborn"), make_user("second@partner.example.test")
    lead, partner = api(first), api(second)
    begun = lead.ok("post", "proposals/", {"challenge": call.public_id, "country": "CN"})
    mine = f"proposals/{begun['id']}/"
    assert {row["field"] for row in begun["draft"]["missing"]} >= {"route", "budget", "team"}
    saved = lead.ok("patch", mine, {**BODY, "saves": begun["draft"]["saves"]})
    assert (saved["draft"]["missing"], saved["draft"]["content"]["quote"]) == ([], 800_000)
    rows = [member("Wanderer Oceanborn", "60.00"), member("Second Person", "40.00", email=second.email)]
    lead.ok("put", f"{mine}members/", {"members": rows})
    assert partner.call("get", mine).status_code == 404
    joined = partner.ok("post", "proposals/join/", {"secret": secret()})
    assert (joined["leads"], joined["draft"]["content"]["route"]) == (False, CONTENT["route"])
    assert "text" in partner.ok("get", f"{mine}undertaking/")
    paper = attach(lead, mine, "identity", "team.pdf", b"%PDF-1.4 team of two")
    assert paper.status_code == 201
    found = lead.ok("get", f"{mine}check/")
    assert (found["missing"], found["named"], len(found["unsigned"])) == ([], [], 2)
    assert lead.call("post", f"{mine}seal/").status_code == 409
    lead.ok("post", f"{mine}sign/")
    partner.ok("post", f"{mine}sign/")
    assert partner.call("post", f"{mine}seal/").status_code == 403
    sealed = lead.ok("post", f"{mine}seal/", {"saves": saved["draft"]["saves"]})
    assert (sealed["state"], sealed["draft"], len(sealed["receipts"])) == ("submitted", None, 2)
    assert lead.ok("post", f"{mine}seal/")["receipts"] == sealed["receipts"]  # a second click
    for row in partner.ok("get", f"{mine}receipts/")["results"]:
        bytes_ = partner.get(f"{ROOT}sealed-parts/{row['id']}/sealed/").content
        receipts.verify(row["receipt"], package=bytes_, key=receipts.public_key())
        assert partner.ok("get", f"sealed-parts/{row['id']}/")["opened"] is None

    body = {"holders": [{"holder": one.public_id, "passphrase": phrase(one)} for one in people]}
    assert api(people[0]).call("post", f"{here}open/", body).status_code == 409  # not closed yet
    close_by_the_clock(call)
    done = api(people[0]).ok("post", f"{here}open/", body)
    assert done == {"opened": [begun["id"]], "faults": []}
    department = api(make_operator(verbs=["challenges.approve"]))
    [row] = department.ok("get", f"{here}proposals/")["results"]
    parts = {part["part"]: part["id"] for part in row["parts"]}
    identity = department.ok("get", f"sealed-parts/{parts['identity']}/")["opened"]
    assert [one["budget_share"] for one in identity["facts"]["members"]] == ["60.00", "40.00"]
    assert identity["files"][0]["sha256"] == hashlib.sha256(b"%PDF-1.4 team of two").hexdigest()
    assert department.get(f"{ROOT}sealed-parts/{parts['identity']}/file/?n=0").content == b"%PDF-1.4 team of two"
    assert department.get(f"{ROOT}sealed-parts/{parts['identity']}/file/?n=1").status_code == 404
    assert lead.ok("get", f"sealed-parts/{parts['blind']}/")["opened"]["content"]["route"] == CONTENT["route"]
    steps = [step["act"] for step in partner.ok("get", f"{mine}timeline/")["results"]]
    assert steps == ["submit"]
    assert [one["state"] for one in lead.ok("get", "proposals/")["results"]] == ["submitted"]


def test_a_refused_opening_stays_on_record_and_opens_nothing(api):
    """The route is not in a transaction of its own: the refusal is written although the answer is a 409."""
    call = make_call()
    proposal = make_sealed(call)
    first, second, _deputy = call.holders
    one, other = ({"holder": user.public_id, "passphrase": phrase(user)} for user in (first, second))
    here = f"challenges/{call.public_id}/open/"
    before = api(first).call("post", here, {"holders": [one, other]})  # too early
    close(call)
    wrong = {**other, "passphrase": "not the phrase at all"}
    refused = [
        before,
        api(first).call("post", here, {"holders": [one]}),
        api(first).call("post", here, {"holders": [one, one]}),
        api(first).call("post", here, {"holders": [one, wrong]}),
        api(second).call("post", here, {"holders": [one], "paper": "no paper"}),
    ]
    assert [answer.status_code for answer in refused] == [409] * 5
    texts = "".join(answer.content.decode() for answer in refused)
    assert not any(word in texts for word in (phrase(first), phrase(second), wrong["passphrase"]))
    entries = AuditEntry.objects.filter(subject_ref=call.public_id, act=opening.REFUSED)
    assert entries.count() == 5
    assert "phrase" not in str(list(entries.values_list("data", flat=True)))
    proposal.refresh_from_db()
    assert proposal.opened_at is None
    assert api(second).ok("post", here, {"holders": [one, other]})["opened"] == [proposal.public_id]


def test_the_opened_list_is_closed_to_who_belongs_to_a_party(api):
    call = make_call()
    organisation = make_organisation()
    writer = make_member(organisation, role="owner")
    make_sealed(call, user=writer, organisation=organisation)
    close(call)
    first, second, _deputy = call.holders
    opening.open_call(call, [attempt(first), attempt(second)], by=first)
    officer = make_operator(verbs=["challenges.approve"])
    here = f"challenges/{call.public_id}/proposals/"
    assert len(api(officer).ok("get", here)["results"]) == 1
    organisation.memberships.create(user=officer, role="recruiter")
    assert [row["parts"] for row in api(officer).ok("get", here)["results"]] != [[]]  # her own people read it
    other = make_operator(verbs=["challenges.approve"])
    organisation.memberships.create(user=other, role="hiring_manager")
    assert api(other).ok("get", here)["results"] == []
