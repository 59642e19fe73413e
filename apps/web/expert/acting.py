"""The signed-in expert."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.experts.models import Expert
from apps.web.who import user_of

View = Callable[..., HttpResponse]


def expert_required(view: View) -> View:
    """Sets `request.expert`; somebody who is not in the pool is led to her own pages."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        expert = Expert.objects.filter(user=user_of(request)).select_related("user").first()
        if expert is None:
            return redirect("account:me")
        request.expert = expert  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return wrapped


def expert_of(request: HttpRequest) -> Expert:
    """The expert that `expert_required` found."""
    found: Expert = request.expert  # type: ignore[attr-defined]
    return found
