"""Anonymous cards and reasons as the components show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from apps.matching.explain import Reason
from apps.talents import skills
from apps.talents.facts import CardFacts, verified_labels
from apps.taxonomy.lookups import label
from apps.web.formatting import month, pay_band


def facts_card(facts: CardFacts, *, code: str, matched: frozenset[str] = frozenset(), **more: Any) -> dict[str, Any]:
    """`talent` of `components/talent_card.html`."""
    return {
        "id": code,
        "code": code,
        "direction": facts.direction().replace(" · ", "\u00a0· ") or _("Field not stated"),  # no line begins with a dot
        "country_group_label": label("country_group", facts.country_group) if facts.country_group else "",
        "degree_label": label("degree", facts.degree) if facts.degree else "",
        "degree_status_label": label("degree_status", facts.degree_status)
        if facts.degree_status == "in_progress"
        else "",
        "school_band_label": band_label(facts.school_band),
        "years": facts.years,
        "papers": facts.paper_count,
        "patents": facts.patent_count,
        "languages": [
            {
                "label": label("language", row.code),
                "level_label": label("language_level", str(row.level)) if row.level else "",
            }
            for row in facts.languages
        ],
        "skills": [
            {
                "label": label("skill", row.code),
                "level_label": skills.level_label(row.level),
                "matched": row.code in matched,
            }
            for row in facts.skills
        ],
        "pay_min": facts.salary_expected,
        "pay_max": facts.salary_expected,
        "start_label": month(facts.start_month, get_language()) if facts.start_month else "",
        "permit_needed": facts.needs_permit,
        "verified": verified_labels(facts.verified),
        **more,
    }


def band_label(band: str) -> str:
    return {"top50": _("top 50 university"), "top100": _("top 100 university"), "top200": _("top 200 university")}.get(
        band, ""
    )


def reason_rows(reasons: Iterable[Reason], language: str) -> list[dict[str, Any]]:
    """`reasons` of `components/reasons.html`; pay is written the reader's way."""
    return [
        {
            "label": reason.label,
            "points": reason.points,
            "is_rule": reason.factor == "degree",  # it excludes and earns nothing: no points to show
            "posting_text": figure(reason.factor, reason.posting_text, language),
            "talent_text": figure(reason.factor, reason.talent_text, language),
            "posting_parts": reason.posting_parts() if reason.posting_marks else [],
            "talent_parts": reason.talent_parts() if reason.talent_marks else [],
            "against": reason.against,
        }
        for reason in reasons
    ]


def figure(factor: str, text: str, language: str | None) -> str:
    """What a reason quotes of a fact, the reader's way: pay, years, the month of a start; anything else as it is."""
    if factor == "pay" and text.isdigit():
        return pay_band(int(text), int(text), language)
    if factor == "years" and text.isdigit():
        return ngettext("%(n)s year", "%(n)s years", int(text)) % {"n": text}
    if factor == "availability" and (start := parse_date(f"{text}-01")):
        return month(start, language)
    return text
