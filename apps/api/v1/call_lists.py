"""Who could solve a call: the ranked list for operators, numbers for the poster, invitations."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.errors import Conflict, demand, steps
from apps.api.fields import IdField, Points
from apps.api.v1 import cards as shapes
from apps.api.v1.cards import FactsOut, ReasonOut
from apps.api.v1.position_lists import ExcludedOut, PairIn, PairOut, RunOut, run_row
from apps.api.views import ByPublicId, found_or_404, read
from apps.challenges import policies as challenges
from apps.challenges.models import Challenge
from apps.core import marks
from apps.core.texts import text_for_reader
from apps.matching import call_runs, cards, invitations, pair, policies, solvers
from apps.matching.solvers import Listed, ShownTeam
from apps.talents.facts import CardFacts
from apps.talents.models import Talent


class SolverOut(FactsOut):
    """A person of the list, or the one who brings the project. Not her name."""

    id = serializers.CharField(help_text="of the talent: `challenges/{id}/invite/`")
    headline = serializers.CharField()
    language = serializers.CharField(help_text="of the headline")


class ListedOut(serializers.Serializer[Any]):
    rank = serializers.IntegerField(help_text="people and projects have ranks of their own")
    score = Points()
    talent = SolverOut()
    project = serializers.CharField(allow_null=True, help_text="title; null for a person")
    covers = serializers.ListField(child=serializers.CharField(), help_text="indicators and skills she shows")
    lacks = serializers.ListField(child=serializers.CharField())
    invited = serializers.BooleanField()
    reasons = ReasonOut(many=True)


class TeamMemberOut(serializers.Serializer[Any]):
    talent = serializers.CharField()
    rank = serializers.IntegerField(help_text="on the list of people")
    covers = serializers.ListField(child=serializers.CharField())


class TeamOut(serializers.Serializer[Any]):
    members = TeamMemberOut(many=True)
    uncovered = serializers.ListField(child=serializers.CharField(), help_text="what none of them shows")


class SolversOut(serializers.Serializer[Any]):
    run = RunOut()
    needs = serializers.ListField(child=serializers.CharField(), help_text="what the call asks for, line by line")
    people = ListedOut(many=True)
    projects = ListedOut(many=True)
    teams = TeamOut(many=True)
    uncovered = serializers.ListField(child=serializers.CharField(), help_text="what nobody on the list shows")
    excluded = ExcludedOut()
    relaxed = serializers.DictField(
        child=serializers.IntegerField(), help_text="wish of people: how many more were eligible without it"
    )


class ReachOut(serializers.Serializer[Any]):
    """Numbers alone; null stands for fewer than five."""

    compared = serializers.IntegerField(help_text="people compared")
    eligible = serializers.IntegerField(allow_null=True, help_text="no wish of theirs keeps them off")
    capable = serializers.IntegerField(allow_null=True, help_text="of these: cover half of what is asked for")
    likely = serializers.IntegerField(allow_null=True, help_text="of these: the bounty is within their reach")


class InviteSolversIn(serializers.Serializer[Any]):
    talent = IdField()


class InvitedOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    ground = serializers.CharField()


class CallLists(ByPublicId):
    """Routes below one call."""

    queryset = Challenge.objects.none()

    def found(self, request: Request, public_id: str) -> Challenge:
        """What is hidden answers like what is not there."""
        rows = Challenge.objects.visible_to(request.user).with_texts()
        challenge: Challenge = found_or_404(rows, public_id=public_id)
        return challenge

    @extend_schema(responses=SolversOut, filters=False)
    @action(detail=True, pagination_class=None)
    def solvers(self, request: Request, id: str) -> Response:  # noqa: A002
        """People, projects and teams that could solve it, best first, with reasons (operators)."""
        challenge = self.found(request, id)
        demand(policies.can_see_solvers(request.user, challenge))
        return Response(_list(challenge))

    @extend_schema(parameters=[PairIn], responses=PairOut, filters=False)
    @action(detail=True, pagination_class=None)
    def pair(self, request: Request, id: str) -> Response:  # noqa: A002
        """One person on demand, on the list or not: score, reasons, and what keeps her off (operators).

        Of a call that is her own wish, or the law on technology exports, which moves no list.
        """
        challenge = self.found(request, id)
        demand(policies.can_see_solvers(request.user, challenge))
        wanted = PairIn(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        people = policies.explainable_for_call(request.user, challenge)
        talent = found_or_404(people, public_id=wanted.validated_data["talent"])
        with steps():
            explained = pair.explain_call(challenge, talent)
        return Response(PairOut(explained).data)

    @extend_schema(responses=ReachOut, filters=False)
    @action(detail=True, pagination_class=None)
    def reach(self, request: Request, id: str) -> Response:  # noqa: A002
        """How many people could solve it (the poster's team). 409 before the first ranking."""
        challenge = self.found(request, id)
        demand(challenges.can_read_as_member(request.user, challenge))
        found = solvers.counts(challenge)
        if found is None:
            raise Conflict
        return Response(ReachOut(found).data)

    @extend_schema(request=InviteSolversIn, responses={201: InvitedOut})
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, id: str) -> Response:  # noqa: A002
        """Tell somebody of the call, once (operators)."""
        challenge = self.found(request, id)
        demand(policies.can_see_solvers(request.user, challenge))
        given = read(InviteSolversIn, request)
        talent = Talent.objects.findable().filter(public_id=given["talent"]).first()
        if talent is None:
            raise serializers.ValidationError({"talent": _("Choose a person.")})
        with steps():
            made = invitations.invite(challenge, talent, by=request.user)
        return Response({"id": made.public_id, "ground": made.ground}, status=201)


def _list(challenge: Challenge) -> dict[str, Any]:
    found = solvers.solver_list(challenge)
    run = run_row(marks.pending(call_runs.MARK, challenge.pk), found.run if found else None)
    if found is None:
        empty: dict[str, Any] = {key: [] for key in ("needs", "people", "projects", "teams", "uncovered")}
        return {"run": run, **empty, "excluded": {"count": 0, "by_rule": {}}, "relaxed": {}}
    told = invitations.invited(challenge)
    facts = cards.facts_of([row.solver.talent for row in (*found.people, *found.projects)])
    counts = dict(found.run.excluded)
    return {
        "run": run,
        "needs": found.needs,
        "people": [_row(row, facts, told) for row in found.people],
        "projects": [_row(row, facts, told) for row in found.projects],
        "teams": [_team(team) for team in found.teams],
        "uncovered": found.uncovered,
        "excluded": {"count": counts.pop("total"), "by_rule": counts},
        "relaxed": found.run.relaxed,
    }


def _row(row: Listed, facts: dict[int, CardFacts], told: set[int]) -> dict[str, Any]:
    solver = row.solver
    text = text_for_reader(solver.talent.texts.all())
    words = {name: getattr(text, name, "") for name in ("headline", "language")}
    return {
        "rank": solver.rank,
        "score": solver.score,
        "talent": {"id": solver.talent.public_id, **words, **shapes.facts(facts[solver.talent_id])},
        "project": str(solver.project) if solver.project else None,
        "covers": row.covers,
        "lacks": row.lacks,
        "invited": solver.talent.user_id in told,
        "reasons": shapes.reasons(row.reasons),
    }


def _team(team: ShownTeam) -> dict[str, Any]:
    members = [
        {"talent": row.solver.talent.public_id, "rank": row.solver.rank, "covers": row.covers} for row in team.members
    ]
    return {"members": members, "uncovered": team.uncovered}
