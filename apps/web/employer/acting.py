"""For which employer the signed-in person acts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.accounts.models import Membership
from apps.employers.models import Employer
from apps.web.who import user_of

SESSION_KEY = "acting_for"
View = Callable[..., HttpResponse]


def memberships(request: HttpRequest) -> list[Membership]:
    """Live memberships of employers, the chosen one first."""
    found = Membership.objects.active().filter(user=user_of(request), organisation__employer__isnull=False)
    chosen = request.session.get(SESSION_KEY)
    rows = list(found.select_related("organisation__employer").order_by("id"))
    return sorted(rows, key=lambda row: row.organisation.public_id != chosen)


def choose(request: HttpRequest, organisation_public_id: str) -> bool:
    """Act for another of one's employers from now on; False if one is no member there."""
    if organisation_public_id not in {row.organisation.public_id for row in memberships(request)}:
        return False
    request.session[SESSION_KEY] = organisation_public_id
    return True


def employer_required(view: View) -> View:
    """Sets `request.employer` and `request.membership`; somebody without an employer is led to /employer/start/."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = memberships(request)
        if not rows:
            return redirect("employer:start")
        request.acting_choices = rows[1:]  # type: ignore[attr-defined]
        request.membership = rows[0]  # type: ignore[attr-defined]
        request.employer = rows[0].organisation.employer  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return wrapped


def employer_of(request: HttpRequest) -> Employer:
    """The employer that `employer_required` found."""
    found: Employer = request.employer  # type: ignore[attr-defined]
    return found
