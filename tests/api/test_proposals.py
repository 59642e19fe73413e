"""Proposals over REST: what is refused, to whom, at which field; keys of calls. The whole story is in test_opening."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.challenges import tasks as challenges
from apps.challenges.models import Challenge
from apps.core import audit
from apps.proposals import drafts, tasks
from apps.proposals.models import Draft, Proposal
from tests.api.conftest import ROOT
from tests.challenges.content import make_challenge
from tests.factories import make_member, make_operator, make_organisation, make_user
from tests.proposals.content import (
    CONTENT,
    close,
    make_call,
    make_draft,
    make_sealed,
    move_deadline,
    phrase,
    signed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
BODY = {**CONTENT, "budget": [{**row, "amount": int(str(row["amount"]).replace(",", ""))} for row in CONTENT["budget"]]}


def member(name: str, share: str, **more: str) -> dict[str, Any]:
    return {"name": name, "country": "CN", "independent": True, "budget_share": share, "ip_share": share, **more}


def attach(client, path, part, name, content=b"%PDF-1.4 nothing"):
    return client.post(
        f"{ROOT}{path}files/", {"part": part, "file": SimpleUploadedFile(name, content)}, format="multipart"
    )


def close_by_the_clock(call: Challenge) -> None:
    """The deadline passes on the database's clock, and the round of the clock closes the call."""
    move_deadline(call, seconds=-1)
    challenges.run_clock()
    call.refresh_from_db()
    assert call.state == "closed"


def test_two_tabs_the_second_is_told_and_nothing_is_lost(api):
    proposal = make_draft(make_call())
    lead, mine = api(proposal.lead), f"proposals/{proposal.public_id}/"
    saves = lead.ok("get", mine)["draft"]["saves"]
    assert lead.ok("patch", mine, {"plan": "第一窗口", "saves": saves})["draft"]["saves"] == saves + 1
    answer = lead.call("patch", mine, {"plan": "第二窗口", "saves": saves})
    assert (answer.status_code, "another window" in answer.json()["errors"][0]["detail"]) == (409, True)
    assert lead.ok("get", mine)["draft"]["content"]["plan"] == "第一窗口"


def test_places_of_the_blind_part_are_told(api):
    proposal = make_draft(make_call(), plan="The plan of OCEANBORN Wanderer.")
    lead = api(proposal.lead)
    attach(lead, f"proposals/{proposal.public_id}/", "blind", "Wanderer Oceanborn.docx", b"PK\x03\x04 torn")
    found = lead.ok("get", f"proposals/{proposal.public_id}/check/")["named"]
    assert {row["where"] for row in found} == {"Plan of work", "Wanderer Oceanborn.docx"}


@pytest.mark.parametrize("share", ["39.99", "40.01"])
def test_shares_that_are_not_a_hundred_are_a_400_at_their_field(api, share):
    proposal = make_draft(make_call())
    rows = [member("A", "60.00"), member("B", "40.00", email="b@partner.example.test", ip_share=share)]
    answer = api(proposal.lead).call("put", f"proposals/{proposal.public_id}/members/", {"members": rows})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "ip_share")
    assert proposal.members.count() == 1


@pytest.mark.parametrize(
    ("name", "content"), [("plan.exe", b"MZ"), ("plan.pdf", b"MZ"), ("plan.xlsx", b"PK\x03\x04"), ("plan.pdf", b"")]
)
def test_files_that_are_not_taken_are_a_400_at_the_file(api, name, content):
    proposal = make_draft(make_call())
    answer = attach(api(proposal.lead), f"proposals/{proposal.public_id}/", "blind", name, content)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "file")
    assert not proposal.draft.attachments.exists()


def test_a_file_is_read_back_and_removed_by_its_writers_only(api):
    proposal = make_draft(make_call())
    lead = api(proposal.lead)
    made = attach(lead, f"proposals/{proposal.public_id}/", "identity", "计划.pdf", b"%PDF-1.4 ours").json()
    here = f"proposal-files/{made['id']}/"
    answer = lead.get(ROOT + here)
    assert (answer.content, answer["X-Content-Type-Options"]) == (b"%PDF-1.4 ours", "nosniff")
    assert api(make_user()).get(ROOT + here).status_code == 404
    assert api(make_user()).delete(ROOT + here).status_code == 404
    assert lead.delete(ROOT + here).status_code == 204
    assert lead.get(ROOT + here).status_code == 404


def test_for_an_organisation_its_writers_only(api):
    call, organisation = make_call(), make_organisation()
    owner = make_member(organisation, role="owner")
    manager = make_member(organisation, role="hiring_manager")
    body = {"challenge": call.public_id, "organisation": organisation.public_id}
    answer = api(manager).call("post", "proposals/", body)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "organisation")
    made = api(owner).ok("post", "proposals/", body)
    colleague = make_member(organisation, role="recruiter")
    assert api(colleague).ok("get", f"proposals/{made['id']}/")["leads"] is True
    assert api(colleague).call("post", f"proposals/{made['id']}/sign/").status_code == 403  # no member
    assert api(manager).call("get", f"proposals/{made['id']}/").status_code == 404


def test_the_posters_people_and_a_second_draft_are_refused(api):
    call = make_call()
    poster = call.employer.organisation.memberships.first().user
    assert api(poster).call("post", "proposals/", {"challenge": call.public_id}).status_code == 409
    lead = api(make_user())
    lead.ok("post", "proposals/", {"challenge": call.public_id})
    assert lead.call("post", "proposals/", {"challenge": call.public_id}).status_code == 409
    assert lead.call("post", "proposals/", {"challenge": "nowhere"}).status_code == 400


