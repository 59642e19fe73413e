"""Objections: machine 13 step by step, its clocks, who may judge, what its author hears."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from apps.accounts import lifecycle as accounts
from apps.accounts.models import Membership
from apps.core import audit, files
from apps.core.actors import SYSTEM
from apps.core.moves import GuardFailed, IllegalMove, move
from apps.notifications.models import Message
from apps.procedures import lifecycle, objections, policies, signals, tasks
from apps.procedures.models import Objection
from apps.procedures.states import OBJECTION_MOVES, ObjectionState
from tests.factories import make_operator, make_organisation, make_user
from tests.procedures.cases import WORDS, announce, at, judge, lodge, objector

pytestmark = pytest.mark.django_db
PAIRS = [(s, name) for s in ObjectionState for name, row in OBJECTION_MOVES.items() if s not in row.sources]


def test_every_step_that_the_table_forbids_is_refused():
    objection = lodge()
    for state, name in PAIRS:
        objection.state = state
        with pytest.raises(IllegalMove):
            move(objection, name, by=SYSTEM)
    objection.refresh_from_db()
    assert objection.state == "lodged"
    assert audit.timeline(objection).count() == 1


def test_every_state_is_reached_by_the_functions():
    assert {at(str(state)).state for state in ObjectionState if state != "upheld"} | {at("upheld").state} == set(
        ObjectionState
    )


def test_the_last_second_before_a_holiday_is_in_time_and_the_next_one_is_not():
    with time_machine.travel("2025-09-23T02:00:00Z", tick=False):
        publicity = announce()
    assert publicity.ends_on == date(2025, 9, 29)
    with time_machine.travel("2025-09-23T02:00:00Z", tick=False):
        longer = announce(working_days=6)
    assert longer.ends_on == date(2025, 9, 30), "the day before the holiday of eight days"
    with time_machine.travel("2025-09-30T15:59:59Z", tick=False):
        objection = lodge(longer)
    assert objection.intake_due_on == date(2025, 10, 11), "three working days: 9, 10 and the make-up Saturday"
    with time_machine.travel("2025-09-30T16:00:00Z", tick=False), pytest.raises(GuardFailed, match="over"):
        lodge(longer)


def test_the_clock_of_the_answer_runs_over_working_days_from_the_taking_up():
    with time_machine.travel("2025-09-23T02:00:00Z", tick=False):
        objection = lodge(announce(answer_days=4))
    with time_machine.travel("2025-09-30T02:00:00Z", tick=False):
        objections.accept(objection, by=judge())
    assert objection.answer_due_on == date(2025, 10, 13)


def test_after_a_withdrawal_nobody_objects():
    publicity = announce()
    lifecycle.withdraw(publicity, by=SYSTEM, reason="金额有误。")
    with pytest.raises(GuardFailed, match="over"):
        lodge(publicity)


@pytest.mark.parametrize("missing", ["name", "phone", "text", "remedy", "ground"])
def test_real_name_reasons_and_a_wish_are_needed(missing):
    with pytest.raises(GuardFailed, match="needs your name"):
        lodge(**{missing: " "})


def test_one_open_objection_a_person_and_period():
    publicity, user = announce(), objector()
    first = lodge(publicity, by=user)
    with pytest.raises(GuardFailed, match="already objected"):
        lodge(publicity, by=user)
    objections.refuse(first, by=judge(), reason="与公示内容无关。")
    assert lodge(publicity, by=user).pk != first.pk, "with better grounds one may come again"


def test_what_she_writes_is_encrypted_at_rest():
    objection = lodge()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name || phone || text || remedy FROM procedures_objection WHERE id = %s", [objection.pk])
        stored = cursor.fetchone()[0]
    assert not any(WORDS[field] in stored for field in ("name", "phone", "text", "remedy"))
    assert Objection.objects.get(pk=objection.pk).name == WORDS["name"]


def test_an_erased_account_leaves_the_decision_without_the_person():
    user = objector()
    file = evidence(user)
    objection = lodge(by=user, files=[file])
    accounts.request_deactivation(user, by=user)
    accounts.erase(user, by=SYSTEM)
    objection.refresh_from_db()
    assert (objection.name, objection.phone, objection.text, objection.remedy) == ("", "", "", "")
    assert not objection.files.exists()


# ---- other eyes

STEPS = ("accept", "refuse", "investigate", "uphold", "dismiss", "answer")


def people(objection, organisation):
    torn = judge()
    Membership.objects.create(user=torn, organisation=organisation, role="owner")
    sister = judge()
    Membership.objects.create(user=sister, organisation=make_organisation(parent=organisation), role="owner")
    return {
        "officer of the city": (judge(), True),
        "officer of the district": (judge("370212"), True),
        "officer of another district": (judge("370202"), False),
        "who announces": (make_operator(verbs=["procedures.publicity"]), False),
        "officer of a body concerned": (torn, False),
        "officer of its daughter": (sister, False),
        "the objector": (objection.objector, False),
        "anybody": (make_user(), False),
        "signed out": (AnonymousUser(), False),
    }


def test_role_by_verb():
    organisation = make_organisation()
    objection = lodge(announce(organisations=[organisation]))
    for who, (user, expected) in people(objection, organisation).items():
        assert policies.can_judge(user, objection) is expected, who


def test_roles_that_announce():
    publicity = announce()
    table = {
        make_operator(verbs=["procedures.publicity"]): True,
        make_operator(district="370212", verbs=["procedures.publicity"]): True,
        make_operator(district="370202", verbs=["procedures.publicity"]): False,
        judge(): False,
        make_user(): False,
    }
    for user, expected in table.items():
        assert policies.can_announce(user, "370212") is expected
        assert policies.can_withdraw(user, publicity) is expected


def test_who_determined_the_subject_does_not_judge_it():
    officer = judge()
    publicity = announce(determined_by=[officer])
    objection = lodge(publicity)
    assert not policies.can_judge(officer, objection)
    objections.accept(objection, by=judge())
    objections.investigate(objection, by=judge())
    for step in (objections.uphold, objections.dismiss):
        with pytest.raises(GuardFailed, match="Somebody else"):
            step(objection, by=officer)
    assert objection.state == "investigating"


def test_an_objector_who_is_an_officer_does_not_judge_herself():
    officer = judge()
    objection = lodge(by=officer)
    assert not policies.can_judge(officer, objection)


def test_who_may_object():
    publicity = announce()
    assert policies.can_object(objector(), publicity)
    assert not policies.can_object(make_user(), publicity), "the address is not confirmed"
    assert not policies.can_object(objector(is_active=False), publicity)
    assert not policies.can_object(AnonymousUser(), publicity)
    with time_machine.travel("2040-01-02T02:00:00Z"):
        assert not policies.can_object(objector(), publicity)


def test_who_sees_it():
    objection = lodge()
    seen = {
        "author": (objection.objector, True),
        "officer": (judge(), True),
        "district": (judge("370212"), True),
        "elsewhere": (judge("370202"), False),
        "another objector": (lodge(objection.publicity).objector, False),
        "announcer": (make_operator(verbs=["procedures.publicity"]), False),
        "signed out": (AnonymousUser(), False),
    }
    for who, (user, expected) in seen.items():
        assert Objection.objects.visible_to(user).filter(pk=objection.pk).exists() is expected, who


def evidence(user):
    return files.store(
        b"%PDF-1.7 evidence",
        name="证据.pdf",
        content_type="application/pdf",
        data_class="objection",
        owner_ref=user.public_id,
    )


def test_evidence_is_read_by_its_author_and_by_who_may_judge():
    user, determined = objector(), judge()
    file = evidence(user)
    lodge(announce(determined_by=[determined]), by=user, files=[file])
    assert files.may_read(user, file)
    assert files.may_read(judge(), file)
    assert not files.may_read(determined, file)
    assert not files.may_read(objector(), file)
    assert not files.may_read(AnonymousUser(), file)


def test_nobody_hands_in_a_file_of_somebody_else():
    with pytest.raises(GuardFailed, match="evidence"):
        lodge(files=[evidence(make_user())])


# ---- what people hear


def kinds(user):
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def test_the_author_hears_each_step_and_reads_the_answer():
    objection = at("answered")
    assert kinds(objection.objector) == [
        "objection_received", "objection_accepted", "objection_investigated", "objection_decided", "objection_answered",
    ]  # fmt: skip
    assert (objection.outcome, objection.reply) == ("dismissed", "经核查，指标达到。")


def test_a_refusal_and_an_answer_need_words():
    for state, step in (("lodged", objections.refuse), ("dismissed", objections.answer)):
        words = {"reason": " "} if state == "lodged" else {"text": " "}
        with pytest.raises(GuardFailed, match="will read"):
            step(at(state), by=judge(), **words)


def test_officers_hear_of_it_except_those_who_took_part():
    officer, determined = judge(), judge()
    lodge(announce(determined_by=[determined]))
    assert kinds(officer) == ["objection_waits"]
    assert kinds(determined) == []


def test_officers_are_reminded_once_a_day_from_the_day_before_it_is_due():
    officer = judge()
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        objection = lodge()  # Monday; due on Thursday
    assert objection.intake_due_on == date(2026, 3, 5)
    for day, times in (("03", 0), ("04", 1), ("05", 2), ("06", 3), ("07", 3), ("09", 4)):
        with time_machine.travel(f"2026-03-{day}T02:00:00Z", tick=False):
            tasks.remind()
            tasks.remind()
        assert kinds(officer).count("objection_due") == times, day
    with time_machine.travel("2026-03-09T03:00:00Z", tick=False):
        objections.refuse(objection, by=officer, reason="与公示内容无关。")
    with time_machine.travel("2026-03-10T02:00:00Z", tick=False):
        assert tasks.remind() == 0


@pytest.mark.parametrize("outcome", ["upheld", "dismissed"])
def test_higher_floors_hear_the_decision(outcome):
    news = []

    def ear(objection, **_):
        news.append((objection.public_id, objection.state))

    signal = getattr(signals, f"objection_{outcome}")
    signal.connect(ear)
    objection = at(outcome)
    signal.disconnect(ear)
    assert news == [(objection.public_id, outcome)]
