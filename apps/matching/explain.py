"""From stored points and evidence to reasons in the reader's language. The points of the reasons add up to the score.

On an anonymous card the talent's side shows vocabulary labels and plain figures only: her own words stay hers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.taxonomy.lookups import entry
from apps.taxonomy.lookups import label as term_label

UNKNOWN = "unknown"
BORNE_OUT_IN_PART = "skill_borne_out_in_part"
Marks = tuple[tuple[int, int], ...]
VOCABULARY, FREE_TEXT, FACT = "vocabulary", "free_text", "fact"

FACTOR_LABELS: dict[str, Promise] = {
    "text": _("Text of posting and profile"),
    "skills": _("Skills"),
    "discipline": _("Discipline"),
    "years": _("Years of experience"),
    "chain": _("Industry chain"),
    "languages": _("Languages"),
    "pay": _("Pay"),
    "availability": _("Start"),
    "wishes": _("What she wishes"),
}
LABELS: dict[str, Promise] = {
    "words_match": _("The profile speaks of something alike"),
    "text_alike": _("Both texts as a whole are alike"),
    "gap_told": _("The profile says that this is missing"),
    "line_missing": _("Nothing told in the profile answers this line of the posting"),
    "skill_matched": _("Tells of a skill that is asked for"),
    "skill_near": _("Tells of something close to a skill asked for"),
    BORNE_OUT_IN_PART: _("Names a skill asked for, and what is told of her work bears it out in part"),
    "skill_faint": _("Has something that resembles a skill asked for from afar"),
    "skill_missing": _("No evidence of a skill that the posting asks for"),
    "skill_listed": _("Names a skill that nothing told of her work shows"),
    "discipline_matched": _("Comes from the discipline asked for"),
    "discipline_near": _("Comes from a neighbouring discipline"),
    "discipline_missing": _("No evidence of the discipline that the posting asks for"),
    "chain_matched": _("Works in the same industry chain"),
    "chain_near": _("Works in a neighbouring industry chain"),
    "chain_missing": _("No evidence of work in the industry chain of the posting"),
    "years_met": _("Has the years of experience asked for"),
    "years_short": _("Has fewer years of experience than asked for"),
    "years_missing": _("No evidence of the years of experience that the posting asks for"),
    "language_spoken": _("Speaks a language that is asked for"),
    "language_below": _("Speaks a language that is asked for, below the level asked for"),
    "language_missing": _("No evidence of a language that the posting asks for"),
    "degree_met": _("Has the degree asked for"),
    "degree_in_progress": _("Is working for the degree asked for"),
    "degree_below": _("Does not hold the degree asked for"),
    "degree_missing": _("No evidence of the degree that the posting demands"),
    "pay_within": _("Expected pay lies within the band"),
    "pay_above": _("Expected pay lies above the band"),
    "available_in_time": _("Can start in time"),
    "available_late": _("Can start later than asked for"),
    "place_wished": _("Would like to work in this district"),
    "place_other": _("Would rather work in another district"),
    "kind_wished": _("Looks for this kind of post"),
    "kind_other": _("Looks for another kind of post"),
    UNKNOWN: _("%(factor)s: nothing is known here; a fixed neutral value counts"),
}
MISSING = {
    "line_missing", "skill_missing", "discipline_missing", "chain_missing", "years_missing", "language_missing", "degree_missing",
}  # fmt: skip
AGAINST = MISSING | {
    "gap_told", "skill_listed", "years_short", "language_below", "degree_below", "pay_above", "available_late",
    "place_other", "kind_other",
}  # fmt: skip
KINDS = {"skills": "skill", "discipline": "discipline", "chain": "chain", "languages": "language", "degree": "degree"}
HER_WISHES = "wishes"


@dataclass(frozen=True)
class Reason:
    """One reason. `points` in thousandths; the texts are what it rests on, empty where nothing may be shown.

    The marks are places [start, end) in the texts: the words that carry the reason, within the phrase around them.
    """

    factor: str
    code: str
    label: str
    points: int
    posting_text: str
    talent_text: str
    against: bool
    posting_marks: Marks = ()
    talent_marks: Marks = ()

    def posting_parts(self) -> list[tuple[str, bool]]:
        return parts(self.posting_text, self.posting_marks)

    def talent_parts(self) -> list[tuple[str, bool]]:
        return parts(self.talent_text, self.talent_marks)


def parts(text: str, marks: Marks) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is marked."""
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in marks:
        found += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [(piece, marked) for piece, marked in [*found, (text[at:], False)] if piece]


@dataclass(frozen=True)
class Bar:
    """A factor of the score: points of at most `max`, both in thousandths."""

    factor: str
    label: str
    points: int
    max: int
    neutral: bool


def bars(points: Mapping[str, int], values: Mapping[str, float | None], weights: Mapping[str, int]) -> list[Bar]:
    """All factors, heaviest first; their points add up to the score."""
    order = sorted(points, key=lambda factor: -weights.get(factor, 0))
    return [
        Bar(f, str(FACTOR_LABELS.get(f, f)), points[f], weights.get(f, points[f]), values.get(f) is None) for f in order
    ]


