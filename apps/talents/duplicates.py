"""One person under two accounts: recognised by blind keys, proposed to an operator, never merged silently."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, marks
from apps.core.crypto import blind_key
from apps.core.moves import GuardFailed
from apps.core.text import fold, squeeze
from apps.talents import likeness
from apps.talents.models import CvReading, DuplicateProposal, IdentityKey, Talent
from apps.talents.signals import merged
from apps.taxonomy.names import name_key

Key = tuple[str, str]
Decision = DuplicateProposal.Decision
_BLINDED = {"full_initial": "talent:initial_school"}  # so that the two kinds meet
_BY_NAME = frozenset({"name_school", "initial_school", "full_initial"}) | likeness.WEAK
CROWD = 20  # a key shared by more people than this says nothing: a helpdesk's phone, a template CV


def keys_of(talent: Talent) -> set[Key]:
    """(kind, blind value) of all by which she can be recognised: email, phone, cv, and what `likeness` has."""
    user = talent.user
    emails = {user.email, user.private_email}
    phones = {user.phone or "", talent.whatsapp}
    cvs: set[str] = set()
    for reading in talent.readings.exclude(step=CvReading.Step.DISCARDED).select_related("file"):
        contact = reading.facts.get("contact", {})
        emails.add((contact.get("email") or {}).get("value") or "")
        phones.add((contact.get("phone") or {}).get("value") or "")
        cvs.add(reading.file.sha256 if reading.file else _text_hash(reading.text))
    found = {("email", value) for email in emails if (value := (email or "").strip().lower())}
    found |= {("phone", value) for phone in phones if (value := phone_key(phone))}
    found |= {("cv", value) for value in cvs if value}
    found |= likeness.keys(_known(talent))
    return {(kind, blind_key(_BLINDED.get(kind, f"talent:{kind}"), value)) for kind, value in found}


def _known(talent: Talent) -> likeness.Known:
    studies = tuple(
        likeness.Study(
            school=row.school or name_key(row.school_text),
            degree=row.degree,
            year=row.end_on.year if row.end_on else None,
            field=row.discipline or name_key(row.field_text),
            coded=bool(row.discipline),
        )
        for row in talent.education.all()
    )
    employers = tuple(name_key(row.organisation) for row in talent.experience.all())
    return likeness.Known(talent.name_zh, talent.family_name, talent.given_name, studies, employers)


def phone_key(phone: str) -> str:
    """The last eleven digits, without an international zero: +86 138 0000 0417 and 13800000417 are one."""
    digits = re.sub(r"\D", "", phone).lstrip("0")
    return digits[-11:] if len(digits) >= 7 else ""


def _text_hash(text: str) -> str:
    folded = squeeze(fold(text))
    return hashlib.sha256(folded.encode()).hexdigest() if len(folded) >= 200 else ""


@transaction.atomic
def refresh(talent: Talent) -> None:
    """Bring her keys up to date, and propose whom they fit. A merged profile has none."""
    wanted = keys_of(talent) if talent.merged_into_id is None else set()
    held = {(row.kind, row.value): row.pk for row in talent.identity_keys.all()}
    IdentityKey.objects.filter(pk__in=[pk for key, pk in held.items() if key not in wanted]).delete()
    IdentityKey.objects.bulk_create(
        [IdentityKey(talent=talent, kind=kind, value=value) for kind, value in sorted(wanted - held.keys())],
        ignore_conflicts=True,
    )
    propose(talent)


@transaction.atomic
def propose(talent: Talent) -> list[DuplicateProposal]:
    """Open proposals for everybody who shares a key with her; what was decided different stays decided."""
    grounds: dict[int, set[str]] = defaultdict(set)
    for kind, value in talent.identity_keys.values_list("kind", "value"):
        others = IdentityKey.objects.filter(
            kind__in=likeness.meets(kind), value=value, talent__merged_into__isnull=True
        )
        sharing = list(others.exclude(talent=talent).values_list("talent_id", flat=True)[: CROWD + 1])
        if len(sharing) <= CROWD:
            for pk in sharing:
                grounds[pk].add("initial_school" if kind == "full_initial" else kind)
    _drop_namesakes(talent, grounds)
    proposals = []
    for other, kinds in sorted(grounds.items()):
        first, second = sorted((talent.pk, other))
        row, created = DuplicateProposal.objects.get_or_create(
            first_id=first, second_id=second, defaults={"grounds": sorted(kinds)}
        )
        if not created and row.decision == Decision.OPEN and set(row.grounds) != kinds:
            row.grounds = sorted(kinds)
            row.save(update_fields=["grounds"])
        if row.decision == Decision.OPEN:
            proposals.append(row)
    return proposals


def _drop_namesakes(talent: Talent, grounds: dict[int, set[str]]) -> None:
    """Take out those who share a name with a school, field or employer only, and whose studies say they are others."""
    by_name = [pk for pk, kinds in grounds.items() if kinds <= _BY_NAME]
    known = _known(talent)
    for other in Talent.objects.filter(pk__in=by_name).prefetch_related("education", "experience"):
        if likeness.namesakes(known, _known(other), weak=grounds[other.pk] <= likeness.WEAK):
            del grounds[other.pk]


@transaction.atomic
def decide_different(proposal: DuplicateProposal, *, by: User) -> None:
    """Two persons: never proposed again."""
    _decide(proposal, Decision.DIFFERENT, by)


@transaction.atomic
def decide_same(proposal: DuplicateProposal, *, keep: Talent, by: User) -> None:
    """One person: the other profile is closed and points to `keep`. Its applications and matches stay where they are."""
    if keep.pk not in (proposal.first_id, proposal.second_id):
        raise GuardFailed(_("Keep one of the two profiles."))
    other = proposal.second if keep.pk == proposal.first_id else proposal.first
    if keep.merged_into_id or other.merged_into_id:
        raise GuardFailed(_("One of the profiles has already been merged."))
    _decide(proposal, Decision.SAME, by)
    Talent.objects.filter(merged_into=other).update(merged_into=keep)
    Talent.objects.filter(pk=other.pk).update(merged_into=keep, open_to_work=False)
    other.refresh_from_db()
    other.identity_keys.all().delete()
    audit.record(other, "merge", by=by, role="operator", data={"into": keep.public_id}, public=False)
    audit.record(keep, "merged", by=by, role="operator", data={"from": other.public_id}, public=False)
    marks.touch("talent", [keep.pk, other.pk])
    merged.send(sender=Talent, talent=other, into=keep, by=by)


def _decide(proposal: DuplicateProposal, decision: str, by: User) -> None:
    changed = DuplicateProposal.objects.filter(pk=proposal.pk, decision=Decision.OPEN).update(
        decision=decision, decided_at=timezone.now(), decided_by=by
    )
    if not changed:
        raise GuardFailed(_("This has been decided already."))
    proposal.refresh_from_db()
    audit.record(proposal, "decide", by=by, role="operator", data={"decision": decision}, public=False)
