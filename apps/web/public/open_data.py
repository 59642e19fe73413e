"""Public calls as open data: the same rows as the list, with its filters, as JSON, CSV and a feed."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.challenges.differences import number
from apps.challenges.filters import ChallengeFilter, stage_of
from apps.challenges.models import Challenge
from apps.core.cells import harmless
from apps.web import challenge_cards
from apps.web.public.challenges import public_calls

MOST = 2000  # rows of one answer; the API pages through more
COLUMNS = (
    "number", "url", "stage", "title_zh", "title_en", "summary_zh", "summary_en", "employer_zh", "employer_en", "kind",
    "chain", "district", "bounty_yuan", "term_months", "payment_mode", "rights", "export_control", "published_at",
    "closes_at", "indicators",
)  # fmt: skip


def row_of(challenge: Challenge, request: HttpRequest) -> dict[str, Any]:
    """One call with codes as they are: open data is read by programs; no contact and no paper is in it."""
    revision = challenge.current
    assert revision is not None
    texts = {text.language.split("-")[0]: text for text in revision.texts.all()}
    organisation = challenge.employer.organisation
    return {
        "number": challenge.number,
        "url": request.build_absolute_uri(reverse("public:challenge", args=[challenge.public_id])),
        "stage": stage_of(challenge.state),
        **{f"title_{code}": texts[code].title if code in texts else "" for code in ("zh", "en")},
        **{f"summary_{code}": texts[code].summary if code in texts else "" for code in ("zh", "en")},
        "employer_zh": organisation.name_zh,
        "employer_en": organisation.name_en,
        "kind": revision.kind,
        "chain": revision.chain,
        "district": revision.district,
        "bounty_yuan": revision.bounty,
        "term_months": revision.term_months,
        "payment_mode": revision.payment_mode,
        "rights": revision.ip_choice,
        "export_control": revision.export_control,
        "published_at": _iso(challenge.published_at),
        "closes_at": _iso(challenge.closes_at),
        "indicators": [
            {
                "metric": i.metric,
                "comparison": i.comparison,
                "threshold": number(i.threshold).replace(",", ""),
                "unit": i.unit,
            }
            for i in revision.indicators.all()
        ],
    }


def _iso(at: datetime | None) -> str:
    return at.isoformat().replace("+00:00", "Z") if at else ""


def _rows(request: HttpRequest) -> list[dict[str, Any]] | None:
    """The filtered rows; None for a wrong filter."""
    found = ChallengeFilter(request.GET, queryset=public_calls().order_by("-published_at", "-id"))
    if not found.form.is_valid():
        return None
    rows = challenge_cards.with_card_rows(found.qs).prefetch_related("current__indicators")[:MOST]
    return [row_of(challenge, request) for challenge in rows]


@require_GET
def as_json(request: HttpRequest) -> HttpResponse:
    rows = _rows(request)
    if rows is None:
        return JsonResponse({"error": "unknown filter"}, status=400)
    return JsonResponse({"results": rows}, json_dumps_params={"ensure_ascii": False})


@require_GET
def as_csv(request: HttpRequest) -> HttpResponse:
    """With a byte order mark, so that spreadsheets read it as UTF-8."""
    rows = _rows(request)
    if rows is None:
        return HttpResponse("unknown filter", status=400, content_type="text/plain; charset=utf-8")
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        row["indicators"] = "; ".join(
            f"{i['metric']} {i['comparison']} {i['threshold']} {i['unit']}".strip() for i in row["indicators"]
        )
        writer.writerow([harmless(row[name]) for name in COLUMNS])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="challenges.csv"'
    return response


class NewestCalls(Feed):
    """Newest calls as Atom, in the reader's language."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Challenges with a bounty")

    def link(self) -> str:
        return reverse("public:challenges")

    def items(self) -> list[Challenge]:
        return list(challenge_cards.with_card_rows(public_calls()).order_by("-published_at", "-id")[:50])

    def item_title(self, item: Any) -> str:
        return str(challenge_cards.challenge_card(item)["title"])

    def item_description(self, item: Any) -> str:
        return str(challenge_cards.challenge_card(item)["summary"])

    def item_link(self, item: Any) -> str:
        return reverse("public:challenge", args=[item.public_id])

    def item_pubdate(self, item: Any) -> datetime | None:
        published: datetime | None = item.published_at
        return published

    def item_guid(self, item: Any) -> str:
        return f"challenge:{item.public_id}"

    item_guid_is_permalink = False
