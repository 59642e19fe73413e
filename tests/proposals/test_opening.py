"""Opening: by two people, in time, the whole call; and what is refused is on record."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from apps.challenges.models import CallKey, Challenge
from apps.core import audit, crypto, files
from apps.core.moves import GuardFailed
from apps.notifications.models import Message
from apps.proposals import drafts, lifecycle, opening, packages, policies, signals
from apps.proposals.models import Package, Proposal
from tests.factories import make_member, make_operator
from tests.proposals.content import CONTENT, attempt, close, make_call, make_draft, make_sealed, phrase, signed

pytestmark = pytest.mark.django_db


def refusals(challenge) -> list[str]:
    return list(
        audit.timeline(challenge, public_only=False).filter(act=opening.REFUSED).values_list("reason", flat=True)
    )


def open_(challenge, **options):
    first, second, _deputy = challenge.holders
    return opening.open_call(challenge, [attempt(first), attempt(second)], by=first, **options)


def read(package):
    return packages.unpack(files.read(package.opened))


def test_two_holders_open_all_and_files_are_as_they_were():
    challenge = make_call()
    proposal = signed(make_draft(challenge))
    paper = b"%PDF-1.4 team of five"
    drafts.attach(proposal, "identity", paper, name="team.pdf", by=proposal.lead)
    from apps.proposals import sealing

    sealing.submit(proposal, by=proposal.lead)
    make_sealed(challenge)
    close(challenge)
    heard = []
    signals.opened.connect(lambda **news: heard.append(news["proposals"]), weak=False, dispatch_uid="test")
    try:
        opened = open_(challenge)
    finally:
        signals.opened.disconnect(dispatch_uid="test")
    assert len(opened.proposals) == 2 == len(heard[0])
    assert opened.faults == []
    blind, identity = (proposal.packages.get(part=part) for part in ("blind", "identity"))
    assert read(blind)[0]["route"] == CONTENT["route"]
    fields, facts, enclosed = read(identity)
    assert fields["team"] == CONTENT["team"]
    assert facts["members"][0]["lead"] is True
    assert [(file.name, file.content) for file in enclosed] == [("team.pdf", paper)]
    assert Message.objects.filter(recipient=proposal.lead, kind="proposal_opened").count() == 1
    entry = audit.timeline(challenge, public_only=False).get(act="open_call")
    assert len(entry.data["opened"]) == 2


def test_opened_parts_are_encrypted_at_rest():
    challenge = make_call()
    proposal = make_sealed(challenge)
    close(challenge)
    open_(challenge)
    package = proposal.packages.get(part="blind")
    raw = (Path(settings.FILES_ROOT) / package.opened.path).read_bytes()
    assert CONTENT["route"].encode() not in raw
    assert CONTENT["route"].encode() in crypto.decrypt(raw)


def test_one_holder_and_the_paper_open():
    challenge = make_call()
    make_sealed(challenge)
    close(challenge)
    deputy = challenge.holders[2]
    opened = opening.open_call(challenge, [attempt(deputy)], by=deputy, paper=challenge.paper)
    assert len(opened.proposals) == 1


def test_nothing_opens_before_the_closing_nor_before_its_time():
    challenge = make_call()
    make_sealed(challenge)
    with pytest.raises(GuardFailed, match="not closed"):
        open_(challenge)
    close(challenge)
    CallKey.objects.update(opens_at=drafts.clock() + timedelta(hours=1))
    with pytest.raises(GuardFailed, match="time of the opening"):
        open_(challenge)
    assert len(refusals(challenge)) == 2
    assert not Package.objects.filter(opened__isnull=False).exists()
    CallKey.objects.update(opens_at=drafts.clock())
    assert len(open_(challenge).proposals) == 1


def test_after_the_clock_but_before_the_closing_step_it_stays_closed():
    """The deadline alone does not open: the call must be closed, so that nothing is sealed afterwards."""
    challenge = make_call()
    make_sealed(challenge)
    Challenge.objects.filter(pk=challenge.pk).update(closes_at=drafts.clock())
    with pytest.raises(GuardFailed, match="not closed"):
        open_(challenge)


def test_one_person_does_not_open_with_anything_she_has():
    challenge = make_call()
    make_sealed(challenge)
    close(challenge)
    first, second, _deputy = challenge.holders
    for attempts in (
        [attempt(first)],
        [attempt(first), attempt(first)],
        [attempt(first), attempt(second, phrase(first))],
        [],
    ):
        with pytest.raises(GuardFailed):
            opening.open_call(challenge, attempts, by=first)
    with pytest.raises(GuardFailed, match="one of its holders"):
        opening.open_call(challenge, [attempt(first), attempt(second)], by=make_operator(verbs=["challenges.open"]))
    assert len(refusals(challenge)) == 5


def test_passphrases_are_not_guessed():
    challenge = make_call()
    close(challenge)
    first, second, _deputy = challenge.holders
    for _each in range(opening.ATTEMPTS):
        with pytest.raises(GuardFailed, match="is wrong"):
            opening.open_call(challenge, [attempt(first), attempt(second, "a guess of sixteen letters")], by=first)
    with pytest.raises(GuardFailed, match="Too many"):
        open_(challenge)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_stays_on_record_and_no_request_can_roll_it_back():
    challenge = make_call()
    with pytest.raises(GuardFailed):
        open_(challenge)
    assert len(refusals(challenge)) == 1
    with pytest.raises(RuntimeError), transaction.atomic():  # an atomic request would lose the entry: it is not allowed
        open_(challenge)


def test_a_tampered_package_is_told_and_the_others_open():
    challenge = make_call()
    bad, good = make_sealed(challenge), make_sealed(challenge)
    package = bad.packages.get(part="blind")
    path = Path(settings.FILES_ROOT) / package.sealed.path
    sealed = bytearray(files.read(package.sealed))
    sealed[-1] ^= 1
    path.write_bytes(crypto.encrypt(bytes(sealed)))
    close(challenge)
    opened = open_(challenge)
    assert [proposal.pk for proposal in opened.proposals] == [good.pk]
    assert [(fault.pk, fault.fault) for fault in opened.faults] == [(package.pk, "changed")]
    bad.refresh_from_db()
    assert bad.opened_at is None


def test_swapped_packages_are_told():
    """Bytes and receipt of one proposal under the name of another."""
    challenge = make_call()
    one, other = make_sealed(challenge), make_sealed(challenge)
    first, second = one.packages.get(part="blind"), other.packages.get(part="blind")
    Package.objects.filter(pk=first.pk).update(sealed=second.sealed, receipt=second.receipt)
    close(challenge)
    opened = open_(challenge)
    assert [proposal.pk for proposal in opened.proposals] == [other.pk]
    assert [fault.fault for fault in opened.faults] == ["changed"]


def test_a_package_signed_anew_for_another_place_does_not_open():
    """Even one who can sign receipts (the server) cannot move a package: it is bound to its place."""
    from apps.core.sealing import receipts

    challenge = make_call()
    one, other = make_sealed(challenge), make_sealed(challenge)
    first, second = one.packages.get(part="blind"), other.packages.get(part="blind")
    forged = receipts.issue("proposal", f"{one.public_id}/blind", files.read(second.sealed), one.sealed_at)
    Package.objects.filter(pk=first.pk).update(sealed=second.sealed, receipt=forged)
    close(challenge)
    assert [fault.fault for fault in open_(challenge).faults] == ["closed"]


def test_a_lost_file_is_told():
    challenge = make_call()
    proposal = make_sealed(challenge)
    files.unlink(proposal.packages.get(part="identity").sealed.path)
    close(challenge)
    assert [fault.fault for fault in open_(challenge).faults] == ["missing"]


def test_withdrawn_ones_are_never_opened_and_opening_twice_opens_nothing_more():
    challenge = make_call()
    gone, there = make_sealed(challenge), make_sealed(challenge)
    lifecycle.withdraw(gone, by=gone.lead)
    close(challenge)
    assert [proposal.pk for proposal in open_(challenge).proposals] == [there.pk]
    assert open_(challenge).proposals == []
    assert not gone.packages.filter(opened__isnull=False).exists()


def test_who_reads_what_before_and_after():
    challenge = make_call()
    proposal = make_sealed(challenge)
    officer = make_operator(verbs=["challenges.approve"])
    sealed = proposal.packages.get(part="blind").sealed
    assert files.may_read(proposal.lead, sealed)
    assert not files.may_read(officer, sealed)
    assert not policies.can_read_part(officer, proposal, "blind")
    close(challenge)
    open_(challenge)
    package = proposal.packages.get(part="identity")
    assert files.may_read(officer, package.opened)
    assert not files.may_read(officer, package.sealed)
    assert not files.may_read(make_member(challenge.employer.organisation), package.opened)
    assert not files.may_read(challenge.holders[0], package.opened)


def test_a_correction_within_the_grace_is_read_at_once_and_keeps_the_first_time():
    from apps.proposals import sealing

    challenge = make_call()
    proposal = make_sealed(challenge)
    close(challenge)
    with pytest.raises(GuardFailed, match="before it is opened"):
        lifecycle.return_(proposal, by=make_operator(), reason="Please sign")
    open_(challenge)
    proposal = Proposal.objects.get(pk=proposal.pk)
    sealed_at = proposal.sealed_at
    lifecycle.return_(proposal, by=make_operator(), reason="The budget is not clear.")
    assert proposal.returned_until > drafts.clock()
    drafts.save(proposal, {"plan": "改正后的计划"}, by=proposal.lead)
    sealing.submit(proposal, by=proposal.lead)
    assert (proposal.state, proposal.sealed_at) == ("submitted", sealed_at)
    assert read(proposal.packages.get(part="blind", round=2))[0]["plan"] == "改正后的计划"
    assert read(proposal.packages.get(part="blind", round=1))[0]["plan"] == CONTENT["plan"]


def test_a_correction_after_the_grace_is_late():
    from apps.proposals import sealing, tasks

    challenge = make_call()
    proposal = make_sealed(challenge)
    close(challenge)
    open_(challenge)
    proposal = Proposal.objects.get(pk=proposal.pk)
    lifecycle.return_(proposal, by=make_operator(), reason="The budget is not clear.")
    assert tasks.run_clock() == 0
    Proposal.objects.filter(pk=proposal.pk).update(returned_until=drafts.clock())
    with pytest.raises(GuardFailed, match="Too late"):
        sealing.submit(proposal, by=proposal.lead)
    assert tasks.run_clock() == 1
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
