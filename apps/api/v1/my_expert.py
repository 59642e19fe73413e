"""What an expert does for herself over REST: signing and taking back, pausing, coming back, leaving the pool.

Each step asks the policy of her page and calls what the page calls; who is not in the pool finds nothing here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts import consents
from apps.api.errors import demand, steps
from apps.api.fields import OneOfField
from apps.api.v1.experts import ExpertOut, ExpertUndertakingOut, facts, own_expert
from apps.api.views import read, whole_list
from apps.experts import lifecycle, policies, undertakings
from apps.experts.days import today
from apps.experts.models import Expert, UndertakingKind


# ---------------------------------------------------------------- undertakings
class MyUndertakingOut(serializers.Serializer[Any]):
    """The text as it was signed, else as it would be signed now."""

    kind = serializers.CharField()
    version = serializers.IntegerField()
    text = serializers.CharField(help_text="in the reader's language")
    held = ExpertUndertakingOut(allow_null=True, help_text="the one that holds today; null: none")
    can_sign = serializers.BooleanField(help_text="false while one holds for longer than a month")


class MyUndertakingsOut(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = MyUndertakingOut(many=True)


class KindIn(serializers.Serializer[Any]):
    kind = OneOfField(choices=UndertakingKind.choices)


class MyUndertakings(APIView):
    @extend_schema(responses=MyUndertakingsOut)
    def get(self, request: Request) -> Response:
        """What she signs, in which version, and until when it holds."""
        expert = own_expert(request)
        may = policies.can_sign(request.user, expert)
        rows = [_row(expert, kind, may=may) for kind in UndertakingKind.values]
        return whole_list(MyUndertakingOut(rows, many=True).data)

    @extend_schema(request=KindIn, responses={201: ExpertUndertakingOut})
    def post(self, request: Request) -> Response:
        """Sign one for a year, in the version in force. While one holds for longer than a month, it is the answer."""
        expert = _signer(request)
        kind = read(KindIn, request)["kind"]
        with steps():
            signed = undertakings.sign(expert, kind, by=request.user)
        return Response(ExpertUndertakingOut(signed).data, status=201)


class TakeBack(APIView):
    @extend_schema(request=KindIn, responses=ExpertOut)
    def post(self, request: Request) -> Response:
        """Take back what holds: she is not drawn until she signs again. Twice changes nothing."""
        expert = _signer(request)
        held = undertakings.in_force(expert, read(KindIn, request)["kind"], on=today())
        with steps():
            if held is not None:
                undertakings.take_back(held, by=request.user)
        return _answer(request)


def _signer(request: Request) -> Expert:
    expert = own_expert(request)
    demand(policies.can_sign(request.user, expert))
    return expert


def _row(expert: Expert, kind: str, *, may: bool) -> dict[str, Any]:
    held = undertakings.in_force(expert, kind, on=today())
    notice = held.consent.notice if held else consents.current_notice(kind)
    due = held is None or (held.expires_on - today()).days <= undertakings.RENEW_DAYS
    return {"kind": kind, "version": notice.version, "text": notice.text, "held": held, "can_sign": may and due}


# ---------------------------------------------------------------- her place
class Pause(APIView):
    @extend_schema(request=None, responses=ExpertOut)
    def post(self, request: Request) -> Response:
        """Not asked for new cases, until she resumes."""
        return _step(request, policies.can_pause, lifecycle.pause)


class Resume(APIView):
    @extend_schema(request=None, responses=ExpertOut)
    def post(self, request: Request) -> Response:
        """Back in the pool; not where the office has paused her."""
        return _step(request, policies.can_pause, lifecycle.resume)


class Leave(APIView):
    @extend_schema(request=None, responses=ExpertOut)
    def post(self, request: Request) -> Response:
        """Out of the pool; only an invitation leads back."""
        return _step(request, policies.can_leave, lifecycle.end)


def _step(request: Request, may: Callable[[Any, Expert], bool], take: Callable[..., object]) -> Response:
    expert = own_expert(request)
    demand(may(request.user, expert))
    with steps():
        take(expert, by=request.user)
    return _answer(request)


def _answer(request: Request) -> Response:
    return Response(ExpertOut(facts(own_expert(request))).data)
