"""Whether an expert is independent of the parties of a procedure (回避): pure functions, no database.

Unknown is not clear: a person whose facts are missing, unsigned or old has conflicts of the kind `unknown`, so that she
is not drawn before somebody has answered them. Facts of lists are compared from both sides: she names them, or they her.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from apps.procedures.likeness import (
    CERTAIN,
    POSSIBLE,
    Body,
    Human,
    body_domain,
    related_bodies,
    same_body,
    same_code,
    same_domain,
    same_human,
)

FRESH_DAYS = 365  # facts confirmed longer ago than this are unknown


class ConflictKind(StrEnum):
    SAME_PERSON = "same_person"
    SAME_EMPLOYER = "same_employer"
    SAME_CREDIT_CODE = "same_credit_code"
    RELATED_EMPLOYER = "related_employer"
    SAME_MAIL_DOMAIN = "same_mail_domain"
    CO_AUTHOR = "co_author"
    ADVISER = "adviser"
    STUDENT = "student"
    TEAM_MATE = "team_mate"
    PAST_JOINT_PROPOSAL = "past_joint_proposal"
    RELATIVE = "relative"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    CLEAR = "clear"
    ASK = "ask"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Ties:
    """What both sides say of whom and what they belong to."""

    bodies: tuple[Body, ...] = ()
    mail_domains: frozenset[str] = frozenset()
    advisers: tuple[Human, ...] = ()
    students: tuple[Human, ...] = ()
    co_authors: tuple[Human, ...] = ()
    team_mates: tuple[Human, ...] = ()
    relatives: tuple[Human, ...] = ()
    joint_proposals: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """An expert. `declared_on`: when she last confirmed her facts; `signed`: her undertaking of independence holds."""

    ref: str
    human: Human
    ties: Ties = field(default_factory=Ties)
    declared_on: date | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """An applicant side or the owner of a problem, with everybody who stands behind it.

    `unknown`: it is not known of everybody where she works.
    """

    ref: str
    people: tuple[Human, ...] = ()
    ties: Ties = field(default_factory=Ties)
    unknown: bool = False


class Conflict(NamedTuple):
    """`person_fact` and `party_fact` are what makes it; `party` is empty where the person's own facts are unknown."""

    party: str
    kind: str
    person_fact: str
    party_fact: str
    certainty: str


def conflicts(person: Person, parties: Iterable[Party], *, on: date, fresh_days: int = FRESH_DAYS) -> list[Conflict]:
    """All conflicts as of the day `on`, sorted; the same whatever order facts and parties come in."""
    found = set(_unknown(person, on, fresh_days))
    for party in parties:
        found |= {Conflict(party.ref, *row) for row in _with_party(person, party)}
    return sorted(found)


def verdict(found: Iterable[Conflict]) -> Verdict:
    """Conflict if one is certain; ask if there is anything else; clear only if there is nothing."""
    certainties = {conflict.certainty for conflict in found}
    if CERTAIN in certainties:
        return Verdict.CONFLICT
    return Verdict.ASK if certainties else Verdict.CLEAR


def _unknown(person: Person, on: date, fresh_days: int) -> Iterator[Conflict]:
    named = person.human.name_zh or person.human.family_name
    missing = {
        "name": not named,
        "employer": not any(body.names or body.credit_code for body in person.ties.bodies),
        "undertaking": not person.signed,
        "declaration": person.declared_on is None,
        "old_declaration": person.declared_on is not None and (on - person.declared_on).days > fresh_days,
    }
    for fact, is_missing in missing.items():
        if is_missing:
            yield Conflict("", ConflictKind.UNKNOWN, fact, "", POSSIBLE)


Row = tuple[str, str, str, str]  # a conflict without its party


def _with_party(person: Person, party: Party) -> Iterator[Row]:
    if party.unknown or (not party.people and not party.ties.bodies):
        yield ConflictKind.UNKNOWN, "", "party", POSSIBLE
    me, own, theirs = (person.human,), person.ties, party.ties
    yield from _bodies(own, theirs)
    yield from _domains(own, theirs)
    yield from _humans(ConflictKind.SAME_PERSON, me, party.people)
    # She is the adviser's student where she names the adviser, or where the party's student is she; and turned around.
    for kind, named, naming in (
        (ConflictKind.ADVISER, own.advisers, theirs.students),
        (ConflictKind.STUDENT, own.students, theirs.advisers),
        (ConflictKind.CO_AUTHOR, own.co_authors, theirs.co_authors),
        (ConflictKind.TEAM_MATE, own.team_mates, theirs.team_mates),
        (ConflictKind.RELATIVE, own.relatives, theirs.relatives),
    ):
        yield from _humans(kind, named, party.people)
        yield from _humans(kind, me, naming)
    for proposal in own.joint_proposals & theirs.joint_proposals:
        yield ConflictKind.PAST_JOINT_PROPOSAL, proposal, proposal, CERTAIN


def _bodies(own: Ties, theirs: Ties) -> Iterator[Row]:
    for mine in own.bodies:
        for other in theirs.bodies:
            if same_code(mine, other):
                yield ConflictKind.SAME_CREDIT_CODE, str(mine), str(other), CERTAIN
            if (certainty := same_body(mine, other)) is not None:
                yield ConflictKind.SAME_EMPLOYER, str(mine), str(other), certainty
            if related_bodies(mine, other):
                yield ConflictKind.RELATED_EMPLOYER, str(mine), str(other), CERTAIN


def _domains(own: Ties, theirs: Ties) -> Iterator[Row]:
    for mine in own.mail_domains:
        for other in theirs.mail_domains:
            if (certainty := same_domain(mine, other)) is not None:
                yield ConflictKind.SAME_MAIL_DOMAIN, body_domain(mine), body_domain(other), certainty


def _humans(kind: ConflictKind, mine: Iterable[Human], theirs: Iterable[Human]) -> Iterator[Row]:
    for one in mine:
        for two in theirs:
            if (certainty := same_human(one, two)) is not None:
                yield kind, str(one), str(two), certainty
