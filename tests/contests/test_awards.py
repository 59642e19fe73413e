"""Awards within quotas whoever is quick, shown before they count, places numbered, landing and prize by four eyes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.accounts.models import Consent
from apps.contests import awards, entitlements, entries, following, landing, lifecycle, naming
from apps.contests.models import Entitlement, Entry, FollowUp, FollowUpTask, Places, Tier
from apps.contests.tasks import run_clock
from apps.core import files
from apps.core.models import File
from apps.core.moves import GuardFailed, IllegalMove
from apps.notifications.models import Message
from apps.procedures import lifecycle as publicities
from apps.procedures.calendar import today
from apps.procedures.models import Publicity
from apps.procedures.tasks import run_clock as procedures_clock
from tests.contests.cases import FOLLOW, PAY, PDF, decider, finalists, keeper, later, shown
from tests.factories import make_notice, make_operator, make_user
from tests.procedures.cases import WORDS, objector

pytestmark = pytest.mark.django_db


def announced(count=3):
    """Awards by the order of the final, made public."""
    edition, rows = finalists(count)
    awards.award_by_order(edition, by=decider())
    publicity = awards.make_public(edition, by=keeper())
    for row in rows:
        row.refresh_from_db()
    return edition, rows, publicity


def confirmed(count=3):
    edition, rows, publicity = announced(count)
    Publicity.objects.filter(pk=publicity.pk).update(
        starts_on=today() - timedelta(days=20), ends_on=today() - timedelta(days=1)
    )
    procedures_clock()
    for row in rows:
        row.refresh_from_db()
    return edition, rows


def test_the_database_guards_quota_and_places(taxonomy):
    edition, _rows = finalists(1)
    places = Places.objects.create(edition=edition, code="A", quota=1, until=today())
    for row in (edition.tiers.first(), places):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(given=row.quota + 1)


def test_against_the_order_only_with_a_reason(taxonomy):
    edition, rows = finalists(2)
    first = edition.tiers.get(name_zh="一等奖")
    with pytest.raises(GuardFailed, match="order of the final"):
        awards.award(rows[1], first, by=decider())
    assert Tier.objects.get(pk=first.pk).given == 0
    awards.award(rows[1], first, by=decider(), reason="第一名放弃。")
    with pytest.raises(GuardFailed, match="All awards"):
        awards.award(rows[0], first, by=decider())


def test_who_decided_does_not_make_public(taxonomy):
    edition, rows = finalists(1)
    both = make_operator(verbs=["contests.keep", "contests.decide"])
    awards.award(rows[0], edition.tiers.first(), by=both)
    with pytest.raises(GuardFailed, match="decided none"):
        awards.make_public(edition, by=both)
    awards.make_public(edition, by=keeper())
    assert Entry.objects.get().state == "in_publicity"


def test_an_award_counts_only_after_its_period_without_open_objection(taxonomy):
    _edition, rows, publicity = announced(1)
    one = objector()
    from apps.procedures import objections

    objection = objections.lodge(publicity, by=one, **WORDS)
    Publicity.objects.filter(pk=publicity.pk).update(
        starts_on=today() - timedelta(days=20), ends_on=today() - timedelta(days=1)
    )
    procedures_clock()
    assert Entry.objects.get().state == "in_publicity"
    objections.refuse(objection, by=make_operator(verbs=["procedures.objections"]), reason="不属于受理范围。")
    procedures_clock()
    assert Entry.objects.get(pk=rows[0].pk).state == "confirmed"


def test_after_a_withdrawn_period_the_awards_are_shown_anew_without_who_was_disqualified(taxonomy):
    edition, rows, publicity = announced(2)
    entries.suspect(rows[0], by=decider(), reason="异议成立。")
    publicities.withdraw(publicity, by=keeper(), reason="异议成立。")
    with pytest.raises(GuardFailed, match="decided first"):
        awards.make_public(edition, by=keeper())
    entries.disqualify(Entry.objects.get(pk=rows[0].pk), by=decider())
    assert edition.tiers.get(name_zh="一等奖").given == 0
    again = awards.make_public(edition, by=keeper())
    rows[1].refresh_from_db()
    assert (rows[1].state, rows[1].publicity) == ("in_publicity", again)


def test_names_are_shown_only_by_consent_and_go_at_once(taxonomy):
    make_notice(naming.PURPOSE)
    edition, rows = finalists(2)
    naming.agree(rows[0], by=rows[0].entrant)
    awards.award_by_order(edition, by=decider())
    publicity = awards.make_public(edition, by=keeper())
    assert rows[0].name in str(publicity.body)
    assert rows[1].name not in str(publicity.body)
    assert rows[1].code in str(publicity.body)
    naming.disagree(rows[0], by=rows[0].entrant)
    publicity.refresh_from_db()
    assert rows[0].name not in str(publicity.body)
    assert Consent.objects.get(purpose=naming.PURPOSE).withdrawn_at


def test_places_are_numbered_and_never_more_than_there_are(taxonomy):
    edition, rows = finalists(3)
    places = Places.objects.create(edition=edition, code="A", quota=2, until=today() + timedelta(days=90))
    Tier.objects.filter(edition=edition).update(places=places)
    awards.award_by_order(edition, by=decider())
    publicity = awards.make_public(edition, by=keeper())
    assert awards.take_effect(publicity) == 3
    assert awards.take_effect(publicity) == 0
    assert list(Entitlement.objects.values_list("entry", "number")) == [(rows[0].pk, 1), (rows[1].pk, 2)]
    assert Places.objects.get().given == 2
    first = Entitlement.objects.first()
    with pytest.raises(GuardFailed, match="proof"):
        entitlements.take_up(first, by=decider(), proof=" ")
    entitlements.take_up(first, by=decider(), proof="进站通知书2031-7")
    with later(days=100):
        run_clock()
    assert list(Entitlement.objects.values_list("state", flat=True)) == ["used", "expired"]
    entries.suspect(Entry.objects.get(pk=rows[0].pk), by=decider(), reason="不实。")
    entries.disqualify(Entry.objects.get(pk=rows[0].pk), by=decider())
    assert Entitlement.objects.get(pk=first.pk).state == "revoked"
    assert entitlements.grant(Entry.objects.get(pk=rows[2].pk)).number == 1


def test_a_landing_has_its_evidence_and_is_checked(taxonomy):
    _edition, (row,) = confirmed(1)
    with pytest.raises(ValidationError) as refused:
        landing.begin(row, shown(credit_code="1", registered_on=today() + timedelta(days=1)), [], by=row.entrant)
    assert set(refused.value.message_dict) == {"credit_code", "registered_on", "evidence"}
    with pytest.raises(ValidationError, match="does not fit"):
        landing.begin(row, shown(), [landing.Upload("x.pdf", b"MZ")], by=row.entrant)
    landing.begin(row, shown(), [PDF], by=row.entrant)
    officer = make_operator(verbs=FOLLOW, district="370212")
    landing.ask(row, by=officer, reason="请补充营业执照。")
    landing.amend(row, shown(), [PDF], by=row.entrant)
    landing.land(row, by=officer)
    assert row.landing.files.count() == 2
    file = File.objects.filter(data_class="landing").first()
    assert files.may_read(officer, file)
    assert files.may_read(row.entrant, file)
    assert not files.may_read(make_user(), file)
    assert not files.may_read(make_operator(verbs=FOLLOW, district="370202"), file)


def test_conditions_of_a_contract_hold_only_when_it_is_shown(taxonomy):
    edition, (row,) = confirmed(1)
    edition.conditions.create(phase="landing", kind="contract_signed")
    landing.begin(row, shown(), [PDF], by=row.entrant)
    with pytest.raises(GuardFailed, match="Contract signed"):
        landing.land(row, by=make_operator(verbs=FOLLOW))
    landing.amend(row, shown(contract_on=today()), [], by=row.entrant)
    landing.land(row, by=make_operator(verbs=FOLLOW))


def test_a_prize_is_paid_by_four_eyes_and_never_under_suspicion(taxonomy):
    _edition, (row,) = confirmed(1)
    landing.begin(row, shown(registered_on=today() - timedelta(days=200)), [PDF], by=row.entrant)
    landing.land(row, by=make_operator(verbs=FOLLOW))
    run_clock()
    row.refresh_from_db()
    one, two = make_operator(verbs=PAY), make_operator(verbs=PAY)
    with pytest.raises(GuardFailed, match="not been prepared"):
        landing.pay(row, by=two)
    payout = landing.prepare(row, by=one, reference="2031-1")
    with pytest.raises(GuardFailed, match="Somebody else"):
        landing.pay(row, by=one)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(payout).objects.update(paid_by=one, paid_at=payout.prepared_at)
    entries.suspect(row, by=decider(), reason="待核。")
    with pytest.raises(GuardFailed, match="decided first"):
        landing.pay(row, by=two)
    entries.clear(row, by=decider())
    landing.pay(row, by=two)
    with pytest.raises(IllegalMove):
        landing.pay(row, by=two)
    entries.suspect(row, by=decider(), reason="造假。")
    entries.disqualify(row, by=decider())
    payout.refresh_from_db()
    assert payout.recover_since


def test_an_award_lapses_only_after_its_last_day(taxonomy):
    _edition, (row,) = confirmed(1)
    Entry.objects.update(land_by=today())
    assert run_clock() == 0
    Entry.objects.update(land_by=today() - timedelta(days=1))
    row.refresh_from_db()
    with pytest.raises(GuardFailed, match="has passed"):
        landing.begin(row, shown(), [PDF], by=row.entrant)
    assert run_clock() == 1
    assert Entry.objects.get().state == "lapsed"


def test_a_contest_is_concluded_when_every_award_counts(taxonomy):
    edition, _rows, _publicity = announced(4)
    with pytest.raises(GuardFailed, match="still under way"):
        lifecycle.conclude(edition, by=keeper())


def test_finalists_are_followed_and_reminders_come_once(taxonomy):
    _edition, (row, _other) = finalists(2)
    case = FollowUp.objects.get(entry=row)
    officer = make_operator(verbs=FOLLOW, district="370212")
    with pytest.raises(GuardFailed, match="follows up"):
        following.give_to(case, make_operator(verbs=FOLLOW, district="370202"), by=officer)
    following.give_to(case, officer, by=officer)
    following.add_task(case, by=officer, text="走访企业", due_on=today() + timedelta(days=10))
    due = following.add_task(case, by=officer, text="对接园区", due_on=today() + timedelta(days=2))
    assert [following.remind(), following.remind()] == [1, 0]
    assert Message.objects.filter(kind="contest_task_due", recipient=officer).count() == 1
    following.finish_task(due, by=officer)
    with pytest.raises(GuardFailed, match="done already"):
        following.finish_task(FollowUpTask.objects.get(pk=due.pk), by=officer)
    with pytest.raises(GuardFailed, match="future"):
        following.visit(case, by=officer, visited_on=today() + timedelta(days=1), note="x")
    following.visit(case, by=officer, visited_on=today(), note="已入驻。")
    for name in ("register", "settle", "fund", "operate"):
        following.step(case, name, by=officer)
    assert case.state == "operating"
