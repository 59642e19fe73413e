"""Keys of calls over REST: one's own opening key, the key of a call prepared, the call opened by two people.

Two passphrases in one request: a half that waited here for the other one would be a share of the key stored on the server,
which the sealing promises never to do. So both people sit at one client, as they do at the page, and it sends what both
typed in one body, with the token of one of them. Nothing of it is stored, logged or repeated in an answer (docs/adr/0005).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.accounts.policies import districts_for, holders
from apps.api.errors import Conflict, demand, steps
from apps.api.fields import IdField, PlainTextField
from apps.api.v1.position_shapes import NamedOut
from apps.api.v1.proposal_shapes import ReceiptOut
from apps.api.views import ByPublicId, found_or_404, read, whole_list
from apps.challenges import keys, policies
from apps.challenges.keys import Attempt
from apps.challenges.models import CallKey, CallShare, Challenge
from apps.core.moves import GuardFailed
from apps.proposals import opening
from apps.proposals.models import Package, Proposal
from apps.proposals.policies import can_read_part

VERB = "challenges.open"


class PassphraseField(serializers.CharField):
    """As it was typed, blanks included; never sent back."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=200, trim_whitespace=False, write_only=True, **options)


# ---------------------------------------------------------------- one's own key
class OwnKeyOut(serializers.Serializer[Any]):
    """`since` is null for who has none yet."""

    since = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField(allow_null=True, help_text="of the passphrase")


class NewKeyIn(serializers.Serializer[Any]):
    passphrase = PassphraseField(help_text="at least 16 characters; nobody can recover it")


class ChangeKeyIn(NewKeyIn):
    old = PassphraseField()


class OpeningKeys(APIView):
    """One's own opening key: for those who may open calls."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        demand(districts_for(request.user, VERB) is not None)

    @extend_schema(responses=OwnKeyOut)
    def get(self, request: Request) -> Response:
        """Whether there is one, and since when."""
        return self._answer(request)

    @extend_schema(request=NewKeyIn, responses={201: OwnKeyOut})
    def post(self, request: Request) -> Response:
        """Make it; once."""
        row = read(NewKeyIn, request)
        with steps("passphrase"):
            keys.make(request.user, row["passphrase"])
        return self._answer(request, status=201)

    @extend_schema(request=ChangeKeyIn, responses=OwnKeyOut)
    def patch(self, request: Request) -> Response:
        """A new passphrase for the same key: one's shares stay good."""
        row = read(ChangeKeyIn, request)
        with steps("passphrase"):
            keys.change_passphrase(request.user, row["old"], row["passphrase"])
        return self._answer(request)

    def _answer(self, request: Request, status: int = 200) -> Response:
        key = keys.own(request.user)
        shown = {"since": key.created_at if key else None, "changed_at": key.changed_at if key else None}
        return Response(OwnKeyOut(shown).data, status=status)


# ---------------------------------------------------------------- the key of a call
class ShareOut(serializers.Serializer[CallShare]):
    id = serializers.CharField(source="holder.user.public_id", help_text="of the person, as `open/` takes it")
    name = serializers.CharField(source="holder.user")
    standing = serializers.CharField(help_text="holder or deputy")


class CallKeyOut(serializers.Serializer[Any]):
    """Who holds the key of a call, how many proposals lie sealed. What they say is nowhere here."""

    prepared_at = serializers.DateTimeField(allow_null=True, help_text="null: the key has to be prepared first")
    opens_at = serializers.DateTimeField(allow_null=True)
    shares = ShareOut(many=True)
    candidates = NamedOut(many=True, help_text="people with an opening key who may open this call")
    sealed = serializers.IntegerField(help_text="proposals that wait for the opening")
    opened = serializers.IntegerField()


class PreparedOut(CallKeyOut):
    recovery = serializers.CharField(help_text="the share for the paper: in this answer and never again")


class PrepareIn(serializers.Serializer[Any]):
    holders = serializers.ListField(child=IdField(), min_length=1, max_length=20, help_text="two at least")
    deputies = serializers.ListField(child=IdField(), max_length=20, required=False, default=list)
    opens_at = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="not before the call closes; null: from then on"
    )


class OpenedPartsOut(serializers.Serializer[Proposal]):
    id = serializers.CharField(source="public_id")
    state = serializers.CharField()
    sealed_at = serializers.DateTimeField()
    opened_at = serializers.DateTimeField(allow_null=True)
    parts = serializers.SerializerMethodField()

    @extend_schema_field(ReceiptOut(many=True))
    def get_parts(self, proposal: Proposal) -> list[dict[str, Any]]:
        """`sealed-parts/{id}/` has the content; parts that one may not read are not listed."""
        user, rows = self.context["request"].user, Package.objects.last_of(proposal)
        return list(ReceiptOut([row for row in rows if can_read_part(user, proposal, row.part)], many=True).data)


