"""Cursor pages: `{next, previous, results}`, never an exact count.

A cursor names the row where a page begins. It is encrypted: integer keys stay in the house, and nobody can put words into
the query through it. It belongs to the list and the order it was made for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import reduce
from typing import Any

from cryptography.fernet import InvalidToken
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.serializers import ValidationError
from rest_framework.utils.urls import replace_query_param

from apps.core import crypto

LONGEST = 1000  # characters of a cursor


@dataclass(frozen=True)
class Place:
    """A row on a list: its value in the list's order, and its key among rows of the same value."""

    backwards: bool
    value: str
    key: int


class CursorPages(CursorPagination):
    """In the order a filter asked for, else newest first; rows of one value newest first.

    The base class counts rows of the same value by offsets, which tears pages on the way back; here the key decides.
    """

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any]:
        """Rows without a value in the order asked for have no place in it: they are left out."""
        self.request, self.base_url = request, request.build_absolute_uri()
        self.order = next((name for name in queryset.query.order_by if isinstance(name, str)), "-id")
        size, place = self.get_page_size(request), self._place()
        backwards = place is not None and place.backwards
        name = self.order.lstrip("-")
        is_rising = self.order.startswith("-") == backwards
        queryset = queryset.filter(**{f"{name}__isnull": False})
        if place is not None:
            beyond, beside = ("gt" if is_rising else "lt"), ("gt" if backwards else "lt")
            tie = Q(**{name: place.value, f"id__{beside}": place.key})
            queryset = queryset.filter(Q(**{f"{name}__{beyond}": place.value}) | tie)
        order = (name if is_rising else f"-{name}", "id" if backwards else "-id")
        rows = list(queryset.order_by(*dict.fromkeys(order))[: size + 1])
        has_more = len(rows) > size
        self.rows = rows[:size][::-1] if backwards else rows[:size]
        self.has_next = bool(self.rows) and (backwards or has_more)
        self.has_previous = bool(self.rows) and (has_more if backwards else place is not None)
        return self.rows

    def get_next_link(self) -> str | None:
        return self._link(self.rows[-1], backwards=False) if self.has_next else None

    def get_previous_link(self) -> str | None:
        return self._link(self.rows[0], backwards=True) if self.has_previous else None

    def _link(self, row: Any, *, backwards: bool) -> str:
        """The value may stand in a row beside (`current__salary_max`)."""
        value = str(reduce(getattr, self.order.lstrip("-").split("__"), row))
        cursor = json.dumps([self.request.path, self.order, backwards, value, row.pk])
        return str(
            replace_query_param(self.base_url, self.cursor_query_param, crypto.encrypt(cursor.encode()).decode())
        )

    def _place(self) -> Place | None:
        encoded = self.request.query_params.get(self.cursor_query_param)
        if encoded is None:
            return None
        try:
            path, order, *place = json.loads(crypto.decrypt(encoded[:LONGEST].encode()))
        except InvalidToken:
            path, order, place = "", "", []
        if (path, order) != (self.request.path, self.order):
            raise ValidationError({self.cursor_query_param: [_("This page is not one of this list. Start anew.")]})
        return Place(*place)
