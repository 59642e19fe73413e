"""The operator's page of one employer: its papers side by side, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.core import audit
from apps.core.moves import MoveRefused, possible
from apps.employers import imports, lifecycle, policies
from apps.employers.models import Employer, ReleaseMode
from apps.taxonomy.lookups import label

WHO = {"owner": gettext_lazy("the employer"), "operator": gettext_lazy("an operator")}
ACTS = {
    "create": gettext_lazy("Entered"),
    "edit": gettext_lazy("Profile changed"),
    "add_document": gettext_lazy("Paper stored"),
    "remove_document": gettext_lazy("Paper removed"),
    "release_mode": gettext_lazy("Way of release changed"),
    "confirm_honours": gettext_lazy("Honours looked up"),
}
BUTTONS = ("verify", "return_", "reject", "suspend", "reinstate")


def context(request: HttpRequest, employer: Employer) -> dict[str, Any]:
    organisation = employer.organisation
    allowed = possible(employer)
    labels = dict(employer._meta.get_field("state").flatchoices)
    return {
        "employer": employer,
        "organisation": organisation,
        "facts": facts(employer),
        "texts": list(employer.texts.all()),
        "documents": [
            {"row": row, "is_image": row.file.content_type.startswith("image/")}
            for row in employer.documents.select_related("file").order_by("created_at")
        ],
        "missing": lifecycle.missing(employer),
        "members": organisation.memberships.active().select_related("user"),
        "entries": [
            {
                "at": entry.at,
                "label": labels.get(entry.state_to) or ACTS.get(entry.act, entry.act),
                "who": WHO.get(entry.actor_role, ""),
                "reason": entry.reason,
            }
            for entry in audit.timeline(employer, public_only=False)
        ],
        "can": {name: name in allowed for name in BUTTONS},
        "may_invite": policies.can_invite_claimant(request.user, employer),
        "release_modes": ReleaseMode.choices,
        "honours": [(code, label("honour", code), code in employer.honours_confirmed) for code in employer.honours],
    }


def facts(employer: Employer) -> list[tuple[str, str]]:
    organisation = employer.organisation
    rows: list[tuple[Any, Any]] = [
        (gettext_lazy("Name in Chinese"), organisation.name_zh),
        (gettext_lazy("Name in English"), organisation.name_en),
        (gettext_lazy("Unified social credit code"), organisation.credit_code),
        (gettext_lazy("Type"), label("employer_type", employer.type)),
        (gettext_lazy("District"), label("district", organisation.district) if organisation.district else ""),
        (gettext_lazy("Address"), employer.address),
        (gettext_lazy("Website"), employer.website),
        (gettext_lazy("Honours"), ", ".join(label("honour", code) for code in employer.honours)),
        (gettext_lazy("Industry chains"), ", ".join(label("chain", code) for code in employer.chains)),
        (gettext_lazy("Contact person"), " · ".join(filter(None, (employer.contact_name, employer.contact_phone)))),
        (gettext_lazy("Contact e-mail"), employer.contact_email),
        (gettext_lazy("Verified until"), employer.verified_until),
    ]
    return [(str(name), str(value)) for name, value in rows if value]


Decide = Callable[[Employer, User, str], None]
DECISIONS: dict[str, tuple[Decide, Any]] = {
    "verify": (lambda e, by, reason: lifecycle.verify(e, by=by), gettext_lazy("Verified.")),
    "return_": (lambda e, by, reason: lifecycle.return_(e, by=by, reason=reason), gettext_lazy("Returned.")),
    "reject": (lambda e, by, reason: lifecycle.reject(e, by=by, reason=reason), gettext_lazy("Rejected.")),
    "suspend": (
        lambda e, by, reason: lifecycle.suspend(e, by=by, reason=reason),
        gettext_lazy("Suspended: its positions are hidden, profiles are closed to it."),
    ),
    "reinstate": (lambda e, by, reason: lifecycle.reinstate(e, by=by, reason=reason), gettext_lazy("Open again.")),
}


def decide(request: HttpRequest, employer: Employer) -> str:
    """Do what the pressed button says; a refusal becomes a message. The address of a new claim link, or nothing.

    Raises PermissionDenied.
    """
    by = request.user
    if not policies.can_review(by, employer):
        raise PermissionDenied
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")[:2000]
    if act == "claim_link":
        return _claim_link(request, employer)
    if act == "release_mode":
        _set_release_mode(request, employer)
        return ""
    if act == "confirm_honours":
        return _confirm_honours(request, employer)
    decision, done = DECISIONS.get(act, (None, ""))
    if decision is None:
        messages.error(request, _("This button is not known."))
        return ""
    try:
        with transaction.atomic():
            decision(employer, by, reason)  # type: ignore[arg-type]
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(done))
    return ""


def _set_release_mode(request: HttpRequest, employer: Employer) -> None:
    mode = request.POST.get("mode", "")
    if mode not in ReleaseMode.values:
        messages.error(request, _("This mode is not known."))
        return
    Employer.objects.filter(pk=employer.pk).update(release_mode=mode)
    audit.record(employer, "release_mode", by=request.user, role="operator", data={"mode": mode})  # type: ignore[arg-type]
    messages.success(request, _("Stored."))


def _confirm_honours(request: HttpRequest, employer: Employer) -> str:
    try:
        lifecycle.confirm_honours(employer, by=request.user, honours=request.POST.getlist("honour"))  # type: ignore[arg-type]
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Stored."))
    return ""


def _claim_link(request: HttpRequest, employer: Employer) -> str:
    if not policies.can_invite_claimant(request.user, employer):
        raise PermissionDenied
    return claim_address(request, imports.claim_link(employer, by=request.user))  # type: ignore[arg-type]


def claim_address(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("employer:claim", args=[secret]))
