"""Who asks in a call: the employer that posts it, and its joint poster. R1 and every right of operators go by both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from apps.accounts import groups
from apps.accounts.models import Organisation
from apps.accounts.policies import organisations_of
from apps.challenges.models import Challenge


def organisations(challenge: Challenge) -> list[Organisation]:
    """The employer, and the joint poster where it is on file: by its credit code, else by its very name."""
    found = [challenge.employer.organisation]
    name, code = joint(challenge)
    if code or name:
        same = Q(credit_code=code) if code else Q(name_zh=name) | Q(name_en=name)
        found += Organisation.objects.filter(same).exclude(pk=found[0].pk).order_by("pk")
    return found


def joint(challenge: Challenge) -> tuple[str, str]:
    """(name, credit code) of the joint poster as the call says them; empty where there is none."""
    revision = challenge.current or challenge.draft
    return (revision.partner_name.strip(), revision.partner_code.strip().upper()) if revision else ("", "")


def is_of(user: Any, challenge: Challenge) -> bool:
    """Whether `user` belongs to a poster or to any other of its group: she neither bids nor judges."""
    own = organisations_of(user)
    return own.filter(pk__in=_groups(challenge)).exists()


def names(challenge: Challenge, codes: Iterable[str]) -> bool:
    """Whether one of these credit codes is that of a poster or of any other of its group."""
    wanted = set(codes)
    if not wanted:
        return False
    return (
        joint(challenge)[1] in wanted
        or Organisation.objects.filter(pk__in=_groups(challenge), credit_code__in=wanted).exists()
    )


def _groups(challenge: Challenge) -> Any:
    return groups.whole(row.pk for row in organisations(challenge))
