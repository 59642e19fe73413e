"""Cursor pages: `{next, previous, results}`, never an exact count.

A cursor is encrypted: integer keys stay in the house, and nobody can put words into the query through it. It belongs to
the list and the order it was made for.
"""

from __future__ import annotations

import json
from functools import reduce
from typing import Any

from cryptography.fernet import InvalidToken
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.serializers import ValidationError
from rest_framework.utils.urls import replace_query_param

from apps.core import crypto

LONGEST = 1000  # characters of a cursor


class CursorPages(CursorPagination):
    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = "-id"

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any] | None:
        """In the order the filter asked for, else newest first. Rows without that value are in no order: left out."""
        asked = [name for name in queryset.query.order_by if isinstance(name, str)]
        if asked:
            queryset = queryset.filter(**{f"{asked[0].lstrip('-')}__isnull": False})
        self.asked = (asked[0], "-id") if asked else ("-id",)
        page: list[Any] | None = super().paginate_queryset(queryset, request, view)
        return page

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        return self.asked

    def decode_cursor(self, request: Request) -> Cursor | None:
        encoded = request.query_params.get(self.cursor_query_param)
        if encoded is None:
            return None
        try:
            path, order, *cursor = json.loads(crypto.decrypt(encoded[:LONGEST].encode()))
        except InvalidToken:
            path, order, cursor = "", "", []
        if (path, order) != (request.path, self.ordering[0]):
            raise ValidationError({self.cursor_query_param: [_("This page is not one of this list. Start anew.")]})
        return Cursor(*cursor)

    def encode_cursor(self, cursor: Cursor) -> str:
        row = [self.request.path, self.ordering[0], cursor.offset, cursor.reverse, cursor.position]
        encoded = crypto.encrypt(json.dumps(row).encode()).decode()
        return str(replace_query_param(self.base_url, self.cursor_query_param, encoded))

    def _get_position_from_instance(self, instance: Any, ordering: tuple[str, ...]) -> str:
        """The value the rows are ordered by; it may stand in a row beside (`current__salary_max`)."""
        return str(reduce(getattr, ordering[0].lstrip("-").split("__"), instance))
