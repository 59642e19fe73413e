"""Cursor pages: `{next, previous, results}`, never an exact count."""

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = "-id"
