"""The form check (形式审查): item by item, to eligible, ineligible with reasons, or back for a correction.

What the system can see it has filled in; the verdict on each item is a person's. Callers have asked the policies; that
nobody checks a proposal of her own side is asked here again, because no caller may forget it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.challenges.models import Challenge, Programme
from apps.challenges.states import ChallengeState
from apps.challenges.telling import tell_team
from apps.core import audit
from apps.core.moves import GuardFailed, move
from apps.procedures.calendar import add_working_days, city_zone, today
from apps.proposals import lifecycle as proposals
from apps.proposals.models import Package, Proposal
from apps.proposals.states import ProposalState
from apps.reviews import form_findings, form_items, form_policies, form_telling, signals
from apps.reviews.form_states import AppealState, FormOutcome, Verdict
from apps.reviews.models.form_check import APPEAL_DAYS, CheckList, FormAppeal, FormCheck, FormItem

REMARK, REASON = 1000, 4000
# never opened, or waiting for this check or for its correction
WAITING = (ProposalState.SUBMITTED, ProposalState.RETURNED)
AWAY = (ProposalState.DRAFT, ProposalState.WITHDRAWN)  # never sealed, or taken back: there is nothing to check


@dataclass(frozen=True)
class Rules:
    items: tuple[str, ...] = form_items.DEFAULT
    appeal_days: int = APPEAL_DAYS


@dataclass(frozen=True)
class Tick:
    """What the operator says about an item."""

    verdict: str
    remark: str = ""


def rules_of(programme: Programme) -> Rules:
    """The check-list of the round, or the whole list where it has none of its own."""
    row = CheckList.objects.filter(programme=programme).first()
    return Rules(tuple(row.items), row.appeal_days) if row else Rules()


def to_check(challenge: Challenge) -> Any:
    """Proposals of a closed call that are open, and those whose packages would not open."""
    rows = Proposal.objects.filter(challenge=challenge).exclude(state__in=AWAY)
    faulty = Package.objects.exclude(fault="").values("proposal")
    opened = rows.filter(opened_at__isnull=False) | rows.filter(pk__in=faulty)
    return opened.select_related("challenge__programme", "challenge__employer__organisation", "organisation", "lead")


@transaction.atomic
def begin(proposal: Proposal) -> FormCheck:
    """The check of the newest round with what the system finds today. Once it is decided nothing changes any more."""
    last = Package.objects.last_of(proposal).first()
    if last is None:
        raise GuardFailed(_("Nothing was sealed: there is nothing to check."))
    check, _made = FormCheck.objects.get_or_create(proposal=proposal, round=last.round)
    row = FormCheck.objects.select_for_update().get(pk=check.pk)
    if row.outcome or proposal.state != ProposalState.SUBMITTED:
        return row
    opened = form_findings.read(proposal)
    there = {item.item: item for item in row.items.all()}
    for order, code in enumerate(rules_of(proposal.challenge.programme).items):
        found = form_findings.of(opened, code)
        item = there.get(code) or FormItem(form_check=row, item=code)
        item.order, item.finding, item.note, item.detail = order, found.verdict, found.note, found.detail
        if item.pk is None and found.verdict == Verdict.MET:
            item.verdict = Verdict.MET  # pre-filled; what is wrong or unclear waits for a person
        item.save()
    return row


@transaction.atomic
def tick(check: FormCheck, ticks: Mapping[str, Tick], *, by: User) -> None:
    """Store verdicts and remarks as one goes. Raises ValidationError by item, GuardFailed once it is decided."""
    row = _open(check, by)
    errors: dict[str, str] = {}
    for item in row.items.all():
        given = ticks.get(item.item)
        if given is None:
            continue
        if given.verdict not in Verdict.values or len(given.remark) > REMARK:
            errors[item.item] = _("At most %(count)d characters.") % {"count": REMARK}
            continue
        item.verdict, item.remark = given.verdict, given.remark.strip()
        item.save(update_fields=["verdict", "remark"])
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def admit(check: FormCheck, *, by: User) -> None:
    """Everything is in order: the proposal goes to the review."""
    row = _open(check, by)
    items = _judged(row)
    if any(item.verdict == Verdict.UNMET for item in items):
        raise GuardFailed(
            _("Items are not in order. Return the proposal for correction, or find that it does not pass.")
        )
    _close(row, FormOutcome.ELIGIBLE, by)
    move(row.proposal, "admit", by=by, role="operator")
    form_telling.applicant(row.proposal, "proposal_eligible")


@transaction.atomic
def find_ineligible(check: FormCheck, *, by: User, reason: str) -> None:
    """It does not pass, for the items that are not in order and the reason written. It can be appealed against once."""
    row = _open(check, by)
    _something_unmet(_judged(row))
    text = _needed(reason)
    until = _midnight_after(rules_of(row.proposal.challenge.programme).appeal_days)
    _close(row, FormOutcome.INELIGIBLE, by, reason=text, appeal_until=until)
    move(row.proposal, "find_ineligible", by=by, role="operator", reason=text, data={"items": _unmet(row)})
    facts = {"reason": text, "until": form_telling.day_and_time(until)}
    form_telling.applicant(row.proposal, "proposal_ineligible", **facts)


@transaction.atomic
def return_(check: FormCheck, *, by: User, reason: str, asked: Iterable[str]) -> None:
    """Back for a correction of what is named in `asked` (codes of proposals.corrections) and nothing else."""
    row = _open(check, by)
    _something_unmet(row.items.all())
    wanted, text = list(asked), _needed(reason)
    if not wanted:
        raise GuardFailed(_("Please say what has to be corrected: nothing else may be touched."))
    _close(row, FormOutcome.RETURNED, by, reason=text)
    proposals.return_(row.proposal, by=by, reason=text, asked=wanted)


@transaction.atomic
def appeal(proposal: Proposal, *, by: User, text: str) -> FormAppeal:
    """The applicant's one appeal, in time. The department has the round's working days for an answer."""
    row = Proposal.objects.select_for_update(of=("self",)).select_related("challenge__programme").get(pk=proposal.pk)
    check = FormCheck.objects.last_of(row)
    if row.state != ProposalState.INELIGIBLE or check is None or check.appeal_until is None:
        raise GuardFailed(_("There is nothing to appeal against."))
    if FormAppeal.objects.filter(proposal=row).exists():
        raise GuardFailed(_("There was an appeal already. It is possible once."))
    if timezone.now() >= check.appeal_until:
        raise GuardFailed(_("The time to appeal is over."))
    due = add_working_days(today(), row.challenge.programme.answer_days).date
    made = FormAppeal.objects.create(proposal=row, form_check=check, text=_needed(text), lodged_by=by, due_on=due)
    audit.record(row, "appeal", by=by, role="applicant")
    form_telling.applicant(row, "proposal_appealed", until=due.isoformat())
    form_telling.deciders(made, "form_appeal_waits", stamp="lodged", until=due.isoformat())
    return made


@transaction.atomic
def allow(appeal_: FormAppeal, *, by: User, reply: str) -> None:
    """The applicant is right: the proposal is eligible after all."""
    row = _decided(appeal_, "allow", by, reply)
    move(row.proposal, "allow_appeal", by=by, role="department", reason=row.reply)
    form_telling.applicant(row.proposal, "proposal_appeal_allowed", reason=row.reply)


@transaction.atomic
def refuse(appeal_: FormAppeal, *, by: User, reply: str) -> None:
    """The finding stands, with the reasons that the applicant reads."""
    row = _decided(appeal_, "refuse", by, reply)
    audit.record(row.proposal, "refuse_appeal", by=by, role="department", reason=row.reply)
    form_telling.applicant(row.proposal, "proposal_appeal_refused", reason=row.reply)


def unsettled(challenge: Challenge) -> list[Proposal]:
    """Proposals whose form check is not over: waiting, being corrected, under appeal, or still in time for one."""
    now = timezone.now()
    found = list(challenge.proposals.filter(state__in=WAITING))
    for proposal in challenge.proposals.filter(state=ProposalState.INELIGIBLE):
        lodged = FormAppeal.objects.filter(proposal=proposal).first()
        check = FormCheck.objects.last_of(proposal)
        in_time = check is not None and check.appeal_until is not None and now < check.appeal_until
        if lodged.state == AppealState.LODGED if lodged else in_time:
            found.append(proposal)
    return found


@transaction.atomic
def begin_review(challenge: Challenge, *, by: User) -> None:
    """Every proposal is settled and at least one passed: the experts' turn. Without one the call fails instead."""
    row = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    if not form_policies.can_begin_review(by, row):
        raise GuardFailed(_("You belong to one side of this call. Somebody else has to do this."))
    waiting = unsettled(row)
    if row.state == ChallengeState.CLOSED and waiting:
        text = ngettext(
            "%(n)d proposal is not settled yet: waiting, being corrected, under appeal or in time for one.",
            "%(n)d proposals are not settled yet: waiting, being corrected, under appeal or in time for one.",
            len(waiting),
        )
        raise GuardFailed(text % {"n": len(waiting)})
    eligible = row.proposals.filter(state=ProposalState.ELIGIBLE).count()
    if row.state == ChallengeState.CLOSED and not eligible:
        raise GuardFailed(_("No proposal has passed the form check. The call can only be found without a valid one."))
    move(row, "begin_review", by=by, role="operator", data={"eligible": eligible})
    signals.review_begun.send(Challenge, challenge=row, by=by)
    tell_team(row, "challenge_reviewing")
    challenge.refresh_from_db()


