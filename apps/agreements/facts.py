"""What an awarded proposal offered: read from its opened package and its members. Nothing is typed in a second time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.core import files
from apps.core.moves import GuardFailed
from apps.proposals import packages
from apps.proposals.models import Package, Part, Proposal


@dataclass(frozen=True)
class Share:
    """A member with her shares of the budget and of the rights, in per cent."""

    name: str
    organisation: str
    budget: Decimal
    rights: Decimal


@dataclass(frozen=True)
class Offer:
    """`quote` in whole yuan; `plan` the applicant's own stages (title, month, result)."""

    quote: int
    ip: str
    plan: tuple[dict[str, Any], ...]
    lead: str
    members: tuple[Share, ...]


def read(proposal: Proposal) -> Offer:
    """Raises GuardFailed where the blind part was never opened."""
    package = Package.objects.last_of(proposal).filter(part=Part.BLIND).select_related("opened").first()
    if package is None or package.opened is None:
        raise GuardFailed(_("This proposal has not been opened."))
    fields, _facts, _enclosed = packages.unpack(files.read(package.opened))
    members = tuple(
        Share(row.name, row.organisation_name, row.budget_share, row.ip_share)
        for row in proposal.members.filter(left_at__isnull=True)
    )
    lead = proposal.members.filter(is_lead=True, left_at__isnull=True).first()
    name = lead.name if lead else str(proposal.lead)
    plan = tuple(fields.get("milestones", []))
    return Offer(int(fields["quote"]), str(fields.get("ip", "")), plan, name, members)
