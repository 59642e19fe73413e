"""The admin's page on which two people open a call: outside of the request's transaction, so that refusals stay on record."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.challenges.models import CallKey, Challenge
from apps.core.models import AuditEntry
from tests.proposals.content import make_call, make_sealed, phrase


def closed(call: Challenge) -> None:
    Challenge.objects.filter(pk=call.pk).update(state="closed", closes_at=timezone.now(), closed_at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_people_open_and_every_refusal_is_on_record(client):
    call = make_call()
    proposal = make_sealed(call)
    first, second, _deputy = call.holders
    key = CallKey.objects.get(challenge=call)
    page = reverse("admin:proposals_open_call", args=[key.pk])
    client.force_login(first)
    assert client.get(page).status_code == 200
    both = {
        "holder_1": first.public_id,
        "passphrase_1": phrase(first),
        "holder_2": second.public_id,
        "passphrase_2": phrase(second),
    }
    client.post(page, both)  # before the deadline
    closed(call)
    client.post(page, {**both, "passphrase_2": "a wrong one that is long"})
    proposal.refresh_from_db()
    assert proposal.opened_at is None
    assert AuditEntry.objects.filter(act="refuse_opening").count() == 2
    client.post(page, both)
    proposal.refresh_from_db()
    assert proposal.opened_at is not None
    assert not AuditEntry.objects.filter(reason__contains=phrase(first)).exists()
