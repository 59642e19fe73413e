"""Whom a call's appraisal can ask: at home in the field, with room, and independent of who posts the call (R11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from apps.accounts.models import Membership, Organisation
from apps.challenges.models import Challenge
from apps.experts import load
from apps.experts.models import Expert, Task
from apps.procedures.calendar import today
from apps.procedures.independence import Conflict, ConflictKind, Party, Ties, Verdict, conflicts, verdict
from apps.procedures.likeness import Human
from apps.procedures.persons import human_keys, known_bodies, persons_of
from apps.reviews.appraisal_states import HELD
from apps.reviews.models.appraisal import Opinion
from apps.talents.names import split_name


@dataclass(frozen=True)
class Candidate:
    """An expert who can be asked; with `doubts` only by somebody who says why they do not stand against it."""

    expert: Expert
    doubts: tuple[Conflict, ...] = ()


def candidates(challenge: Challenge) -> list[Candidate]:
    """Those without a certain conflict and without unknown facts, with room, not asked yet; the clear ones first."""
    revision = challenge.draft or challenge.current
    if revision is None:
        return []
    day = today()
    fitting = Expert.objects.available(
        on=day, chain=revision.chain, disciplines=revision.disciplines, task=Task.APPRAISAL
    )
    asked = Opinion.objects.filter(challenge=challenge, state__in=HELD).values("expert")
    rows = load.with_room(fitting.exclude(pk__in=asked).select_related("user").order_by("pk"))
    found = against_poster(rows, challenge)
    offered = [Candidate(expert, tuple(found[expert.pk])) for expert in rows if may_be_asked(found[expert.pk])]
    return sorted(offered, key=lambda row: len(row.doubts))


def may_be_asked(found: list[Conflict]) -> bool:
    """No certain conflict, and every fact known: unknown is not clear."""
    unknown = any(conflict.kind == ConflictKind.UNKNOWN for conflict in found)
    return verdict(found) != Verdict.CONFLICT and not unknown


def against_poster(experts: Iterable[Expert], challenge: Challenge) -> dict[int, list[Conflict]]:
    """Conflicts with who posts the call, by key of the expert."""
    party, day = poster(challenge), today()
    return {key: conflicts(person, [party], on=day) for key, person in persons_of(experts).items()}


def poster(challenge: Challenge) -> Party:
    """The employer that posts: its body and everybody who acts for it, the named contact among them."""
    organisation: Organisation = challenge.employer.organisation
    team = list(Membership.objects.active().filter(organisation=organisation).select_related("user"))
    bodies = [organisation, *([organisation.parent] if organisation.parent else [])]
    known = known_bodies([row.credit_code for row in bodies if row.credit_code], [])
    domains = {domain for row in bodies for domain in row.mail_domains}
    domains |= {(member.user.email or "").rpartition("@")[2].lower() for member in team}
    people = [_human(member.user.display_name, account=member.user.public_id, body=organisation) for member in team]
    revision = challenge.draft or challenge.current
    if revision is not None and revision.contact_name:
        people.append(_human(revision.contact_name, body=organisation))
    ties = Ties(bodies=tuple(known.body(row) for row in bodies), mail_domains=frozenset(domains - {""}))
    return Party(organisation.public_id, tuple(people), ties)


def _human(name: str, *, body: Organisation, account: str = "") -> Human:
    chinese, family, given = split_name(name)
    return Human(chinese, family, given, human_keys(account=account), body.name_zh or body.name_en)
