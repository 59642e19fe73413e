"""What a correction after the opening may touch: what the form check asked for and nothing else.

The call is open by then, so a proposal that may be rewritten freely would be written with the others' in mind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.moves import GuardFailed
from apps.proposals import sections
from apps.proposals.models import Part, Proposal
from apps.proposals.states import ProposalState

MEMBERS = "members"
FILES = {str(Part.BLIND): "files_blind", str(Part.IDENTITY): "files_identity"}


def targets() -> dict[str, str | Promise]:
    """Everything a correction can be about, by code: the fields, the files of each part, the members."""
    return {
        **{name: field.label for name, field in sections.FIELDS.items()},
        FILES[Part.BLIND]: gettext_lazy("Files of the blind part"),
        FILES[Part.IDENTITY]: gettext_lazy("Files of the identity part"),
        MEMBERS: gettext_lazy("Members, shares and signatures"),
    }


def limit(proposal: Proposal) -> frozenset[str] | None:
    """What may be touched now; None where everything may: before the opening there is no limit."""
    if proposal.state != ProposalState.RETURNED or proposal.opened_at is None or not proposal.asked:
        return None
    return frozenset(proposal.asked)


def checked(asked: Iterable[str]) -> list[str]:
    """`asked` in the order of the proposal, unknown codes refused (ValidationError)."""
    wanted, known = set(asked), targets()
    if not wanted <= set(known):
        raise ValidationError(_("There is no such field."))
    return [name for name in known if name in wanted]


def hold_fields(proposal: Proposal, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Raises GuardFailed where a field that was not asked for differs. Nothing and never filled in are the same."""
    for name in after:
        if (after[name] or None) != (before.get(name) or None):
            hold(proposal, name)


def hold(proposal: Proposal, target: str) -> None:
    """Raises GuardFailed if `target` may not be touched by this correction."""
    allowed = limit(proposal)
    if allowed is not None and target not in allowed:
        words = {"field": targets()[target]}
        raise GuardFailed(_("The form check did not ask for this: %(field)s. It stays as it was sealed.") % words)