def test_what_is_sealed_is_closed_to_operators_before_the_opening(api):
    call = make_call()
    proposal = make_sealed(call)
    officer = api(make_operator(verbs=["challenges.approve", "challenges.open"]))
    for package in proposal.packages.all():
        for end in ("", "sealed/", "file/"):
            assert officer.call("get", f"sealed-parts/{package.public_id}/{end}").status_code == 404
    assert officer.call("get", f"proposals/{proposal.public_id}/").status_code == 404
    assert officer.ok("get", f"challenges/{call.public_id}/proposals/")["results"] == []
    assert officer.ok("get", f"challenges/{call.public_id}/key/")["sealed"] == 1


def test_withdrawn_before_the_closing_and_not_after(api):
    call = make_call()
    kept, gone = make_sealed(call), make_sealed(call)
    assert api(gone.lead).ok("post", f"proposals/{gone.public_id}/withdraw/")["state"] == "withdrawn"
    close(call)
    assert api(kept.lead).call("post", f"proposals/{kept.public_id}/withdraw/").status_code == 409


def test_an_amendment_is_confirmed_before_the_sealing(api):
    call = make_call()
    proposal = signed(make_draft(call))
    Challenge.objects.filter(pk=call.pk).update(current=call.revisions.create(number=2, bounty=1, term_months=1))
    lead, mine = api(proposal.lead), f"proposals/{proposal.public_id}/"
    assert lead.ok("get", f"{mine}check/")["confirmed"] is False
    assert lead.call("post", f"{mine}seal/").status_code == 409
    assert lead.ok("post", f"{mine}confirm/")["confirmed"] is True
    assert lead.ok("post", f"{mine}seal/")["state"] == "submitted"


# ---------------------------------------------------------------- opening
def test_who_holds_no_share_does_not_open(api):
    call = make_call()
    make_sealed(call)
    close(call)
    first, second, _deputy = call.holders
    body = {"holders": [{"holder": user.public_id, "passphrase": phrase(user)} for user in (first, second)]}
    here = f"challenges/{call.public_id}/open/"
    assert api(make_user()).call("post", here, body).status_code == 403
    assert api(make_operator(verbs=["challenges.approve"])).call("post", here, body).status_code == 403
    stranger = make_operator(verbs=["challenges.open"])
    assert api(stranger).call("post", here, body).status_code == 409
    body["holders"][1]["holder"] = stranger.public_id
    assert api(first).call("post", here, body).status_code == 400


def test_ones_own_key_is_made_once_and_its_passphrase_changed(api):
    person = make_operator(verbs=["challenges.open"])
    client = api(person)
    assert client.ok("get", "me/opening-key/")["since"] is None
    assert client.call("patch", "me/opening-key/", {"old": "x", "passphrase": phrase(person)}).status_code == 409
    weak = client.call("post", "me/opening-key/", {"passphrase": "short"})
    assert (weak.status_code, weak.json()["errors"][0]["attr"]) == (400, "passphrase")
    client.ok("post", "me/opening-key/", {"passphrase": phrase(person)})
    assert client.call("post", "me/opening-key/", {"passphrase": phrase(person)}).status_code == 409
    assert (
        client.call("patch", "me/opening-key/", {"old": "x", "passphrase": "new " + phrase(person)}).status_code == 409
    )
    client.ok("patch", "me/opening-key/", {"old": phrase(person), "passphrase": "new " + phrase(person)})
    assert api(make_user()).call("get", "me/opening-key/").status_code == 403


def test_keys_are_prepared_by_who_publishes_with_two_holders(api):
    call = make_challenge(state="approved")
    people = [make_operator(verbs=["challenges.open"]) for _each in range(2)]
    for person in people:
        api(person).ok("post", "me/opening-key/", {"passphrase": phrase(person)})
    publisher, here = api(make_operator(verbs=["challenges.publish"])), f"challenges/{call.public_id}/key/"
    ids = [person.public_id for person in people]
    assert api(people[0]).call("post", here, {"holders": ids}).status_code == 403
    assert publisher.call("post", here, {"holders": ids[:1]}).status_code == 409
    assert publisher.call("post", here, {"holders": [ids[0], "nobody"]}).status_code == 400
    assert publisher.ok("post", here, {"holders": ids})["shares"][0]["standing"] == "holder"
    assert publisher.call("post", here, {"holders": ids}).status_code == 409


def test_a_draft_that_was_not_sealed_is_gone_after_the_closing(api):
    call = make_call()
    proposal = make_draft(call)
    close_by_the_clock(call)
    assert api(proposal.lead).call("patch", f"proposals/{proposal.public_id}/", {"plan": "x"}).status_code == 200
    assert api(proposal.lead).call("post", f"proposals/{proposal.public_id}/seal/").status_code == 409
    tasks.run_clock()
    assert api(proposal.lead).ok("get", f"proposals/{proposal.public_id}/")["state"] == "withdrawn"
    assert not Draft.objects.exists()
    assert Proposal.objects.count() == 1
    assert drafts.clock() - call.closes_at < timedelta(days=1)
    assert audit.timeline(proposal).filter(act="lapse").count() == 1
