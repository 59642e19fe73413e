"""A contract for its two sides: one page, each side with its own steps. Nobody else finds it.

Operators have their own page in the administration.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.policies import organisations_of
from apps.agreements import acceptance, endings, milestones, policies
from apps.agreements import contracts as lifecycle
from apps.agreements.models import Contract, Milestone, Party
from apps.agreements.states import AgreementState, ContractState, EndingState, MilestoneState
from apps.agreements.terms import Outcome, Side
from apps.core.moves import GuardFailed, possible
from apps.proposals.models import Proposal
from apps.reviews import determination
from apps.reviews import policies as reviews
from apps.web import challenge_cards, timelines
from apps.web.contracts import due
from apps.web.contracts.forms import ScanForm, UserWordForm
from apps.web.pages import page_of
from apps.web.steps import step
from apps.web.who import user_of

M = MilestoneState


def own_contracts(request: HttpRequest) -> QuerySet[Contract]:
    """Those in which one stands on a side; others do not exist here."""
    mine = Proposal.objects.visible_to(request.user)
    side = Q(challenge__employer__organisation__in=organisations_of(request.user)) | Q(proposal__in=mine.values("pk"))
    rows = Contract.objects.filter(side).select_related(
        "agreement", "challenge__current", "challenge__employer__organisation", "proposal__organisation",
        "proposal__lead", "paper_zh", "paper_en", "revision",
    )  # fmt: skip
    return rows.prefetch_related("challenge__current__texts")


def own(request: HttpRequest, public_id: str) -> tuple[Contract, str]:
    """A contract of one's own and the side one stands on; whoever stands on both is of the applicant team."""
    found = get_object_or_404(own_contracts(request), public_id=public_id)
    if policies.is_solver(request.user, found):
        return found, Side.SOLVER
    if policies.is_poster(request.user, found):
        return found, Side.POSTER
    raise Http404


def title_of(contract: Contract) -> str:
    current = contract.challenge.current
    return challenge_cards.titles(current)[0] if current else contract.number


@login_required
@require_GET
def contracts(request: HttpRequest) -> HttpResponse:
    page = page_of(request, own_contracts(request).order_by("-created_at", "-pk"))
    rows = [{"contract": row, "title": title_of(row)} for row in page.rows]
    return render(request, "contracts/contracts.html", {"rows": rows, "page": page})


@login_required
@require_GET
def contract(request: HttpRequest, public_id: str) -> HttpResponse:
    found, side = own(request, public_id)
    return _page(request, found, side)


