"""Reviews over REST: panel, order and determination for who runs them; the draw for everybody; results for applicants."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.errors import Conflict, demand, steps
from apps.api.v1 import review_shapes as shapes
from apps.api.v1.positions import ReasonIn
from apps.api.v1.proposal_shapes import ProposalRowOut
from apps.api.views import ByPublicId, found_or_404, read, whole_list
from apps.challenges.models import Challenge
from apps.challenges.terms import Decider
from apps.proposals import policies as proposals
from apps.proposals.models import Proposal
from apps.reviews import determination, form_check, form_policies, panels, policies, results, sheets
from apps.reviews.models import Determination, Panel, Seat
from apps.reviews.states import LIVE


class CallReviews(ByPublicId):
    """Routes below one call, from the end of the form check to the award."""

    queryset = Challenge.objects.none()

    def get_permissions(self) -> list[Any]:
        return [AllowAny() if self.action == "draw" else IsAuthenticated()]

    def get_queryset(self) -> QuerySet[Challenge]:
        rows = Challenge.objects.visible_to(self.request.user).with_texts()
        return rows.select_related("programme", "employer__organisation")

    # ---------------------------------------------------------------- everybody
    @extend_schema(responses=shapes.DrawOut, filters=False)
    @action(detail=True, pagination_class=None)
    def draw(self, request: Request, id: str) -> Response:  # noqa: A002
        """What anybody needs to draw the panel again; 404 before the draw. Experts stand by references of this call alone."""
        challenge: Challenge = self.get_object()
        panel = found_or_404(Panel.objects.all(), challenge=challenge)
        shown = {"nonce_hash": challenge.draw_nonce_hash, "drawn_at": panel.drawn_at, "draw": panel.published}
        return Response(shapes.DrawOut(shown).data)

    @extend_schema(request=None, responses=shapes.ReviewStateOut)
    @action(detail=True, methods=["post"], url_path="begin-review")
    def begin_review(self, request: Request, id: str) -> Response:  # noqa: A002
        """Every proposal is settled and one passed at least: the turn of the experts, or of who decides (operators)."""
        challenge: Challenge = self.get_object()
        demand(form_policies.can_begin_review(request.user, challenge))
        with steps():
            form_check.begin_review(challenge, by=request.user)
        return Response(shapes.ReviewStateOut(challenge).data)

    # ---------------------------------------------------------------- the panel
    def _run(self) -> Challenge:
        """The call, to who may run its panel."""
        challenge: Challenge = self.get_object()
        demand(policies.can_run_panel(self.request.user, challenge))
        return challenge

    @extend_schema(methods=["GET"], responses=shapes.PanelOut, filters=False)
    @extend_schema(methods=["POST"], request=shapes.DrawIn, responses={201: shapes.PanelOut})
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def panel(self, request: Request, id: str) -> Response:  # noqa: A002
        """GET: seats and how far their sheets are. POST: draw it, once; the first of each field are invited."""
        challenge = self._run()
        if request.method == "GET":
            return _panel_out(found_or_404(Panel.objects.all(), challenge=challenge))
        row = read(shapes.DrawIn, request)
        places = [(one["field"], one["places"]) for one in row["places"]]
        with steps():
            made = panels.draw_panel(challenge, places=places, by=request.user, reason=row["reason"])
        return _panel_out(made, status=201)

    @extend_schema(request=shapes.BeginIn, responses=shapes.PanelOut)
    @action(detail=True, methods=["post"], url_path="panel/begin")
    def begin_scoring(self, request: Request, id: str) -> Response:  # noqa: A002
        """Open the blind parts to the panel until a deadline."""
        challenge = self._run()
        row = read(shapes.BeginIn, request)
        with steps():
            panels.begin_scoring(_panel(challenge), by=request.user, **row)
        return _panel_out(_panel(challenge))

    @extend_schema(request=shapes.ExtendIn, responses=shapes.PanelOut)
    @action(detail=True, methods=["post"], url_path="panel/extend")
    def extend(self, request: Request, id: str) -> Response:  # noqa: A002
        """Put the deadline of the marks off."""
        challenge = self._run()
        row = read(shapes.ExtendIn, request)
        with steps():
            panels.extend(_panel(challenge), by=request.user, **row)
        return _panel_out(_panel(challenge))

    @extend_schema(request=shapes.ExcuseIn, responses=shapes.PanelOut)
    @action(detail=True, methods=["post"], url_path="panel/excuse")
    def excuse(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take somebody off the panel; the next one is invited."""
        challenge = self._run()
        row = read(shapes.ExcuseIn, request)
        seat = found_or_404(Seat.objects.filter(panel__challenge=challenge), public_id=row["seat"])
        with steps():
            panels.excuse(seat, by=request.user, reason=row["reason"])
        return _panel_out(_panel(challenge))

    @extend_schema(request=None, responses=shapes.PanelOut)
    @action(detail=True, methods=["post"], url_path="panel/lock")
    def lock(self, request: Request, id: str) -> Response:  # noqa: A002
        """Lock the marks; before the deadline only when every sheet is handed in."""
        challenge = self._run()
        with steps():
            sheets.lock(_panel(challenge), by=request.user)
        return _panel_out(_panel(challenge))

    @extend_schema(responses=shapes.StandingOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def results(self, request: Request, id: str) -> Response:  # noqa: A002
        """The order, best first, with spread and outliers; empty before the marks are locked."""
        challenge: Challenge = self.get_object()
        demand(policies.can_see_results(request.user, challenge))
        return whole_list(shapes.StandingOut(results.standing(challenge), many=True).data)

    # ---------------------------------------------------------------- the determination
    @extend_schema(
        methods=["GET"], responses=shapes.DeterminationOut(many=True), filters=False, operation_id="determinations_list"
    )
    @extend_schema(methods=["POST"], request=shapes.ProposeIn, responses={201: shapes.DeterminationOut})
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def determination(self, request: Request, id: str) -> Response:  # noqa: A002
        """GET: every determination, the newest first. POST: propose who is to be awarded."""
        challenge: Challenge = self.get_object()
        user = request.user
        if request.method == "GET":
            demand(policies.can_see_results(user, challenge) or policies.can_determine(user, challenge))
            rows = Determination.objects.filter(challenge=challenge).select_related("publicity")
            return whole_list(shapes.DeterminationOut(rows, many=True).data)
        demand(policies.can_determine(user, challenge))
        row = read(shapes.ProposeIn, request)
        found = Proposal.objects.filter(challenge=challenge, public_id__in=row["winners"])
        if found.count() != len(set(row["winners"])):
            raise NotFound
        role = "poster" if challenge.programme.decided_by == Decider.POSTER else "department"
        with steps():
            made = determination.propose(challenge, list(found), by=user, reasons=row["reasons"], role=role)
        return Response(shapes.DeterminationOut(made).data, status=201)

    @extend_schema(request=None, responses=shapes.DeterminationOut)
    @action(detail=True, methods=["post"], url_path="determination/announce")
    def announce(self, request: Request, id: str) -> Response:  # noqa: A002
        """Begin its publicity period: a second person."""
        live = self._live()
        demand(policies.can_announce(request.user, live))
        with steps():
            determination.announce(live, by=request.user)
        return Response(shapes.DeterminationOut(live).data)

    @extend_schema(request=None, responses=shapes.DeterminationOut)
    @action(detail=True, methods=["post"], url_path="determination/take-effect")
    def take_effect(self, request: Request, id: str) -> Response:  # noqa: A002
        """Put it in effect where the programme has no publicity period: a second person."""
        live = self._live()
        demand(policies.can_announce(request.user, live))
        with steps():
            determination.take_effect(live, by=request.user)
        return Response(shapes.DeterminationOut(live).data)

    @extend_schema(request=ReasonIn, responses=shapes.DeterminationOut)
    @action(detail=True, methods=["post"], url_path="determination/overturn")
    def overturn(self, request: Request, id: str) -> Response:  # noqa: A002
        """Before it is in effect: the review goes on, it has to be determined anew."""
        self._run()
        row = read(ReasonIn, request)
        live = self._live()
        demand(policies.can_overturn(request.user, live))
        with steps():
            determination.overturn(live, by=request.user, reason=row["reason"])
        return Response(shapes.DeterminationOut(live).data)

    def _live(self) -> Determination:
        """The one that stands, to those of the house; 409 where there is none."""
        challenge: Challenge = self.get_object()
        demand(policies.can_follow(self.request.user, challenge))
        rows = Determination.objects.select_related("challenge__programme", "publicity")
        live = rows.filter(challenge=challenge, state__in=LIVE).first()
        if live is None:
            raise Conflict(_("There is no determination."))
        return live


class ProposalResults(ByPublicId):
    """What comes of one's proposal, and giving it up; for the department, taking one out of the race."""

    queryset = Proposal.objects.none()

    def get_queryset(self) -> QuerySet[Proposal]:
        rows = Proposal.objects.all() if self.action == "disqualify" else Proposal.objects.visible_to(self.request.user)
        return rows.select_related("challenge__programme", "challenge__current", "challenge__employer__organisation")

    @extend_schema(responses=shapes.ProposalResultOut, filters=False)
    @action(detail=True, pagination_class=None)
    def result(self, request: Request, id: str) -> Response:  # noqa: A002
        """Rank, total and the experts' comments, once it is decided."""
        proposal: Proposal = self.get_object()
        demand(policies.can_see_comments(request.user, proposal))
        return Response(shapes.ProposalResultOut(results.own(proposal)).data)

    @extend_schema(request=ReasonIn, responses=ProposalRowOut)
    @action(detail=True, methods=["post"])
    def renounce(self, request: Request, id: str) -> Response:  # noqa: A002
        """Give it up after the closing; if it was to be awarded, the next one may be proposed."""
        proposal: Proposal = self.get_object()
        demand(policies.can_renounce(request.user, proposal))
        row = read(ReasonIn, request)
        with steps():
            determination.renounce(proposal, by=request.user, reason=row["reason"])
        return Response(ProposalRowOut(proposal, context=self.get_serializer_context()).data)

    @extend_schema(request=ReasonIn, responses={204: None})
    @action(detail=True, methods=["post"])
    def disqualify(self, request: Request, id: str) -> Response:  # noqa: A002
        """Fraud or a hidden conflict (the department). A determination that names it falls with it."""
        proposal: Proposal = self.get_object()
        if not policies.can_disqualify(request.user, proposal.challenge):
            demand(not proposals.can_read(request.user, proposal))  # its own people know that it is there
            raise NotFound
        row = read(ReasonIn, request)
        with steps():
            determination.disqualify(proposal, by=request.user, reason=row["reason"])
        return Response(status=204)


def _panel(challenge: Challenge) -> Panel:
    found = Panel.objects.select_related("challenge__programme").filter(challenge=challenge).first()
    if found is None:
        raise Conflict(_("The panel has not been drawn yet."))
    return found


def _panel_out(panel: Panel, status: int = 200) -> Response:
    return Response(shapes.PanelOut(panel).data, status=status)
