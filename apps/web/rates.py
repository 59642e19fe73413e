"""The reader's currency, and the dated rate that operators keep for it in the vocabulary `exchange_rate`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.utils.translation import get_language

from apps.talents.models import Talent
from apps.taxonomy import vocabulary
from apps.taxonomy.vocabulary import TermEntry
from apps.web.formatting import Rate, script

VOCABULARY = "exchange_rate"
SAMPLE = "sample"  # the note of a row as it came along; an operator who enters today's rate empties it
OF_LANGUAGE = {"en": "USD", "hant": "HKD"}  # who reads simplified Chinese counts in yuan
MILLION = Decimal(1_000_000)  # rates are kept as whole yuan for a million units: no floats, four decimals


def rate_for(request: HttpRequest) -> Rate | None:
    """The rate of a talent's country of residence, else that of the page's language; None where yuan is her currency."""
    user = request.user
    home = ""
    if user.is_authenticated:
        home = Talent.objects.filter(user=user).values_list("country", flat=True).first() or ""
    return rate_of(home)


def rate_of(country: str = "") -> Rate | None:
    """The rate for somebody who lives in `country` (two letters; empty: unknown) and reads the active language."""
    rows = vocabulary.current().terms.get(VOCABULARY, {})
    if country == "CN":
        return None
    own = next((row for row in rows.values() if country and country in _countries(row)), None)
    row = own or rows.get(OF_LANGUAGE.get(script(get_language()), ""))
    return _rate(row) if row is not None else None


def _countries(row: TermEntry) -> list[str]:
    return str(row.attributes.get("countries") or "").split("|")


def _rate(row: TermEntry) -> Rate | None:
    """None when an operator's row cannot be used: a wrong rate is worse than none."""
    price, on = row.attributes.get("yuan_per_million"), str(row.attributes.get("as_of") or "")
    try:
        as_of = date.fromisoformat(on)
    except ValueError:
        return None
    if not isinstance(price, int) or price <= 0:
        return None
    return Rate(row.code, Decimal(price) / MILLION, as_of, is_sample=row.note.strip() == SAMPLE)
