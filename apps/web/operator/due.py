"""What waits for an operator in the procedures of the calls, each with its last day: one case a line, hers alone.

Nobody is reminded of a case that she may not decide: her own employers' calls, what she did the first half of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.agreements.models import Acceptance, Contract, Ending, Milestone, Party, Payment, Recovery
from apps.agreements.states import (
    AgreementState,
    ContractState,
    EndingState,
    MilestoneState,
    PaymentState,
    RecoveryState,
)
from apps.agreements.terms import Outcome, Word
from apps.challenges.models import Challenge, Problem
from apps.challenges.states import ChallengeState as S
from apps.procedures import policies as procedures
from apps.procedures.models import Objection
from apps.procedures.states import ObjectionState
from apps.reviews.form_states import AppealState, FormOutcome
from apps.reviews.models import Determination, FormAppeal, FormCheck, Panel
from apps.reviews.states import DeterminationState, PanelState, SeatState
from apps.web.dues import Due, city_day, in_order

REVIEW, APPROVE, PUBLISH = "challenges.review", "challenges.approve", "challenges.publish"
OPEN, FINANCE = "challenges.open", "challenges.finance"
EACH, SHOWN = 30, 25
SOON = timedelta(days=7)


def items(user: Any) -> list[Due]:
    """The soonest first; a bounded number of queries, whatever waits."""
    found = [due for provider in PROVIDERS for due in provider(user)]
    return in_order(found)[:SHOWN]


def hers(rows: QuerySet[Any], user: Any, call: str, *verbs: str) -> QuerySet[Any]:
    """Rows whose call (at the path `call`, empty for calls) lies where she holds a verb, not of her own employers."""
    path = f"{call}__" if call else ""
    where: set[str] = set().union(*(districts_for(user, verb) or () for verb in verbs))
    if not where:
        return rows.none()
    rows = rows if EVERYWHERE in where else rows.filter(**{f"{path}district__in": where})
    rows = rows.exclude(**{f"{path}employer__organisation__in": organisations_of(user)})
    rows = rows.select_related(f"{path}current", f"{path}draft", f"{path}programme")
    return rows.prefetch_related(f"{path}current__texts", f"{path}draft__texts").order_by("pk")


def of_calls(user: Any) -> Iterable[Due]:
    """To be checked, approved, published: by the last day on which their deadline lets them be published."""
    turns = (
        (_("Check the call"), REVIEW, Q(state=S.SUBMITTED, programme__district_check=True)),
        (
            _("Decide about the call"),
            APPROVE,
            Q(state=S.SUBMITTED, programme__district_check=False, programme__appraisal=False)
            | Q(state=S.DISTRICT_CHECKED, programme__appraisal=False)
            | Q(state=S.ARGUED),
        ),
        (_("Publish the call"), PUBLISH, Q(state=S.APPROVED) & ~Q(approved_by=user)),
    )
    for title, verb, rows in turns:
        for call in hers(Challenge.objects.filter(rows), user, "", verb)[:EACH]:
            closes_at = call.draft.closes_at if call.draft else None
            until = closes_at - timedelta(days=call.programme.minimum_open_days) if closes_at else None
            yield _due(title, call, "challenges_challenge", call.pk, until=city_day(until))
    for problem in _problems(user):
        url = reverse("admin:challenges_problem_change", args=[problem.pk])
        yield Due(_("Screen the problem"), str(problem), url, _("Open"))


def _problems(user: Any) -> QuerySet[Problem]:
    where = districts_for(user, REVIEW)
    if where is None:
        return Problem.objects.none()
    rows = Problem.objects.filter(state="submitted").exclude(employer__organisation__in=organisations_of(user))
    return (rows if EVERYWHERE in where else rows.filter(district__in=where)).order_by("pk")[:EACH]


def of_openings(user: Any) -> Iterable[Due]:
    """Calls that close within a week, and closed ones whose proposals still lie sealed."""
    now = timezone.now()
    soon = Challenge.objects.filter(state=S.PUBLISHED, closes_at__lte=now + SOON)
    for call in hers(soon, user, "", PUBLISH, OPEN)[:EACH]:
        yield _due(_("The call closes"), call, "challenges_challenge", call.pk, until=city_day(call.closes_at))
    sealed = Challenge.objects.filter(
        state=S.CLOSED, key__isnull=False, proposals__state="submitted", proposals__opened_at__isnull=True
    )
    for call in hers(sealed.distinct(), user, "", OPEN).select_related("key")[:EACH]:
        url = reverse("admin:proposals_open_call", args=[call.key.pk])
        yield Due(_("Open the proposals"), str(call), url, _("Open"), city_day(call.closes_at))


def of_form_checks(user: Any) -> Iterable[Due]:
    checks = FormCheck.objects.operated_by(user).filter(outcome=FormOutcome.OPEN, proposal__state="submitted")
    for check in hers(checks, user, "proposal__challenge", REVIEW)[:EACH]:
        yield _due(_("Check the form of a proposal"), check.proposal.challenge, "reviews_formcheck", check.pk)
    appeals = FormAppeal.objects.operated_by(user).filter(state=AppealState.LODGED)
    appeals = appeals.exclude(form_check__decided_by=user)
    for appeal in hers(appeals, user, "proposal__challenge", APPROVE)[:EACH]:
        call = appeal.proposal.challenge
        yield _due(
            _("Decide the appeal against a form check"), call, "reviews_formappeal", appeal.pk, until=appeal.due_on
        )


def of_reviews(user: Any) -> Iterable[Due]:
    """Panels to be drawn and filled, marks that are due, winners to be proposed and announced."""
    bare = Challenge.objects.filter(state=S.REVIEWING, programme__review=True, panel__isnull=True)
    for call in hers(bare, user, "", REVIEW, APPROVE)[:EACH]:
        yield _due(_("Draw the panel"), call, "reviews_reviewcase", call.pk)
    panels = Panel.objects.filter(state__in=(PanelState.FORMING, PanelState.SCORING))
    for panel in hers(panels, user, "challenge", REVIEW, APPROVE).prefetch_related("seats")[:EACH]:
        yield _panel(panel)
    ready = Q(panel__state=PanelState.LOCKED) | Q(programme__review=False)
    decided = Challenge.objects.filter(ready, state=S.REVIEWING, programme__decided_by="department")
    for call in hers(decided, user, "", APPROVE)[:EACH]:
        yield _due(_("Propose the winner"), call, "reviews_reviewcase", call.pk)
    proposed = Determination.objects.filter(state=DeterminationState.PROPOSED).exclude(decided_by=user)
    for made in hers(proposed, user, "challenge", PUBLISH, APPROVE)[:EACH]:
        yield _due(_("Announce the winner"), made.challenge, "reviews_reviewcase", made.challenge_id)


def _panel(panel: Panel) -> Due:
    call, places = panel.challenge, sum(place["places"] for place in panel.places)
    taken = sum(seat.state == SeatState.ACCEPTED for seat in panel.seats.all())
    if panel.state == PanelState.SCORING:
        return _due(_("Marks of the panel are due"), call, "reviews_reviewcase", call.pk, until=city_day(panel.due_at))
    if taken >= places:
        return _due(_("The panel is full: open the marks"), call, "reviews_reviewcase", call.pk)
    answers = [seat.answer_by for seat in panel.seats.all() if seat.state == SeatState.INVITED and seat.answer_by]
    title = _("Fill the panel: %(taken)d of %(places)d seats") % {"taken": taken, "places": places}
    return _due(title, call, "reviews_reviewcase", call.pk, until=city_day(min(answers, default=None)))


def of_objections(user: Any) -> Iterable[Due]:
    """Taken up within their days, then answered within theirs."""
    rows = Objection.objects.visible_to(user).open().exclude(objector=user).select_related("publicity")
    for row in rows.order_by("pk")[:EACH]:
        if procedures.can_judge(user, row):
            lodged = row.state == ObjectionState.LODGED
            title = _("Take up the objection") if lodged else _("Answer the objection")
            url = reverse("admin:procedures_objection_change", args=[row.pk])
            yield Due(title, str(row.publicity), url, _("Open"), row.intake_due_on if lodged else row.answer_due_on)


def of_contracts(user: Any) -> Iterable[Due]:
    """Contracts to draw up, scans to file, work to begin, milestones, acceptances and ends to decide."""
    place = "contract__challenge"
    awarded = Challenge.objects.filter(state=S.AWARDED, contracts__isnull=True)
    for call in hers(awarded, user, "", PUBLISH, APPROVE)[:EACH]:
        yield _due(_("Draw up the contract"), call, "challenges_challenge", call.pk)
    scans = Party.objects.filter(
        scan__isnull=False, filed_at__isnull=True, agreement__state=AgreementState.DRAFTED, agreement__contract__isnull=False
    ).exclude(handed_in_by=user)  # fmt: skip
    for party in hers(scans, user, "agreement__contract__challenge", PUBLISH, APPROVE)[:EACH]:
        yield _contract(_("File the signed contract"), party.agreement.contract)
    for contract in hers(Contract.objects.filter(state=ContractState.SIGNED), user, "challenge", PUBLISH, APPROVE)[
        :EACH
    ]:
        yield _contract(_("Begin the work"), contract)
    passing = Milestone.objects.filter(state=MilestoneState.REPORTED, word=Word.CONFIRMED).exclude(word_by=user)
    for milestone in hers(passing, user, place, APPROVE)[:EACH]:
        yield _contract(_("Pass the milestone"), milestone.contract, until=milestone.due_on)
    asked = Acceptance.objects.filter(outcome=Outcome.NONE, user_word_at__isnull=False)
    for round_ in hers(asked, user, place, APPROVE)[:EACH]:
        yield _contract(_("Decide the acceptance"), round_.contract)
    ends = Ending.objects.filter(state=EndingState.PROPOSED).exclude(proposed_by=user)
    for ending in hers(ends, user, place, APPROVE)[:EACH]:
        yield _contract(_("Decide the end that was proposed"), ending.contract, until=ending.hear_until)
    for contract in hers(Contract.objects.filter(state=ContractState.ACCEPTED), user, "challenge", APPROVE)[:EACH]:
        yield _contract(_("Evaluate the result"), contract)


def of_money(user: Any) -> Iterable[Due]:
    """Payments to order; those that wait for the second pair of eyes; money that came back and is to be confirmed."""
    place = "contract__challenge"
    for payment in hers(Payment.objects.filter(state=PaymentState.DUE), user, place, APPROVE, FINANCE)[:EACH]:
        yield _contract(_("Order the payment"), payment.contract)
    second = Payment.objects.filter(state=PaymentState.ORDERED).exclude(ordered_by=user)
    for payment in hers(second, user, place, FINANCE)[:EACH]:
        yield _contract(_("Release the payment: yours is the second pair of eyes"), payment.contract)
    for row in hers(Recovery.objects.filter(state=RecoveryState.DEMANDED), user, place, FINANCE)[:EACH]:
        yield _contract(_("Book the money that is to come back"), row.contract)
    booked = Recovery.objects.filter(state=RecoveryState.BOOKED).exclude(booked_by=user)
    for row in hers(booked, user, place, FINANCE)[:EACH]:
        yield _contract(_("Confirm the money that came back"), row.contract)


def _due(title: str, call: Challenge, page: str, key: int, *, until: Any = None) -> Due:
    text = f"{call.number} · {call}" if call.number else str(call)
    return Due(title, text, reverse(f"admin:{page}_change", args=[key]), _("Open"), until)


def _contract(title: str, contract: Contract, *, until: Any = None) -> Due:
    text = f"{contract.number} · {contract.challenge}"
    return Due(title, text, reverse("admin:agreements_contract_change", args=[contract.pk]), _("Open"), until)


Provider = Callable[[Any], Iterable[Due]]
PROVIDERS: tuple[Provider, ...] = (
    of_calls, of_openings, of_form_checks, of_reviews, of_objections, of_contracts, of_money,
)  # fmt: skip
