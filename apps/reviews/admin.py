"""The reviews' pages in the admin, a module a subject."""

from apps.reviews import appraisal_admin, case_admin, form_admin

__all__ = ["appraisal_admin", "case_admin", "form_admin"]
