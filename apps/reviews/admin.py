"""The reviews' pages in the admin, a module a subject."""

from apps.reviews import case_admin, form_admin

__all__ = ["case_admin", "form_admin"]
