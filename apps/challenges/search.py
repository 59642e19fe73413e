"""Search over calls: what is written into the search column, and how a query is answered."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, IntegerField, QuerySet, Value, When

from apps.challenges.content import PARTS
from apps.challenges.models import Challenge
from apps.core import search


def refresh_search(ids: Iterable[int]) -> None:
    """Write the search column anew from the texts in force, indicators, skills and the poster's names."""
    found = Challenge.objects.filter(pk__in=list(ids), current__isnull=False)
    rows = found.select_related("current", "employer__organisation").prefetch_related(
        "current__texts", "current__skills", "current__indicators"
    )
    for challenge in rows:
        revision = challenge.current
        assert revision is not None
        texts = list(revision.texts.all())
        organisation = challenge.employer.organisation
        body = [getattr(text, part) for text in texts for part in PARTS[1:]]
        body += [skill.text for skill in revision.skills.all()]
        body += [f"{row.metric} {row.metric_en}" for row in revision.indicators.all()]
        body += [organisation.name_zh, organisation.name_en, challenge.number or ""]
        title = " ".join(text.title for text in texts)
        Challenge.objects.filter(pk=challenge.pk).update(search=search.vector(title, " ".join(body)))


def matching(challenges: QuerySet[Challenge], query: str) -> QuerySet[Challenge]:
    """Calls with every word of `query`, those with them in the title first. An empty query changes nothing."""
    everywhere = search.every_word(query)
    in_title = search.every_word(query, search.TITLE)
    if everywhere is None or in_title is None:
        return challenges
    titled = Case(When(search=in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
    return challenges.filter(search=everywhere).annotate(place=titled).order_by("place", "-published_at", "-id")
