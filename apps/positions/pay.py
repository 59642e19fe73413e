"""Pay as people write it, turned into whole yuan a year before tax."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from apps.core.text import fold
from apps.positions.figures import chinese_number
from apps.taxonomy import vocabulary

HIGHEST = 10_000_000  # yuan a year; a column of the database holds no more
UNSURE_BELOW = 40_000  # yuan: too little for a year, so a figure without "a month" or "a year" is asked about
WAN, THOUSAND = 10_000, 1_000
UNITS = {"万": WAN, "w": WAN, "千": THOUSAND, "k": THOUSAND, "元": 1, "块": 1, "": 0}

_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = r"(?:万|w(?![a-z])|千|k(?![a-z]))?(?:元|块|人民币|rmb|cny)?"
_BAND = re.compile(rf"({_NUMBER})({_UNIT})(?:/[年月])?(?:-|(?=元?-)元?-)({_NUMBER})({_UNIT})")
_SINGLE = re.compile(rf"({_NUMBER})({_UNIT})")
_MONTHS = re.compile(
    r"(?:[x×*·.,,;+]|每年|一年|年|共)?(1[2-9]|2[0-4])(?:薪|个月|月薪|months?|salaries)|[x×*](1[2-9]|2[0-4])$"
)
_A_MONTH = re.compile(r"/月|每月|月薪|每个月|/个月|permonth|/month|/mo\b|monthly|amonth|p\.?m\.?$")
_A_YEAR = re.compile(r"/年|每年|年薪|一年|全年|peryear|/year|/yr|annual|ayear|p\.?a\.?$|perannum|yearly")
_OPEN_UP = re.compile(r"以上|起|不低于|至少|atleast|from|\+$|≥|>")
_OPEN_DOWN = re.compile(r"以下|以内|不超过|封顶|最高|upto|atmost|≤|<")
_FOREIGN = re.compile(r"\$|usd|us\$|美元|美金|eur|€|欧元|£|gbp|英镑|hkd|港币|港元|日元|jpy|韩元|新元|sgd")
_AGREED = re.compile(
    r"面议|另议|详谈|面谈|协商|议价|negotiable|tobediscussed|competitive|byagreement|dependingonexperience"
)
_DASHES = str.maketrans(dict.fromkeys("~—–‒−﹣－～至到", "-"))
_GROUPED = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_ENDLESS = re.compile(r"\d{13}")
_HAN_NUMBER = re.compile(r"[一二两三四五六七八九十百千]+(?=万|千|元|-|薪)")


class PayError(ValueError):
    """What is written is no pay band; the text says what to write instead."""


@dataclass(frozen=True)
class Hint:
    """What a heading says about bare figures: yuan in one of them (1 or 10,000), and whether they are a month's."""

    unit: int = 0
    monthly: bool | None = None


def parse_pay(text: str, hint: Hint | None = None) -> tuple[int, int]:
    """(from, to) in whole yuan a year before tax. One figure is both ends.

    Reads "11-25万", "25-40万/年", "2万×14薪", "15000-25000/月·13薪", "20-35k·14薪", "150000-300000", full-width digits and
    Chinese numerals. A bare band under 1,000 is in ten thousands a year ("11-25"). Raises PayError.
    """
    plain = _plain(text)
    if not plain:
        raise PayError(_("Please state the pay: a band such as 20-35万 a year."))
    if _ENDLESS.search(plain):
        raise PayError(_too_much())
    if _FOREIGN.search(plain):
        raise PayError(_("Please state the pay in yuan; readers abroad see it converted."))
    months, plain = _months(plain)
    found = _BAND.search(plain)
    if found:
        low, low_unit, high, high_unit = found.groups()
    else:
        low, low_unit = _single(plain)
        high, high_unit = low, low_unit
    if re.match(r"-\d", plain) or re.search(r"--\d", plain):
        raise PayError(_("Pay cannot be negative."))
    high_unit = high_unit or low_unit
    low_unit = low_unit or high_unit
    ends = [(Decimal(low), _unit(low_unit)), (Decimal(high), _unit(high_unit))]
    return _checked(*_yearly(ends, plain, months, hint or Hint()))


def is_by_agreement(text: str) -> bool:
    """Whether the words leave the pay, or more of it, to agreement."""
    return _AGREED.search(_plain(text)) is not None


