"""A call that nobody answered validly: ending it, why it was so, taking it up again, telling those who came near."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.errors import demand, steps
from apps.api.fields import IdField, PlainTextField
from apps.api.v1.position_lists import PreviewThrottle
from apps.api.views import ByPublicId, found_or_404, read
from apps.challenges import policies as challenges
from apps.challenges.models import Challenge, Programme
from apps.matching import policies as matching
from apps.reviews import failing, policies, recovery, recovery_invitations, recovery_words


class CountsOut(serializers.Serializer[Any]):
    """People, as words: for the poster "fewer than five" stands for one to four."""

    eligible = serializers.CharField()
    capable = serializers.CharField(help_text="cover half of what is asked for")
    likely = serializers.CharField(help_text="of these: the bounty is within their reach")


class CauseOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()


class ChangeOut(CauseOut):
    after = CountsOut(help_text="the ranking run once more with the changed text")


class HeardOut(serializers.Serializer[Any]):
    recommended = serializers.CharField()
    invited = serializers.CharField()
    undertakings = serializers.CharField()
    drafts = serializers.CharField(help_text="begun and never sealed")
    sealed = serializers.CharField(help_text="withdrawn or not valid")


class RecoveryOut(serializers.Serializer[Any]):
    now = CountsOut()
    causes = CauseOut(many=True)
    changes = ChangeOut(many=True)
    together = CountsOut(allow_null=True, help_text="with all changes at once; null where there are fewer than two")
    heard = HeardOut()
    comparable = serializers.IntegerField(help_text="calls that it is compared with")


class TakeUpIn(serializers.Serializer[Any]):
    programme = IdField(help_text="an open round")
    changes = serializers.ListField(
        child=PlainTextField(max_length=20), max_length=20, default=list, help_text="codes of proposed changes"
    )


class TakenUpOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    state = serializers.CharField()
    follows = serializers.CharField()


class FailIn(serializers.Serializer[Any]):
    reason = PlainTextField(max_length=2000, help_text="told to the poster")


class FailedOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    state = serializers.CharField()


class NearOut(serializers.Serializer[Any]):
    invited = serializers.IntegerField()


class CallRecovery(ByPublicId):
    """Routes below one call."""

    queryset = Challenge.objects.none()

    def get_throttles(self) -> list[Any]:
        return [PreviewThrottle()] if self.action in ("recovery", "take_up") else []

    def found(self, request: Request, public_id: str) -> Challenge:
        """What is hidden answers like what is not there."""
        rows = Challenge.objects.visible_to(request.user).with_texts().select_related("follows")
        challenge: Challenge = found_or_404(rows, public_id=public_id)
        return challenge

    @extend_schema(responses=RecoveryOut, filters=False)
    @action(detail=True, pagination_class=None)
    def recovery(self, request: Request, id: str) -> Response:  # noqa: A002
        """Why no valid proposal came and what would change that (operators; the poster once the call
        has failed, or closed with nothing sealed).
        """
        challenge = self.found(request, id)
        operates = policies.can_see_recovery(request.user, challenge)
        demand(operates or policies.can_read_recovery(request.user, challenge))
        with steps():
            found = recovery.report(challenge)
        return Response(RecoveryOut(recovery_words.told(found, exact=operates)).data)

    @extend_schema(request=TakeUpIn, responses={201: TakenUpOut})
    @recovery.mapping.post
    def take_up(self, request: Request, id: str) -> Response:  # noqa: A002
        """A new draft that follows the failed call, with the chosen changes (the poster's team)."""
        challenge = self.found(request, id)
        demand(challenges.can_submit(request.user, challenge))
        given = read(TakeUpIn, request)
        programme = Programme.objects.open().filter(public_id=given["programme"]).first()
        if programme is None:
            raise serializers.ValidationError({"programme": _("There is no open round with this id.")})
        with steps():
            made = recovery.take_up(challenge, programme, codes=given["changes"], by=request.user)
        return Response({"id": made.public_id, "state": made.state, "follows": challenge.public_id}, status=201)

    @extend_schema(request=FailIn, responses=FailedOut)
    @action(detail=True, methods=["post"])
    def fail(self, request: Request, id: str) -> Response:  # noqa: A002
        """Find that no valid proposal came; the poster is told why (operators; after the marks the department)."""
        challenge = self.found(request, id)
        demand(policies.can_fail(request.user, challenge))
        given = read(FailIn, request)
        with steps():
            failing.fail_call(challenge, by=request.user, reason=given["reason"])
        return Response({"id": challenge.public_id, "state": challenge.state})

    @extend_schema(request=None, responses=NearOut)
    @action(detail=True, methods=["post"], url_path="invite-near")
    def invite_near(self, request: Request, id: str) -> Response:  # noqa: A002
        """Tell those who came near at the call before, once each (operators; this call takes proposals)."""
        challenge = self.found(request, id)
        demand(matching.can_see_solvers(request.user, challenge))
        with steps():
            done = recovery_invitations.invite(challenge, by=request.user)
        return Response({"invited": done})
