"""A proposal in pages: begun, written, members, signed, sealed, receipts; the call opened by two people in the admin."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.challenges import keys
from apps.challenges.models import CallKey
from apps.notifications.models import Delivery
from apps.proposals import drafts
from apps.proposals.models import Draft, Package, Proposal
from tests.challenges.content import make_challenge
from tests.factories import make_employer, make_notice, make_operator, make_user
from tests.proposals.content import CONTENT, make_call, make_draft, phrase, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def rows(prefix: str, *given: dict[str, object]) -> dict[str, str]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(given)), f"{prefix}-INITIAL_FORMS": "0"}
    return data | {f"{prefix}-{n}-{name}": str(value) for n, row in enumerate(given) for name, value in row.items()}


def blind() -> dict[str, str]:
    texts = {name: str(CONTENT[name]) for name in ("route", "plan", "quote", "ip")}
    return texts | rows("milestones", *CONTENT["milestones"]) | rows("budget", *CONTENT["budget"])


def identity() -> dict[str, str]:
    return {**{name: str(CONTENT[name]) for name in ("team", "record", "conflicts")}, **rows("ties", tie())}


def tie(**changes: str) -> dict[str, object]:
    return {"name": "苏砚清", "relation": "co_author", "body": "岚屿研究所", **changes}


def test_from_the_public_page_to_the_receipt(client):
    make_notice("integrity")
    make_notice("award_publicity")
    call, user = make_call(), make_user(display_name="Wanderer Oceanborn")
    client.force_login(user)
    assert f"/proposals/start/{call.public_id}/" in client.get(f"/challenges/{call.public_id}/").content.decode()
    answer = client.post(f"/proposals/start/{call.public_id}/", {"applicant": "", "country": "US", "independent": "on"})
    found = Proposal.objects.get()
    here = f"/proposals/{found.public_id}/"
    assert answer["Location"] == here
    assert client.get(here).status_code == 200
    for part, data in (("blind", blind()), ("identity", identity())):
        assert client.get(f"{here}write/{part}/").status_code == 200
        assert client.post(f"{here}write/{part}/", data)["Location"] == here
    client.post(f"{here}step/", {"act": "seal"})
    found.refresh_from_db()
    assert found.state == "draft"  # not signed yet
    client.post(f"{here}step/", {"act": "sign"})
    client.post(f"{here}step/", {"act": "seal"})
    found.refresh_from_db()
    assert (found.state, Draft.objects.exists()) == ("submitted", False)
    page = client.get(here).content.decode()
    for package in Package.objects.filter(proposal=found):
        assert package.receipt_hash in page
        receipt = json.loads(client.get(f"{here}receipts/{package.public_id}/").content)
        assert receipt == package.receipt
        assert client.get(f"/files/{package.sealed.public_id}/").status_code == 200
    assert client.get("/proposals/").status_code == 200


def test_it_is_saved_as_one_goes_and_two_windows_are_told_apart(client):
    proposal = make_draft(make_call())
    client.force_login(proposal.lead)
    page = f"/proposals/{proposal.public_id}/write/identity/"
    saves = proposal.draft.saves
    data = {**identity(), "saves": str(saves)}
    answer = client.post(page, data, headers={"x-autosave": "1"})
    assert (answer.status_code, answer["X-Saves"]) == (204, str(saves + 1))
    assert client.post(page, data, headers={"x-autosave": "1"}).status_code == 409


def test_the_second_of_two_windows_keeps_what_was_typed_and_the_first_what_was_stored(client):
    proposal = make_draft(make_call())
    client.force_login(proposal.lead)
    page, saves = f"/proposals/{proposal.public_id}/write/identity/", proposal.draft.saves
    client.post(page, {**identity(), "team": "第一窗口", "saves": str(saves)})
    late = client.post(page, {**identity(), "team": "第二窗口", "saves": str(saves)}, headers={"accept-language": "en"})
    text = late.content.decode()
    assert late.status_code == 422
    assert "another window" in text
    assert "第二窗口" in text
    proposal.draft.refresh_from_db()
    assert drafts.read(proposal.draft)["team"] == "第一窗口"


@pytest.mark.parametrize("change", [{"quote": "1.5"}, {"quote": "-1"}, {"milestones-0-month": "soon"}])
def test_nonsense_is_told_and_stores_nothing(client, change):
    proposal = make_draft(make_call())
    client.force_login(proposal.lead)
    before = proposal.draft.saves
    assert client.post(f"/proposals/{proposal.public_id}/write/blind/", {**blind(), **change}).status_code == 422
    proposal.draft.refresh_from_db()
    assert proposal.draft.saves == before


def test_a_name_in_the_blind_part_keeps_it_from_being_sealed(client):
    proposal = signed(make_draft(make_call(), route="Wanderer Oceanborn 将负责界面处理。"))
    client.force_login(proposal.lead)
    page = f"/proposals/{proposal.public_id}/"
    answer = client.post(f"{page}step/", {"act": "seal"}, follow=True, headers={"accept-language": "en"})
    assert "shows who you are" in answer.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == "draft"


class TestMembers:
    def row(self, name: str, share: str, email: str = "") -> dict[str, object]:
        return {
            "name": name,
            "email": email,
            "country": "CN",
            "independent": "on",
            "budget_share": share,
            "ip_share": share,
        }

    def test_named_invited_joined_and_signed(self, client):
        proposal = make_draft(make_call())
        client.force_login(proposal.lead)
        page = f"/proposals/{proposal.public_id}/"
        assert client.get(f"{page}members/").status_code == 200
        data = rows("members", self.row("Wanderer", "60.00"), self.row("Partner", "40.00", "partner@example.test"))
        assert client.post(f"{page}members/", data)["Location"] == page
        mail = Delivery.objects.get(address="partner@example.test")
        partner = make_user("partner@example.test")
        client.force_login(partner)
        link = mail.context["url"]
        assert client.get(link).status_code == 200
        assert proposal.members.filter(user=partner).count() == 0  # a GET joins nobody
        assert client.post(link)["Location"] == page
        client.post(f"{page}step/", {"act": "sign"})
        assert proposal.members.get(user=partner).signed_at is not None
        assert client.get(f"{page}write/blind/").status_code == 302  # the lead writes
        client.post(f"{page}step/", {"act": "leave"})
        assert client.get(page).status_code == 404

    @pytest.mark.parametrize("shares", [("59.99", "40.00"), ("60.01", "40.00"), ("100.00", "0.01")])
    def test_shares_that_do_not_total_a_hundred(self, client, shares):
        proposal = make_draft(make_call())
        client.force_login(proposal.lead)
        data = rows("members", self.row("A", shares[0]), self.row("B", shares[1], "b@example.test"))
        answer = client.post(f"/proposals/{proposal.public_id}/members/", data, headers={"accept-language": "en"})
        assert (answer.status_code, "100.00" in answer.content.decode()) == (422, True)
        assert proposal.members.count() == 1


def test_files_come_and_go(client):
    proposal = make_draft(make_call())
    client.force_login(proposal.lead)
    page = f"/proposals/{proposal.public_id}/"
    client.post(f"{page}files/identity/", {"file": SimpleUploadedFile("cv.pdf", b"%PDF-1.7 cv")})
    [row] = proposal.draft.attachments.all()
    assert client.get(f"/files/{row.file.public_id}/").status_code == 200
    client.post(f"{page}files/{row.public_id}/remove/")
    assert not proposal.draft.attachments.exists()
    client.post(f"{page}files/identity/", {"file": SimpleUploadedFile("x.pdf", b"MZ\x90")})
    assert not proposal.draft.attachments.exists()


def test_strangers_posters_and_calls_without_keys(client):
    call = make_call()
    proposal = make_draft(call)
    client.force_login(make_user())
    for rest in ("", "write/blind/", "members/"):
        assert client.get(f"/proposals/{proposal.public_id}/{rest}").status_code == 404
    assert client.post(f"/proposals/{proposal.public_id}/step/", {"act": "seal"}).status_code == 404
    owner = make_employer().owner
    call.employer.organisation.memberships.create(user=owner, role="owner")
    client.force_login(owner)
    client.post(f"/proposals/start/{call.public_id}/", {"applicant": "", "country": "CN"})
    bare = make_challenge(state="published")
    client.force_login(make_user())
    assert f"/proposals/start/{bare.public_id}/" not in client.get(f"/challenges/{bare.public_id}/").content.decode()
    client.post(f"/proposals/start/{bare.public_id}/", {"applicant": "", "country": "CN"})
    assert Proposal.objects.count() == 1


class TestOpening:
    def test_keys_are_prepared_and_the_paper_is_shown_once(self, client):
        call = make_challenge(state="approved")
        people = [make_operator(verbs=["challenges.open"]) for _at in range(2)]
        for user in people:
            keys.make(user, phrase(user))
        client.force_login(make_operator(verbs=["challenges.publish"]))
        page = reverse("admin:challenges_callkey_add")
        assert client.get(page).status_code == 200
        sent = {"call": call.public_id, "holder": [user.public_id for user in people]}
        assert client.post(page, {**sent, "opens_at": "some day"}).context["paper"] == ""
        answer = client.post(page, {**sent, "opens_at": "2099-05-01T09:00"})
        assert "no-store" in answer["Cache-Control"]
        assert answer.context["paper"] in answer.content.decode()
        key = CallKey.objects.get()
        assert (key.challenge, key.opens_at) == (call, datetime(2099, 5, 1, 1, tzinfo=UTC)), (
            "nine in the city's morning"
        )
        assert client.post(page, {"call": call.public_id, "holder": []}).context.get("paper") is None

    def test_ones_own_key(self, client):
        client.force_login(make_user())
        assert client.get("/proposals/opening-key/").status_code == 403
        holder = make_operator(verbs=["challenges.open"])
        client.force_login(holder)
        page = "/proposals/opening-key/"
        assert client.post(page, {"passphrase": "short", "again": "short"}).status_code == 422
        assert client.post(page, {"passphrase": phrase(holder), "again": "other words entirely"}).status_code == 422
        assert client.post(page, {"passphrase": phrase(holder), "again": phrase(holder)}).status_code == 302
        assert keys.own(holder) is not None
        new = {"passphrase": "seven quiet boats at noon", "again": "seven quiet boats at noon"}
        assert client.post(page, {**new, "old": "not the one before"}).status_code == 422
        assert client.post(page, {**new, "old": phrase(holder)}).status_code == 302


def test_who_is_too_close_is_named_in_the_sealed_part(client):
    proposal = make_draft(make_call())
    client.force_login(proposal.lead)
    page = f"/proposals/{proposal.public_id}/write/identity/"
    wrong = client.post(page, {**identity(), **rows("ties", tie(relation="friend"))})
    assert wrong.status_code == 422
    client.post(page, identity())
    proposal.draft.refresh_from_db()
    assert drafts.read(proposal.draft)["ties"] == [tie()]
