"""From an expert's rows to the type that independence compares, for many experts in a constant number of queries.

What she declared is one half; the other is what the platform knows: the organisations her account acts for, their mail
domains, the domain of her own address, and the whole group of every body that is on file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import prefetch_related_objects

from apps.accounts import groups
from apps.accounts.models import Membership, Organisation
from apps.experts.models import BODIES, Expert, Tie, TieKind, Undertaking, UndertakingKind
from apps.procedures.calendar import today
from apps.procedures.independence import Person, Ties
from apps.procedures.likeness import Body, Human, code_of

# Whoever left three years ago is no longer of that body; without a day she counts as if she had not left.
FORMER = timedelta(days=3 * 365 + 1)
_LISTS = {
    TieKind.ADVISER: "advisers", TieKind.STUDENT: "students", TieKind.CO_AUTHOR: "co_authors",
    TieKind.TEAM_MATE: "team_mates", TieKind.RELATIVE: "relatives",
}  # fmt: skip


def account_key(public_id: str) -> str:
    """The key by which two lists name the same account; whoever builds a party uses it too."""
    return f"account:{public_id}"


def orcid_key(orcid: str) -> str:
    return f"orcid:{orcid.strip().upper()}"


def human_keys(*, account: str = "", orcid: str = "") -> frozenset[str]:
    keys = [account_key(account)] if account else []
    return frozenset([*keys, orcid_key(orcid)] if orcid else keys)


def person_of(expert: Expert, *, on: date | None = None) -> Person:
    return persons_of([expert], on=on)[expert.pk]


def persons_of(experts: Iterable[Expert], *, on: date | None = None) -> dict[int, Person]:
    """By key of the expert, as of the city's day `on` (today)."""
    rows, day = list(experts), on or today()
    prefetch_related_objects(rows, "user")
    ties: dict[int, list[Tie]] = defaultdict(list)
    for tie in Tie.objects.filter(expert__in=rows).order_by("pk"):
        ties[tie.expert_id].append(tie)
    codes = {code for held in ties.values() for tie in held if (code := tie.credit_code)}
    known = known_bodies(codes, [expert.user_id for expert in rows if expert.user_id])
    signed = _signed(rows, day)
    return {expert.pk: _person(expert, ties[expert.pk], known, day, signed=expert.pk in signed) for expert in rows}


@dataclass
class Known:
    """Organisations on file: by credit code, by the account that acts for them, and their groups by key."""

    by_code: dict[str, Organisation] = field(default_factory=dict)
    by_account: dict[int, list[Organisation]] = field(default_factory=lambda: defaultdict(list))
    group: dict[int, Organisation] = field(default_factory=dict)

    def body(self, organisation: Organisation) -> Body:
        """With everything above and below it in its group, over any number of levels."""
        below = {row.pk for row in self.group.values() if organisation.pk in self._above(row)}
        return Body(
            tuple(name for name in (organisation.name_zh, organisation.name_en) if name),
            organisation.credit_code or "",
            frozenset(_mark(self.group[key]) for key in self._above(organisation)),
            frozenset(_mark(self.group[key]) for key in below),
        )

    def _above(self, organisation: Organisation) -> list[int]:
        found: list[int] = []
        key = organisation.parent_id
        while key in self.group and key not in (organisation.pk, *found):
            found.append(key)
            key = self.group[key].parent_id
        return found


def _mark(organisation: Organisation) -> str:
    """What tells a body of a group from all others: a holding without a credit code still makes its firms sisters."""
    return organisation.credit_code or f"ON FILE {organisation.pk}"


def known_bodies(codes: Iterable[str], accounts: Iterable[int]) -> Known:
    """What the platform knows of the bodies with these credit codes, and of those that these accounts act for."""
    known = Known()
    for membership in (
        Membership.objects.active().filter(user__in=list(accounts)).select_related("organisation").order_by("pk")
    ):
        known.by_account[membership.user_id].append(membership.organisation)
    wanted = {code_of(code) for code in codes}
    for organisation in Organisation.objects.filter(credit_code__in=wanted):
        known.by_code[organisation.credit_code or ""] = organisation
    keys = {row.pk for row in known.by_code.values()}
    keys |= {row.pk for rows in known.by_account.values() for row in rows}
    known.group = {row.pk: row for row in Organisation.objects.filter(pk__in=groups.whole(keys))}
    return known


def _signed(experts: list[Expert], day: date) -> set[int]:
    found = Undertaking.objects.in_force(day).filter(expert__in=experts, kind=UndertakingKind.INDEPENDENCE)
    return set(found.values_list("expert_id", flat=True))


def _person(expert: Expert, ties: list[Tie], known: Known, day: date, *, signed: bool) -> Person:
    account = expert.user.public_id if expert.user else ""
    own = [row for row in ties if row.kind in BODIES and _counts(row, day)]
    acts_for = known.by_account[expert.user_id] if expert.user_id else []
    bodies = [*(_body(row, known) for row in own), *(known.body(row) for row in acts_for)]
    domains = {row.domain for row in ties if row.kind == TieKind.MAIL_DOMAIN}
    domains |= {domain for row in acts_for for domain in row.mail_domains}
    domains |= {_domain(address) for address in (expert.email, (expert.user.email if expert.user else "") or "")}
    lists = {name: tuple(_human(row) for row in ties if row.kind == kind) for kind, name in _LISTS.items()}
    employer = next((str(_body(row, known)) for row in own if row.kind == TieKind.EMPLOYER), "")
    keys = human_keys(account=account, orcid=expert.orcid)
    return Person(
        ref=expert.public_id,
        human=Human(expert.name_zh, expert.family_name, expert.given_name, keys, employer),
        ties=Ties(
            bodies=tuple(bodies),
            mail_domains=frozenset(domains - {""}),
            joint_proposals=frozenset(row.proposal_ref for row in ties if row.kind == TieKind.JOINT_PROPOSAL),
            **lists,
        ),
        declared_on=expert.facts_confirmed_on,
        signed=signed,
    )


def _counts(tie: Tie, day: date) -> bool:
    if tie.kind == TieKind.EMPLOYER or tie.until is None:
        return True
    return day <= tie.until + FORMER


def _body(tie: Tie, known: Known) -> Body:
    """As declared, with what is on file under its credit code."""
    names = tuple(name for name in (tie.name_zh, tie.name_en) if name)
    parents, children = frozenset(tie.parent_codes), frozenset(tie.child_codes)
    organisation = known.by_code.get(code_of(tie.credit_code)) if tie.credit_code else None
    if organisation is None:
        return Body(names, tie.credit_code, parents, children)
    filed = known.body(organisation)
    more = tuple(name for name in filed.names if name not in names)
    return Body((*names, *more), tie.credit_code, parents | filed.parents, children | filed.children)


def _human(tie: Tie) -> Human:
    keys = human_keys(account=tie.account, orcid=tie.orcid)
    return Human(tie.name_zh, tie.family_name, tie.given_name, keys, tie.body_name)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
