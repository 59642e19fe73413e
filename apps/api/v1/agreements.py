"""Contracts over REST: drawn up, signed, filed, begun, accepted, ended, evaluated. The same rules as at the pages.

Each side finds its own; operators those of their districts, unless they stand on a side of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.agreements import acceptance, contracts, endings, evaluation, payments, policies, race
from apps.agreements.evaluation import Transfer
from apps.agreements.models import Contract, Ending, Party, Recovery
from apps.agreements.states import EndingState
from apps.agreements.terms import SCANS, Side
from apps.api.errors import demand, steps
from apps.api.v1 import agreement_shapes as shapes
from apps.api.v1.timelines import StepOut, timeline
from apps.api.v1.uploads import BYTES, checked, download
from apps.api.views import ByPublicId, found_or_404, read, whole_list
from apps.proposals.models import Proposal
from apps.reviews import determination
from apps.reviews import policies as reviews

SIDE = OpenApiParameter("side", str, enum=Side.values[:2], description="whose scan; one's own without it")
LANGUAGE = OpenApiParameter("language", str, enum=["zh-hans", "en"], description="zh-hans without it")


def readable(user: Any) -> QuerySet[Contract]:
    rows = Contract.objects.visible_to(user).order_by("-created_at", "-pk")
    return rows.select_related(
        "agreement", "challenge__current", "challenge__employer__organisation", "proposal__organisation",
        "proposal__lead", "paper_zh", "paper_en", "revision",
    )  # fmt: skip


class Contracts(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, ByPublicId):
    """One's own, of either side; for operators those of their districts."""

    serializer_class = shapes.ContractRowOut
    queryset = Contract.objects.none()

    def get_queryset(self) -> QuerySet[Contract]:
        return readable(self.request.user)

    def _found(self) -> Contract:
        """404 for an operator of a party's family too: to her it does not exist."""
        found: Contract = self.get_object()
        if not policies.can_read(self.request.user, found):
            raise NotFound
        return found

    def _answer(self, contract: Contract, status: int = 200) -> Response:
        stored = found_or_404(self.get_queryset(), pk=contract.pk)
        return Response(shapes.ContractOut(stored, context=self.get_serializer_context()).data, status=status)

    def _step(
        self,
        may: Callable[[Any, Contract], object],
        take: Callable[..., object],
        form: type[serializers.Serializer[Any]] | None = None,
    ) -> Response:
        """Policy, body, step: in this order, so that who may not learns nothing of the body."""
        found = self._found()
        demand(may(self.request.user, found))
        given = read(form, self.request) if form else {}
        with steps():
            take(found, by=self.request.user, **given)
        return self._answer(found)

    @extend_schema(responses=shapes.ContractOut)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self._found())

    @extend_schema(request=shapes.NewContractIn, responses={201: shapes.ContractOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Draw up the contract of an awarded proposal (operators)."""
        row = read(shapes.NewContractIn, request)
        rows = Proposal.objects.select_related("challenge__employer__organisation", "organisation")
        proposal = found_or_404(rows, public_id=row.pop("proposal"))
        if not policies.can_draft(request.user, proposal):
            raise NotFound
        with steps():
            made = contracts.draft(proposal, by=request.user, **_terms(row))
        return self._answer(made, status=201)

    @extend_schema(request=shapes.TermsIn, responses=shapes.ContractOut)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change the terms before anybody has signed; both sides get the new paper (operators)."""
        return self._step(
            policies.can_keep, lambda row, *, by, **given: contracts.revise(row, by=by, **_terms(given)), shapes.TermsIn
        )

    # ---------------------------------------------------------------- papers and signatures
    @extend_schema(parameters=[LANGUAGE], responses=BYTES)
    @action(detail=True, pagination_class=None)
    def paper(self, request: Request, id: str) -> HttpResponse:  # noqa: A002
        """The contract with its performance pledge as PDF, fonts embedded."""
        found = self._found()
        file = found.paper_en if request.query_params.get("language") == "en" else found.paper_zh
        if file is None:
            raise NotFound
        return download(request.user, file)

    def _party(self, found: Contract, side: str) -> Party:
        if side not in Side.values:
            raise NotFound
        rows = found.agreement.parties.select_related("agreement__contract", "organisation", "scan")
        return found_or_404(rows, side=side)

    def _own_side(self, found: Contract) -> str:
        return Side.SOLVER if policies.is_solver(self.request.user, found) else Side.POSTER

    @extend_schema(methods=["GET"], parameters=[SIDE], responses=BYTES)
    @extend_schema(
        methods=["POST"], request={"multipart/form-data": shapes.ScanIn}, responses={201: shapes.ContractOut}
    )
    @action(detail=True, methods=["get", "post"], parser_classes=[MultiPartParser], pagination_class=None)
    def scan(self, request: Request, id: str) -> HttpResponse:  # noqa: A002
        """GET: the signed scan of a side. POST: hand in that of one's own."""
        found = self._found()
        if request.method == "GET":
            party = self._party(found, request.query_params.get("side", self._own_side(found))[:10])
            if party.scan is None:
                raise NotFound
            return download(request.user, party.scan)
        party = self._party(found, self._own_side(found))
        demand(policies.can_hand_in(request.user, party))
        row = read(shapes.ScanIn, request)
        with steps("file"):
            upload = checked(row["file"], SCANS)
            contracts.hand_in(party, by=request.user, upload=upload, signatory=row["signatory"], sealed=row["sealed"])
        return self._answer(found, status=201)

    @extend_schema(request=shapes.FileSideIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"], url_path="file-side")
    def file_side(self, request: Request, id: str) -> Response:  # noqa: A002
        """File the scan of a side; with the second one the contract is signed (operators)."""
        found = self._found()
        demand(policies.can_keep(request.user, found))
        row = read(shapes.FileSideIn, request)
        party = self._party(found, row["side"])
        demand(policies.can_file(request.user, party))
        with steps():
            contracts.file_side(party, by=request.user, seen=row["sha256"])
        return self._answer(found)

    @extend_schema(request=shapes.ReturnScanIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"], url_path="return-scan")
    def return_scan(self, request: Request, id: str) -> Response:  # noqa: A002
        """The scan is not legible, not whole or not sealed (operators)."""
        found = self._found()
        demand(policies.can_keep(request.user, found))
        row = read(shapes.ReturnScanIn, request)
        with steps():
            contracts.return_scan(self._party(found, row["side"]), by=request.user, reason=row["reason"])
        return self._answer(found)

    @extend_schema(request=shapes.PublicNameIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"], url_path="public-name")
    def public_name(self, request: Request, id: str) -> Response:  # noqa: A002
        """Let the name of one's own side stand on the public page, or no longer."""
        found = self._found()
        party = self._party(found, self._own_side(found))
        demand(policies.can_open_name(request.user, party))
        row = read(shapes.PublicNameIn, request)
        with steps():
            contracts.open_name(party, by=request.user, public=row["public"])
        return self._answer(found)

    @extend_schema(request=shapes.ContractReasonIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"])
    def lapse(self, request: Request, id: str) -> Response:  # noqa: A002
        """A side does not sign: the money is free again (operators)."""
        return self._step(policies.can_keep, contracts.lapse, shapes.ContractReasonIn)

    @extend_schema(request=shapes.ContractReasonIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"])
    def renounce(self, request: Request, id: str) -> Response:  # noqa: A002
        """The applicant gives the award up before the signature; the next in rank may be taken."""

        def take(row: Contract, *, by: Any, reason: str) -> None:
            determination.renounce(row.proposal, by=by, reason=reason)

        return self._step(lambda user, row: reviews.can_renounce(user, row.proposal), take, shapes.ContractReasonIn)

    @extend_schema(request=None, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"])
    def begin(self, request: Request, id: str) -> Response:  # noqa: A002
        """The work of every contract of its call begins today (operators)."""

        def may(user: Any, row: Contract) -> bool:
            others = Contract.objects.filter(challenge=row.challenge).living()
            return policies.can_keep(user, row) and all(policies.can_keep(user, other) for other in others)

        return self._step(may, lambda row, *, by: contracts.begin(row.challenge, by=by))

    @extend_schema(request=shapes.CheckpointIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"])
    def checkpoint(self, request: Request, id: str) -> Response:  # noqa: A002
        """Rank the contracts of its call that run; those behind the last place that goes on end (the department)."""

        def may(user: Any, row: Contract) -> bool:
            others = Contract.objects.filter(challenge=row.challenge).running()
            return policies.can_decide(user, row) and all(policies.can_decide(user, other) for other in others)

        def take(row: Contract, *, by: Any, ranks: list[dict[str, Any]], **given: Any) -> None:
            places = {one["contract"]: one["rank"] for one in ranks}
            race.hold_checkpoint(row.challenge, by=by, ranks=places, **given)

        return self._step(may, take, shapes.CheckpointIn)

    # ---------------------------------------------------------------- acceptance
    @extend_schema(request=None, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"])
    def acceptance(self, request: Request, id: str) -> Response:  # noqa: A002
        """Everything is reached: ask for the acceptance (the applicant team)."""
        return self._step(policies.can_report, acceptance.ask)

    @extend_schema(request={"multipart/form-data": shapes.UserWordIn}, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"], url_path="user-word", parser_classes=[MultiPartParser])
    def user_word(self, request: Request, id: str) -> Response:  # noqa: A002
        """What the end user says of the result, entered by the poster with the paper that the end user has signed."""
        found = self._found()
        demand(policies.speaks_for_poster(request.user, found))
        row = read(shapes.UserWordIn, request)
        with steps("file"):
            upload = checked(row.pop("file"), SCANS)
            acceptance.give_user_word(found, by=request.user, upload=upload, **row)
        return self._answer(found)

    @extend_schema(request=shapes.HeardIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, id: str) -> Response:  # noqa: A002
        """Every indicator is measured and met (the department)."""
        return self._step(policies.can_decide, _heard(acceptance.accept), shapes.HeardIn)

    @extend_schema(request=shapes.RectifyIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"])
    def rectify(self, request: Request, id: str) -> Response:  # noqa: A002
        """Back to the applicant team, once, with a day (the department)."""
        return self._step(policies.can_decide, _heard(acceptance.rectify), shapes.RectifyIn)

    @extend_schema(request=shapes.NotMetIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"], url_path="not-met")
    def not_met(self, request: Request, id: str) -> Response:  # noqa: A002
        """After the correction: the indicators are not met, one of the two ends follows (the department)."""
        return self._step(policies.can_decide, _heard(acceptance.find_not_met), shapes.NotMetIn)

    # ---------------------------------------------------------------- ends and evaluation
    @extend_schema(request=shapes.EndingIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"])
    def ending(self, request: Request, id: str) -> Response:  # noqa: A002
        """Propose an end before the aim, without fault or by fault (the department)."""
        return self._step(policies.can_decide, endings.propose, shapes.EndingIn)

    @extend_schema(request=shapes.StatementIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"])
    def statement(self, request: Request, id: str) -> Response:  # noqa: A002
        """The applicant team is heard on a proposed end."""

        def take(row: Contract, *, by: Any, statement: str) -> None:
            endings.answer(_open_ending(row), by=by, statement=statement)

        return self._step(policies.can_report, take, shapes.StatementIn)

    @extend_schema(request=shapes.EndingDecisionIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"], url_path="ending/decision")
    def ending_decision(self, request: Request, id: str) -> Response:  # noqa: A002
        """Another officer confirms or dismisses the proposed end."""

        def take(row: Contract, *, by: Any, confirm: bool, note: str) -> None:
            ending = _open_ending(row)
            demand(policies.can_decide_ending(by, ending))
            (endings.confirm if confirm else endings.dismiss)(ending, by=by, note=note)

        return self._step(policies.can_decide, take, shapes.EndingDecisionIn)

    @extend_schema(request=shapes.ReferenceIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"], url_path="recovery/book")
    def recovery_book(self, request: Request, id: str) -> Response:  # noqa: A002
        """What was demanded has come back, says the first pair of eyes (finance)."""

        def take(row: Contract, *, by: Any, reference: str) -> None:
            payments.book(_recovery(row), by=by, reference=reference)

        return self._step(may_pay, take, shapes.ReferenceIn)

    @extend_schema(request=None, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"], url_path="recovery/confirm")
    def recovery_confirm(self, request: Request, id: str) -> Response:  # noqa: A002
        """The second pair of eyes has found it on the account (finance)."""

        def take(row: Contract, *, by: Any) -> None:
            payments.confirm_booking(_recovery(row), by=by)

        return self._step(may_pay, take)

    @extend_schema(request=shapes.ContractReasonIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"], url_path="recovery/refuse")
    def recovery_refuse(self, request: Request, id: str) -> Response:  # noqa: A002
        """It is not on the account (finance)."""

        def take(row: Contract, *, by: Any, reason: str) -> None:
            payments.refuse_booking(_recovery(row), by=by, reason=reason)

        return self._step(may_pay, take, shapes.ContractReasonIn)

    @extend_schema(request=shapes.EvaluationIn, responses=shapes.ContractOut)
    @action(detail=True, methods=["post"])
    def evaluation(self, request: Request, id: str) -> Response:  # noqa: A002
        """Score, grade and what became of the result (the department)."""

        def take(row: Contract, *, by: Any, score: int, note: str, **figures: Any) -> None:
            evaluation.evaluate(row, by=by, score=score, note=note, transfer=Transfer(**figures))

        return self._step(policies.can_decide, take, shapes.EvaluationIn)

    @extend_schema(responses=StepOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def timeline(self, request: Request, id: str) -> Response:  # noqa: A002
        """Every step so far."""
        return whole_list(timeline(self._found()))


def _terms(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "stop_rules": tuple(row["stop_rules"])}


def _heard(take: Callable[..., object]) -> Callable[..., object]:
    """With measured values as the lifecycle takes them."""

    def run(row: Contract, *, by: Any, measured: list[dict[str, Any]], **given: Any) -> object:
        return take(row, by=by, measured=shapes.measured(measured), **given)

    return run


def _open_ending(contract: Contract) -> Ending:
    found = contract.endings.filter(state=EndingState.PROPOSED).select_related("contract__challenge").first()
    if found is None:
        raise NotFound
    return found


def _recovery(contract: Contract) -> Recovery:
    found = contract.recoveries.select_related("contract__challenge").first()
    if found is None:
        raise NotFound
    return found


def may_pay(user: Any, contract: Contract) -> bool:
    return policies.operates(user, contract, policies.FINANCE)
