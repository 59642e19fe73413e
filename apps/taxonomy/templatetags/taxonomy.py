"""Labels of codes in templates: {{ position.district|label:"district" }}."""

from __future__ import annotations

from django import template

from apps.taxonomy import lookups

register = template.Library()


@register.filter(name="label")
def label(code: object, kind: str) -> str:
    """The label of a code in the reader's language; `kind` as for `lookups.label`. Empty for an empty code."""
    return lookups.label(kind, str(code)) if code else ""


@register.filter(name="labels")
def labels(codes: list[str] | None, kind: str) -> list[str]:
    """Labels of a list of codes."""
    return [lookups.label(kind, str(code)) for code in codes or ()]
