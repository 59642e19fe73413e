"""What goes when an account is erased, what stays as a record, and what a person may take with her."""

from __future__ import annotations

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from apps.accounts.signals import erased
from apps.core.models import File
from apps.proposals import drafts, export, members, opening
from apps.proposals.models import Draft, Member
from tests.factories import make_user
from tests.proposals.content import attempt, close, make_call, make_draft, make_sealed, rows, signed

pytestmark = pytest.mark.django_db


def erase(user) -> None:
    erased.send(sender=type(user), user=user, addresses=[])


def test_what_she_was_writing_goes_with_its_files():
    proposal = make_draft(make_call())
    drafts.attach(proposal, "identity", b"%PDF-1.4 x", name="cv.pdf", by=proposal.lead)
    erase(proposal.lead)
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
    assert not Draft.objects.exists()
    assert not File.objects.filter(data_class=File.DataClass.PROPOSAL).exists()
    assert Member.objects.get().name == "–"


def test_what_is_sealed_is_withdrawn_before_the_closing_and_waits_for_the_opening_after_it():
    early, late = make_sealed(make_call()), make_sealed(call := make_call())
    close(call)
    for proposal in (early, late):
        erase(proposal.lead)
        proposal.refresh_from_db()
    assert (early.state, late.state) == ("withdrawn", "submitted")
    assert late.members.get().name != "–"


def test_in_the_proposal_of_others_she_leaves():
    proposal = make_draft(make_call())
    members.name(proposal, rows(("60", "60"), ("40", "40")), by=proposal.lead)
    other = make_user()
    Member.objects.filter(proposal=proposal, is_lead=False).update(user=other)
    signed(proposal)
    erase(other)
    gone = Member.objects.get(user=other)
    assert gone.left_at is not None
    assert (gone.name, gone.email) == ("–", "")
    assert proposal.members.get(is_lead=True).signed_at is None, "the list has changed: everybody signs again"


def test_what_was_opened_is_the_record_of_a_decision():
    proposal = make_sealed(call := make_call())
    close(call)
    first, second, _deputy = call.holders
    opening.open_call(call, [attempt(first), attempt(second)], by=first)
    erase(proposal.lead)
    proposal.refresh_from_db()
    assert proposal.state == "submitted"
    assert proposal.packages.filter(opened__isnull=False).count() == 2


def test_her_own_data_is_complete_and_hers_alone():
    proposal, other = make_draft(call := make_call(), route="我的路线"), make_sealed(call, user=make_user())
    text = json.dumps(export.own_data(proposal.lead), cls=DjangoJSONEncoder, ensure_ascii=False)
    assert "我的路线" in text
    assert proposal.public_id in text
    assert other.public_id not in text
    mine = export.own_data(other.lead)
    assert len(mine[0]["receipts"]) == 2
    assert export.own_data(make_user()) == []
