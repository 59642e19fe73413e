"""Words in postings that may discriminate (R17 of the rules in the law) or that only warn.

A list is no judge: a blocking word needs an operator's reason to stand, an age word only warns the author. None of these
words ever reaches the engine as a fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.text import fold
from apps.positions.models import PositionRevision


@dataclass(frozen=True)
class Flag:
    """`ground` is a code, `word` the words found as written, `blocking` false for a mere warning."""

    ground: str
    word: str
    blocking: bool
    message: Promise


MESSAGES = {
    "sex": _("Sex may not be a condition."),
    "ethnicity": _("Ethnicity or race may not be a condition."),
    "religion": _("Religion may not be a condition."),
    "marital": _("Marriage and children may not be a condition."),
    "health": _("Illness or disability may not be a condition."),
    "residence": _("Household registration or place of origin may not be a condition."),
    "age": _("Age limits keep good people away and are not used in the ranking."),
}
PATTERNS: dict[str, str] = {
    "sex": r"限(男|女)(性|士|生)?|(男|女)(性|士|生)优先|只(招|要)(男|女)(性|士|生)?|仅限(男|女)|性别[:：要求为]*(男|女)"
    r"|\b(male|female|men|women)\s+(only|preferred)\b|\b(only|prefer(ably)?)\s+(male|female|men|women)\b",
    "ethnicity": r"限汉族|汉族优先|(少数民族|外国人)(勿扰|除外|不招)|\b(han|white|caucasian|native)\s+(only|preferred)\b"
    r"|\bno\s+(blacks|foreigners|minorities)\b",
    "religion": r"(无|不得有)宗教信仰|宗教信仰者(勿扰|除外)|\bno\s+(muslims|christians|religious)\b",
    "marital": r"(已婚已育|未婚)(者)?(优先)?|已育(者)?优先|限(已|未)婚|(三|两|几)年内不(得)?(生育|怀孕|结婚)"
    r"|\b(unmarried|single)\s+(only|preferred)\b|\bno\s+pregnan\w+",
    "health": r"(残疾人?|乙肝|病毒携带者?)(勿扰|除外|不招|不予录用)|(无|不得有)残疾|\bno\s+disab\w+|\bable-bodied\s+only\b",
    "residence": r"限(本地|本市|本省|\w{1,4})户(口|籍)|(本地|本市|本省)户(口|籍)(优先|者优先)?|限本地人|(外地人|外地户口)(勿扰|除外)"
    r"|\blocal\s+residents?\s+only\b",
    "age": r"(年龄)?(要求)?(不超过|不大于|低于|小于|限)?\s*[二三四五2345][十0-9][岁](以下|以内|之间)|\d{2}\s*[-—–~至到]\s*\d{2}\s*(周)?岁"
    r"|(under|below|younger than|not older than|aged?)\s+\d{2}\b|\byoung\s+(only|preferred)\b",
}
WARN_ONLY = {"age"}
_COMPILED = {ground: re.compile(pattern) for ground, pattern in PATTERNS.items()}


def check(text: str) -> list[Flag]:
    """Flags in a text of any language or script, in the order of the grounds; each wording once."""
    folded = fold(text)
    flags: dict[tuple[str, str], Flag] = {}
    for ground, pattern in _COMPILED.items():
        for found in pattern.finditer(folded):
            word = found.group(0).strip()
            flags.setdefault((ground, word), Flag(ground, word, ground not in WARN_ONLY, MESSAGES[ground]))
    return list(flags.values())


def flags_of(revision: PositionRevision) -> list[Flag]:
    parts = [
        part
        for text in revision.texts.all()
        for part in (text.title, text.summary, text.description, text.requirements)
    ]
    return check("\n".join(parts))


def blocking(revision: PositionRevision) -> list[Flag]:
    return [flag for flag in flags_of(revision) if flag.blocking]
