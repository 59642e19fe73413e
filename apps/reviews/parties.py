"""The sides of a call as the rules of independence read them: its poster, and each applicant with all its members."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from django.db.models import Prefetch

from apps.accounts import groups
from apps.accounts.models import Membership, User
from apps.challenges import posters
from apps.challenges.models import Challenge
from apps.procedures.independence import Party, Ties
from apps.procedures.likeness import FREE_MAIL, Body, Human
from apps.procedures.persons import Known, human_keys, known_bodies
from apps.proposals.models import Member, Proposal
from apps.talents.models import Talent
from apps.talents.names import split_name

POSTER = "poster"
_LISTS = {
    "adviser": "advisers", "student": "students", "co_author": "co_authors", "team_mate": "team_mates",
    "relative": "relatives",
}  # fmt: skip
Joint = Mapping[int, frozenset[str]]


def poster(challenge: Challenge) -> Party:
    """Who asks, a joint poster as well, with the groups they belong to and the people who act for them."""
    asking = posters.organisations(challenge)
    team = list(
        Membership.objects.active()
        .filter(organisation__in=asking)
        .select_related("user", "organisation")
        .order_by("pk")
    )
    houses = [row for organisation in asking for row in groups.above(organisation)]
    known = known_bodies([row.credit_code for row in houses if row.credit_code], [row.user_id for row in team])
    bodies = [known.body(row) for row in houses]
    people = [_account(row.user, row.organisation.name_zh or row.organisation.name_en) for row in team]
    revision, (name, code) = challenge.current or challenge.draft, posters.joint(challenge)
    if name or code:
        bodies.append(Body((name,) if name else (), code))
    if revision is not None and revision.contact_name:
        people.append(Human(*split_name(revision.contact_name), body=asking[0].name_zh or asking[0].name_en))
    domains = {domain.lower() for row in houses for domain in row.mail_domains}
    domains |= {_mail(row.user).rpartition("@")[2].lower() for row in team}
    return Party(POSTER, tuple(people), Ties(bodies=tuple(bodies), mail_domains=frozenset(domains) - FREE_MAIL - {""}))


def applicants(proposals: Iterable[Proposal]) -> list[Party]:
    """One party a proposal, by its public id, in a constant number of queries.

    Members who have left count too: what they were part of does not end with their leaving.
    """
    rows = Proposal.objects.filter(pk__in=[proposal.pk for proposal in proposals]).select_related(
        "organisation__parent", "lead"
    )
    found = list(rows.prefetch_related(Prefetch("members", Member.objects.select_related("user"))).order_by("pk"))
    users = {member.user_id for row in found for member in row.members.all() if member.user_id}
    codes = {member.credit_code for row in found for member in row.members.all() if member.credit_code}
    codes |= {row.organisation.credit_code for row in found if row.organisation and row.organisation.credit_code}
    known = known_bodies(codes, users)
    talents = {talent.user_id: talent for talent in Talent.objects.filter(user_id__in=users)}
    joint = earlier_proposals(users)
    return [_applicant(row, talents, joint, known) for row in found]


def earlier_proposals(users: Iterable[int]) -> dict[int, frozenset[str]]:
    """Sealed proposals by account of each who took part: whoever stood in one together is not independent."""
    rows = Member.objects.filter(user_id__in=list(users), proposal__sealed_at__isnull=False)
    found: dict[int, set[str]] = {}
    for user, proposal in rows.values_list("user_id", "proposal__public_id"):
        if user is not None:
            found.setdefault(user, set()).add(proposal)
    return {user: frozenset(refs) for user, refs in found.items()}


def _applicant(proposal: Proposal, talents: Mapping[int, Talent], joint: Joint, known: Known) -> Party:
    members = list(proposal.members.all())
    accounts = [member.user_id for member in members if member.user_id]
    organisations = [row for account in accounts for row in known.by_account[account]]
    organisations += [proposal.organisation] if proposal.organisation else []
    bodies = [known.body(organisation) for organisation in organisations]
    bodies += [_body(member, known) for member in members if member.organisation_name or member.credit_code]
    mails = [address for member in members for address in (member.email, _mail(member.user)) if address]
    domains = {domain.lower() for organisation in organisations for domain in organisation.mail_domains}
    domains |= {address.rpartition("@")[2].lower() for address in mails}
    together = frozenset[str]().union(*(joint.get(account, frozenset()) for account in accounts))
    ties = Ties(
        bodies=tuple(bodies),
        mail_domains=frozenset(domains) - FREE_MAIL - {""},
        joint_proposals=together | {proposal.public_id},
        **_named(proposal),
    )
    people = tuple(_member(member, talents.get(member.user_id or 0)) for member in members)
    return Party(proposal.public_id, people, ties, unknown=any(_nowhere(member, known) for member in members))


def _nowhere(member: Member, known: Known) -> bool:
    """Whether neither she nor the platform says where she works, nor she that it is nowhere."""
    if member.left_at is not None or member.independent or member.organisation_name or member.credit_code:
        return False
    return not (member.user_id and known.by_account[member.user_id])


def _named(proposal: Proposal) -> dict[str, tuple[Human, ...]]:
    """Whom its own people named as too close to judge, by what she is to them."""
    found: dict[str, list[Human]] = {name: [] for name in _LISTS.values()}
    for row in json.loads(proposal.ties or "[]"):
        if row.get("relation") in _LISTS:
            found[_LISTS[row["relation"]]].append(Human(*split_name(row.get("name", "")), body=row.get("body", "")))
    return {name: tuple(people) for name, people in found.items()}


def _body(member: Member, known: Known) -> Body:
    """As written, with what is on file under the credit code."""
    names = (member.organisation_name,) if member.organisation_name else ()
    filed = known.by_code.get(member.credit_code) if member.credit_code else None
    if filed is None:
        return Body(names, member.credit_code)
    body = known.body(filed)
    return Body((*names, *body.names), body.credit_code, body.parents, body.children)


def _member(member: Member, talent: Talent | None) -> Human:
    chinese, family, given = split_name(member.name)
    if talent is not None:
        chinese = chinese or talent.name_zh
        family, given = family or talent.family_name, given or talent.given_name
    account = member.user.public_id if member.user else ""
    return Human(chinese, family, given, human_keys(account=account), member.organisation_name)


def _account(user: User, works_at: str) -> Human:
    return Human(*split_name(user.display_name), human_keys(account=user.public_id), works_at)


def _mail(user: User | None) -> str:
    return (user.email or "") if user else ""
