"""Operators work by the city's clock: every instant of the admin is shown, and read, in the city's time."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.procedures.calendar import city_zone


class CityTimeMiddleware:
    """Only under /admin/: portal pages name the zone beside each instant, the API speaks UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        with timezone.override(city_zone()):
            return self.get_response(request)
