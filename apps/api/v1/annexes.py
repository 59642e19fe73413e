"""Papers of calls over REST: which there are, the undertaking to keep them, who reads them, the files themselves.

Whether one opens is asked anew at each download: level, undertaking, admission, and the law on technology exports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.policies import organisations_of
from apps.api.errors import demand, steps
from apps.api.fields import CodeField, IdField, OneOfField, PlainTextField
from apps.api.v1.uploads import BYTES, FileOut, download, stored
from apps.api.views import ByPublicId, found_or_404, read, whole_list
from apps.challenges import access, policies
from apps.challenges.models import Annex, AnnexUndertaking, Challenge
from apps.challenges.terms import Level
from apps.core.models import File
from apps.taxonomy import choices

GONE = OpenApiResponse(description="It is gone.")


class AnnexOut(serializers.Serializer[Annex]):
    """`file` is null where it is not open to the reader now; `annexes/{id}/` is the file itself."""

    id = serializers.CharField(source="public_id")
    title = serializers.CharField()
    level = serializers.CharField(help_text="public, solvers or trade_secret")
    file = serializers.SerializerMethodField()

    @extend_schema_field(FileOut(allow_null=True))
    def get_file(self, annex: Annex) -> Any:
        return FileOut(annex.file).data if policies.can_read_annex(self.context["request"].user, annex) else None


class AnnexUndertakingOut(serializers.Serializer[AnnexUndertaking]):
    """One's own word. Trade secrets open once the poster has admitted the reader."""

    country = serializers.CharField(help_text="where she reads, as she said when she signed")
    version = serializers.IntegerField()
    signed_at = serializers.DateTimeField()
    admitted_at = serializers.DateTimeField(allow_null=True)
    refused_at = serializers.DateTimeField(allow_null=True)
    export_licence = serializers.CharField(help_text="number under which she reads abroad; empty: none")


