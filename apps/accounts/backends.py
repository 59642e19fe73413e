"""Verbs of roles as Django permissions: `user.has_perm("audit.read")`, so that lower floors can ask without knowing roles."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend

from apps.accounts import policies


class RoleBackend(BaseBackend):
    """Answers for the whole city; what belongs to a district is asked of `policies.may` by its own app."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return bool(user_obj.is_active and policies.may(user_obj, perm))
