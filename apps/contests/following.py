"""After the contest (S10): every finalist has a case with somebody who looks after it. Callers have asked the policies."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.policies import may
from apps.contests import telling
from apps.contests.models import FOLLOWERS, Entry, FollowUp, FollowUpTask, Visit
from apps.contests.states import FollowUpState
from apps.core import audit
from apps.core.actors import SYSTEM
from apps.core.moves import GuardFailed, move
from apps.procedures.calendar import today

ROLE = "district"
STEPS = ("register", "settle", "fund", "operate")
REMIND_BEFORE = timedelta(days=3)


def open_case(entry: Entry) -> FollowUp:
    """For who reaches the final; twice is once."""
    row, created = FollowUp.objects.get_or_create(entry=entry)
    if created:
        audit.record(row, "open_case", by=SYSTEM, state_to=row.state)
        telling.operators(entry.edition, FOLLOWERS, "contest_follow_up_opened", district=entry.district,
                          path=_page(row), stamp=row.public_id, entry=entry.title)  # fmt: skip
    return row


@transaction.atomic
def give_to(row: FollowUp, owner: User, *, by: User) -> None:
    """Somebody who may follow up in its district looks after it from now on."""
    if not owner.is_active or not may(owner, FOLLOWERS, row.entry.district):
        raise GuardFailed(_("Please choose somebody who follows up in this district."))
    FollowUp.objects.filter(pk=row.pk).update(owner=owner)
    audit.record(row, "give_to", by=by, role=ROLE, data={"owner": owner.public_id}, public=False)
    row.refresh_from_db()
    telling.staff(owner, row.entry.edition, "contest_follow_up_yours", path=_page(row), entry=row.entry.title)


@transaction.atomic
def step(row: FollowUp, name: str, *, by: User) -> None:
    if name not in STEPS:
        raise GuardFailed(_("This act is not known."))
    move(row, name, by=by, role=ROLE)


@transaction.atomic
def close(row: FollowUp, *, by: User, reason: str) -> None:
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    move(row, "close", by=by, role=ROLE, reason=reason.strip(), public=False)


@transaction.atomic
def add_task(row: FollowUp, *, by: User, text: str, due_on: date) -> FollowUpTask:
    _is_open(row)
    if not text.strip() or len(text) > 300:
        raise GuardFailed(_("Please say in a line what is to be done."))
    if due_on < today():
        raise GuardFailed(_("This day has passed."))
    task = row.tasks.create(text=text.strip(), due_on=due_on)
    audit.record(row, "add_task", by=by, role=ROLE, data={"task": task.public_id}, public=False)
    return task


@transaction.atomic
def finish_task(task: FollowUpTask, *, by: User) -> None:
    if not FollowUpTask.objects.filter(pk=task.pk, done_at__isnull=True).update(done_at=timezone.now()):
        raise GuardFailed(_("This task is done already."))
    audit.record(task.follow_up, "finish_task", by=by, role=ROLE, data={"task": task.public_id}, public=False)
    task.refresh_from_db()


@transaction.atomic
def visit(row: FollowUp, *, by: User, visited_on: date, note: str) -> Visit:
    _is_open(row)
    if visited_on > today():
        raise GuardFailed(_("This day lies in the future."))
    if not note.strip() or len(note) > 2000:
        raise GuardFailed(_("Please say in up to 2,000 characters what was found."))
    found = row.visits.create(visited_on=visited_on, note=note.strip(), by=by)
    audit.record(row, "visit", by=by, role=ROLE, public=False)
    return found


def remind() -> int:
    """Tasks that are due in three days or overdue, to who looks after the case; each once, whatever runs twice."""
    due = FollowUpTask.objects.filter(
        done_at__isnull=True, reminded_at__isnull=True, due_on__lte=today() + REMIND_BEFORE
    )
    due = due.filter(follow_up__owner__isnull=False).exclude(follow_up__state=FollowUpState.CLOSED)
    count = 0
    for task in due.select_related("follow_up__owner", "follow_up__entry__edition").order_by("pk")[:500]:
        with transaction.atomic():
            mine = FollowUpTask.objects.filter(pk=task.pk, done_at__isnull=True, reminded_at__isnull=True)
            if mine.update(reminded_at=timezone.now()):
                _remind(task)
                count += 1
    return count


def _remind(task: FollowUpTask) -> None:
    row = task.follow_up
    assert row.owner is not None
    telling.staff(row.owner, row.entry.edition, "contest_task_due", path=_page(row), stamp=task.public_id,
                  task=task.text, day=f"{task.due_on:%F}")  # fmt: skip


def _is_open(row: FollowUp) -> None:
    if row.state == FollowUpState.CLOSED:
        raise GuardFailed(_("This case is closed."))


def _page(row: FollowUp) -> str:
    return f"/admin/contests/followup/{row.pk}/change/"
