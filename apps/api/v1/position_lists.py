"""The ranked people of a position: for review by operators, and as anonymous cards for the employer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle

from apps.api.errors import Conflict, demand, steps
from apps.api.fields import PlainTextField, Points
from apps.api.v1 import cards as shapes
from apps.api.v1.cards import CardOut, FactsOut, PreviewCardOut, ReasonOut
from apps.api.views import ByPublicId, found_or_404, read, whole_list
from apps.core import marks
from apps.core.models import Mark
from apps.core.texts import text_for_reader
from apps.matching import by_hand, cards, explain, lists, pair, policies, preview, release
from apps.matching.lists import Entry
from apps.matching.models import MatchRun
from apps.matching.models.bases import RankedList
from apps.positions.models import Position
from apps.talents.facts import CardFacts
from apps.talents.models import Talent


class PreviewThrottle(UserRateThrottle):
    """A preview ranks everybody within the request. The counter is in the cache that all processes share."""

    scope = "preview"
    rate = "30/min"


class RunOut(serializers.Serializer[Any]):
    state = serializers.CharField(
        help_text="pending: out of date, being ranked; finished; failed: operators know; none: never ranked"
    )
    generation = serializers.IntegerField()
    finished_at = serializers.DateTimeField(allow_null=True)
    compared = serializers.IntegerField(help_text="people compared")
    basic = serializers.BooleanField(help_text="made without the encoder")


class RankedTalentOut(FactsOut):
    """With her own headline and direction: operators review what the ranking has read. Not her name."""

    id = serializers.CharField()
    headline = serializers.CharField()
    direction = serializers.CharField()
    language = serializers.CharField(help_text="of headline and direction")


class ResultOut(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="of the match: `matches/{id}/approve/`")
    rank = serializers.IntegerField(help_text="place on the list as reviewed")
    computed_rank = serializers.IntegerField(allow_null=True, help_text="by score alone; null: placed by a person")
    moved_down = serializers.IntegerField(help_text="places, since she is in other lists already; negative: up")
    other_lists = serializers.IntegerField(help_text="whose top ten she was in, if that counted")
    score = Points(allow_null=True)
    by_hand = serializers.BooleanField(help_text="placed by a person: she is not ranked automatically, no score exists")
    state = serializers.CharField()
    is_new = serializers.BooleanField()
    changed_since = serializers.DictField(help_text="what has changed since the decision")
    talent = RankedTalentOut()
    reasons = ReasonOut(many=True)


class ExcludedOut(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    by_rule = serializers.DictField(child=serializers.IntegerField())


class BrokenRuleOut(serializers.Serializer[Any]):
    rule = serializers.CharField()
    label = serializers.CharField()
    posting_text = serializers.CharField(help_text="the fact of the posting; empty where the rule's name says all")
    talent_text = serializers.CharField(help_text="and of the profile")


class FactorOut(serializers.Serializer[Any]):
    factor = serializers.CharField()
    label = serializers.CharField()
    points = Points()
    max = Points()
    neutral = serializers.BooleanField(help_text="nothing is known: a fixed value counts")


class PairOut(serializers.Serializer[Any]):
    score = Points(allow_null=True)  # null: she is not ranked by her own wish, only the rules are told
    factors = FactorOut(many=True, source="bars")
    reasons = ReasonOut(many=True)
    kept_off = BrokenRuleOut(many=True, help_text="hard rules that keep her off the list, with the two facts")


class PairIn(serializers.Serializer[Any]):
    talent = serializers.CharField(max_length=16)


class MatchesOut(serializers.Serializer[Any]):
    run = RunOut()
    results = ResultOut(many=True)
    excluded = ExcludedOut()
    relaxed = serializers.DictField(
        child=serializers.IntegerField(), help_text="rule: how many more were eligible without it"
    )


class ShortlistOut(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = CardOut(many=True)
    run = RunOut()


class PreviewOut(serializers.Serializer[Any]):
    compared = serializers.IntegerField()
    eligible = serializers.IntegerField(allow_null=True, help_text="null: fewer than five, then without cards")
    excluded = serializers.DictField(child=serializers.IntegerField(), help_text="rules that exclude five or more")
    relaxed = serializers.DictField(
        child=serializers.IntegerField(), help_text="rule of the posting: how many more were eligible without it"
    )
    cards = PreviewCardOut(many=True)


class PlaceIn(serializers.Serializer[Any]):
    talent = serializers.CharField(max_length=16)
    rank = serializers.IntegerField(min_value=1, max_value=by_hand.LAST_RANK)
    reason = PlainTextField(max_length=by_hand.LONGEST)


class PlacedOut(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="of the match: `matches/{id}/take-out/` ends the place")
    state = serializers.CharField()
    rank = serializers.IntegerField()


class UnrankedOut(RankedTalentOut):
    confirmed_at = serializers.DateTimeField()


class ReleaseIn(serializers.Serializer[Any]):
    top = serializers.IntegerField(min_value=1, max_value=50, required=False, default=release.TOP)


class ReleasedOut(serializers.Serializer[Any]):
    released = serializers.IntegerField()


class PositionLists(ByPublicId):
    """Routes below one position."""

    queryset = Position.objects.none()

    def get_throttles(self) -> list[Any]:
        return [PreviewThrottle()] if self.action == "preview" else []

    def _for_review(self, request: Request, public_id: str) -> Position:
        """Operators of matching may review what they may not see otherwise (a paused position, say)."""
        rows = Position.objects.select_related("employer__organisation")
        position = rows.filter(public_id=public_id).first()
        if position is None or not policies.can_review(request.user, position):
            found_or_404(Position.objects.visible_to(request.user), public_id=public_id)
            demand(False)
        assert position is not None
        return position

    def _for_team(self, request: Request, public_id: str) -> Position:
        rows = Position.objects.visible_to(request.user).select_related("employer__organisation", "current", "draft")
        position = found_or_404(rows, public_id=public_id)
        demand(policies.can_see_list(request.user, position))
        return position

    @extend_schema(responses=MatchesOut, filters=False)
    @action(detail=True, pagination_class=None)
    def matches(self, request: Request, id: str) -> Response:  # noqa: A002
        """The list with reasons, for review (operators)."""
        position = self._for_review(request, id)
        run = lists.current_run(position)
        counts = dict(run.excluded) if run else {}
        total = counts.pop("total", sum(counts.values()))
        excluded = {"count": total, "by_rule": counts}
        relaxed = run.relaxed if run else {}
        rows = lists.arrange(lists.entries(position))
        return Response(
            {"run": _run(position, run), "results": _results(rows), "excluded": excluded, "relaxed": relaxed}
        )

    @extend_schema(parameters=[PairIn], responses=PairOut, filters=False)
    @action(detail=True, pagination_class=None)
    def pair(self, request: Request, id: str) -> Response:  # noqa: A002
        """One person on demand, on the list or not: score, reasons, and the hard rules that keep her off (operators)."""
        position = self._for_review(request, id)
        wanted = PairIn(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        people = policies.explainable(request.user, position)
        talent = found_or_404(people, public_id=wanted.validated_data["talent"])
        with steps():
            found = pair.explain_pair(position, talent)
        return Response(PairOut(found).data)

    @extend_schema(responses=UnrankedOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def unranked(self, request: Request, id: str) -> Response:  # noqa: A002
        """Who switched automated ranking off and fits by the hard rules; the last confirmed first (operators)."""
        position = self._for_review(request, id)
        rows = [row for row in by_hand.people(position) if row.user_id != request.user.pk]
        facts = cards.facts_of(rows)
        return whole_list([_talent(row, facts[row.pk]) | {"confirmed_at": row.confirmed_at} for row in rows])

    @extend_schema(request=PlaceIn, responses=PlacedOut)
    @action(detail=True, methods=["post"])
    def placements(self, request: Request, id: str) -> Response:  # noqa: A002
        """Give somebody who is not ranked automatically a place on the list, with a reason (operators)."""
        position = self._for_review(request, id)
        given = read(PlaceIn, request)
        talent = Talent.objects.findable().filter(public_id=given.pop("talent")).first()
        if talent is None:
            raise serializers.ValidationError({"talent": _("Choose a person.")})
        with steps():
            match = by_hand.place(position, talent, by=request.user, **given)
        return Response({"id": match.public_id, "state": match.state, "rank": match.override_rank}, status=201)

    @extend_schema(request=ReleaseIn, responses=ReleasedOut)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, id: str) -> Response:  # noqa: A002
        """Send the approved candidates to the employer (operators)."""
        position = self._for_review(request, id)
        given = read(ReleaseIn, request)
        with steps():
            sent = release.release(position, by=request.user, top=given["top"])
        return Response({"released": sent})

    @extend_schema(responses=ShortlistOut, filters=False)
    @action(detail=True, pagination_class=None)
    def shortlist(self, request: Request, id: str) -> Response:  # noqa: A002
        """Recommended candidates released to the employer: anonymous cards, best first."""
        position = self._for_team(request, id)
        found = cards.anonymous_cards(lists.released(position))
        return whole_list([shapes.card(row) for row in found], run=_run(position, lists.current_run(position)))

    @extend_schema(responses=PreviewOut, filters=False)
    @action(detail=True, pagination_class=None)
    def preview(self, request: Request, id: str) -> Response:  # noqa: A002
        """What the draft would find now: how many people, and three anonymous cards."""
        found = preview.preview(self._for_team(request, id))
        if found is None:
            raise Conflict
        rows = [{"rank": row.rank, "score": row.score, **shapes.facts(row.facts)} for row in found.cards]
        counts = {"compared": found.compared, "eligible": found.eligible, "excluded": found.excluded}
        return Response({**counts, "relaxed": found.relaxed, "cards": rows})


def _run(position: Position, run: MatchRun | None) -> dict[str, Any]:
    return run_row(marks.pending("position", position.pk), run)


def run_row(mark: Mark | None, run: RankedList | None) -> dict[str, Any]:
    """A list as RunOut shows it; `mark` while it is out of date."""
    unranked = "finished" if run else "none"
    return {
        "state": unranked if mark is None else "failed" if mark.parked_at else "pending",
        "generation": run.generation if run else 0,
        "finished_at": run.finished_at if run else None,
        "compared": run.compared if run else 0,
        "basic": run.basic if run else False,
    }


WORDS = ("headline", "direction", "language")


def _talent(talent: Talent, facts: CardFacts) -> dict[str, Any]:
    text = text_for_reader(talent.texts.all())
    return {"id": talent.public_id, **{name: getattr(text, name, "") for name in WORDS}, **shapes.facts(facts)}


def _results(rows: list[Entry]) -> list[dict[str, Any]]:
    """A constant number of queries for any number of rows."""
    people = Talent.objects.filter(pk__in=[row.match.talent_id for row in rows]).prefetch_related("texts")
    texts = {talent.pk: text_for_reader(talent.texts.all()) for talent in people}
    found = []
    for row, card in zip(rows, cards.anonymous_cards(rows), strict=True):
        computed = row.result
        words = {name: getattr(texts[row.match.talent_id], name, "") for name in WORDS}
        talent = {"id": row.match.talent.public_id, **words, **shapes.facts(card.facts, card.matched_skills)}
        why = explain.reasons(computed.points, computed.evidence, anonymous=False) if computed else []
        found.append(
            {
                "id": row.match.public_id,
                "rank": card.rank,
                "computed_rank": computed.rank if computed else None,
                "moved_down": computed.place - computed.rank if computed else 0,
                "other_lists": computed.exposure if computed else 0,
                "score": row.score,
                "by_hand": computed is None,
                "state": row.match.state,
                "is_new": row.match.is_new,
                "changed_since": row.match.changed_since,
                "talent": talent,
                "reasons": shapes.reasons(why),
            }
        )
    return found
