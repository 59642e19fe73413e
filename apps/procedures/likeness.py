"""Whether two facts name the same human, the same body, the same mail domain: pure functions, no database.

Each answer is `CERTAIN`, `POSSIBLE` or None. Two equal names alone are possible, never certain: many people share them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from apps.core.text import fold
from apps.talents.spellings import abbreviations, is_initials, variants

CERTAIN, POSSIBLE = "certain", "possible"

# Anybody has an address there: an equal domain says nothing.
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "proton.me",
        "protonmail.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "mail.ru",
        "yandex.ru",
        "aol.com",
        "zoho.com",
        "qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "139.com",
        "189.cn",
        "wo.cn",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "aliyun.com",
        "21cn.com",
        "tom.com",
        "yahoo.co.jp",
        "yahoo.com.cn",
        "yahoo.com.hk",
        "naver.com",
        "demo.example",  # of all logins of the demo
    ]
)
# Second levels under which a body has its own name; else a domain's last two labels are the body's.
_SUFFIXES = re.compile(r"(?:^|\.)(?:com|net|org|edu|ac|gov|co|or|ne|go|re)\.[a-z]{2}$")
# Whole universities, academies and cities write from one domain: an equal one leads only to a question.
_WIDE = re.compile(r"(?:\.edu|\.(?:edu|ac|gov|go)\.[a-z]{2}|\.gov)$")
_WIDE_DOMAINS = frozenset(
    ["cstnet.cn", "mpg.de", "fraunhofer.de", "ethz.ch", "epfl.ch", "cnrs.fr", "csic.es", "cnr.it"]
)
_FORMS = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|集团|公司|\b(?:co|ltd|limited|inc|corp|corporation|company|group|gmbh|ag|llc|plc)\b)"
)
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody as a list names her; `keys` tell her from everybody else (account, ORCID), `body` is where she works."""

    name_zh: str = ""
    family_name: str = ""
    given_name: str = ""
    keys: frozenset[str] = frozenset()
    body: str = ""

    def __str__(self) -> str:
        return self.name_zh or f"{self.given_name} {self.family_name}".strip() or min(self.keys, default="")


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation: names in any language, 统一社会信用代码, and the codes of its parents and children."""

    names: tuple[str, ...] = ()
    credit_code: str = ""
    parents: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return next(iter(self.names), self.credit_code)


def same_human(one: Human, two: Human) -> str | None:
    """Certain by a shared key, or by the same characters at the same body; possible by a name in any spelling."""
    if one.keys & two.keys:
        return CERTAIN
    if not _same_name(one, two):
        return None
    if one.name_zh and two.name_zh and one.body and two.body and _plain(one.body) == _plain(two.body):
        return CERTAIN
    return POSSIBLE


def _same_name(one: Human, two: Human) -> bool:
    if len(one.name_zh) > 1 and len(two.name_zh) > 1:  # 王晓明 is not 王小明, though both are Wang Xiaoming
        return _plain(one.name_zh) == _plain(two.name_zh)
    first, second = ((human.name_zh, human.family_name, human.given_name) for human in (one, two))
    if _spelled(*first) & _spelled(*second):
        return True
    shortened = any(not human.name_zh and is_initials(human.given_name) for human in (one, two))
    return shortened and bool(_shortened(*first) & _shortened(*second))


@lru_cache(maxsize=20_000)
def _spelled(name_zh: str, family_name: str, given_name: str) -> frozenset[str]:
    return frozenset(variants(name_zh, family_name, given_name))


@lru_cache(maxsize=20_000)
def _shortened(name_zh: str, family_name: str, given_name: str) -> frozenset[str]:
    return frozenset(abbreviations(name_zh, family_name, given_name))


@lru_cache(maxsize=20_000)
def _plain(name: str) -> str:
    return _MARKS.sub("", fold(name))


@lru_cache(maxsize=20_000)
def _stem(name: str) -> str:
    """A body's name without its legal form."""
    return _MARKS.sub("", _FORMS.sub(" ", fold(name)))


def code_of(code: str) -> str:
    return _MARKS.sub("", code).upper()


def same_code(one: Body, two: Body) -> bool:
    return bool(code_of(one.credit_code)) and code_of(one.credit_code) == code_of(two.credit_code)


def same_body(one: Body, two: Body) -> str | None:
    """By name. Only possible where two different codes are known, or where just the legal form differs."""
    plain = {_plain(name) for name in one.names} & {_plain(name) for name in two.names} - {""}
    stems = {_stem(name) for name in one.names} & {_stem(name) for name in two.names} - {""}
    if not plain and not stems:
        return None
    apart = bool(one.credit_code and two.credit_code) and not same_code(one, two)
    return CERTAIN if plain and not apart else POSSIBLE


def related_bodies(one: Body, two: Body) -> bool:
    """Parent, child or sister, told by either side."""
    up_one, up_two = _codes(one.parents), _codes(two.parents)
    code_one, code_two = _codes({one.credit_code}), _codes({two.credit_code})
    if code_one & code_two:
        return False  # the same body is not its own sister
    down = (code_one & _codes(two.children)) | (code_two & _codes(one.children))
    return bool(down | (code_one & up_two) | (code_two & up_one) | (up_one & up_two))


def _codes(codes: frozenset[str] | set[str]) -> set[str]:
    return {code_of(code) for code in codes} - {""}


def body_domain(domain: str) -> str:
    """The part of a mail domain that a body registered: mail.ouc.edu.cn -> ouc.edu.cn."""
    labels = domain.strip().lower().rpartition("@")[2].strip(".").split(".")
    keep = 3 if _SUFFIXES.search(".".join(labels)) else 2
    return ".".join(labels[-keep:])


def same_domain(one: str, two: str) -> str | None:
    """Certain for a firm's own domain, possible for one that a whole university shares, None for free mail."""
    domain = body_domain(one)
    if not domain or domain != body_domain(two) or domain in FREE_MAIL:
        return None
    return POSSIBLE if domain in _WIDE_DOMAINS or _WIDE.search(domain) else CERTAIN