def reasons(points: Mapping[str, int], evidence: Sequence[Mapping[str, Any]], *, anonymous: bool) -> list[Reason]:
    """Reasons of one result, weightiest first, then what speaks against. Their points add up to the score.

    The degree is a hard rule and no factor: its reason has no points.
    """
    found: list[Reason] = []
    for factor, total in points.items():
        rows = [row for row in evidence if row["factor"] == factor]
        found += _of_factor(factor, total, rows, anonymous=anonymous)
    if "degree" not in points:
        found += [_reason("degree", row, 0, anonymous=anonymous) for row in evidence if row["factor"] == "degree"]
    return sorted(found, key=lambda reason: (reason.against, -reason.points))


def _of_factor(factor: str, total: int, rows: list[Mapping[str, Any]], *, anonymous: bool) -> list[Reason]:
    """The factor's points shared out among its evidence by strength; without any, one line holds them all."""
    bearing = [row for row in rows if row["strength"] > 0]
    bearing = bearing or [row for row in rows if row["code"] not in MISSING][:1]
    if not bearing:  # what is missing earns nothing; the points are the neutral value's
        unknown = [_reason(factor, {"code": UNKNOWN}, total, anonymous=anonymous)] if total else []
        return unknown + [_reason(factor, row, 0, anonymous=anonymous) for row in rows]
    whole = sum(row["strength"] for row in bearing) or 1.0
    shares = [int(total * row["strength"] / whole) for row in bearing]
    shares[0] += total - sum(shares)
    points = {id(row): share for row, share in zip(bearing, shares, strict=True)}
    return [_reason(factor, row, points.get(id(row), 0), anonymous=anonymous) for row in rows]


def _reason(factor: str, row: Mapping[str, Any], points: int, *, anonymous: bool) -> Reason:
    code = str(row["code"])
    return Reason(
        factor=factor,
        code=code,
        label=_label_of(factor, BORNE_OUT_IN_PART if _same_skill(row) else code),
        points=points,
        posting_text=words(factor, row.get("posting"), anonymous=False),
        talent_text=words(factor, row.get("talent"), anonymous=anonymous),
        against=code in AGAINST,
        posting_marks=_marks(row.get("posting"), anonymous=False),
        talent_marks=_marks(row.get("talent"), anonymous=anonymous),
    )


def _same_skill(row: Mapping[str, Any]) -> bool:
    """Of two skills that read alike nobody believes that they are only close; what falls short is what bears hers out."""
    asked, own = row.get("posting"), row.get("talent")
    if row["code"] != "skill_near" or not asked or not own or own.get("field") != "skills":
        return False
    return bool((asked["code"] or asked["text"]) == (own["code"] or own["text"]))


def _label_of(factor: str, code: str) -> str:
    name = str(FACTOR_LABELS.get(factor, factor))
    return str(LABELS.get(code, name)) % {"factor": name} if code == UNKNOWN else str(LABELS.get(code, name))


def _marks(quote: Mapping[str, Any] | None, *, anonymous: bool) -> Marks:
    """Only free text has any; results of former days have none."""
    if quote is None or anonymous or quote["source"] != FREE_TEXT:
        return ()
    return tuple((int(start), int(end)) for start, end in quote.get("marks", ()))


def words(factor: str, quote: Mapping[str, Any] | None, *, anonymous: bool) -> str:
    """What a quote says to the reader: labels in her language, figures as figures, free text as written or not at all."""
    if quote is None:
        return ""
    if anonymous and factor == HER_WISHES:
        return ""  # what she wishes is no part of a card; the posting's side says which wish it is
    if quote["source"] == VOCABULARY and quote["code"]:
        return _label(factor, quote, anonymous=anonymous)
    if quote["source"] == FACT:
        return _figure(factor, quote["text"], anonymous=anonymous)
    return "" if anonymous else str(quote["text"])


def _label(factor: str, quote: Mapping[str, Any], *, anonymous: bool) -> str:
    """The vocabulary's words. On an anonymous card a code that is not in it may be something she typed."""
    kind = str(quote["field"]) if factor == HER_WISHES else KINDS.get(factor, factor)
    level = quote["text"] if factor == "languages" else ""
    if anonymous and entry(kind, quote["code"]) is None:
        return ""
    if anonymous and level and entry("language_level", level) is None:
        level = ""
    return f"{term_label(kind, quote['code'])} {term_label('language_level', level) if level else ''}".strip()


def label_of(field: str, code: str, more: str = "") -> str:
    """A code of the field or factor it stands in, in the reader's language; `more` is a level or a status."""
    kind = KINDS.get(field, field)
    if kind == "degree" and more:
        return f"{term_label(kind, code)} ({term_label('degree_status', more)})"
    return f"{term_label(kind, code)} {more}".strip()


def _figure(factor: str, text: str, *, anonymous: bool) -> str:
    """Years and dates as they are; pay in 万元 or CNY is the page's business, so whole yuan stand here."""
    if factor == "availability":
        day = parse_date(text)
        return f"{day:%Y-%m}" if day else text
    if factor == "pay" and anonymous and text.isdigit():
        return str(max(10_000, round(int(text) / 10_000) * 10_000))
    return text.removesuffix(".0")
