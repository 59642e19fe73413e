"""A position from draft to its end: each step, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from apps.core import audit
from apps.core.models import Mark
from apps.core.moves import GuardFailed, IllegalMove
from apps.employers import lifecycle as employers
from apps.notifications.models import Delivery, Message
from apps.positions import content, drafts, lifecycle, tasks
from apps.positions.dates import today
from apps.positions.models import Position
from apps.positions.search import matching
from tests.factories import make_employer, make_member, make_operator, make_position
from tests.positions.contents import make_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def employer():
    return make_employer()


@pytest.fixture
def owner(employer):
    return employer.owner


@pytest.fixture
def operator():
    return make_operator()


@pytest.fixture
def draft(employer, owner):
    return drafts.save(None, employer, make_content(), by=owner)


@pytest.fixture
def published(draft, owner, operator):
    lifecycle.submit(draft, by=owner)
    lifecycle.publish(draft, by=operator)
    Mark.objects.all().delete()
    return draft


def marks():
    return list(Mark.objects.filter(kind="position").values_list("object_id", "urgent"))


def told(user):
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def test_the_way_to_publication(draft, employer, owner, operator):
    assert (draft.state, draft.draft.state, draft.current) == ("draft", "draft", None)
    lifecycle.submit(draft, by=owner)
    assert (draft.state, draft.draft.state) == ("pending", "pending")
    assert told(operator) == ["position_pending"]
    assert not Delivery.objects.filter(recipient=operator).exists(), "a queue is no reason for a mail"
    lifecycle.publish(draft, by=operator)
    draft.refresh_from_db()
    assert (draft.state, draft.current.state, draft.draft) == ("published", "current", None)
    assert draft.published_by == operator
    assert told(owner) == ["position_published"]
    assert marks() == [(draft.pk, True)]
    assert list(matching(Position.objects.live(), "涂层")) == [draft]
    assert [entry.state_to for entry in audit.timeline(draft)] == ["pending", "published"]


def test_a_recalled_text_is_written_on(draft, employer, owner):
    lifecycle.submit(draft, by=owner)
    with pytest.raises(GuardFailed, match="cannot be edited now"):
        drafts.save(draft, employer, make_content(), by=owner)
    lifecycle.recall(draft, by=owner)
    assert (draft.state, draft.draft.state) == ("draft", "draft")
    drafts.save(draft, employer, make_content(headcount=5), by=owner)


def test_an_operator_returns_with_a_reason(draft, owner, operator):
    lifecycle.submit(draft, by=owner)
    with pytest.raises(GuardFailed, match="give a reason"):
        lifecycle.return_(draft, by=operator, reason="  ")
    lifecycle.return_(draft, by=operator, reason="Please state the place.")
    assert (draft.state, draft.draft.state) == ("returned", "returned")
    message = Message.objects.get(recipient=owner)
    assert (message.kind, message.context["reason"]) == ("position_returned", "Please state the place.")
    lifecycle.submit(draft, by=owner)
    assert draft.state == "pending"


@pytest.mark.parametrize("state", ["unverified", "submitted", "suspended", "expired"])
def test_only_positions_of_verified_employers_are_published(state, operator):
    position = make_position(make_employer(state=state), state="pending")
    with pytest.raises(GuardFailed, match="must be verified"):
        lifecycle.publish(position, by=operator)
    position.refresh_from_db()
    assert (position.state, position.current, marks()) == ("pending", None, [])


def test_discriminating_words_need_a_reason_to_stand(operator):
    position = make_position(state="pending", requirements="男性优先")
    with pytest.raises(GuardFailed, match="may discriminate"):
        lifecycle.publish(position, by=operator)
    lifecycle.publish(position, by=operator, override_reason="A part in a play.")
    position.refresh_from_db()
    assert (position.state, position.current.override_reason) == ("published", "A part in a play.")


def test_age_words_do_not_block(operator):
    position = make_position(state="pending", requirements="35岁以下")
    lifecycle.publish(position, by=operator)
    assert position.state == "published"


def test_without_a_submitted_text_nothing_is_published(published, draft, operator, employer, owner):
    with pytest.raises(GuardFailed, match="nothing to submit"):
        lifecycle.publish(published, by=operator)
    drafts.save(published, employer, make_content(headcount=9), by=owner)
    published.refresh_from_db()
    with pytest.raises(GuardFailed, match="no submitted text"):
        lifecycle.publish(published, by=operator)


@pytest.mark.parametrize(("days", "fine"), [(-1, False), (0, True), (365, True), (366, False)])
def test_the_closing_day_lies_within_a_year(employer, owner, days, fine):
    position = drafts.save(None, employer, make_content(valid_until=today() + timedelta(days=days)), by=owner)
    if fine:
        lifecycle.submit(position, by=owner)
        assert position.state == "pending"
    else:
        with pytest.raises(GuardFailed):
            lifecycle.submit(position, by=owner)


def test_without_a_closing_day_it_is_open_for_three_months(draft):
    assert draft.valid_until == today() + timedelta(days=90)


# ---------------------------------------------------------------- changes of what is published
def test_the_old_text_stays_public_until_the_new_one_is_in_force(published, employer, owner, operator):
    old = published.current_id
    drafts.save(published, employer, make_content(title="新的岗位名称", salary_max=600_000), by=owner)
    published.refresh_from_db()
    lifecycle.submit(published, by=owner)
    shown = Position.objects.live().get()
    assert (shown.state, shown.current_id, shown.current.salary_max) == ("published", old, 480_000)
    assert marks() == []
    lifecycle.publish(published, by=operator)
    shown = Position.objects.live().get()
    assert (shown.current.salary_max, shown.current.number, shown.draft) == (600_000, 2, None)
    assert sorted(shown.revisions.values_list("number", "state")) == [(1, "superseded"), (2, "current")]
    assert marks() == [(shown.pk, True)]
    assert list(matching(Position.objects.live(), "新的")) == [shown]


def test_a_returned_change_leaves_the_text_in_force(published, employer, owner, operator):
    drafts.save(published, employer, make_content(headcount=9), by=owner)
    published.refresh_from_db()
    lifecycle.submit(published, by=owner)
    lifecycle.return_(published, by=operator, reason="Why nine?")
    published.refresh_from_db()
    assert (published.state, published.current.headcount, published.draft.state) == ("published", 2, "returned")


@pytest.mark.parametrize(
    ("change", "reviewed"),
    [
        ({"salary_max": 490_000}, True),
        ({"headcount": 3}, True),
        ({"degree_min": "master"}, True),
        ({"negotiable": True}, True),
        ({"years_min": 5}, True),
        ({"title": "另一个名称"}, True),
        ({"chain": "ai"}, False),
        ({"skills": ()}, False),
        ({"workplace": "松岭路"}, False),
        ({"disciplines": ()}, False),
        ({}, False),
    ],
)
def test_pay_conditions_and_words_are_reviewed_the_rest_is_not(published, employer, owner, change, reviewed):
    drafts.save(published, employer, make_content(**change), by=owner)
    published.refresh_from_db()
    lifecycle.submit(published, by=owner)
    published.refresh_from_db()
    waits = published.draft is not None and published.draft.state == "pending"
    assert (waits, published.current.number) == (reviewed, 1 if reviewed else 2)
    assert bool(marks()) is not reviewed


def test_a_later_closing_day_enters_force_with_the_text(published, employer, owner):
    day = today() + timedelta(days=200)
    drafts.save(published, employer, make_content(valid_until=day), by=owner)
    published.refresh_from_db()
    assert published.valid_until == today() + timedelta(days=90), "a draft changes nothing that is public"
    lifecycle.submit(published, by=owner)
    published.refresh_from_db()
    assert published.valid_until == day


def test_a_change_is_discarded(published, employer, owner):
    with pytest.raises(GuardFailed):
        drafts.discard(published, by=owner)
    drafts.save(published, employer, make_content(headcount=9), by=owner)
    published.refresh_from_db()
    drafts.discard(published, by=owner)
    assert (published.draft, published.revisions.count()) == (None, 1)


def test_a_change_under_review_is_not_written_over(published, employer, owner):
    drafts.save(published, employer, make_content(headcount=9), by=owner)
    published.refresh_from_db()
    lifecycle.submit(published, by=owner)
    with pytest.raises(GuardFailed, match="being reviewed"):
        drafts.save(published, employer, make_content(headcount=10), by=owner)
    with pytest.raises(GuardFailed, match="being reviewed"):
        drafts.discard(published, by=owner)
    lifecycle.recall(published, by=owner)
    assert (published.state, published.draft.state) == ("published", "draft")


def test_nobody_writes_into_a_position_of_another_employer(published):
    with pytest.raises(Position.DoesNotExist):
        drafts.save(published, make_employer(), make_content(), by=None)


# ---------------------------------------------------------------- later steps
@pytest.mark.parametrize(
    ("before", "step", "after"),
    [
        ("published", lambda p, by: lifecycle.pause(p, by=by), "paused"),
        ("paused", lambda p, by: lifecycle.resume(p, by=by), "published"),
        ("published", lambda p, by: lifecycle.fill(p, by=by), "filled"),
        ("paused", lambda p, by: lifecycle.fill(p, by=by), "filled"),
        ("published", lambda p, by: lifecycle.expire(p), "expired"),
        ("paused", lambda p, by: lifecycle.expire(p), "expired"),
        ("published", lambda p, by: lifecycle.take_down(p, by=by, reason="complaint"), "taken_down"),
        ("taken_down", lambda p, by: lifecycle.reinstate(p, by=by), "published"),
        ("draft", lambda p, by: lifecycle.close(p, by=by), "closed"),
        ("published", lambda p, by: lifecycle.close(p, by=by), "closed"),
        ("taken_down", lambda p, by: lifecycle.close(p, by=by), "closed"),
    ],
)
def test_steps_move_and_mark(before, step, after, operator):
    position = make_position(state=before)
    step(position, operator)
    position.refresh_from_db()
    assert (position.state, marks()) == (after, [(position.pk, False)])


STEPS = {
    "submit": lambda p, by: lifecycle.submit(p, by=by),
    "recall": lambda p, by: lifecycle.recall(p, by=by),
    "publish": lambda p, by: lifecycle.publish(p, by=by),
    "return": lambda p, by: lifecycle.return_(p, by=by, reason="x"),
    "pause": lambda p, by: lifecycle.pause(p, by=by),
    "resume": lambda p, by: lifecycle.resume(p, by=by),
    "fill": lambda p, by: lifecycle.fill(p, by=by),
    "expire": lambda p, by: lifecycle.expire(p),
    "renew": lambda p, by: lifecycle.renew(p, by=by, valid_until=today()),
    "take_down": lambda p, by: lifecycle.take_down(p, by=by, reason="x"),
    "reinstate": lambda p, by: lifecycle.reinstate(p, by=by),
    "close": lambda p, by: lifecycle.close(p, by=by),
}
POSSIBLE = {
    "draft": {"submit", "close"},
    "pending": {"recall", "publish", "return", "close"},
    "returned": {"submit", "close"},
    "published": {"pause", "fill", "expire", "take_down", "close"},
    "paused": {"resume", "fill", "expire", "take_down", "close"},
    "filled": set(),
    "expired": {"renew", "close"},
    "closed": set(),
    "taken_down": {"reinstate", "close"},
}


@pytest.mark.parametrize("state", POSSIBLE)
def test_every_other_step_is_refused(state, operator):
    taken = set()
    for name, step in STEPS.items():
        position = make_position(state=state)
        try:
            step(position, operator)
        except (IllegalMove, GuardFailed):
            assert Position.objects.get(pk=position.pk).state == state
        else:
            taken.add(name)
    assert taken == POSSIBLE[state]


def test_an_expired_position_is_renewed_through_review(owner, employer, operator):
    position = make_position(employer, state="expired")
    with pytest.raises(GuardFailed, match="past"):
        lifecycle.renew(position, by=owner, valid_until=today() - timedelta(days=1))
    day = today() + timedelta(days=30)
    lifecycle.renew(position, by=owner, valid_until=day)
    assert (position.state, position.draft.state, position.draft.number) == ("pending", "pending", 2)
    lifecycle.publish(position, by=operator)
    position.refresh_from_db()
    assert (position.state, position.valid_until, position.current.number) == ("published", day, 2)


def test_a_change_that_waited_when_it_expired_is_renewed_too(published, employer, owner, operator):
    drafts.save(published, employer, make_content(headcount=9), by=owner)
    published.refresh_from_db()
    lifecycle.submit(published, by=owner)
    lifecycle.expire(published)
    lifecycle.renew(published, by=owner, valid_until=today() + timedelta(days=10))
    lifecycle.publish(published, by=operator)
    published.refresh_from_db()
    assert (published.state, published.current.headcount) == ("published", 9)


def test_taking_down_needs_a_reason_and_tells_the_team(owner, employer, operator):
    recruiter = make_member(employer.organisation, "recruiter")
    manager = make_member(employer.organisation, "hiring_manager")
    position = make_position(employer)
    with pytest.raises(GuardFailed):
        lifecycle.take_down(position, by=operator, reason="")
    lifecycle.take_down(position, by=operator, reason="A complaint.")
    assert (told(owner), told(recruiter), told(manager)) == (["position_taken_down"], ["position_taken_down"], [])


def test_a_position_that_ran_out_is_not_reinstated(operator):
    position = make_position(state="taken_down")
    Position.objects.update(valid_until=today() - timedelta(days=1))
    position.refresh_from_db()
    with pytest.raises(GuardFailed):
        lifecycle.reinstate(position, by=operator)


# ---------------------------------------------------------------- the clock
def test_the_clock_expires_what_is_past_by_the_citys_date_once():
    open_one, past = make_position(), make_position(state="paused")
    Position.objects.filter(pk=open_one.pk).update(valid_until=date(2026, 6, 2))
    Position.objects.filter(pk=past.pk).update(valid_until=date(2026, 6, 1))
    with time_machine.travel("2026-06-01T15:59:00Z", tick=False):  # 23:59 in the city: the last day is not over
        assert tasks.expire_due() == 0
    with time_machine.travel("2026-06-01T16:01:00Z", tick=False):  # 00:01 of 2 June
        assert (tasks.expire_due(), tasks.expire_due()) == (1, 0)
    past.refresh_from_db()
    open_one.refresh_from_db()
    assert (past.state, open_one.state) == ("expired", "published")


def test_one_that_cannot_expire_does_not_stop_the_others(monkeypatch):
    first, second = make_position(), make_position()
    Position.objects.update(valid_until=date(2020, 1, 1))
    real = lifecycle.expire

    def refuse_first(position):
        if position.pk == first.pk:
            raise GuardFailed("no")
        real(position)

    monkeypatch.setattr(lifecycle, "expire", refuse_first)
    assert tasks.expire_positions() == 1
    second.refresh_from_db()
    assert second.state == "expired"


# ---------------------------------------------------------------- the employer's fate
def test_suspension_hides_positions_at_once_and_has_them_ranked_anew(published, employer, operator):
    employers.suspend(employer, by=operator, reason="A complaint.")
    assert list(Position.objects.live()) == []
    assert marks() == [(published.pk, False)]


def test_content_survives_the_database(published):
    read = content.read(published.current)
    wanted = make_content(valid_until=published.valid_until)
    assert replace(read, texts=()) == replace(wanted, texts=())
    assert read.content_hash() == wanted.content_hash()
