"""Case officers' pages: no name without a reason; claims and duplicates are decided there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import AccessEntry, User
from apps.core import audit
from apps.talents import claims, duplicates
from apps.talents.models import Claim, DuplicateProposal, Talent
from tests.factories import make_operator, make_talent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


@pytest.fixture
def operator(client: Client) -> User:
    found = make_operator(verbs=["talents.review"])
    client.force_login(found)
    return found


def page(model: str, row: object) -> str:
    return reverse(f"admin:talents_{model}_change", args=[row.pk])  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", ["talent", "claim", "duplicateproposal"])
def test_lists_show_no_name(client: Client, operator: User, model: str) -> None:
    talent = make_talent(family_name="Secretname", name_zh="金丝雀")
    other = make_talent(whatsapp="13800000417")
    talent.whatsapp = "13800000417"
    talent.save()
    duplicates.refresh(other)
    duplicates.refresh(talent)
    claims.submit(claims.declare(talent, "degree"), by=talent.user, note="x")
    text = client.get(reverse(f"admin:talents_{model}_changelist")).content.decode()
    assert talent.public_id in text
    for secret in ("Secretname", "金丝雀", "Canary", talent.user.email, "Planted School"):
        assert secret not in text


@pytest.mark.parametrize("verbs", [["audit.read"], ["matching.review"]])
def test_others_see_nothing(client: Client, verbs: list[str]) -> None:
    talent = make_talent()
    client.force_login(make_operator(verbs=verbs))
    assert client.get(reverse("admin:talents_talent_changelist")).status_code == 403
    answer = client.get(page("talent", talent))
    assert (answer.status_code, answer.url) == (302, reverse("admin:index"))  # for them there is no such row


def test_the_name_needs_a_reason_and_the_look_is_logged(client: Client, operator: User) -> None:
    talent = make_talent(family_name="Secretname")
    hidden = client.get(page("talent", talent)).content.decode()
    assert ("Secretname" in hidden, "S***" in hidden) == (False, True)
    assert "Secretname" not in client.post(page("talent", talent), {"reason": "  "}).content.decode()
    assert not AccessEntry.objects.exists()
    assert "Secretname" in client.post(page("talent", talent), {"reason": "call about claim"}).content.decode()
    entry = AccessEntry.objects.get()
    assert (entry.person, entry.viewer, entry.what) == (talent.user, operator, "identity")
    assert audit.timeline(talent, public_only=False).last().reason == "call about claim"


def test_nobody_opens_her_own_case(client: Client, operator: User) -> None:
    own = make_talent(user=operator)
    assert client.get(page("talent", own)).status_code == 403


def test_a_claim_is_checked(client: Client, operator: User) -> None:
    talent = make_talent()
    claim = claims.declare(talent, "degree")
    claims.submit(claim, by=talent.user, note="CSCSE 2020-1")
    for step in ("take_up", "verify"):
        client.post(page("claim", claim), {"step": step})
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by) == ("verified", operator)
    client.post(page("claim", claim), {"step": "revoke", "reason": ""})
    assert Claim.objects.get().state == "verified"
    client.post(page("claim", claim), {"step": "nonsense"})
    client.post(page("claim", claim), {"step": "revoke", "reason": "forged"})
    assert Claim.objects.get().state == "revoked"


def pair() -> tuple[Talent, Talent, DuplicateProposal]:
    first, second = make_talent(whatsapp="13800000417"), make_talent(whatsapp="13800000417")
    duplicates.refresh(first)
    duplicates.refresh(second)
    return first, second, DuplicateProposal.objects.get()


def test_two_persons(client: Client, operator: User) -> None:
    _first, _second, proposal = pair()
    client.post(page("duplicateproposal", proposal), {"decision": "different"})
    proposal.refresh_from_db()
    assert (proposal.decision, proposal.decided_by) == ("different", operator)


def test_one_person(client: Client, operator: User) -> None:
    first, second, proposal = pair()
    shown = client.post(page("duplicateproposal", proposal), {"decision": "show", "reason": "compare"}).content.decode()
    assert first.family_name in shown
    assert AccessEntry.objects.count() == 2
    client.post(page("duplicateproposal", proposal), {"decision": "stranger"})
    assert DuplicateProposal.objects.get().decision == "open"
    client.post(page("duplicateproposal", proposal), {"decision": second.public_id})
    first.refresh_from_db()
    assert first.merged_into == second