def can_fail(challenge: Challenge) -> bool:
    """Whether the form check is over and left nothing to review."""
    return not unsettled(challenge) and not challenge.proposals.filter(state=ProposalState.ELIGIBLE).exists()


def _open(check: FormCheck, by: User) -> FormCheck:
    """The check, held; not decided, of the newest round, of a closed call, by somebody who stands on no side."""
    row = FormCheck.objects.select_for_update(of=("self",)).select_related(
        "proposal__challenge__programme", "proposal__challenge__employer__organisation", "proposal__organisation"
    ).get(pk=check.pk)  # fmt: skip
    if form_policies.is_party(by, row.proposal):
        raise GuardFailed(_("You belong to one side of this proposal. Somebody else has to check it."))
    if row.outcome or row.proposal.state != ProposalState.SUBMITTED:
        raise GuardFailed(_("This form check is decided. It cannot be changed any more."))
    if row.proposal.challenge.state != ChallengeState.CLOSED:
        raise GuardFailed(_("The form check belongs to a closed call whose review has not begun."))
    return row


def _judged(row: FormCheck) -> list[FormItem]:
    """All items, each with a verdict; against the finding of the system only with a remark, and so not in order."""
    items = list(row.items.all())
    if not items or any(not item.verdict for item in items):
        raise GuardFailed(_("Every item needs a verdict first."))
    for item in items:
        against = item.verdict == Verdict.UNMET or item.finding == Verdict.UNMET
        if against and not item.remark:
            words = {"item": item.get_item_display()}
            raise GuardFailed(_("Please write a remark: %(item)s") % words)
    return items


