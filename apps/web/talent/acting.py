"""The signed-in talent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.talents.models import Talent
from apps.web.who import user_of

View = Callable[..., HttpResponse]


def talent_required(view: View) -> View:
    """Sets `request.talent`; somebody without a profile is led to /talent/start/."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        talent = Talent.objects.filter(user=user_of(request)).first()
        if talent is None:
            return redirect("talent:start")
        request.talent = talent  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return wrapped


def talent_of(request: HttpRequest) -> Talent:
    """The talent that `talent_required` found."""
    found: Talent = request.talent  # type: ignore[attr-defined]
    return found
