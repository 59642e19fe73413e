"""What concerns the person who asks: who she is here, what she was told, who saw her data, what suits her."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from apps.accounts.consents import current_notice
from apps.accounts.models import AccessEntry, Membership, RoleHolding
from apps.api.fields import Points
from apps.api.v1 import cards
from apps.api.v1.cards import ReasonOut
from apps.api.v1.position_shapes import NamedOut, PositionOut
from apps.api.v1.profile import own_talent
from apps.api.views import ByPublicId, whole_list
from apps.core import marks
from apps.core.texts import text_for_reader
from apps.matching import explain, interest, recommendations
from apps.matching.models import TALENT_SEES, Match, Recommendation
from apps.matching.states import MatchState
from apps.notifications.kinds import KINDS
from apps.notifications.models import Message
from apps.notifications.send import in_language
from apps.positions.models import Position
from apps.talents.models import Talent


class RoleOut(serializers.Serializer[RoleHolding]):
    code = serializers.CharField(source="role.code")
    label = serializers.CharField(source="role")
    district = serializers.CharField(help_text="empty: the whole city")
    verbs = serializers.ListField(child=serializers.CharField(), source="role.verbs")
    until = serializers.DateTimeField(allow_null=True)


class MembershipOut(serializers.Serializer[Membership]):
    id = serializers.CharField(source="organisation.public_id")
    name = serializers.CharField(source="organisation.name")
    role = serializers.CharField()
    employer = serializers.SerializerMethodField(help_text="id below `employers/`; null for other bodies")

    def get_employer(self, row: Membership) -> str | None:
        employer = getattr(row.organisation, "employer", None)
        return employer.public_id if employer else None


class MeOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    email = serializers.CharField(allow_null=True)
    display_name = serializers.CharField()
    language = serializers.CharField()
    talent = serializers.CharField(allow_null=True, help_text="id of one's profile")
    roles = RoleOut(many=True)
    organisations = MembershipOut(many=True)
    unread = serializers.IntegerField(help_text="messages")


class Me(APIView):
    @extend_schema(responses=MeOut)
    def get(self, request: Request) -> Response:
        """Who one is here, and for whom one acts."""
        user = request.user
        holdings = RoleHolding.objects.filter(user=user).select_related("role").order_by("id")
        members = Membership.objects.active().filter(user=user).select_related("organisation__employer").order_by("id")
        row = {
            "id": user.public_id,
            "email": user.email,
            "display_name": user.display_name,
            "language": user.language,
            "talent": Talent.objects.filter(user=user).values_list("public_id", flat=True).first(),
            "roles": [held for held in holdings if held.until is None or held.until > timezone.now()],
            "organisations": list(members),
            "unread": Message.objects.filter(recipient=user, read_at__isnull=True).count(),
        }
        return Response(MeOut(row).data)


# ---------------------------------------------------------------- told and seen
class MessageOut(serializers.Serializer[Message]):
    id = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    url = serializers.CharField(help_text="path of the page it is about; may be empty")
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, message: Message) -> dict[str, Any]:
        """In the reader's language; a message whose kind is gone shows its code."""
        title, body = in_language(message) if message.kind in KINDS else (message.kind, "")
        return {
            "id": message.public_id,
            "kind": message.kind,
            "title": title,
            "body": body,
            "url": message.url,
            "created_at": self.fields["created_at"].to_representation(message.created_at),
            "read_at": message.read_at and self.fields["read_at"].to_representation(message.read_at),
        }


class Messages(mixins.ListModelMixin, ByPublicId):
    """What the platform has told the person who asks."""

    serializer_class = MessageOut
    queryset = Message.objects.none()

    def get_queryset(self) -> QuerySet[Message]:
        return Message.objects.filter(recipient=self.request.user.pk)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, id: str) -> Response:  # noqa: A002
        """Mark it as read; doing it twice changes nothing."""
        message = self.get_object()
        if message.read_at is None:
            message.read_at = timezone.now()
            message.save(update_fields=["read_at"])
        return Response(MessageOut(message).data)


class AccessOut(serializers.Serializer[AccessEntry]):
    at = serializers.DateTimeField()
    what = serializers.CharField()
    organisation = serializers.CharField(
        allow_null=True, source="organisation.name", default=None, help_text="null: the city's talent office"
    )
    subject = serializers.CharField(source="subject_ref", help_text="id of what it was looked at for")


class AccessLog(mixins.ListModelMixin, GenericViewSet[AccessEntry]):
    """Who has looked at one's data, and for what."""

    serializer_class = AccessOut
    queryset = AccessEntry.objects.none()
    filterset_class: Any = None

    def get_queryset(self) -> QuerySet[AccessEntry]:
        return AccessEntry.objects.filter(person=self.request.user.pk).select_related("organisation")


# ---------------------------------------------------------------- positions that suit her
class RecommendationOut(serializers.Serializer[Any]):
    rank = serializers.IntegerField()
    score = Points()
    confirmed = serializers.BooleanField(help_text="false while it rests on a CV that she has not confirmed")
    position = PositionOut()
    reasons = ReasonOut(many=True)


class RecommendationsOut(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = RecommendationOut(many=True)
    state = serializers.CharField(help_text="pending: being computed; finished")


class MyRecommendations(APIView):
    @extend_schema(responses=RecommendationsOut)
    def get(self, request: Request) -> Response:
        """Live positions for the talent who asks, best first, and why. A list that has aged is computed anew."""
        talent = own_talent(request)
        is_working = recommendations.refresh_if_stale(talent)
        rows = recommendations.for_talent(talent)
        state = "pending" if is_working or marks.pending("talent", talent.pk) else "finished"
        return whole_list(_recommended(rows), state=state)


def _recommended(rows: list[Recommendation]) -> list[dict[str, Any]]:
    found = Position.objects.filter(pk__in=[row.position_id for row in rows]).with_texts()
    positions = {position.pk: PositionOut(position).data for position in found}
    return [
        {
            "rank": row.rank,
            "score": row.score,
            "confirmed": row.confirmed,
            "position": positions[row.position_id],
            "reasons": cards.reasons(explain.reasons(row.points, row.evidence, anonymous=False)),
        }
        for row in rows
    ]


class AskedOut(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`matches/{id}/agree/` or `refuse/`")
    state = serializers.CharField(help_text="sent_to_talent while the answer is open")
    asked_at = serializers.DateTimeField(allow_null=True)
    position = serializers.CharField()
    title = serializers.CharField()
    employer = NamedOut()


class AskedListOut(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = AskedOut(many=True)
    notice = serializers.CharField(help_text="what agreeing means; read it before agreeing")


class MyRequests(APIView):
    @extend_schema(responses=AskedListOut)
    def get(self, request: Request) -> Response:
        """Employers who want to know who she is. Agreeing is her consent to show them her profile."""
        talent = own_talent(request)
        rows = Match.objects.filter(
            talent=talent, state__in=[*TALENT_SEES, MatchState.NO_INTEREST], asked_at__isnull=False
        )
        rows = rows.select_related("position__employer__organisation", "position__current")
        rows = rows.prefetch_related("position__current__texts").order_by("-asked_at", "-id")
        return whole_list([_asked(match) for match in rows[:100]], notice=current_notice(interest.CONSENT).text)


def _asked(match: Match) -> dict[str, Any]:
    position = match.position
    text = text_for_reader(position.current.texts.all()) if position.current else None
    employer = position.employer
    return {
        "id": match.public_id,
        "state": match.state,
        "asked_at": match.asked_at,
        "position": position.public_id,
        "title": text.title if text else "",
        "employer": {"id": employer.public_id, "name": employer.organisation.name},
    }
