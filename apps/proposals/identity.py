"""The words by which an applicant can be recognised: what must not stand in the blind part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from apps.accounts.models import Organisation, User
from apps.core.text import fold
from apps.proposals.models import Member, Proposal
from apps.talents.letters import letters_of
from apps.talents.models import Talent
from apps.talents.names import split_name
from apps.talents.spellings import variants

# Endings and places that organisations share; what is left of a name is what its people call it.
_LEGAL = re.compile(
    r"(股份)?有限(责任)?公司|集团|研究院|研究所|实验室|\b(co|ltd|inc|llc|gmbh|corp|corporation|company|limited|group|plc)\b\.?"
)
_PLACE = re.compile(r"^(中国|山东省?|青岛市?|北京市?|上海市?|深圳市?)")
PUBLIC_MAIL = {
    "gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "proton.me", "qq.com", "foxmail.com",
    "163.com", "126.com", "yeah.net", "sina.com", "sohu.com", "aliyun.com", "139.com",
}  # fmt: skip
SHORTEST_HAN, SHORTEST_LATIN, DIGITS = 2, 4, 7


@dataclass(frozen=True)
class Marks:
    """`words` are looked for in folded text, `letters` in its bare letters at word edges, `digits` in its digits."""

    words: frozenset[str]
    letters: frozenset[str]
    digits: frozenset[str]


def marks_of(proposal: Proposal) -> Marks:
    """Everybody who takes part or took part, the applicant and its short forms."""
    words: set[str] = set()
    letters: set[str] = set()
    digits: set[str] = set()
    for member in proposal.members.select_related("user"):
        for name in _names(member):
            _add_name(name, words, letters)
        words |= set(_bodies(member.organisation_name)) | set(_mail(member.email))
        words |= {member.credit_code.lower()} if member.credit_code else set()
        if member.user is not None:
            words |= set(_mail(member.user.email or "")) | set(_organisations(member.user))
            digits |= _phone(member.user.phone or "")
            for place in _places(member.user):
                _add_place(place, words, letters)
    if proposal.organisation is not None:
        words |= set(_organisation(proposal.organisation))
    return Marks(frozenset(filter(_long_enough, words)), frozenset(letters), frozenset(digits))


def _names(member: Member) -> Iterator[tuple[str, str, str]]:
    """(Chinese, family, given) as she gave it here, in her account and in her profile."""
    yield split_name(member.name)
    if member.user is None:
        return
    if member.user.display_name:
        yield split_name(member.user.display_name)
    talent = Talent.objects.filter(user=member.user).first()
    if talent is not None:
        yield talent.name_zh, talent.family_name, talent.given_name


def _add_name(name: tuple[str, str, str], words: set[str], letters: set[str]) -> None:
    chinese, family, given = name
    if len(chinese) >= SHORTEST_HAN:
        words.add(fold(chinese))
    found = {spelling for spelling in variants(chinese, family, given) if spelling.isascii()}
    found |= {letters_of(f"{family}{given}"), letters_of(f"{given}{family}")} if family and given else set()
    letters |= {spelling for spelling in found if len(spelling) >= SHORTEST_LATIN}


def _places(user: User) -> Iterator[str]:
    """Where her profile says she has worked and studied: a person who applies alone has no other institute."""
    talent = Talent.objects.filter(user=user).first()
    if talent is not None:
        yield from talent.experience.values_list("organisation", flat=True)
        yield from talent.education.values_list("school_text", flat=True)


def _add_place(name: str, words: set[str], letters: set[str]) -> None:
    """Short names in Latin letters only as words of their own: Meta is not in metal."""
    for body in _bodies(name):
        if body.isascii():
            letters |= {letters_of(body)} if len(letters_of(body)) >= SHORTEST_LATIN else set()
        else:
            words.add(body)


def _organisations(user: User) -> Iterator[str]:
    live = user.memberships.filter(ended_at__isnull=True).select_related("organisation")
    for membership in live:
        yield from _organisation(membership.organisation)


def _organisation(row: Organisation) -> Iterator[str]:
    yield from _bodies(row.name_zh)
    yield from _bodies(row.name_en)
    yield from (domain.lower() for domain in row.mail_domains if domain.lower() not in PUBLIC_MAIL)
    if row.credit_code:
        yield row.credit_code.lower()


def _bodies(name: str) -> Iterator[str]:
    """The name, the name without legal form, and without its place before that."""
    whole = " ".join(fold(name).split())
    short = " ".join(_LEGAL.sub(" ", whole).replace(",", " ").split())
    yield from (whole, short)
    bare = _PLACE.sub("", short)
    if len(bare) > SHORTEST_HAN:
        yield bare


def _mail(address: str) -> Iterator[str]:
    local, at, domain = address.lower().partition("@")
    if at:
        yield address.lower()
        if len(local) > SHORTEST_LATIN:
            yield f"{local}@"
        if domain not in PUBLIC_MAIL:
            yield domain


def _phone(number: str) -> set[str]:
    """The last digits: with and without country code it is the same number."""
    digits = re.sub(r"\D", "", number)
    return {digits[-DIGITS - 1 :]} if len(digits) > DIGITS else set()


def _long_enough(word: str) -> bool:
    return len(word) >= (SHORTEST_LATIN if word.isascii() else SHORTEST_HAN)
