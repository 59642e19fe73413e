"""What the frame of a working page shows around it: where one can go, for whom one acts, what is unread."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.experts.models import Expert
from apps.notifications.models import Message
from apps.web.account.home import home_of
from apps.web.employer.acting import memberships

# (URL name, label, icon); on a phone the first four are the bottom bar and the rest is under "More".
EMPLOYER = [
    ("employer:home", _("Overview"), "layout-dashboard"),
    ("employer:positions", _("Positions"), "briefcase"),
    ("employer:challenges", _("Calls"), "flag"),
    ("proposals:proposals", _("My proposals"), "target-arrow"),
    ("contracts:contracts", _("Contracts"), "file-text"),
    ("employer:import", _("Import"), "table-import"),
    ("employer:members", _("Members"), "users"),
    ("employer:profile", _("Employer profile"), "building"),
]
TALENT = [
    ("talent:home", _("Recommendations"), "sparkles"),
    ("talent:applications", _("Applications"), "send"),
    ("proposals:proposals", _("My proposals"), "flag"),
    ("talent:profile", _("My profile"), "user"),
    ("talent:consents", _("Consents"), "shield-check"),
]
EXPERT = [
    ("expert:home", _("Overview"), "layout-dashboard"),
    ("expert:profile", _("My profile"), "user"),
    ("expert:fields", _("Fields and load"), "microscope"),
    ("expert:ties", _("My ties"), "share"),
    ("expert:undertakings", pgettext_lazy("expert", "Undertakings"), "shield-check"),
]
ACCOUNT = [
    ("account:me", _("My pages"), "home"),
    ("events:mine", _("My events"), "calendar-event"),
    ("meetings:mine", _("My meetings"), "users"),
    ("contests:mine", _("My contest entries"), "flag"),
    ("account:messages", _("Notifications"), "bell"),
    ("account:settings", _("Settings"), "settings"),
]
# where a fifth of a phone's width is too little for the label
SHORT = {
    "talent:home": pgettext_lazy("on a phone", "For you"),
    "employer:profile": pgettext_lazy("on a phone", "Profile"),
    "expert:profile": pgettext_lazy("on a phone", "Profile"),
    "expert:fields": pgettext_lazy("on a phone", "Fields"),
    "expert:ties": pgettext_lazy("on a phone", "Ties"),
    "expert:undertakings": pgettext_lazy("on a phone", "Signed"),
}
# pages that belong to an item but do not lie below its address
ALSO = {
    "employer:positions": ("/employer/candidates/", "/employer/applications/"),
    "employer:challenges": ("/employer/problems/",),
    "employer:profile": ("/employer/verification/",),
    "talent:applications": ("/talent/apply/",),
    "proposals:proposals": ("/contracts/",),  # talents have no item of its own: the list of proposals leads there
}
AREAS = {"employer": EMPLOYER, "talent": TALENT, "expert": EXPERT}
Links = list[dict[str, Any]]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what `templates/components/README.md` names; each is asked for only when shown."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    acting = SimpleLazyObject(lambda: _acting(request))
    return {
        "portal_nav": SimpleLazyObject(lambda: _links(request, AREAS[acting["area"]])),
        "portal_whose": SimpleLazyObject(lambda: acting["name"]),
        "portal_others": [row.organisation for row in getattr(request, "acting_choices", [])],
        "account_nav": SimpleLazyObject(lambda: _account_links(request)),
        "unread_count": SimpleLazyObject(
            lambda: Message.objects.filter(recipient=request.user.pk, read_at__isnull=True).count()
        ),
    }


def _acting(request: HttpRequest) -> dict[str, str]:
    """Whose area this page belongs to, and for which employer; pages of no area go by what the person is."""
    if hasattr(request, "employer"):
        return {"area": "employer", "name": request.employer.organisation.name}
    for area in ("talent", "expert"):
        if hasattr(request, area) or request.path.startswith(f"/{area}/"):
            return {"area": area, "name": ""}
    rows = memberships(request)
    if rows or request.path.startswith("/employer/"):
        return {"area": "employer", "name": rows[0].organisation.name if rows else ""}
    return {"area": "expert" if home_of(request) == "expert:home" else "talent", "name": ""}


def _links(request: HttpRequest, items: list[tuple[str, Any, str]]) -> Links:
    found = [(name, address, label, icon) for name, label, icon in items if (address := _address(name))]
    places = {prefix: name for name, address, *_rest in found for prefix in (address, *ALSO.get(name, ()))}
    here = places.get(max((prefix for prefix in places if request.path.startswith(prefix)), key=len, default=""))
    return [
        {"label": label, "short": SHORT.get(name, ""), "url": url, "icon": icon, "active": name == here}
        for name, url, label, icon in found
    ]


def _account_links(request: HttpRequest) -> Links:
    links = _links(request, ACCOUNT)
    if Expert.objects.filter(user=request.user.pk).exists():
        links += _links(
            request,
            [
                ("expert:home", _("As an expert"), "microscope"),
                ("contests:judging", _("Judging contests"), "list-check"),
            ],
        )
    if request.user.is_staff:
        links.append({"label": _("Administration"), "url": reverse("admin:index"), "icon": "list-check"})
    if getattr(settings, "DEMO", False):
        links += _links(request, [("account:mailbox", _("Demo mailbox"), "mail")])
    return links


def _address(name: str) -> str:
    """The address of a page, or nothing where its area is not served (an API-only deployment)."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
