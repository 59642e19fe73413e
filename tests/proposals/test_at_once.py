"""The same request twice at the same moment, over real connections; a deadline put off in the middle of a crowd."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation
from knox.models import AuthToken
from rest_framework.test import APIClient

from apps.challenges import content
from apps.challenges import drafts as challenge_drafts
from apps.challenges import lifecycle as challenges
from apps.core import audit
from apps.core.models import AuditEntry
from apps.core.moves import MoveRefused
from apps.procedures.models import Objection
from apps.proposals import drafts, members, sealing
from apps.proposals.models import Package, Proposal
from tests.factories import make_user
from tests.procedures.cases import WORDS, announce, objector
from tests.proposals.content import attempt, close, make_call, make_draft, make_sealed, phrase, rows, signed
from tests.proposals.test_members import secret_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Each in a thread with a connection of its own, all at one moment; what they gave back or the refusal's text."""
    barrier, answers, lock = threading.Barrier(len(acts)), [], threading.Lock()

    def run(act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            with translation.override("en"):
                answer = act()
        except MoveRefused as refused:
            answer = str(refused)
        finally:
            connections.close_all()
        with lock:
            answers.append(answer)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def sends(user: Any, path: str, body: Any) -> Callable[[], int]:
    """A request over REST, with the transaction that the site gives it."""
    _row, token = AuthToken.objects.create(user=user)

    def send() -> int:
        client = APIClient(HTTP_AUTHORIZATION=f"Token {token}", HTTP_ACCEPT_LANGUAGE="en")
        return int(client.post(f"/api/v1/{path}", body, format="json").status_code)

    return send


def test_two_identical_requests_seal_once():
    proposal = signed(make_draft(make_call()))
    seal = sends(proposal.lead, f"proposals/{proposal.public_id}/seal/", {"saves": proposal.draft.saves})
    assert at_once(*[seal] * 4) == [200] * 4
    proposal.refresh_from_db()
    assert proposal.state == "submitted"
    assert sorted(proposal.packages.values_list("part", "round")) == [("blind", 1), ("identity", 1)]
    assert audit.timeline(proposal).filter(act="submit").count() == 1
    assert len([path for path in Path(settings.FILES_ROOT).glob("*/*") if path.is_file()]) == 2


def test_sealed_and_withdrawn_at_the_same_moment_is_one_after_the_other():
    proposal = signed(make_draft(make_call()))
    here = f"proposals/{proposal.public_id}/"
    answers = at_once(sends(proposal.lead, f"{here}seal/", {}), sends(proposal.lead, f"{here}withdraw/", None))
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
    assert sorted(answers) in ([200, 200], [200, 409])  # sealed and taken back, or taken back and then not sealed
    assert Package.objects.count() == (2 if answers.count(200) == 2 else 0)


def test_two_identical_requests_begin_one_draft():
    call, user = make_call(), make_user()
    start = sends(user, "proposals/", {"challenge": call.public_id})
    assert sorted(at_once(*[start] * 4)) == [201, 409, 409, 409]
    assert Proposal.objects.count() == 1


def test_one_invitation_taken_twice_is_one_member():
    proposal = make_draft(make_call())
    members.name(proposal, rows(("60.00", "50.00"), ("40.00", "50.00")), by=proposal.lead)
    member = proposal.members.get(is_lead=False)
    secret, user = secret_of(member), make_user(member.email)
    assert at_once(*[sends(user, "proposals/join/", {"secret": secret})] * 3) == [200] * 3
    assert AuditEntry.objects.filter(act="join", subject_ref=proposal.public_id).count() == 1
    assert proposal.members.filter(user=user).count() == 1


def test_two_openings_at_once_open_each_proposal_once():
    call = make_call()
    proposal = make_sealed(call)
    close(call)
    first, second, _deputy = call.holders
    body = {"holders": [{"holder": user.public_id, "passphrase": phrase(user)} for user in (first, second)]}
    here = f"challenges/{call.public_id}/open/"
    assert at_once(sends(first, here, body), sends(second, here, body)) == [200, 200]
    opened = [row.data["opened"] for row in AuditEntry.objects.filter(act="open_call").order_by("pk")]
    assert opened == [[proposal.public_id], []]
    assert attempt(first).holder == first


def test_two_identical_objections_are_one():
    publicity, user = announce(), objector()
    lodge = sends(user, "objections/", {**WORDS, "publicity": publicity.public_id})
    assert sorted(at_once(*[lodge] * 3)) == [201, 409, 409]
    assert Objection.objects.count() == 1


def test_a_deadline_put_off_in_the_middle_of_64_loses_none():
    """Who sealed before keeps her time and her receipt; who comes after is told to read the change, confirms and is in."""
    clients = 64
    call = make_call()
    proposals = [signed(make_draft(call)) for _each in range(clients)]
    later = call.closes_at + timedelta(days=30)
    change = replace(content.read(call.current), closes_at=later)
    challenge_drafts.save(call, change, by=make_user())
    turn, officer = threading.Semaphore(24), make_user()
    amended = threading.Event()

    def client(proposal: Proposal, *, waits: bool) -> Callable[[], str]:
        def act() -> str:
            if waits:
                amended.wait()
            with turn:
                try:
                    sealing.submit(proposal, by=proposal.lead)
                finally:
                    connections.close_all()
            return "in"

        return act

    def mover() -> str:
        while Proposal.objects.filter(state="submitted").count() < 10:
            pass
        challenges.amend(call, by=officer, note="延期")
        amended.set()
        return "moved"

    acts = [client(row, waits=at >= 48) for at, row in enumerate(proposals)]
    answers = at_once(*acts, mover)
    told = [answer for answer in answers if answer not in ("in", "moved")]
    assert len(answers) == clients + 1
    assert set(told) == {"The call was amended. Please read the change and confirm it first."}
    inside = set(Proposal.objects.filter(state="submitted").values_list("pk", flat=True))
    assert (len(inside), len(told)) == (clients - len(told), clients - len(inside))
    assert len(told) >= 16  # those that waited for it
    call.refresh_from_db()
    assert call.closes_at == later
    for proposal in proposals:
        if proposal.pk not in inside:
            mine = Proposal.objects.get(pk=proposal.pk)
            drafts.confirm(mine, by=mine.lead)
            sealing.submit(mine, by=mine.lead)
    assert Proposal.objects.filter(state="submitted", sealed_at__lt=later).count() == clients
    assert Package.objects.count() == 2 * clients