class AnnexListOut(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = AnnexOut(many=True)
    text = serializers.CharField(help_text="of the undertaking: what `undertaking/` signs")
    undertaking = AnnexUndertakingOut(allow_null=True, help_text="one's own; null: not signed")


class ReaderOut(AnnexUndertakingOut):
    """Somebody who has signed, for the poster's team and the operators of the call."""

    id = serializers.CharField(source="public_id", help_text="as `readers/admit/`, `refuse/` and `license/` take it")
    name = serializers.CharField(source="user")
    organisation = serializers.CharField(source="organisation.name", default="")
    waits_for_licence = serializers.SerializerMethodField(help_text="an export licence would open the papers to her")

    def get_waits_for_licence(self, row: AnnexUndertaking) -> bool:
        return access.waits_for_licence(row)


class AnnexIn(serializers.Serializer[Any]):
    title = PlainTextField(max_length=160)
    level = OneOfField(choices=Level.choices, default=Level.SOLVERS)
    file = serializers.FileField(max_length=200, help_text="PDF, DOCX, XLSX, PNG or JPEG; no state secrets")


class UndertakeIn(serializers.Serializer[Any]):
    country = CodeField(lambda: choices.countries(), help_text="in which country or region she will read them")


class ReaderIn(serializers.Serializer[Any]):
    reader = IdField()


class LicenceIn(ReaderIn):
    number = PlainTextField(max_length=80, help_text="of the export licence")


class CallPapers(ByPublicId):
    """Routes below one call: its papers and their readers."""

    queryset = Challenge.objects.none()
    serializer_class = AnnexOut

    def get_permissions(self) -> list[Any]:
        return [AllowAny() if self.action == "annexes" else IsAuthenticated()]

    def get_queryset(self) -> QuerySet[Challenge]:
        return Challenge.objects.visible_to(self.request.user).with_texts()

    @extend_schema(responses=AnnexListOut, filters=False)
    @action(detail=True, pagination_class=None, parser_classes=[MultiPartParser])
    def annexes(self, request: Request, id: str) -> Response:  # noqa: A002
        """Titles and levels of its papers for everybody who sees the call, and which of them one may open."""
        challenge = self.get_object()
        rows = challenge.annexes.select_related("file", "challenge__employer__organisation", "challenge__current")
        own = None
        if request.user.is_authenticated:
            own = AnnexUndertaking.objects.filter(challenge=challenge, user=request.user).first()
        return whole_list(
            AnnexOut(rows, many=True, context=self.get_serializer_context()).data,
            text=str(access.UNDERTAKING),
            undertaking=AnnexUndertakingOut(own).data if own else None,
        )

    @extend_schema(request={"multipart/form-data": AnnexIn}, responses={201: AnnexOut})
    @annexes.mapping.post
    def add_annex(self, request: Request, id: str) -> Response:  # noqa: A002
        """Add a paper while the call is written (the poster's owners and recruiters)."""
        challenge = self.get_object()
        demand(policies.can_submit(request.user, challenge))
        row = read(AnnexIn, request)
        with steps():
            file = stored(row["file"], access.PAPERS, data_class=File.DataClass.ANNEX, owner_ref=challenge.public_id)
            made = access.add_annex(challenge, file, title=row["title"], level=row["level"], by=request.user)
        return Response(AnnexOut(made, context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=UndertakeIn, responses={201: AnnexUndertakingOut})
    @action(detail=True, methods=["post"])
    def undertaking(self, request: Request, id: str) -> Response:  # noqa: A002
        """Sign the undertaking and say from where one will read; the first word counts, a second changes nothing."""
        challenge = self.get_object()
        row = read(UndertakeIn, request)
        with steps():
            own = organisations_of(request.user).first()
            signed = access.undertake(challenge, by=request.user, country=row["country"], organisation=own)
        return Response(AnnexUndertakingOut(signed).data, status=201)

    # ---------------------------------------------------------------- who reads
    @extend_schema(responses=ReaderOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def readers(self, request: Request, id: str) -> Response:  # noqa: A002
        """Who has signed, from where they read, who was admitted (the poster's writers, the call's operators)."""
        challenge = self.get_object()
        demand(policies.can_submit(request.user, challenge) or policies.can_operate(request.user, challenge))
        rows = challenge.undertakings.select_related("user", "organisation", "challenge__current")
        rows = rows.order_by("-signed_at", "-pk")
        return whole_list(ReaderOut(rows, many=True).data)

    def _answered(
        self,
        may: Callable[[Any, Challenge], bool],
        step: Callable[..., None],
        form: type[serializers.Serializer[Any]] = ReaderIn,
    ) -> Response:
        challenge = self.get_object()
        demand(may(self.request.user, challenge))
        given = read(form, self.request)
        rows = challenge.undertakings.select_related("user", "organisation", "challenge__employer__organisation")
        row = found_or_404(rows, public_id=given.pop("reader"))
        with steps():
            step(row, by=self.request.user, **given)
        return Response(ReaderOut(row).data)

    @extend_schema(request=ReaderIn, responses=ReaderOut)
    @action(detail=True, methods=["post"], url_path="readers/admit")
    def admit(self, request: Request, id: str) -> Response:  # noqa: A002
        """Let somebody read the trade secrets (the poster's owner)."""
        return self._answered(policies.can_admit, access.admit)

    @extend_schema(request=ReaderIn, responses=ReaderOut)
    @action(detail=True, methods=["post"], url_path="readers/refuse")
    def refuse(self, request: Request, id: str) -> Response:  # noqa: A002
        """Keep them from somebody, also after she was admitted (the poster's owner)."""
        return self._answered(policies.can_admit, access.refuse)

    @extend_schema(request=LicenceIn, responses=ReaderOut)
    @action(detail=True, methods=["post"], url_path="readers/license")
    def license(self, request: Request, id: str) -> Response:  # noqa: A002
        """Enter the export licence under which somebody may read abroad (the department)."""
        return self._answered(policies.can_license, access.license_, LicenceIn)


class Annexes(ByPublicId):
    """One paper, of a call that one sees."""

    queryset = Annex.objects.none()
    serializer_class = AnnexOut

    def get_permissions(self) -> list[Any]:
        return [AllowAny() if self.action == "retrieve" else IsAuthenticated()]

    def get_queryset(self) -> QuerySet[Annex]:
        seen = Challenge.objects.visible_to(self.request.user)
        return Annex.objects.filter(challenge__in=seen).select_related("file", "challenge__employer__organisation")

    @extend_schema(responses=BYTES)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file itself, to whom it is open now; to others it does not exist."""
        return download(request.user, self.get_object().file)

    @extend_schema(responses={204: GONE})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take it out of a call that is still being written (the poster's owners and recruiters)."""
        annex = self.get_object()
        demand(policies.can_submit(request.user, annex.challenge))
        with steps():
            access.remove_annex(annex, by=request.user)
        return Response(status=204)
