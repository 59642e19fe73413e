"""Role verbs as permissions: `user.has_perm("taxonomy.edit")` is true where a role of hers holds that verb city-wide."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend

from apps.accounts.policies import districts_for, may


class VerbBackend(BaseBackend):
    """Signs nobody in; answers for the lower floors that cannot ask `accounts.policies`.

    What they keep (vocabularies, the audit trail, work marks) belongs to no district, so a verb held for one does not
    reach it.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return may(user_obj, perm)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return districts_for(user_obj, f"{app_label}.edit") is not None