def _page(
    request: HttpRequest, found: Contract, side: str, *, forms: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """`forms`: those that were sent and hold faults, in place of empty ones."""
    parties = list(found.agreement.parties.select_related("organisation", "scan"))
    mine = next(row for row in parties if row.side == side)
    rounds = list(found.acceptances.select_related("user_paper").prefetch_related("measurements__indicator"))
    context = {
        "contract": found, "title": title_of(found), "side": side, "solver": side == Side.SOLVER,
        "due": due.of(found, side),
        "parties": parties, "mine": mine, "signing": found.state == ContractState.DRAFTED,
        "stages": [_stage(request, row, side) for row in stages_of(found)],
        "payments": list(found.payments.select_related("milestone").order_by("milestone__order")),
        "rounds": rounds, "open_round": next((row for row in rounds if row.outcome == Outcome.NONE), None),
        "endings": list(found.endings.select_related("recovery").order_by("pk")),
        "evaluation": getattr(found, "evaluation", None),
        "standings": list(found.standings.select_related("checkpoint").order_by("checkpoint__milestone")),
        "stop_rules": _stop_rules(found),
        "indicators": challenge_cards.indicators(found.revision),
        "can": _can(request, found, mine, side),
        "scan_form": ScanForm(seal=mine.organisation_id is not None), "word_form": UserWordForm(),
        "timeline": timelines.entries(found),
        **(forms or {}),
    }  # fmt: skip
    return render(request, "contracts/contract.html", context, status=status)


def stages_of(found: Contract) -> QuerySet[Milestone]:
    rows = found.milestones.select_related("contract__proposal", "contract__challenge__employer__organisation")
    return rows.prefetch_related(
        "reports__evidence__file", "reports__measurements__indicator", "stage__goals__indicator"
    )


def _stage(request: HttpRequest, row: Milestone, side: str) -> dict[str, Any]:
    at_work = row.contract.state == ContractState.EXECUTING
    solver = at_work and side == Side.SOLVER
    poster = at_work and side == Side.POSTER and policies.can_confirm(request.user, row)
    return {
        "row": row, "title": row.name, "reports": list(row.reports.all()), "goals": row.goals(),
        "can_start": solver and row.state == M.PLANNED,
        "can_report": solver and row.state in (M.PLANNED, M.IN_PROGRESS, M.REWORK, M.DELAYED),
        "can_confirm": poster and row.state == M.REPORTED and not row.word,
        "can_send_back": poster and row.state == M.REPORTED,
        "can_do_without": poster and row.state in (M.PLANNED, M.IN_PROGRESS, M.REWORK, M.DELAYED) and not row.word,
    }  # fmt: skip


def _stop_rules(found: Contract) -> list[str]:
    labels = dict(found._meta.get_field("stop_rules").base_field.flatchoices)
    return [str(labels[code]) for code in found.stop_rules]


def _can(request: HttpRequest, found: Contract, mine: Party, side: str) -> dict[str, bool]:
    user, solver, allowed = request.user, side == Side.SOLVER, possible(found)
    heard = found.endings.filter(state=EndingState.PROPOSED, statement_at__isnull=True).exists()
    open_round = found.acceptances.filter(outcome=Outcome.NONE).exists()
    signed = found.agreement.state not in (AgreementState.DRAFTED, AgreementState.LAPSED)
    return {
        "hand_in": found.state == ContractState.DRAFTED and mine.filed_at is None and policies.can_hand_in(user, mine),
        "renounce": solver and found.state == ContractState.DRAFTED and reviews.can_renounce(user, found.proposal),
        "ask": solver and "begin_acceptance" in allowed and milestones.all_settled(found),
        "answer": solver and heard,
        "user_word": not solver and found.state == ContractState.ACCEPTANCE and open_round and policies.speaks_for_poster(user, found),
        "name": signed and policies.can_open_name(user, mine),
    }  # fmt: skip


@login_required
@require_POST
def scan(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand in the signed scan of one's side."""
    found, side = own(request, public_id)
    mine = found.agreement.parties.select_related("organisation", "agreement").get(side=side)
    if not policies.can_hand_in(request.user, mine):
        return HttpResponse(status=403)
    form = ScanForm(request.POST, request.FILES, seal=mine.organisation_id is not None)
    if not form.is_valid():
        return _page(request, found, side, forms={"scan_form": form}, status=422)
    given = form.cleaned_data
    with step(request, _("Your scan has arrived. An operator looks at it and files it.")):
        lifecycle.hand_in(
            mine, by=user_of(request), upload=given["file"], signatory=given["signatory"],
            sealed=given.get("sealed", False),
        )  # fmt: skip
    return redirect("contracts:contract", found.public_id)


# ---------------------------------------------------------------- steps without a file
def _milestone(request: HttpRequest, found: Contract) -> Milestone:
    return get_object_or_404(stages_of(found), public_id=request.POST.get("milestone", ""))


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:4000]


def _confirm(request: HttpRequest, found: Contract) -> None:
    row = _milestone(request, found)
    _demand(policies.can_confirm(request.user, row))
    milestones.confirm(row, by=user_of(request))


def _do_without(request: HttpRequest, found: Contract) -> None:
    row = _milestone(request, found)
    _demand(policies.can_confirm(request.user, row))
    milestones.do_without(row, by=user_of(request))


def _send_back(request: HttpRequest, found: Contract) -> None:
    row = _milestone(request, found)
    _demand(policies.can_confirm(request.user, row))
    milestones.send_back(row, by=user_of(request), reason=_reason(request))


def _start(request: HttpRequest, found: Contract) -> None:
    _demand(policies.can_report(request.user, found))
    milestones.start(_milestone(request, found), by=user_of(request))


def _ask(request: HttpRequest, found: Contract) -> None:
    _demand(policies.can_report(request.user, found))
    acceptance.ask(found, by=user_of(request))


def _answer(request: HttpRequest, found: Contract) -> None:
    _demand(policies.can_report(request.user, found))
    ending = found.endings.filter(state=EndingState.PROPOSED).first()
    if ending is None:
        raise GuardFailed(_("There is nothing to answer here now."))
    endings.answer(ending, by=user_of(request), statement=request.POST.get("reason", "")[:6000])


def _renounce(request: HttpRequest, found: Contract) -> None:
    _demand(reviews.can_renounce(request.user, found.proposal))
    determination.renounce(found.proposal, by=user_of(request), reason=_reason(request))


def _name(request: HttpRequest, found: Contract, *, public: bool) -> None:
    side = Side.SOLVER if policies.is_solver(request.user, found) else Side.POSTER
    mine = found.agreement.parties.select_related("agreement", "organisation").get(side=side)
    _demand(policies.can_open_name(request.user, mine))
    lifecycle.open_name(mine, by=user_of(request), public=public)


def _demand(permitted: object) -> None:
    if not permitted:
        raise GuardFailed(_("You may not do this."))


Step = Callable[[HttpRequest, Contract], None]
STEPS: dict[str, tuple[Step, Any]] = {
    "start": (_start, gettext_lazy("Noted: the work on this milestone has begun.")),
    "confirm": (_confirm, gettext_lazy("Confirmed. The department passes it.")),
    "send_back": (_send_back, gettext_lazy("Sent back with your reason.")),
    "do_without": (_do_without, gettext_lazy("Noted. The department may waive it; nothing is paid for it.")),
    "ask": (_ask, gettext_lazy("The acceptance is asked for.")),
    "answer": (_answer, gettext_lazy("Your statement has arrived.")),
    "renounce": (_renounce, gettext_lazy("Noted: you do not sign. The city may turn to the next in rank.")),
    "open_name": (lambda r, c: _name(r, c, public=True), gettext_lazy("Your name may stand on the public page.")),
    "close_name": (lambda r, c: _name(r, c, public=False), gettext_lazy("Your name is off the public page.")),
}


@login_required
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    found, side = own(request, public_id)
    name = request.POST.get("act", "")
    if name == "user_word":
        return _user_word(request, found, side)
    if name not in STEPS:
        return HttpResponse(status=400)
    run, done = STEPS[name]
    with step(request, str(done)) as outcome:
        run(request, found)
    if name == "renounce" and outcome.done:
        return redirect("proposals:proposal", found.proposal.public_id)
    return redirect("contracts:contract", found.public_id)


def _user_word(request: HttpRequest, found: Contract, side: str) -> HttpResponse:
    if not policies.speaks_for_poster(request.user, found):
        return HttpResponse(status=403)
    form = UserWordForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, side, forms={"word_form": form}, status=422)
    given = form.cleaned_data
    with step(request, _("The end user's word is stored.")):
        acceptance.give_user_word(
            found, by=user_of(request), name=given["name"], word=given["word"], satisfied=given["satisfied"] == "yes",
            upload=given["paper"],
        )  # fmt: skip
    return redirect("contracts:contract", found.public_id)
