"""Names of invented people in several cultures. A common surname may be anybody's; no given name aims at a person."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from apps.sample.families import table

SECOND_TONGUE = {"indian": "hi", "malay": "ms", "levant": "ar", "latin": "es", "slavic": "ru", "japanese": "ja",
                 "korean": "ko", "german": "de", "french": "fr", "nordic": "sv", "anglo": "en"}  # fmt: skip
NATIVE_OF = {"NO": "no", "DK": "da", "FI": "fi", "IS": "is", "NL": "nl", "IT": "it", "PT": "pt", "BR": "pt", "TR": "tr",
             "IR": "fa", "IL": "he", "PL": "pl", "CZ": "cs", "UA": "uk", "PK": "ur", "ID": "id", "TH": "th"}  # fmt: skip


@dataclass(frozen=True)
class Name:
    """As a profile stores it; `native` is the code of her first language, `chinese` whether she writes Chinese."""

    name_zh: str
    family_name: str
    given_name: str
    native: str
    chinese: bool


def invent(rng: Random, country: str, *, chinese: bool) -> Name:
    """A name as one meets it in `country`: a Chinese one of that place, or one of the local culture."""
    met = table("names")["met"]
    if chinese:
        return _chinese(rng, "cantonese" if met.get(country) == "cantonese" else "chinese")
    culture = str(met.get(country, "anglo"))
    if culture in ("chinese", "cantonese"):
        culture = "anglo"
    parts = table("names")[culture]
    native = NATIVE_OF.get(country, SECOND_TONGUE[culture])
    return Name("", rng.choice(parts["family"]), rng.choice(parts["given"]), native, chinese=False)


def _chinese(rng: Random, culture: str) -> Name:
    parts = table("names")[culture]
    surname, first, second = rng.choice(parts["surnames"]), rng.choice(parts["first"]), rng.choice(parts["second"])
    given = f"{first[1]} {second[1]}" if culture == "cantonese" else (first[1] + second[1]).capitalize()
    native = "yue" if culture == "cantonese" else "zh"
    return Name(surname[0] + first[0] + second[0], surname[1], given, native, chinese=True)
