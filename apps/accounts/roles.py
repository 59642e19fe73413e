"""Giving roles and taking them back. Who holds one is staff; who holds none any more is not."""

from __future__ import annotations

from django.db import transaction

from apps.accounts import policies
from apps.accounts.models import Role, RoleHolding, User
from apps.core import audit
from apps.core.actors import Actor


def can_give(giver: User, role: Role, user: User) -> bool:
    """Whether `giver` may give `role` to `user` or take it back: not to herself, and no verb that she does not hold."""
    if giver.is_superuser:
        return True
    if giver.pk == user.pk or not policies.may(giver, "accounts.roles"):
        return False
    return all(policies.may(giver, verb) for verb in role.verbs)


@transaction.atomic
def give(holding: RoleHolding, *, by: Actor) -> None:
    """Store an unsaved holding."""
    holding.save()
    User.objects.filter(pk=holding.user_id).update(is_staff=True)
    audit.record(holding.user, "give_role", by=by, data=_what(holding), public=False)


@transaction.atomic
def take_back(holding: RoleHolding, *, by: Actor) -> None:
    user = holding.user
    audit.record(user, "take_role", by=by, data=_what(holding), public=False)
    holding.delete()
    if not user.is_superuser and not RoleHolding.objects.filter(user=user).exists():
        User.objects.filter(pk=user.pk).update(is_staff=False)


def _what(holding: RoleHolding) -> dict[str, str]:
    return {"role": holding.role.code, "district": holding.district}
