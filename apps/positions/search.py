"""Search over positions: what is written into the search column, and how a query is answered."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, IntegerField, QuerySet, Value, When

from apps.core import search
from apps.positions.models import Position


def refresh_search(ids: Iterable[int]) -> None:
    """Write the search column anew from the texts in force (both languages), the skills and the employer's names."""
    found = Position.objects.filter(pk__in=list(ids), current__isnull=False)
    rows = found.select_related("current", "employer__organisation").prefetch_related(
        "current__texts", "current__skills"
    )
    for position in rows:
        assert position.current is not None
        texts = list(position.current.texts.all())
        organisation = position.employer.organisation
        title = " ".join(text.title for text in texts)
        body = " ".join(
            [
                *(f"{t.summary} {t.description} {t.requirements}" for t in texts),
                *(skill.text for skill in position.current.skills.all()),
                organisation.name_zh,
                organisation.name_en,
            ]
        )
        Position.objects.filter(pk=position.pk).update(search=search.vector(title, body))


def matching(positions: QuerySet[Position], query: str) -> QuerySet[Position]:
    """Positions with every word of `query`, those with them in the title first. An empty query changes nothing."""
    everywhere = search.every_word(query)
    in_title = search.every_word(query, search.TITLE)
    if everywhere is None or in_title is None:
        return positions
    titled = Case(When(search=in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
    return positions.filter(search=everywhere).annotate(place=titled).order_by("place", "-published_at", "-id")