class CallKeys(ByPublicId):
    """For the operators of a call: its key, and what was opened with it."""

    queryset = Challenge.objects.none()
    serializer_class = CallKeyOut

    def get_queryset(self) -> QuerySet[Challenge]:
        return Challenge.objects.visible_to(self.request.user).with_texts()

    @extend_schema(responses=CallKeyOut, filters=False)
    @action(detail=True, pagination_class=None)
    def key(self, request: Request, id: str) -> Response:  # noqa: A002
        """Who holds it, and who could."""
        challenge = self.get_object()
        demand(_concerned(request.user, challenge))
        return Response(CallKeyOut(_shown(challenge)).data)

    @extend_schema(request=PrepareIn, responses={201: PreparedOut})
    @key.mapping.post
    def prepare(self, request: Request, id: str) -> Response:  # noqa: A002
        """Prepare it, once: two holders or more, and a recovery share for the paper."""
        challenge = self.get_object()
        demand(policies.can_prepare_keys(request.user, challenge))
        row = read(PrepareIn, request)
        named = {name: [_person(one, name) for one in row[name]] for name in ("holders", "deputies")}
        with steps():
            paper = keys.prepare(challenge, by=request.user, opens_at=row["opens_at"], **named)
        answer = Response(PreparedOut({**_shown(challenge), "recovery": paper}).data, status=201)
        answer["Cache-Control"] = "no-store"
        return answer

    @extend_schema(responses=OpenedPartsOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def proposals(self, request: Request, id: str) -> Response:  # noqa: A002
        """Proposals of the call that were opened, in the order of their sealing, for operators who belong to no party."""
        challenge = self.get_object()
        demand(policies.can_operate(request.user, challenge))
        rows = Proposal.objects.filter(challenge=challenge, opened_at__isnull=False).order_by("sealed_at", "pk")
        rows = rows.select_related("challenge__employer__organisation", "organisation")
        seen = [row for row in rows if any(can_read_part(request.user, row, part) for part in ("blind", "identity"))]
        return whole_list(OpenedPartsOut(seen, many=True, context=self.get_serializer_context()).data)


def _concerned(user: Any, challenge: Challenge) -> bool:
    return policies.can_open(user, challenge) or policies.can_prepare_keys(user, challenge)


def _person(public_id: str, field: str) -> User:
    found = holders(VERB).filter(public_id=public_id).first()
    if found is None:
        raise serializers.ValidationError({field: _("There is nobody with this id who may open calls.")})
    return found


def _shown(challenge: Challenge) -> dict[str, Any]:
    key = CallKey.objects.filter(challenge=challenge).first()
    able = [user for user in holders(VERB) if keys.own(user) is not None and policies.can_open(user, challenge)]
    proposals = challenge.proposals
    return {
        "prepared_at": key.created_at if key else None,
        "opens_at": key.opens_at if key else None,
        "shares": CallShare.objects.filter(key=key).select_related("holder__user") if key else [],
        "candidates": [{"id": user.public_id, "name": str(user)} for user in able],
        "sealed": proposals.filter(state="submitted", opened_at__isnull=True).count(),
        "opened": proposals.filter(opened_at__isnull=False).count(),
    }


# ---------------------------------------------------------------- the opening
class HolderIn(serializers.Serializer[Any]):
    holder = IdField()
    passphrase = PassphraseField()


class OpenIn(serializers.Serializer[Any]):
    """Two holders with their passphrases, or one and the recovery share; who sends it is one of them."""

    holders = HolderIn(many=True, min_length=1, max_length=2)
    paper = PlainTextField(max_length=400, required=False, allow_blank=True, default="", help_text="recovery share")


class FaultOut(serializers.Serializer[Any]):
    proposal = serializers.CharField(source="proposal.public_id")
    part = serializers.CharField()
    fault = serializers.CharField(help_text="changed, missing or closed")


class OpeningOut(serializers.Serializer[Any]):
    opened = serializers.ListField(child=serializers.CharField(), help_text="ids of proposals that are open now")
    faults = FaultOut(many=True, help_text="parts that did not open; their proposals stay closed")


class OpenCall(APIView):
    """Not in the request's transaction: a refused attempt stays on record (its route says so)."""

    @extend_schema(request=OpenIn, responses=OpeningOut)
    @method_decorator(sensitive_variables())
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        """Open every sealed proposal of a closed call."""
        challenge = found_or_404(Challenge.objects.visible_to(request.user), public_id=id)
        demand(policies.can_open(request.user, challenge))
        row = read(OpenIn, request)
        shares = CallShare.objects.filter(key__challenge=challenge).select_related("holder__user")
        people = {share.holder.user.public_id: share.holder.user for share in shares}
        unknown = [one["holder"] for one in row["holders"] if one["holder"] not in people]
        if unknown:
            raise serializers.ValidationError({"holders": _("Somebody named here holds no share of this call.")})
        attempts = [Attempt(people[one["holder"]], one["passphrase"]) for one in row["holders"]]
        try:
            found = opening.open_call(challenge, attempts, by=request.user, paper=row["paper"])
        except GuardFailed as refused:
            raise Conflict(str(refused)) from None
        shown = {"opened": [proposal.public_id for proposal in found.proposals], "faults": found.faults}
        return Response(OpeningOut(shown).data)

    def handle_exception(self, exc: Exception) -> Response:
        """A refusal rolls back nothing but itself: there is no transaction of the request to undo."""
        with transaction.atomic():
            return super().handle_exception(exc)
