"""The agreements' pages in the admin, a module a subject."""

from apps.agreements import contract_admin, record_admin

__all__ = ["contract_admin", "record_admin"]
