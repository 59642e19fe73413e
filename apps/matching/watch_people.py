"""The people behind one figure of the ranking watch, as their anonymous cards tell them, and the lists that count."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.matching import cards, policies, watch
from apps.matching.models import Match, MatchRun
from apps.talents.models import Talent

FEW = 5  # people below which a group is not shown
PAGE = 50


def address(attribute: watch.Attribute, stage: watch.Stage, group: str, chain: str) -> str:
    """Of the people of one row, beneath the page of the watch."""
    return "?" + urlencode({"chain": chain, "attribute": str(attribute), "stage": str(stage), "group": group})


def context(request: HttpRequest, chain: str) -> dict[str, Any]:
    """One row of a comparison, opened. A row that the page does not show has no people either (404)."""
    given = request.GET
    try:
        attribute, stage = watch.Attribute(given.get("attribute", "")), watch.Stage(given.get("stage", ""))
    except ValueError as unknown:
        raise Http404 from unknown
    group = given.get("group", "")
    found = watch.behind(attribute, stage, group, chain)
    if len(found) < FEW:
        raise Http404
    only = given.get("only") == "selected"
    shown = [pk for pk, selected in found.items() if selected or not only]
    page = Paginator(shown, PAGE).get_page(given.get("page"))
    return {
        "title": _("People behind a figure"),
        "attribute": attribute,
        "stage": stage,
        "address": address(attribute, stage, group, chain),
        "group_label": watch.group_label(attribute, group),
        "considered": len(found),
        "selected": sum(found.values()),
        "only": only,
        "page": page,
        "rows": _rows(request.user, list(page.object_list), found, watch.selected(stage, chain)),
    }


def _rows(user: Any, keys: list[int], found: dict[int, bool], pairs: QuerySet[Match]) -> list[dict[str, Any]]:
    """A constant number of queries for any number of people."""
    people = Talent.objects.in_bulk(keys)
    readable = set(Talent.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    facts = cards.facts_of(list(people.values()))
    lists = _lists(user, keys, pairs)
    return [
        {
            "talent": people[pk],
            "profile": reverse("admin:talents_talent_change", args=[pk]) if pk in readable else "",
            "direction": facts[pk].direction(),
            "selected": found[pk],
            "lists": lists[pk],
        }
        for pk in keys
        if pk in people
    ]


def _lists(user: Any, keys: list[int], pairs: QuerySet[Match]) -> dict[int, list[tuple[str, str]]]:
    """Talent key -> (position, address of its review) of the pairs that count, as far as this operator may see them."""
    seen = Match.objects.visible_to(user).filter(pk__in=pairs.filter(talent__in=keys).values("pk"))
    told = seen.select_related("position__current", "position__employer__organisation").order_by("pk")
    rows = list(told.prefetch_related("position__current__texts"))
    positions = {row.position_id: row.position for row in rows}
    runs = MatchRun.objects.filter(current=True, position__in=positions).values_list("position_id", "pk")
    reviewed = {
        key: reverse("admin:matching_matchrun_change", args=[run])
        for key, run in runs
        if policies.can_review(user, positions[key])
    }
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        found[row.talent_id].append((str(row.position), reviewed.get(row.position_id, "")))
    return found
