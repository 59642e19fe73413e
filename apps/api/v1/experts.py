"""One's own place in the pool of experts: read it, change what one says of oneself."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.api.errors import demand, steps
from apps.api.v1.profile_shapes import codes, known_chains, words
from apps.api.views import found_or_404, read
from apps.experts import load, policies, profiles
from apps.experts.days import today
from apps.experts.models import Expert, Task, Tie, Undertaking
from apps.taxonomy import choices


class ExpertIn(serializers.Serializer[Any]):
    """What is not named stays; lists are replaced whole."""

    name_zh = words(80)
    family_name = words(80, help_text="in Latin letters")
    given_name = words(80, help_text="in Latin letters")
    orcid = words(60)
    title_zh = words(120)
    title_en = words(120)
    chains = codes(known_chains)
    disciplines = codes(choices.disciplines)
    languages = codes(choices.languages)
    tasks = codes(lambda: Task.choices, most=len(Task))
    cases_max = serializers.IntegerField(min_value=1, max_value=50, required=False, help_text="open cases at a time")


class TieOut(serializers.Serializer[Tie]):
    """Facts that the kind has not are empty."""

    id = serializers.CharField(source="public_id")
    kind = serializers.CharField()
    source = serializers.CharField(help_text="self, office or platform")
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    family_name = serializers.CharField()
    given_name = serializers.CharField()
    orcid = serializers.CharField()
    body_name = serializers.CharField()
    credit_code = serializers.CharField()
    parent_codes = serializers.ListField(child=serializers.CharField())
    child_codes = serializers.ListField(child=serializers.CharField())
    domain = serializers.CharField()
    proposal = serializers.CharField(source="proposal_ref")
    until = serializers.DateField(allow_null=True)


class ExpertUndertakingOut(serializers.Serializer[Undertaking]):
    kind = serializers.CharField()
    version = serializers.IntegerField(source="consent.notice.version")
    signed_on = serializers.DateField()
    expires_on = serializers.DateField()
    in_force = serializers.SerializerMethodField()

    def get_in_force(self, row: Undertaking) -> bool:
        return row.consent.withdrawn_at is None and row.signed_on <= today() <= row.expires_on


class ExpertOut(ExpertIn):
    id = serializers.CharField()
    state = serializers.CharField(help_text="invited, active, paused or ended")
    district = serializers.CharField(help_text="empty: the whole city")
    facts_confirmed_on = serializers.DateField(allow_null=True)
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="facts without which independence is unknown: name, employer"
    )
    open_cases = serializers.IntegerField()
    ties = TieOut(many=True)
    undertakings = ExpertUndertakingOut(many=True)


class MyExpert(APIView):
    """One's own place in the pool; 404 for who is not in it."""

    @extend_schema(responses=ExpertOut)
    def get(self, request: Request) -> Response:
        return Response(ExpertOut(facts(own_expert(request))).data)

    @extend_schema(request=ExpertIn, responses=ExpertOut)
    def patch(self, request: Request) -> Response:
        """Change what one says of oneself; who has compared it with a case compares anew."""
        expert = own_expert(request)
        demand(policies.can_edit(request.user, expert))
        row = read(ExpertIn, request)
        with transaction.atomic(), steps():
            profiles.save(expert, row, by=request.user)
        return Response(ExpertOut(facts(own_expert(request))).data)


def own_expert(request: Request) -> Expert:
    return found_or_404(Expert.objects.select_related("user"), user=request.user)


def facts(expert: Expert) -> dict[str, Any]:
    """All of it but the notes of operators."""
    return {
        "id": expert.public_id,
        **{name: getattr(expert, name) for name in (*profiles.COLUMNS, "state", "district", "facts_confirmed_on")},
        "missing": profiles.missing(expert),
        "open_cases": load.open_cases([expert])[expert.pk],
        "ties": list(expert.ties.all()),
        "undertakings": list(expert.undertakings.select_related("consent__notice")),
    }