def _plain(text: str) -> str:
    """Folded, without blanks and separators of thousands; every dash one dash; Chinese numerals as digits."""
    text = fold(unicodedata.normalize("NFKC", text)).translate(_DASHES)
    text = _GROUPED.sub("", re.sub(r"\bto\b", "-", text))
    text = re.sub(r"\s+", "", text).replace("¥", "").replace("￥", "").replace("cny", "").replace("rmb", "")
    return _HAN_NUMBER.sub(lambda hit: str(chinese_number(hit.group(0)) or hit.group(0)), text)


def _months(plain: str) -> tuple[int | None, str]:
    """How many salaries a year holds, if that is written, and the text without it."""
    found = _MONTHS.search(plain)
    if found is None or found.start() == 0:
        return None, plain
    return int(found.group(1) or found.group(2)), plain[: found.start()] + plain[found.end() :]


def _single(plain: str) -> tuple[str, str]:
    found = _SINGLE.search(plain)
    if found is None:
        if _AGREED.search(plain):
            raise PayError(
                _("Basic pay has to be stated: give a band such as 20-35万, and tick “more by agreement” beside it.")
            )
        raise PayError(_("This is not a pay band. Write for instance 20-35万, 2万×14薪 or 15000-25000/月·13薪."))
    if _OPEN_UP.search(plain) or _OPEN_DOWN.search(plain):
        raise PayError(_("Please state both ends of the pay, for instance 20-35万."))
    return found.group(1), found.group(2)


def _unit(written: str) -> int:
    return UNITS[written[0]] if written and written[0] in UNITS else 0


def _yearly(ends: list[tuple[Decimal, int]], plain: str, months: int | None, hint: Hint) -> tuple[int, int]:
    monthly = _is_monthly(ends, plain, months, hint)
    if not any(unit for _figure, unit in ends):
        unit = hint.unit or _guessed_unit(ends, monthly=bool(monthly))
        ends = [(figure, unit) for figure, _none in ends]
    amounts = [figure * unit for figure, unit in ends]
    if monthly is None and max(amounts) < UNSURE_BELOW and max(amounts) > 0:
        raise PayError(_("Is this a month's pay or a year's? Write 15000-25000/月 or 20-35万/年."))
    factor = (months or 12) if monthly else 1
    low, high = (int((amount * factor).quantize(Decimal(1), ROUND_HALF_UP)) for amount in amounts)
    return low, high


def _is_monthly(ends: list[tuple[Decimal, int]], plain: str, months: int | None, hint: Hint) -> bool | None:
    """None where nothing says so."""
    if _A_MONTH.search(plain):
        return True
    if _A_YEAR.search(plain):
        return False
    if months is not None or any(unit == THOUSAND for _figure, unit in ends):
        return True  # "20-35k" is how monthly pay is written
    return hint.monthly


def _guessed_unit(ends: list[tuple[Decimal, int]], *, monthly: bool) -> int:
    highest = max(figure for figure, _unit in ends)
    if highest >= THOUSAND:
        return 1
    if monthly:
        raise PayError(_("Please add the unit: 15000-25000/月 or 1.5-2.5万/月."))
    return WAN


def _checked(low: int, high: int) -> tuple[int, int]:
    if low <= 0 or high <= 0:
        raise PayError(_("Pay must be more than nothing."))
    if low > high:
        raise PayError(_("The first figure is higher than the second."))
    if high > HIGHEST:
        raise PayError(_too_much())
    return low, high


def _too_much() -> str:
    return _("That is more than 10 million yuan a year. Please check the unit.")


def write_pay(low: int, high: int) -> str:
    """The band as `parse_pay` reads it back: "28-48万", or yuan where ten thousands would not be exact."""
    if low % 100 == 0 and high % 100 == 0:
        ends = [f"{Decimal(end) / WAN:f}" for end in (low, high)]
        ends = [end.rstrip("0").rstrip(".") if "." in end else end for end in ends]
        return f"{'-'.join(dict.fromkeys(ends))}万/年"
    return f"{'-'.join(dict.fromkeys((str(low), str(high))))}元/年"


def note_on(low: int, high: int, degree: str) -> str:
    """A note, not an error, when the band lies partly outside what is usual for the degree; empty inside."""
    usual = vocabulary.current().term("pay_reference", degree)
    if usual is None:
        return ""
    least, most = usual.attributes.get("min_yuan"), usual.attributes.get("max_yuan")
    if (not least or low >= least) and (not most or high <= most):
        return ""
    facts = {"usual": usual.label, "low": f"{least or 0:,}", "high": f"{most or 0:,}"}
    facts |= {"low_wan": str((least or 0) // WAN), "high_wan": str((most or 0) // WAN)}
    return _("Only to let you know: %(usual)s is CNY %(low)s–%(high)s. You may keep your figures.") % facts
