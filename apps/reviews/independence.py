"""Who of the pool is independent of everybody in a call. What is not known is not clear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from apps.challenges.models import Challenge
from apps.experts.models import Expert
from apps.procedures.calendar import today
from apps.procedures.independence import Conflict, Party, Verdict, conflicts, verdict
from apps.procedures.persons import persons_of
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState
from apps.reviews import parties


@dataclass
class Sorted:
    """`clear` may be drawn; `left_out` counts the others by the kind of the first conflict found, never by name."""

    clear: list[Expert] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def parties_of(challenge: Challenge) -> list[Party]:
    """The poster, and everybody whose proposal was opened and is still in the race."""
    running = Proposal.objects.filter(challenge=challenge, opened_at__isnull=False).exclude(
        state__in=(ProposalState.WITHDRAWN, ProposalState.DISQUALIFIED, ProposalState.INELIGIBLE)
    )
    return [parties.poster(challenge), *parties.applicants(running)]


def sort(experts: Sequence[Expert], sides: Sequence[Party]) -> Sorted:
    """Clear and not clear, in a constant number of queries."""
    found = Sorted()
    for expert, clashes in zip(experts, all_conflicts(experts, sides), strict=True):
        if verdict(clashes) is Verdict.CLEAR:
            found.clear.append(expert)
        else:
            found.left_out[clashes[0].kind] += 1
    return found


def all_conflicts(experts: Sequence[Expert], sides: Sequence[Party]) -> list[list[Conflict]]:
    """The conflicts of each expert with any side."""
    people = persons_of(experts)
    joint = parties.earlier_proposals(expert.user_id for expert in experts if expert.user_id)
    found = []
    for expert in experts:
        person = people[expert.pk]
        known = person.ties.joint_proposals | joint.get(expert.user_id or 0, frozenset())
        ties = replace(person.ties, joint_proposals=known)
        found.append(conflicts(replace(person, ties=ties), sides, on=today()))
    return found


def clear(expert: Expert, challenge: Challenge) -> bool:
    return not reasons(expert, challenge)


def reasons(expert: Expert, challenge: Challenge) -> list[str]:
    """Kinds of what stands against her in this call, without whom it is about; [] where she is clear."""
    return sorted({str(conflict.kind) for conflict in all_conflicts([expert], parties_of(challenge))[0]})


def certain(expert: Expert, sides: Iterable[Party]) -> bool:
    """Whether a conflict is beyond doubt."""
    return verdict(all_conflicts([expert], list(sides))[0]) is Verdict.CONFLICT
