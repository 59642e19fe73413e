"""Proposals over REST: begun, written, members, checked, sealed, receipts. Everything the pages do, for one's own only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle

from apps.accounts import consents
from apps.accounts.models import Organisation
from apps.accounts.policies import organisations_of
from apps.api.errors import demand, steps
from apps.api.v1 import proposal_shapes as shapes
from apps.api.v1.timelines import StepOut, timeline
from apps.api.v1.uploads import BYTES, attachment, content_of, download, nth
from apps.api.views import ByPublicId, found_or_404, read, whole_list
from apps.challenges.models import Challenge
from apps.core import files
from apps.proposals import drafts, lifecycle, members, packages, policies, sealing
from apps.proposals.models import WRITERS, Attachment, Member, Package, Proposal

GONE = OpenApiResponse(description="It is gone.")


class ScanThrottle(UserRateThrottle):
    """Looking for names reads every file in a process of its own."""

    scope = "scan"
    rate = "120/hour"


class Proposals(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, ByPublicId):
    """One's own: as lead, as a member, for an organisation one writes for. Nobody sees another's."""

    serializer_class = shapes.ProposalRowOut
    queryset = Proposal.objects.none()

    def get_queryset(self) -> QuerySet[Proposal]:
        rows = Proposal.objects.visible_to(self.request.user).order_by("-created_at", "-pk")
        rows = rows.select_related("challenge__current", "challenge__programme", "organisation", "lead")
        return rows.prefetch_related("challenge__current__texts")

    def get_throttles(self) -> list[Any]:
        return [ScanThrottle()] if self.action == "check" else []

    @extend_schema(responses=shapes.ProposalOut)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(self.get_object())

    @extend_schema(request=shapes.NewProposalIn, responses={201: shapes.ProposalOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Begin a draft for an open call: for oneself, or for an organisation one writes for."""
        row = read(shapes.NewProposalIn, request)
        challenge = Challenge.objects.open().filter(public_id=row["challenge"]).first()
        if challenge is None:
            raise serializers.ValidationError({"challenge": _("There is no open call with this id.")})
        with steps():
            made = drafts.start(
                challenge, by=request.user, organisation=_writes_for(request, row), country=row["country"],
                works_at=row["works_at"], independent=row["independent"],
            )  # fmt: skip
        return self._answer(made, status=201)

    @extend_schema(request=shapes.SectionsIn, responses=shapes.ProposalOut)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Store the sections that are named."""
        found = self._led()
        row = read(shapes.SectionsIn, request)
        saves = row.pop("saves", None)
        with steps():
            drafts.save(found, row, by=request.user, saves=saves)
        return self._answer(found)

    def _answer(self, proposal: Proposal, status: int = 200) -> Response:
        """As stored now."""
        stored = found_or_404(self.get_queryset(), pk=proposal.pk)
        return Response(shapes.ProposalOut(stored, context=self.get_serializer_context()).data, status=status)

    def _led(self) -> Proposal:
        """The proposal, to who leads it; 403 for other members. Whether it can be written now the lifecycle says."""
        found: Proposal = self.get_object()
        demand(policies.can_lead(self.request.user, found))
        return found

    def _as_lead(self, step: Callable[..., object], form: type[serializers.Serializer[Any]] | None = None) -> Response:
        found = self._led()
        given = read(form, self.request) if form else {}
        with steps():
            step(found, by=self.request.user, **given)
        return self._answer(found)

    def _mine(self) -> tuple[Proposal, Member]:
        """The proposal and one's own place in it; 403 for who writes for its organisation and is no member."""
        found: Proposal = self.get_object()
        mine = found.members.filter(user=self.request.user, left_at__isnull=True).first()
        demand(mine is not None and policies.can_sign(self.request.user, mine))
        assert mine is not None
        return found, mine

    # ---------------------------------------------------------------- who takes part
    @extend_schema(request=shapes.MembersIn, responses=shapes.ProposalOut)
    @action(detail=True, methods=["put"])
    def members(self, request: Request, id: str) -> Response:  # noqa: A002
        """Replace the list of members."""
        found = self._led()
        given = shapes.MembersIn(data=request.data)
        given.is_valid(raise_exception=True)
        with steps("members"):
            members.name(found, given.rows(), by=request.user)
        return self._answer(found)

    @extend_schema(request=shapes.JoinIn, responses=shapes.ProposalOut)
    @action(detail=False, methods=["post"])
    def join(self, request: Request) -> Response:
        """Answer an invitation in the account that was invited."""
        row = read(shapes.JoinIn, request)
        with steps():
            member = members.join(row["secret"], by=request.user)
        return self._answer(member.proposal)

    @extend_schema(responses=shapes.UndertakingOut, filters=False)
    @action(detail=True, pagination_class=None)
    def undertaking(self, request: Request, id: str) -> Response:  # noqa: A002
        """The integrity undertaking in force, in the reader's language: what `sign/` signs."""
        self.get_object()
        notice = consents.current_notice(members.UNDERTAKING)
        return Response(shapes.UndertakingOut(notice).data)

    @extend_schema(request=None, responses=shapes.ProposalOut)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, id: str) -> Response:  # noqa: A002
        """Sign the integrity undertaking, each for herself."""
        found, mine = self._mine()
        with steps():
            members.sign(mine, by=request.user)
        return self._answer(found)

    @extend_schema(request=None, responses={204: GONE})
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, id: str) -> Response:  # noqa: A002
        """Leave it; it can be seen no more. The lead withdraws instead."""
        _found, mine = self._mine()
        with steps():
            lifecycle.leave(mine, by=request.user)
        return Response(status=204)

    # ---------------------------------------------------------------- files
    @extend_schema(
        request={"multipart/form-data": shapes.FileIn}, responses={201: shapes.DraftFileOut},
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def files(self, request: Request, id: str) -> Response:  # noqa: A002
        """Attach a file to a part: PDF and DOCX to the blind part, to the other also XLSX, PNG and JPEG."""
        found = self._led()
        row = read(shapes.FileIn, request)
        with steps("file"):
            made = drafts.attach(found, row["part"], content_of(row["file"]), name=row["file"].name, by=request.user)
        return Response(shapes.DraftFileOut(made).data, status=201)

    # ---------------------------------------------------------------- sealing
    @extend_schema(responses=shapes.CheckOut, filters=False)
    @action(detail=True, pagination_class=None)
    def check(self, request: Request, id: str) -> Response:  # noqa: A002
        """What would keep it from being sealed, the places in the blind part that name the applicant among it."""
        found = self._led()
        draft = getattr(found, "draft", None)
        if draft is None:
            raise NotFound
        shown = {
            "missing": shapes.lacking(drafts.read(draft)),
            "named": sealing.places(found, draft),
            "unsigned": [row.public_id for row in sealing.active(found) if not sealing.has_signed(row)],
            "confirmed": found.confirmed_id == found.challenge.current_id,
        }
        return Response(shapes.CheckOut(shown).data)

    @extend_schema(request=None, responses=shapes.ProposalOut)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, id: str) -> Response:  # noqa: A002
        """The amended call has been read."""
        return self._as_lead(drafts.confirm)

    @extend_schema(request=shapes.SavesIn, responses=shapes.ProposalOut)
    @action(detail=True, methods=["post"])
    def seal(self, request: Request, id: str) -> Response:  # noqa: A002
        """Seal and submit; the same again changes nothing. From then on nobody reads it until the call is opened."""
        return self._as_lead(sealing.submit, shapes.SavesIn)

    @extend_schema(request=None, responses=shapes.ProposalOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take it back before the call closes."""
        return self._as_lead(lifecycle.withdraw)

    @extend_schema(responses=shapes.ReceiptOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def receipts(self, request: Request, id: str) -> Response:  # noqa: A002
        """What was handed in and when, as anybody can verify."""
        rows = Package.objects.filter(proposal=self.get_object())
        return whole_list(shapes.ReceiptOut(rows, many=True).data)

    @extend_schema(responses=StepOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def timeline(self, request: Request, id: str) -> Response:  # noqa: A002
        """Every step so far."""
        return whole_list(timeline(self.get_object()))


def _writes_for(request: Request, row: dict[str, Any]) -> Organisation | None:
    if not row.get("organisation"):
        return None
    found = organisations_of(request.user, *WRITERS).filter(public_id=row["organisation"]).first()
    if found is None:
        raise serializers.ValidationError({"organisation": _("You do not write for an organisation with this id.")})
    return found


class ProposalFiles(ByPublicId):
    """Files of a draft, for those who write it."""

    queryset = Attachment.objects.none()
    serializer_class = shapes.DraftFileOut

    def get_queryset(self) -> QuerySet[Attachment]:
        mine = Proposal.objects.visible_to(self.request.user)
        return Attachment.objects.filter(draft__proposal__in=mine).select_related("file", "draft__proposal")

    @extend_schema(responses=BYTES)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file itself."""
        return download(request.user, self.get_object().file)

    @extend_schema(responses={204: GONE})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take the file out of the draft."""
        found = self.get_object()
        demand(policies.can_lead(request.user, found.draft.proposal))
        with steps():
            drafts.detach(found)
        return Response(status=204)


class SealedParts(ByPublicId):
    """A sealed part: its people have receipt and sealed bytes; once it is open, they and its operators what was in it."""

    queryset = Package.objects.none()
    serializer_class = shapes.SealedPartOut

    def get_queryset(self) -> QuerySet[Package]:
        return Package.objects.select_related("proposal__challenge__employer__organisation", "proposal__organisation")

    def _part(self) -> Package:
        """To everybody who may not read it, it does not exist."""
        found: Package = self.get_object()
        if not policies.can_read_part(self.request.user, found.proposal, found.part):
            raise NotFound
        return found

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Its receipt and, once the call was opened, its content."""
        found = self._part()
        context = {**self.get_serializer_context(), "opened": _opened(found)}
        return Response(shapes.SealedPartOut(found, context=context).data)

    @extend_schema(responses=BYTES)
    @action(detail=True, pagination_class=None)
    def sealed(self, request: Request, id: str) -> HttpResponse:  # noqa: A002
        """The sealed bytes that the receipt is about: its own people."""
        return download(request.user, self._part().sealed)

    @extend_schema(parameters=[OpenApiParameter("n", int, description="from 0")], responses=BYTES)
    @action(detail=True, pagination_class=None)
    def file(self, request: Request, id: str) -> HttpResponse:  # noqa: A002
        """A file that was enclosed, once the call was opened."""
        found = self._part()
        row = nth(packages.unpack(files.read(found.opened))[2] if found.opened else [], request)
        return attachment(row.content, row.name, row.content_type)


def _opened(package: Package) -> dict[str, Any] | None:
    if package.opened is None:
        return None
    content, facts, enclosed = packages.unpack(files.read(package.opened))
    rows = [
        {"name": row.name, "content_type": row.content_type, "size": len(row.content), "sha256": row.sha256}
        for row in enclosed
    ]
    return shapes.OpenedOut({"content": content, "facts": facts, "files": rows}).data
