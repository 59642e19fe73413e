"""Component tags: whatever needs a computation, a form's field, or markup between its ends.

Components without one are plain includes; templates/components/README.md lists all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import segno
from django import template
from django.conf import settings
from django.forms import BoundField, Form, widgets
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from apps.web import formatting

register = template.Library()

SPRITE = "vendor/tabler-icons/sprite.svg"


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """An icon of the sprite. Without `label` it is decoration; `extra` adds classes."""
    address = f"{static(SPRITE)}#{name}"
    if not label:
        return format_html(
            '<svg class="icon {}" aria-hidden="true"><use href="{}"/></svg>',
            extra,
            address,
        )
    return format_html(
        '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"/></svg>',
        extra,
        label,
        address,
    )


@register.simple_tag
def site_settings() -> dict[str, Any]:
    """What operators set about the site: city, organiser, filing number, contact, demo or not."""
    cities: Mapping[str, str] = getattr(settings, "CITY_NAME", {})
    city, _ = formatting.pick_text(cities, get_language())
    return {
        "city": city,
        "city_en": cities.get("en", ""),
        "organiser": getattr(settings, "SITE_ORGANISER", ""),
        "icp": getattr(settings, "SITE_ICP", ""),
        "contact": getattr(settings, "SITE_CONTACT", ""),
        "demo": getattr(settings, "DEMO", False),
    }


CLASSES = {
    widgets.CheckboxInput: "form-check-input",
    widgets.CheckboxSelectMultiple: "",
    widgets.RadioSelect: "",
    widgets.Select: "form-select",
    widgets.FileInput: "form-control",
    widgets.Textarea: "form-control",
    widgets.Input: "form-control",
}


@register.filter
def control(field: BoundField) -> SafeString:
    """The widget of a field with the classes of our forms, invalid when it has errors."""
    widget = field.field.widget
    kind = next((name for cls, name in CLASSES.items() if isinstance(widget, cls)), "")
    names = [kind, widget.attrs.get("class", ""), "is-invalid" if field.errors else ""]
    attrs: dict[str, str | bool] = {"class": " ".join(name for name in names if name)}
    if isinstance(widget, widgets.Textarea) and widget.attrs.get("rows") in (
        None,
        "10",
    ):
        attrs["rows"] = "4"  # Django's ten rows are a wall on a phone; the page's script lets it grow
    return field.as_widget(attrs=attrs)


@register.filter
def field_kind(field: BoundField) -> str:
    """`check` (one box), `group` (several boxes or radios), `file` or `line`: which frame a field gets."""
    widget = field.field.widget
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return "group"
    return "file" if isinstance(widget, widgets.FileInput) else "line"


@register.filter
def share(part: int | None, whole: int | None) -> str:
    """`part` of `whole` as the width of a bar, `37.5%`: 0 to 100, and what is there at all is at least visible."""
    if not part or not whole or part < 0:
        return "0%"
    return f"{max(1.0, min(100.0, 100 * part / whole)):.1f}%"


@register.inclusion_tag("components/factor_bars.html")
def factor_bars(factors: Iterable[Mapping[str, Any]], score: int) -> dict[str, Any]:
    """Points of each factor in thousandths: `{label, points, max, neutral, note}`; they sum to `score`."""
    return {"factors": list(factors), "score": score}


@register.inclusion_tag("components/chain_bars.html")
def chain_bars(chains: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Demand and supply of each chain on one common scale: `{label, url, demand, supply}`, counts of people."""
    rows = list(chains)
    return {
        "chains": rows,
        "most": max((max(row["demand"], row["supply"]) for row in rows), default=0),
    }


@register.inclusion_tag("components/filter_chips.html", takes_context=True)
def filter_chips(context: template.Context, form: Form) -> dict[str, Any]:
    """What is filtered now, each with a link that removes it; `form` is the bound GET form of the list."""
    query = context["request"].GET
    chips = []
    for field in form:
        for value in query.getlist(field.html_name):
            if not value:
                continue
            rest = query.copy()
            rest.setlist(
                field.html_name,
                [other for other in query.getlist(field.html_name) if other != value],
            )
            rest.pop("cursor", None)
            rest.pop("page", None)
            chips.append(
                {
                    "label": _shown(field, value),
                    "field": field.label,
                    "url": f"?{rest.urlencode()}",
                }
            )
    return {"chips": chips, "clear_url": context["request"].path}


def _shown(field: BoundField, value: str) -> str:
    for key, label in getattr(field.field, "choices", ()):
        options = label if isinstance(label, list | tuple) else [(key, label)]
        for code, text in options:
            if str(code) == value:
                return str(text)
    return gettext("Yes") if isinstance(field.field.widget, widgets.CheckboxInput) else value


@register.simple_tag
def qr(address: str, label: str = "") -> SafeString:
    """The QR code of an address as SVG, dark on white in both themes so that phones read it."""
    drawing = segno.make(address, error="m").svg_inline(
        scale=4,
        border=2,
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return format_html(
        '<span class="qr" role="img" aria-label="{}">{}</span>',
        label or gettext("QR code of this address"),
        mark_safe(drawing),  # noqa: S308  (drawn by segno: modules of the code, none of the text)
    )


@register.simple_block_tag(takes_context=True)
def dialog(
    context: template.Context,
    content: str,
    id: str,  # noqa: A002  (the attribute it becomes)
    title: str,
    **given: Any,
) -> SafeString:
    """A native dialog around fields or text; a button with `data-open-dialog="<id>"` opens it.

    `action` makes it a POST form with `confirm` (button text), `tone` (`danger` or `primary`) and `icon`;
    without `action` it only closes.
    """
    values = {"tone": "primary", **given, "id": id, "title": title, "content": content}
    values["csrf_token"] = context.get("csrf_token", "")
    return render_to_string("components/dialog.html", values)
