"""How many proposals of a round somebody takes part in: alone, as a lead, as a member, or as the body that stands behind one."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q

from apps.accounts.models import Organisation, User
from apps.challenges.models import Programme
from apps.proposals.models import Member, Proposal, ProposalQuerySet


def lock(programme: int, applicant: str) -> None:
    """One at a time for an applicant and a round, so that two requests do not both count one proposal too few."""
    with connection.cursor() as cursor:
        key = f"proposals:{programme}:{applicant}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def of_person(programme: Programme, user: User) -> ProposalQuerySet:
    """Live ones of a person; leading for an organisation counts for that one, not for her."""
    there = Member.objects.filter(user=user, left_at__isnull=True)
    there = there.exclude(is_lead=True, proposal__organisation__isnull=False)
    return _live(programme).filter(Q(applicant=f"user:{user.pk}") | Q(pk__in=there.values("proposal")))


def of_body(programme: Programme, organisation: Organisation) -> ProposalQuerySet:
    """Live ones of an organisation: as the applicant, or by its credit code as that of a member."""
    mine = Q(applicant=f"organisation:{organisation.pk}")
    if organisation.credit_code:
        there = Member.objects.filter(credit_code=organisation.credit_code, left_at__isnull=True)
        mine |= Q(pk__in=there.values("proposal"))
    return _live(programme).filter(mine)


def _live(programme: Programme) -> ProposalQuerySet:
    return Proposal.objects.live().filter(challenge__programme=programme)
