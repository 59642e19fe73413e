"""One contest played through: from the announcement to the prize, each step by somebody who may take it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.contests import awards, bench, entries, landing, lifecycle, stages
from apps.contests.models import Edition, Entry, FollowUp, Judge, Payout
from apps.contests.tasks import run_clock
from apps.core import audit
from apps.notifications.models import Message
from apps.procedures.tasks import run_clock as procedures_clock
from tests.contests.cases import (
    FOLLOW,
    PAY,
    PDF,
    close,
    decider,
    judged,
    keeper,
    later,
    make_edition,
    pool,
    qualified,
    scoring,
    shown,
    submitted,
)
from tests.factories import make_operator

pytestmark = pytest.mark.django_db


def test_from_the_announcement_to_the_prize(taxonomy):
    edition = make_edition(stage_kinds=("preliminary", "final"))
    best, second, third = (qualified(edition) for _n in range(3))
    unqualified = submitted(edition)
    entries.not_qualify(unqualified, by=keeper(), reason="材料不全。")
    close(edition)
    pool(4)
    first = edition.stages.get(kind="preliminary")
    judged(scoring(first), {best.pk: "90", second.pk: "80", third.pk: "70"})
    stages.propose_cut(first, by=keeper())
    stages.confirm_cut(first, by=keeper())
    assert [Entry.objects.get(pk=e.pk).state for e in (best, second, third)] == ["final", "final", "not_advanced"]
    assert FollowUp.objects.count() == 2
    final = edition.stages.get(kind="final")
    judged(scoring(final), {best.pk: "88", second.pk: "77"})
    assert awards.award_by_order(edition, by=decider()) == 2
    awards.make_public(edition, by=keeper())
    with later(days=15):
        procedures_clock()
        best.refresh_from_db()
        assert best.state == "confirmed"
        lifecycle.conclude(edition, by=keeper())
        landing.begin(best, shown(), [PDF], by=best.entrant)
        landing.land(best, by=make_operator(verbs=FOLLOW))
        run_clock()
        best.refresh_from_db()
        assert best.state == "landed"  # three months have not passed
    with later(days=130):
        assert run_clock() == 1
        assert run_clock() == 0
        best.refresh_from_db()
        assert best.state == "payout_due"
        landing.prepare(best, by=make_operator(verbs=PAY), reference="2031-001")
        landing.pay(best, by=make_operator(verbs=PAY))
    best.refresh_from_db()
    assert (best.state, Payout.objects.get().amount) == ("paid", 100_000)
    assert not audit.broken_links(best)
    told = list(Message.objects.filter(recipient=best.entrant).order_by("pk").values_list("kind", flat=True))
    assert told == [
        "contest_submitted", "contest_qualified", "contest_advanced", "contest_in_publicity", "contest_confirmed",
        "contest_landed", "contest_payout_due", "contest_paid",
    ]  # fmt: skip
    with later(days=400):
        run_clock()
    assert Entry.objects.get(pk=second.pk).state == "lapsed"
    assert Edition.objects.get().state == "concluded"


def test_stages_that_are_not_held_are_passed_through_and_the_trail_says_so(taxonomy):
    edition = make_edition(stage_kinds=("final",))
    entry = qualified(edition)
    close(edition)
    pool(3)
    scoring(edition.stages.get())
    entry.refresh_from_db()
    assert (entry.state, entry.code) == ("final", "E001")
    steps = audit.timeline(entry, public_only=False).filter(reason_code="stage_not_held")
    assert [step.act for step in steps] == ["enter_preliminary", "enter_semifinal"]
    assert not any(step.public for step in steps)


def test_a_place_that_is_declined_goes_to_the_next(taxonomy):
    edition = make_edition()
    qualified(edition)
    close(edition)
    pool(4)
    stage = edition.stages.get()
    bench.draw_judges(stage, by=keeper())
    assert Judge.objects.filter(state="invited").count() == 3
    leaving = Judge.objects.filter(state="invited").first()
    bench.decline(leaving, by=leaving.expert.user)
    assert Judge.objects.filter(state="invited").count() == 3
    late = Judge.objects.filter(state="invited").first()
    Judge.objects.filter(pk=late.pk).update(answer_by=timezone.now() - timedelta(minutes=1))
    assert run_clock() == 1
    assert Judge.objects.get(pk=late.pk).state == "expired"