def _something_unmet(items: Iterable[FormItem]) -> None:
    if not any(item.verdict == Verdict.UNMET for item in items):
        raise GuardFailed(_("Say first which item is not in order."))


def _unmet(row: FormCheck) -> list[str]:
    return [item.item for item in row.items.all() if item.verdict == Verdict.UNMET]


def _close(row: FormCheck, outcome: str, by: User, **facts: Any) -> None:
    changed = {"outcome": outcome, "decided_at": timezone.now(), "decided_by": by, **facts}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    audit.record(row, "decide", by=by, role="operator", reason_code=outcome, data={"items": _unmet(row)}, public=False)


def _decided(appeal_: FormAppeal, step: str, by: User, reply: str) -> FormAppeal:
    row = FormAppeal.objects.select_related(
        "form_check", "proposal__challenge__employer__organisation", "proposal__organisation"
    ).get(pk=appeal_.pk)  # fmt: skip
    if not form_policies.can_decide_appeal(by, row):
        raise GuardFailed(_("Somebody else has to decide this: you have taken part in what it is about."))
    facts = {"reply": _needed(reply), "decided_at": timezone.now(), "decided_by": by}
    move(row, step, by=by, role="department", facts=facts, public=False)
    appeal_.refresh_from_db()
    return row


def _needed(text: str) -> str:
    if not text.strip():
        raise GuardFailed(_("Please give a reason."))
    return text.strip()[:REASON]


def _midnight_after(working_days: int) -> datetime:
    """The end of the last of that many working days, in the city."""
    last: date = add_working_days(today(), working_days).date
    return datetime.combine(last + timedelta(days=1), time(), city_zone())
