"""The panel: drawn once, repeatable, filled up, and only of those who are independent."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core import audit
from apps.core.moves import GuardFailed, IllegalMove
from apps.experts import profiles
from apps.notifications.models import Message
from apps.procedures import draw
from apps.proposals.models import Member
from apps.reviews import independence, panels, parties, policies, tasks
from apps.reviews.conflict_words import word_of
from apps.reviews.models import Panel, Seat
from apps.reviews.states import SeatState
from tests.employers.codes import make_code
from tests.factories import make_member, make_operator, make_organisation
from tests.reviews.cases import FIELD, make_panel, make_pool, make_reviewing, scoring, seated

pytestmark = pytest.mark.django_db


def test_the_draw_is_published_and_anybody_repeats_it():
    call = make_reviewing()
    make_pool(8)
    panel = make_panel(call)
    assert draw.problems(panel.published, nonce_hash=call.draw_nonce_hash) == []
    row = panel.published["fields"][FIELD]
    assert len(row["candidates"]) == 8
    assert len(row["drawn"]) == 5
    order = list(panel.seats.order_by("order").values_list("public_id", flat=True))
    assert order == [*row["drawn"], *row["in_reserve"]]
    assert set(panel.seats.filter(state=SeatState.INVITED).values_list("public_id", flat=True)) == set(row["drawn"])
    forged = panel.published | {"receipt_hashes": panel.published["receipt_hashes"][:-1]}
    assert draw.problems(forged) != []


def test_the_seed_rests_on_the_receipts_of_the_deadline():
    call = make_reviewing(3)
    make_pool(6)
    panel = make_panel(call)
    hashes = {package.receipt_hash for proposal in call.entrants for package in proposal.packages.all()}
    assert set(panel.published["receipt_hashes"]) == hashes
    assert len(hashes) == 6


def test_a_draw_is_not_repeated():
    call = make_reviewing()
    make_pool(6)
    make_panel(call)
    with pytest.raises(GuardFailed, match="not repeated"):
        make_panel(call)
    assert Panel.objects.count() == 1
    with transaction.atomic(), pytest.raises(IntegrityError):
        Panel.objects.create(challenge=call, places=[], published={}, drawn_at=timezone.now(), drawn_by=make_operator())


def test_nothing_is_drawn_before_the_form_check_is_over():
    call = make_reviewing()
    make_pool(6)
    type(call).objects.filter(pk=call.pk).update(state="closed")
    with pytest.raises(GuardFailed, match="form check"):
        make_panel(call)


@pytest.mark.parametrize(
    ("places", "why"),
    [([(FIELD, 4)], "5 places"), ([(FIELD, 3), (FIELD, 2)], "twice"), ([(FIELD, 6), ("materials", 0)], "5 places")],
)
def test_what_the_programme_asks_of_a_panel_holds(places, why):
    call = make_reviewing()
    make_pool(8)
    with pytest.raises(GuardFailed, match=why):
        panels.draw_panel(call, places=places, by=make_operator())


def test_other_fields_than_the_calls_own_need_a_reason_that_everybody_reads():
    call = make_reviewing()
    make_pool(8, chains=["ai"])
    with pytest.raises(GuardFailed, match="published text"):
        panels.draw_panel(call, places=[("ai", 5)], by=make_operator())
    panel = panels.draw_panel(call, places=[("ai", 5)], by=make_operator(), reason="本领域无人可抽。")
    assert panel.published["departs_because"] == "本领域无人可抽。"
    assert draw.problems(panel.published) == []


def test_who_joined_the_pool_after_the_closing_is_drawn_only_for_a_reason():
    call = make_reviewing()
    late = make_pool(6)[5]
    type(late).objects.filter(pk=late.pk).update(joined_at=call.closes_at)
    panel = make_panel(call)
    assert late.pk not in panel.seats.values_list("expert_id", flat=True)
    assert panel.left_out["late"] == 1
    other = make_reviewing()
    widened = panels.draw_panel(other, places=[(FIELD, 5)], by=make_operator(), reason="库内人数不足。")
    assert late.pk in widened.seats.values_list("expert_id", flat=True)


def test_a_draw_that_was_broken_off_comes_out_the_same_again():
    call = make_reviewing()
    make_pool(12)
    seen = []
    for _attempt in range(2):
        with transaction.atomic():
            panel = make_panel(call)
            seen.append((panel.published, list(panel.seats.order_by("order").values_list("expert_id", flat=True))))
            transaction.set_rollback(True)
    assert seen[0] == seen[1]


def test_too_few_independent_experts_stop_the_draw_and_nothing_is_stored():
    call = make_reviewing()
    make_pool(4)
    with pytest.raises(GuardFailed, match="Too few"):
        make_panel(call)
    assert not Panel.objects.exists()


def test_an_expert_of_the_poster_or_of_an_applicant_is_never_drawn():
    call = make_reviewing()
    insider, teacher = make_pool(7)[5:]
    insider.ties.update(name_zh=call.employer.organisation.name_zh)
    lead = call.entrants[0].members.get(is_lead=True)
    teacher.ties.create(
        kind="student", name_zh="", family_name="Numbera", given_name="Applicant", account=lead.user.public_id
    )
    panel = make_panel(call)
    drawn = set(panel.seats.values_list("expert_id", flat=True))
    assert insider.pk not in drawn
    assert teacher.pk not in drawn
    assert sum(panel.left_out.values()) == 2


@pytest.mark.parametrize("relation", ["adviser", "student", "co_author", "team_mate", "relative"])
def test_whom_an_applicant_names_as_too_close_is_not_drawn(relation):
    close = make_pool(6)[5]
    named = {"name": close.name_zh, "relation": relation, "body": close.ties.get(kind="employer").name_zh}
    call = make_reviewing(written={"ties": [named]})
    panel = make_panel(call)
    assert close.pk not in panel.seats.values_list("expert_id", flat=True)
    assert sum(panel.left_out.values()) == 1


def test_nobody_is_clear_of_an_applicant_of_whom_nobody_knows_where_she_works():
    call = make_reviewing()
    (expert,) = make_pool(1)
    assert independence.clear(expert, call)
    Member.objects.filter(proposal=call.entrants[0]).update(independent=False)
    assert independence.reasons(expert, call) == ["unknown"]
    Member.objects.filter(proposal=call.entrants[0]).update(organisation_name="某公司")
    assert independence.clear(expert, call)


def test_unknown_is_not_clear():
    call = make_reviewing()
    unsigned = make_pool(6)[5]
    type(unsigned).objects.filter(pk=unsigned.pk).update(facts_confirmed_on=None)
    panel = make_panel(call)
    assert not panel.seats.filter(expert=unsigned).exists()
    assert panel.left_out == {"unknown": 1}


def test_who_has_as_many_cases_as_she_takes_is_passed_over():
    first = make_reviewing()
    busy = make_pool(5, cases_max=1)
    seated(make_panel(first))
    second = make_reviewing()
    with pytest.raises(GuardFailed, match="Too few"):
        make_panel(second)
    for expert in busy:
        type(expert).objects.filter(pk=expert.pk).update(cases_max=2)
    assert make_panel(second).seats.count() == 5


def test_a_seat_is_taken_only_with_the_declaration_and_in_time():
    call = make_reviewing()
    make_pool(5)
    seat = make_panel(call).seats.filter(state=SeatState.INVITED).first()
    with pytest.raises(GuardFailed, match="declare"):
        panels.accept(seat, by=seat.expert.user, independent=False)
    with time_machine.travel(seat.answer_by, tick=False), pytest.raises(GuardFailed, match="over"):
        panels.accept(seat, by=seat.expert.user, independent=True)
    panels.accept(seat, by=seat.expert.user, independent=True)
    assert seat.state == SeatState.ACCEPTED


def test_a_conflict_that_has_come_up_since_the_draw_keeps_her_from_the_seat():
    call = make_reviewing()
    make_pool(6)
    panel = make_panel(call)
    seat = panel.seats.filter(state=SeatState.INVITED).select_related("expert").first()
    seat.expert.ties.create(kind="employer", name_zh=call.employer.organisation.name_zh)
    with pytest.raises(GuardFailed, match="not independent"):
        panels.accept(seat, by=seat.expert.user, independent=True)


def test_a_place_that_is_declined_goes_to_the_next_reserve():
    call = make_reviewing()
    make_pool(7)
    panel = make_panel(call)
    reserve = panel.seats.filter(state=SeatState.RESERVE).order_by("order")
    first, second = reserve[0], reserve[1]
    gone = panel.seats.filter(state=SeatState.INVITED).first()
    panels.decline(gone, by=gone.expert.user)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (SeatState.INVITED, SeatState.RESERVE)
    assert Message.objects.filter(recipient=first.expert.user, kind="panel_invited").count() == 1


def test_who_does_not_answer_makes_room_by_the_clock():
    call = make_reviewing()
    make_pool(6)
    panel = make_panel(call)
    late = panel.seats.filter(state=SeatState.INVITED).first()
    others = panel.seats.filter(state=SeatState.INVITED).exclude(pk=late.pk)
    for seat in others:
        panels.accept(seat, by=seat.expert.user, independent=True)
    Seat.objects.filter(pk=late.pk).update(answer_by=timezone.now() - timedelta(seconds=1))
    assert tasks.run_clock() == 1
    late.refresh_from_db()
    assert late.state == SeatState.EXPIRED
    assert panel.seats.filter(state=SeatState.INVITED).count() == 1
    assert tasks.run_clock() == 0


def test_an_empty_place_without_reserve_is_told_to_operators():
    call = make_reviewing()
    make_pool(5)
    operator = make_operator(verbs=["challenges.review"])
    panel = make_panel(call)
    seat = panel.seats.filter(state=SeatState.INVITED).first()
    panels.decline(seat, by=seat.expert.user)
    assert Message.objects.filter(recipient=operator, kind="panel_short").count() == 1


def test_a_declared_conflict_needs_words_that_only_operators_read():
    call = make_reviewing()
    make_pool(6)
    seat = seated(make_panel(call)).seats.filter(state=SeatState.ACCEPTED).first()
    with pytest.raises(GuardFailed, match="what the conflict is"):
        panels.declare_conflict(seat, by=seat.expert.user, reason=" ")
    panels.declare_conflict(seat, by=seat.expert.user, reason="与申报方合作过论文")
    assert seat.state == SeatState.CONFLICTED
    assert not audit.timeline(seat).exists()
    assert audit.timeline(seat, public_only=False).filter(reason__contains="论文").exists()


def test_a_changed_profile_takes_her_off_the_panel_and_her_sheets_do_not_count():
    call = make_reviewing()
    make_pool(6)
    panel = scoring(seated(make_panel(call)))
    seat = panel.seats.filter(state=SeatState.ACCEPTED).select_related("expert").first()
    seat.expert.ties.create(kind="employer", name_zh=call.employer.organisation.name_zh)
    lost = panels.recheck(seat.expert)
    assert [one.pk for one in lost] == [seat.pk]
    seat.refresh_from_db()
    assert seat.state == SeatState.CONFLICTED
    assert set(seat.sheets.values_list("state", flat=True)) == {"void"}
    assert panel.seats.filter(state=SeatState.INVITED).count() == 1


def of_a_subsidiary(expert, call):
    """The partner of the first entrant has a code, and her employer says that it belongs to it."""
    Member.objects.filter(proposal=call.entrants[0]).update(organisation_name="沧溟集团", credit_code=make_code(7))
    facts = {"name_zh": "沧溟检测", "credit_code": make_code(8), "parent_codes": [make_code(7)]}
    return profiles.save_tie(expert, "employer", facts, by=expert.user)


def test_an_expert_of_a_subsidiary_of_an_applicant_is_not_drawn_and_the_reason_is_told():
    call = make_reviewing()
    pool = make_pool(6)
    of_a_subsidiary(pool[2], call)
    panel = make_panel(call)
    assert not panel.seats.filter(expert=pool[2]).exists()
    assert panel.left_out == {"related_employer": 1}
    assert word_of("related_employer") == "parent, subsidiary or sister of the employer"


def test_she_reads_why_she_cannot_take_the_seat_but_not_because_of_whom(monkeypatch):
    call = make_reviewing()
    make_pool(6)
    seat = make_panel(call).seats.filter(state=SeatState.INVITED).select_related("expert__user", "panel").first()
    monkeypatch.setattr(panels, "recheck", lambda expert: [])
    of_a_subsidiary(seat.expert, call)
    with pytest.raises(GuardFailed) as refused:
        panels.accept(seat, by=seat.expert.user, independent=True)
    assert "parent, subsidiary or sister of the employer" in str(refused.value)
    assert "沧溟" not in str(refused.value)


def test_a_row_that_she_adds_takes_the_seat_from_her_at_once_and_the_next_is_asked():
    call = make_reviewing()
    make_pool(6)
    panel = seated(make_panel(call))
    seat = panel.seats.filter(state=SeatState.ACCEPTED).select_related("expert__user").first()
    of_a_subsidiary(seat.expert, call)
    seat.refresh_from_db()
    assert seat.state == SeatState.CONFLICTED
    assert Message.objects.filter(recipient=seat.expert.user, kind="panel_conflict_found").count() == 1
    assert panel.seats.filter(state=SeatState.INVITED).count() == 1


@pytest.mark.parametrize("how", ["mail", "group", "contact"])
def test_the_team_the_group_and_the_contact_of_the_poster_are_parties(how):
    call = make_reviewing()
    pool = make_pool(6)
    firm = call.employer.organisation
    if how == "mail":
        User.objects.filter(memberships__organisation=firm).update(email="owner@lanwan-works.test")
        pool[0].ties.create(kind="mail_domain", domain="rd.lanwan-works.test")
    elif how == "group":
        firm.parent = make_organisation(name_zh="岚湾控股集团")
        firm.save()
        pool[0].ties.create(kind="employer", name_zh="岚湾控股集团")
    else:
        type(call.current).objects.filter(pk=call.current_id).update(contact_name="林栖梧")
        pool[0].ties.create(kind="relative", name_zh="林栖梧", body_name=firm.name_zh)
    row = type(call).objects.get(pk=call.pk)
    assert independence.certain(pool[0], independence.parties_of(row))
    assert independence.clear(pool[1], row)


def test_scoring_begins_when_every_place_is_taken_and_its_deadline_lies_ahead():
    call = make_reviewing()
    make_pool(5)
    panel = make_panel(call)
    tomorrow = timezone.now() + timedelta(days=1)
    with pytest.raises(GuardFailed, match="Not every place"):
        panels.begin_scoring(panel, by=make_operator(), due_at=tomorrow)
    seated(panel)
    with pytest.raises(GuardFailed, match="ahead"):
        panels.begin_scoring(panel, by=make_operator(), due_at=timezone.now())
    panels.begin_scoring(panel, by=make_operator(), due_at=tomorrow)
    assert sum(seat.sheets.count() for seat in panel.seats.all()) == 5 * 2
    with pytest.raises(IllegalMove):
        panels.begin_scoring(panel, by=make_operator(), due_at=tomorrow)


def test_a_programme_with_a_defence_asks_for_the_meeting():
    call = make_reviewing(defence=True)
    make_pool(5)
    panel = seated(make_panel(call))
    due = timezone.now() + timedelta(days=4)
    with pytest.raises(GuardFailed, match="defence"):
        panels.begin_scoring(panel, by=make_operator(), due_at=due)
    with pytest.raises(GuardFailed, match="before the deadline"):
        panels.begin_scoring(panel, by=make_operator(), due_at=due, defence_at=due, defence_place="线上")
    panels.begin_scoring(
        panel, by=make_operator(), due_at=due, defence_at=due - timedelta(days=1), defence_place="线上"
    )
    assert Message.objects.filter(kind="defence_meeting").count() == 2


def test_a_deadline_is_only_put_off_with_a_reason_and_told():
    call = make_reviewing()
    make_pool(5)
    panel = scoring(seated(make_panel(call)))
    later = panel.due_at + timedelta(days=1)
    for due, reason, why in ((later, " ", "reason"), (panel.due_at, "要", "put off")):
        with pytest.raises(GuardFailed, match=why):
            panels.extend(panel, by=make_operator(), due_at=due, reason=reason)
    panels.extend(panel, by=make_operator(), due_at=later, reason="两位专家出差")
    panel.refresh_from_db()
    assert panel.due_at == later
    assert audit.timeline(call).filter(act="extend_marks").count() == 1
    assert Message.objects.filter(kind="panel_extended").count() == 5


def test_names_before_the_experts_tell_nothing_and_differ_by_call():
    codes = set()
    for _each in range(6):
        call = make_reviewing(3)
        if not Seat.objects.exists():
            make_pool(6, cases_max=20)
        panel = make_panel(call)
        names = [proposal.pseudonym.code for proposal in call.entrants]
        assert sorted(names) == ["P01", "P02", "P03"]
        codes.add(tuple(names))
        assert panel.pseudonyms.count() == 3
    assert len(codes) > 1, "six draws in the order of the submissions are one chance in 46,656"


def test_only_somebody_outside_of_the_race_runs_the_panel():
    call = make_reviewing()
    operator = make_operator()
    assert policies.can_run_panel(operator, call)
    inside = make_member(call.employer.organisation)
    inside.is_superuser = True
    assert not policies.can_run_panel(inside, call)
    call.entrants[0].members.filter(is_lead=True).update(user=operator)
    assert not policies.can_run_panel(operator, call)


def test_the_parties_of_a_call_in_a_constant_number_of_queries(django_assert_max_num_queries):
    call = make_reviewing(3)
    with django_assert_max_num_queries(12):
        sides = parties.applicants(call.entrants)
    assert {side.ref for side in sides} == {proposal.public_id for proposal in call.entrants}
    pool = make_pool(12)
    with django_assert_max_num_queries(12):
        independence.sort(pool, sides)
