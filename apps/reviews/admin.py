"""The reviews' pages in the admin, a module a subject."""

from apps.reviews import form_admin

__all__ = ["form_admin"]
