"""Who may, by membership and by role. Higher floors build their `can_<verb>` on these."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from apps.accounts import groups, holdings
from apps.accounts.models import Membership, Organisation, RoleHolding, User

EVERYWHERE = ""  # a holding without district


def districts_for(user: Any, verb: str) -> set[str] | None:
    """Where `user` may use an operator's verb: None nowhere, {""} in the whole city, else district codes."""
    if not user.is_authenticated or not user.is_active:
        return None
    if user.is_superuser:
        return {EVERYWHERE}
    return set(holdings.of(user.pk).get(verb, ())) or None


def may(user: Any, verb: str, district: str = "") -> bool:
    """Whether `user` may use `verb` on something that lies in `district` (empty: belongs to no district)."""
    where = districts_for(user, verb)
    return where is not None and (EVERYWHERE in where or (bool(district) and district in where))


def membership(user: Any, organisation: Organisation) -> Membership | None:
    if not user.is_authenticated or not user.is_active:
        return None
    return Membership.objects.active().filter(user=user, organisation=organisation).first()


def acts_for(user: Any, organisation: Organisation, *roles: str) -> bool:
    """Whether `user` is an active member in one of `roles` (any role if none is named)."""
    found = membership(user, organisation)
    return found is not None and (not roles or found.role in roles)


def organisations_of(user: Any, *roles: str) -> QuerySet[Organisation]:
    if not user.is_authenticated or not user.is_active:
        return Organisation.objects.none()
    live = Membership.objects.active().filter(user=user)
    if roles:
        live = live.filter(role__in=roles)
    return Organisation.objects.filter(pk__in=live.values("organisation_id"))


def same_employer(user: Any, organisation: Organisation) -> bool:
    """Whether `user` belongs to `organisation` or to any other of its group: then she may not judge its cases."""
    return organisations_of(user).filter(pk__in=groups.whole([organisation.pk])).exists()


def holders(verb: str, district: str = "") -> QuerySet[User]:
    """Operators who may use `verb` on something that lies in `district`; superusers hold no role and are not listed."""
    live = Q(until__isnull=True) | Q(until__gt=Now())
    where = Q(district=EVERYWHERE) | Q(district=district)
    found = RoleHolding.objects.filter(live, where, role__verbs__contains=[verb], user__is_active=True)
    return User.objects.filter(pk__in=found.values("user_id"))


def second_factor_demanded(user: Any) -> bool:
    """Whether what `user` may do asks for more than one proof: staff and everybody who holds a role."""
    if not user.is_authenticated:
        return False
    return user.is_staff or user.is_superuser or RoleHolding.objects.filter(user=user).exists()


def can_keep_members(user: Any, organisation: Organisation) -> bool:
    """Owners invite, change roles and end memberships."""
    return acts_for(user, organisation, Membership.Role.OWNER)


def can_end(user: Any, row: Membership) -> bool:
    """Owners end any membership, everybody her own."""
    return row.user_id == user.pk or can_keep_members(user, row.organisation)


def can_keep_accounts(user: Any, account: User) -> bool:
    """Restrict, lift, erase: who holds the verb, for others than herself; the rights of staff only a superuser."""
    if not may(user, "accounts.roles") or account.pk == user.pk:
        return False
    return user.is_superuser or not (account.is_staff or account.is_superuser)
