"""Sealing: in time or not at all, once, whole, with nothing readable left."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone, translation

from apps.challenges.models import Challenge
from apps.core import audit, crypto, files
from apps.core.models import File
from apps.core.moves import GuardFailed, IllegalMove, LostRace
from apps.core.sealing import envelopes, receipts
from apps.notifications.models import Message
from apps.proposals import drafts, members, sealing
from apps.proposals.models import Draft, Package, Proposal
from tests.proposals.content import CONTENT, make_call, make_draft, make_sealed, move_deadline, rows, signed

pytestmark = pytest.mark.django_db


def on_disk() -> list[Path]:
    return [path for path in Path(settings.FILES_ROOT).glob("*/*") if path.is_file()]


def test_sealing_leaves_receipts_and_no_plaintext(django_capture_on_commit_callbacks):
    proposal = signed(make_draft(make_call()))
    drafts.attach(proposal, "identity", b"%PDF-1.4 our team", name="team.pdf", by=proposal.lead)
    with django_capture_on_commit_callbacks(execute=True):
        sealing.submit(proposal, by=proposal.lead)
    assert proposal.state == "submitted"
    assert not Draft.objects.exists()
    assert set(File.objects.values_list("data_class", flat=True)) == {"sealed"}
    assert len(on_disk()) == 2
    for package in proposal.packages.all():
        sealed = files.read(package.sealed)
        body = receipts.verify(package.receipt, package=sealed, key=receipts.public_key())
        assert body["sealed_at"] == proposal.sealed_at.isoformat(timespec="microseconds")
        assert body["subject"] == f"{proposal.public_id}/{package.part}"
        assert package.receipt_hash == receipts.receipt_hash(package.receipt)
        assert b"our team" not in sealed
        assert CONTENT["route"].encode() not in sealed
    assert Message.objects.filter(recipient=proposal.lead, kind="proposal_sealed").exists()
    assert len(audit.timeline(proposal).get(act="submit").data["receipts"]) == 2


def test_a_dump_of_every_table_and_file_shows_nothing_of_a_sealed_proposal(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        proposal = make_sealed(make_call())
    needles = [CONTENT["route"], CONTENT["team"], CONTENT["ip"]]
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [(table, text) for (text,) in cursor.fetchall() if any(needle in text for needle in needles)]
    assert found == []
    for path in on_disk():
        content = crypto.decrypt(path.read_bytes())  # with the server's own key
        assert not any(needle.encode() in content for needle in needles)
    # and the stored keys do not open it: the private half is stored nowhere
    key = proposal.challenge.key
    sealed = files.read(proposal.packages.first().sealed)
    for candidate in (bytes(key.public_key), bytes(key.wrapped)[:32], bytes(key.wrapped)[-32:]):
        with pytest.raises(envelopes.SealingError):
            envelopes.open_(candidate, sealed, sealing.context(proposal, "blind"))


def test_a_second_click_changes_nothing():
    proposal = make_sealed(make_call())
    before = list(proposal.packages.values_list("receipt_hash", flat=True))
    sealing.submit(proposal, by=proposal.lead)
    assert list(proposal.packages.values_list("receipt_hash", flat=True)) == before
    assert audit.timeline(proposal).filter(act="submit").count() == 1


def test_at_the_deadline_it_is_late_and_nothing_is_half_stored():
    challenge = make_call()
    proposal = signed(make_draft(challenge))
    move_deadline(challenge)
    proposal.refresh_from_db()
    with pytest.raises(GuardFailed, match="Too late"):
        sealing.submit(proposal, by=proposal.lead)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.sealed_at) == ("draft", None)
    assert drafts.read(proposal.draft)["route"] == CONTENT["route"]
    assert not Package.objects.exists()
    assert on_disk() == []


def test_the_clock_counts_after_the_last_byte(monkeypatch):
    """The deadline passes while the sealed bytes are written: late."""
    challenge = make_call()
    proposal = signed(make_draft(challenge))
    store = files.store

    def slow(*args, **kwargs):
        move_deadline(challenge)
        return store(*args, **kwargs)

    monkeypatch.setattr(files, "store", slow)
    with pytest.raises(GuardFailed, match="Too late"):
        sealing.submit(proposal, by=proposal.lead)


def test_the_servers_own_clock_does_not_count(time_machine):
    challenge = make_call()
    proposal = signed(make_draft(challenge))
    time_machine.move_to(challenge.closes_at + timedelta(days=1))
    sealing.submit(proposal, by=proposal.lead)
    assert proposal.state == "submitted"
    assert proposal.sealed_at < challenge.closes_at


def test_edits_in_two_tabs_are_told_apart():
    proposal = signed(make_draft(make_call()))
    saves = proposal.draft.saves
    drafts.save(proposal, {"plan": "另一个计划"}, by=proposal.lead, saves=saves)
    with pytest.raises(LostRace):
        drafts.save(proposal, {"plan": "旧窗口"}, by=proposal.lead, saves=saves)
    with pytest.raises(LostRace):
        sealing.submit(proposal, by=proposal.lead, saves=saves)


@pytest.mark.parametrize("field", ["route", "plan", "milestones", "budget", "quote", "ip", "team", "conflicts"])
def test_a_gap_is_told_by_its_field(field):
    proposal = signed(make_draft(make_call(), **{field: [] if field in ("milestones", "budget") else ""}))
    with pytest.raises(sealing.Incomplete) as refused:
        sealing.submit(proposal, by=proposal.lead)
    assert set(refused.value.fields) == {field}


def test_a_budget_that_is_not_the_quote_is_told():
    proposal = signed(make_draft(make_call(), quote=800_001))
    with pytest.raises(sealing.Incomplete, match="800,001"):
        sealing.submit(proposal, by=proposal.lead)


def test_unsigned_or_unread_is_not_sealed():
    challenge = make_call()
    unsigned = make_draft(challenge)
    with pytest.raises(GuardFailed, match="sign"):
        sealing.submit(unsigned, by=unsigned.lead)
    proposal = signed(unsigned)
    other = challenge.revisions.create(number=2, bounty=1, term_months=1)
    Challenge.objects.filter(pk=challenge.pk).update(current=other)
    proposal = Proposal.objects.get(pk=proposal.pk)
    with pytest.raises(GuardFailed, match="amended"):
        sealing.submit(proposal, by=proposal.lead)
    drafts.confirm(proposal, by=proposal.lead)
    sealing.submit(proposal, by=proposal.lead)


def test_who_names_herself_in_the_blind_part_is_told_where():
    proposal = signed(make_draft(make_call(), plan="The plan of OCEANBORN Wanderer."))
    with pytest.raises(sealing.Named) as refused:
        sealing.submit(proposal, by=proposal.lead)
    assert [place.where for place in refused.value.places] == ["Plan of work"]


def test_who_joined_the_poster_meanwhile_is_refused():
    challenge = make_call()
    proposal = signed(make_draft(challenge))
    proposal.lead.memberships.create(organisation=challenge.employer.organisation, role="recruiter")
    with pytest.raises(GuardFailed, match="posts a call"):
        sealing.submit(proposal, by=proposal.lead)


def test_a_withdrawn_one_is_not_sealed():
    proposal = signed(make_draft(make_call()))
    Proposal.objects.filter(pk=proposal.pk).update(state="withdrawn")
    Draft.objects.all().delete()
    with pytest.raises(IllegalMove):
        sealing.submit(proposal, by=proposal.lead)


def test_the_database_itself_refuses_a_submitted_proposal_without_a_time():
    proposal = make_draft(make_call())
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(state="submitted")


def test_a_joint_proposal_names_its_members_in_the_identity_part_only():
    challenge = make_call()
    proposal = make_draft(challenge)
    members.name(proposal, rows(("60.00", "50.00"), ("40.00", "50.00")), by=proposal.lead)
    member = proposal.members.get(is_lead=False)
    from tests.factories import make_user

    member.user = make_user(member.email)
    member.save()
    signed(proposal)
    plain = sealing.plain_parts(proposal, proposal.draft)
    assert b"Person Numberb" in plain["identity"]
    assert b"Person Numberb" not in plain["blind"]
    head = plain["identity"][4 : 4 + int.from_bytes(plain["identity"][:4], "big")]
    assert [row["budget_share"] for row in json.loads(head)["facts"]["members"]] == ["60.00", "40.00"]
    assert hashlib.sha256(head).hexdigest()


@pytest.mark.django_db(transaction=True)
def test_64_clients_around_a_moved_deadline():
    """Whoever is in has a time before the deadline in force; whoever is not has her draft as it was."""
    clients = 64
    challenge = make_call()
    type(challenge.programme).objects.filter(pk=challenge.programme_id).update(proposals_per_applicant=1)
    proposals = [signed(make_draft(challenge)) for _each in range(clients)]
    barrier, answers, lock = threading.Barrier(clients + 1), [], threading.Lock()
    turn = threading.Semaphore(24)  # connections at once: the test's server has not many more

    moving, early = threading.Event(), {proposal.pk for proposal in proposals[:48]}

    def client(proposal: Proposal) -> None:
        barrier.wait()
        if proposal.pk not in early:
            moving.wait()  # these come while the deadline is being moved
        with turn:
            try:
                with translation.override("en"):  # a thread begins in the language of the site
                    sealing.submit(proposal, by=proposal.lead)
                answer = "in"
            except GuardFailed as refused:
                answer = str(refused)
            finally:
                connections.close_all()
        with lock:
            answers.append(answer)

    def mover() -> None:
        barrier.wait()
        while Proposal.objects.filter(state="submitted").count() < 10:  # in the middle of the crowd
            pass
        with transaction.atomic():
            row = Challenge.objects.select_for_update().get(pk=challenge.pk)
            Challenge.objects.filter(pk=row.pk).update(closes_at=drafts.clock())
            moving.set()
        connections.close_all()

    threads = [threading.Thread(target=client, args=(proposal,)) for proposal in proposals]
    threads.append(threading.Thread(target=mover))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    challenge.refresh_from_db()
    inside = list(Proposal.objects.filter(challenge=challenge, state="submitted"))
    outside = list(Proposal.objects.filter(challenge=challenge, state="draft"))
    assert len(answers) == clients == len(inside) + len(outside)
    assert answers.count("in") == len(inside)
    assert {answer for answer in answers if answer != "in"} <= {
        "Too late: the deadline has passed. Nothing was submitted."
    }
    assert inside
    assert outside
    assert all(proposal.sealed_at < challenge.closes_at for proposal in inside)
    assert all(drafts.read(proposal.draft)["route"] == CONTENT["route"] for proposal in outside)
    assert Package.objects.count() == 2 * len(inside) == len(on_disk())
    assert timezone.now() > challenge.closes_at


@pytest.mark.django_db(transaction=True)
def test_a_deadline_cannot_move_between_the_reading_and_the_decision():
    """The call's row is held: a mover waits until the sealing is stored."""
    challenge = make_call()
    proposal = signed(make_draft(challenge))
    clock, moved = drafts.clock, []

    def mover() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '300ms'")
            try:
                Challenge.objects.filter(pk=challenge.pk).update(closes_at=timezone.now())
                moved.append(True)
            except Exception:  # the lock did not come
                moved.append(False)
                transaction.set_rollback(True)
        connections.close_all()

    def reading():
        thread = threading.Thread(target=mover)
        thread.start()
        thread.join()
        return clock()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drafts, "clock", reading)
        sealing.submit(proposal, by=proposal.lead)
    assert moved == [False]
    assert proposal.state == "submitted"
