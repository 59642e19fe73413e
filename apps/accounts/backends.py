"""Role verbs as permissions: `user.has_perm("taxonomy.edit")` is true where a role of hers holds that verb."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend

from apps.accounts.policies import districts_for


class VerbBackend(BaseBackend):
    """Signs nobody in; answers for the lower floors that cannot ask `accounts.policies`."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return districts_for(user_obj, perm) is not None

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return districts_for(user_obj, f"{app_label}.edit") is not None
