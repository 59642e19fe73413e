"""Words in postings that may discriminate (R17 of the rules in the law) or that only warn.

A list is no judge: a blocking word needs an operator's reason to stand, an age word only warns the author. None of these
words ever reaches the engine as a fact: `for_ranking` takes them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.text import fold_aligned
from apps.positions.content import PositionContent, TextContent
from apps.positions.models import PositionRevision, PositionText


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
    "age": _("Age limits put people off and are not used in the ranking. Please say what the work demands instead."),
}
WARN_ONLY = {"age"}

# Texts come folded: simplified, half width, lower case. Each pattern says the condition, not the mere topic: a posting
# for rehabilitation aids or for work with minorities must pass. `_LIMIT` is never preceded by "no" (不限, 无限).
_LIMIT = r"(?<![不无非勿有上下权极])(?:仅|只)?限"
_FIRST = r"(?:者|士|性)?\s*(?:优先|为佳|为宜|尤佳)"
_AWAY = r"\s*(?:者)?\s*(?:勿扰|勿投|除外|免谈|不招|不要|不予(?:录用|考虑)|谢绝)"
_EN_ONLY = r"\s+(?:candidates?\s+|applicants?\s+)?(?:only|preferred)\b"
_PLACES = (
    "河南|河北|东北|新疆|西藏|安徽|山西|陕西|甘肃|江西|湖北|湖南|四川|贵州|云南|广西|广东|福建|海南|宁夏|青海|内蒙古"
)
PATTERNS: dict[str, tuple[str, ...]] = {
    "sex": (
        rf"{_LIMIT}\s*[男女](?:性|士|生)?(?![女男]?(?:不限|均可|生物))",
        rf"(?<![男女])[男女](?:性|士|生|青年)?{_FIRST}",
        r"(?:只|仅)\s*(?:招|要|收|考虑)\s*[男女](?:性|士|生)?",
        rf"(?<![男女])[男女](?:性|士|生){_AWAY}",
        r"性别(?:要求)?\s*[:为是]\s*[男女](?!\s*[/、或和]?\s*[女男])(?!不限|均可)",
        rf"\b(?:fe)?males?{_EN_ONLY}|\b(?:wo)?men{_EN_ONLY}",
        r"\b(?:only|prefer(?:ably)?)\s+(?:fe)?males?\b|\b(?:only|preferably)\s+(?:wo)?men\b",
    ),
    "ethnicity": (
        rf"{_LIMIT}\s*汉族|汉族{_FIRST}|(?:少数民族|外国人|外籍(?:人士)?|黑人){_AWAY}",
        rf"\b(?:han chinese|han|caucasians?|whites?){_EN_ONLY}|\bno\s+(?:blacks|foreigners|minorities|africans|asians)\b",
    ),
    "religion": (
        rf"(?:须|必须|要求|应)?\s*(?:无|不得有|没有)宗教信仰|(?:有)?宗教信仰(?:者|人士){_AWAY}|(?:信教|穆斯林|基督徒){_AWAY}",
        r"\bno\s+(?:muslims?|christians?|hindus?|jews|religious\s+(?:people|candidates?|applicants?))\b",
    ),
    "marital": (
        rf"(?:已婚已育|未婚未育|已婚未育|已婚|未婚|已育|未育|单身)(?:者|人士|女性|男性)?(?:{_FIRST}|{_AWAY})",
        rf"{_LIMIT}\s*(?:已|未)婚|(?:须|必须|要求)\s*(?:已|未)婚(?!均可|不限)",
        r"[一二两三几\d]\s*年(?:之?内)?不(?:得|能|可|准)?\s*(?:生育|怀孕|结婚|要孩子)",
        rf"\b(?:un)?married{_EN_ONLY}|\bsingles?{_EN_ONLY}|\bno\s+(?:pregnan\w+|children)\b(?=\s*(?:$|[.,;]|allowed|within))",
    ),
    "health": (
        rf"(?:残疾人?|残障人士?|乙肝(?:病毒)?(?:携带者?|患者)?|(?:病毒|病原)携带者|艾滋病(?:患者|感染者)?){_AWAY}",
        r"(?:须|必须|要求|应)?\s*(?:无|不得有|没有)(?:任何)?残疾|(?:不得|不能)(?:是|为)?乙肝",
        r"\bno\s+disab(?:led|ilit(?:y|ies))\b|\bable-bodied(?:\s+(?:candidates?|applicants?))?\s+only\b",
    ),
    "residence": (
        rf"{_LIMIT}\s*(?:本地|本市|本省|本区|青岛|山东|岛城|[\u4e00-\u9fff]{{1,3}}(?:市|省|区|县))(?:人|户口|户籍|籍)",
        rf"(?:本地|本市|本省|青岛|山东)(?:人|户口|户籍|籍)(?:者)?{_FIRST}",
        r"(?:须|必须|要求)\s*(?:具有|有|为|是)?\s*(?:本地|本市|本省|青岛|山东)(?:人|户口|户籍)",
        rf"(?:外地人|外地户口|外地户籍|外省人|(?:{_PLACES})(?:省)?(?:人|籍)){_AWAY}",
        rf"\blocal\s+residents?{_EN_ONLY}|\blocals\s+only\b|\blocal\s+hukou\b",
    ),
    "age": (
        r"(?:年龄)?\s*(?:要求)?\s*(?:在)?\s*(?:不超过|不大于|不高于|低于|小于|未满|不满)\s*(?:\d{2}|[二三四五六]十[一二三四五六七八九]?)\s*(?:周)?岁",
        r"(?:\d{2}|[二三四五六]十[一二三四五六七八九]?)\s*(?:周)?岁\s*(?:\(含\))?\s*(?:及|\(含\))?\s*(?:以下|以内|之内|以上|内)",
        r"\d{2}\s*(?:周?岁)?\s*[-—–~至到]\s*\d{2}\s*(?:周)?岁",
        r"(?:年龄)\s*[:为]?\s*(?:\d{2}\s*[-—–~至到]\s*)?\d{2}(?!\d)\s*(?:周?岁)?(?:以下|以内)?",
        r"\b(?:under|below|younger\s+than|not\s+older\s+than|no\s+older\s+than|over|above)\s+(?:the\s+age\s+of\s+\d{2}|\d{2}\s+years\s+(?:old|of\s+age))\b",
        r"\b(?:aged?|ages)\s*:?\s+(?:under\s+|below\s+|between\s+)?\d{2}\b(?!\s*(?:hours?|days?|months?|%))|\bmax(?:imum)?\s+age\b",
        rf"\byoung\s+(?:people|candidates?|applicants?){_EN_ONLY}|\byoung\s+only\b",
    ),
}
_COMPILED = {ground: re.compile("|".join(patterns)) for ground, patterns in PATTERNS.items()}


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """(ground, start, end) of each flagged wording, as places in `text`."""
    folded, starts = fold_aligned(text)
    for ground, pattern in _COMPILED.items():
        for hit in pattern.finditer(folded):
            yield ground, starts[hit.start()], starts[hit.end()]


def check(text: str) -> list[Flag]:
    """Flags in a text of any language or script, in the order of the grounds; each wording once."""
    flags: dict[tuple[str, str], Flag] = {}
    for ground, start, end in spans(text):
        word = text[start:end].strip()
        flags.setdefault((ground, word), Flag(ground, word, ground not in WARN_ONLY, MESSAGES[ground]))
    return list(flags.values())


def for_ranking(text: str) -> str:
    """The text without any flagged wording, so that sex, age or origin cannot move a score.

    Line ends stand in place of what was taken out: every place in the text stays where it was, and no sentence (so no
    quote of a reason) runs over the hole.
    """
    left = list(text)
    for _ground, start, end in spans(text):
        left[start:end] = "\n" * (end - start)
    return "".join(left)


def flags_of(revision: PositionRevision) -> list[Flag]:
    return check(_joined(revision.texts.all()))


def flags_in(content: PositionContent) -> list[Flag]:
    return check(_joined(content.texts))


def _joined(texts: Iterable[PositionText | TextContent]) -> str:
    return "\n".join(part for t in texts for part in (t.title, t.summary, t.description, t.requirements))


def blocking(revision: PositionRevision) -> list[Flag]:
    return [flag for flag in flags_of(revision) if flag.blocking]
