"""Members of an organisation: other roles, and leaving. An organisation is never left without an owner.

Callers have asked `policies.can_keep_members`. The organisation's row is locked, so that two owners who leave at the
same moment cannot both find the other one still there.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, Organisation
from apps.core import audit
from apps.core.actors import Actor
from apps.core.moves import GuardFailed


@transaction.atomic
def change_role(membership: Membership, role: str, *, by: Actor) -> None:
    """Raises GuardFailed if the last owner would become something else, or if the membership has ended."""
    row = _locked(membership)
    if row.role == Membership.Role.OWNER and role != Membership.Role.OWNER:
        _need_another_owner(row)
    row.role = Membership.Role(role)
    row.save(update_fields=["role"])
    membership.role = row.role
    audit.record(row.organisation, "change_role", by=by, data={"member": row.user.public_id, "role": role})


@transaction.atomic
def end(membership: Membership, *, by: Actor) -> None:
    """Raises GuardFailed for the last owner, and for a membership that has ended already."""
    row = _locked(membership)
    if row.role == Membership.Role.OWNER:
        _need_another_owner(row)
    row.ended_at = membership.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    audit.record(row.organisation, "end_membership", by=by, data={"member": row.user.public_id})


def _locked(membership: Membership) -> Membership:
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    row = Membership.objects.select_related("organisation", "user").get(pk=membership.pk)
    if row.ended_at is not None:
        raise GuardFailed(_("This person is no longer a member."))
    return row


def is_last_owner(membership: Membership) -> bool:
    """Whether nobody else who can sign in owns the organisation."""
    if membership.role != Membership.Role.OWNER or membership.ended_at is not None:
        return False
    owners = Membership.objects.active().filter(
        organisation=membership.organisation_id, role=Membership.Role.OWNER, user__is_active=True
    )
    return not owners.exclude(pk=membership.pk).exists()


def _need_another_owner(membership: Membership) -> None:
    if is_last_owner(membership):
        raise GuardFailed(_("This is the last owner. Please make somebody else an owner first."))
