"""Consent to be named, over REST: a member of a proposal lets her name be shown if it is awarded, or no longer."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import consents
from apps.api.errors import demand, steps
from apps.api.views import ByPublicId
from apps.proposals.models import Proposal
from apps.reviews import naming, policies


class NamingOut(serializers.Serializer[Any]):
    agreed = serializers.BooleanField(help_text="one's name is shown if the proposal is awarded")
    open = serializers.BooleanField(help_text="one can agree now; taking it back is always possible")
    version = serializers.IntegerField(help_text="of the notice")
    notice = serializers.CharField(help_text="what agreeing means; read it before agreeing")


class ProposalNaming(ByPublicId):
    """Each member for herself. Without her consent the public pages show a number in place of her name."""

    queryset = Proposal.objects.none()
    serializer_class = NamingOut

    def get_queryset(self) -> QuerySet[Proposal]:
        return Proposal.objects.visible_to(self.request.user)

    def _own(self) -> Proposal:
        proposal: Proposal = self.get_object()
        demand(policies.can_choose_name(self.request.user, proposal))
        return proposal

    def _answer(self, proposal: Proposal) -> Response:
        notice = consents.current_notice(naming.PURPOSE)
        shown = {
            "agreed": self.request.user.pk in naming.agreed(proposal),
            "open": proposal.state in naming.NAMEABLE,
            "version": notice.version,
            "notice": notice.text,
        }
        return Response(NamingOut(shown).data)

    @extend_schema(responses=NamingOut, filters=False)
    @action(detail=True, pagination_class=None)
    def naming(self, request: Request, id: str) -> Response:  # noqa: A002
        """Whether one has agreed, and the notice in force."""
        return self._answer(self._own())

    @extend_schema(request=None, responses=NamingOut)
    @naming.mapping.post
    def agree(self, request: Request, id: str) -> Response:  # noqa: A002
        """Let one's name be shown if this proposal is awarded; twice is once."""
        proposal = self._own()
        with steps():
            naming.agree(proposal, by=request.user)
        return self._answer(proposal)

    @extend_schema(request=None, responses=NamingOut)
    @naming.mapping.delete
    def disagree(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take it back, at any time: a notice that is public follows at once."""
        proposal = self._own()
        with steps():
            naming.disagree(proposal, by=request.user)
        return self._answer(proposal)
