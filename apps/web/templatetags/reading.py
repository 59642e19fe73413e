"""Tags of pages that show what was read out of a CV."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@register.inclusion_tag("talent/_from_cv.html", takes_context=True)
def from_cv(context: template.Context, bound: BoundField) -> dict[str, Any]:
    """Where in the CV a field was read and how sure that is; nothing for a field that was not."""
    fact = (context.get("sources") or {}).get(bound.html_name)
    if not fact:
        return {}
    return {
        "percent": round(100 * fact["confidence"]),
        "anchor": (context.get("anchors") or {}).get(fact["span"][0]) if fact["span"][1] else None,
        "label": bound.label,
    }
