"""Names of people: how they are shown, and read from one line in any order and script."""

from __future__ import annotations

import re
from typing import Protocol

from django.utils import translation

from apps.core.text import mend, squeeze
from apps.talents.letters import is_pinyin, letters_of
from apps.talents.spellings import families

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_HAN_NAME = re.compile(rf"[{_HAN}·]{{2,12}}")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.\-]*")
_TITLES = {"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "phd", "ceng", "eng", "msc", "md", "先生", "女士", "博士", "教授"}  # fmt: skip
_PARTICLES = {"de", "da", "di", "do", "dos", "van", "von", "der", "den", "del", "la", "ten", "bin", "al", "el", "af"}


class Named(Protocol):
    name_zh: str
    family_name: str
    given_name: str


def latin_name(person: Named, language: str | None = None) -> str:
    """Given name first, family name in capitals for a Chinese reader, so that both know which is which."""
    family = person.family_name
    if family and person.given_name and _reads_chinese(language):
        family = family.upper()
    return squeeze(f"{person.given_name} {family}")


def display_name(person: Named, language: str | None = None) -> str:
    """Her name as a reader of `language` (the active one) expects it, both scripts if she gave both; "" if none.

    English: "Xiaoming Wang (王小明)"; Chinese: "王小明（Xiaoming WANG）". A single name stands alone.
    """
    latin, chinese = latin_name(person, language), person.name_zh
    if not latin or not chinese:
        return latin or chinese
    return f"{chinese}（{latin}）" if _reads_chinese(language) else f"{latin} ({chinese})"


def _reads_chinese(language: str | None) -> bool:
    return (language or translation.get_language() or "zh-hans").lower().startswith("zh")


def split_name(written: str) -> tuple[str, str, str]:
    """(name_zh, family_name, given_name) of a name on one line, in any order and script; single names in the last.

    A word in capitals beside others is the family name; a comma puts it first; the characters beside it say which word
    is theirs (苏砚清 Su Yanqing); else the last word is.
    """
    text = squeeze(mend(written))
    found = _HAN_NAME.search(text.replace("•", "·").replace("・", "·"))
    chinese = found.group() if found else "".join(re.findall(f"[{_HAN}]", text))[:12]
    chinese = re.sub("(先生|女士|博士|教授)$", "", chinese)
    latin = re.sub(f"[{_HAN}（）()·]", " ", text)
    head, comma, tail = latin.partition(",")
    if comma and (words := _words(tail)) and _words(head):
        return chinese, " ".join(_words(head)), " ".join(words)
    words = _words(head)
    if len(words) < 2:
        return chinese, "", " ".join(words)
    whole = [word for word in words if len(word.strip(".")) > 1]  # initials say nothing about capitals
    capitals = [word for word in whole if word.isupper()]
    if capitals and len(capitals) < len(whole):
        return chinese, " ".join(capitals), " ".join(word for word in words if word not in capitals)
    if chinese and (family_first := _said_by(chinese, words)) is not None:
        return (chinese, words[0], " ".join(words[1:])) if family_first else (chinese, words[-1], " ".join(words[:-1]))
    if capitals and all(is_pinyin(word) for word in words):
        return chinese, words[0], " ".join(words[1:])  # passport order: WANG XIAO MING
    last = _family_at(words)
    return chinese, " ".join(words[last:]), " ".join(words[:last])


def _said_by(chinese: str, words: list[str]) -> bool | None:
    """Whether the characters put the family name first in Latin letters too; None where they do not tell."""
    readings = families(chinese)
    first, last = letters_of(words[0]) in readings, letters_of(words[-1]) in readings
    return first if first != last else None


def _family_at(words: list[str]) -> int:
    """Where the family name begins: at its particle (van der Berg), or two words before the end of a long name."""
    particles = [place for place, word in enumerate(words) if place and word in _PARTICLES]
    if particles and particles[0] < len(words) - 1:
        return particles[0]
    return -2 if len(words) >= 4 else -1


def _words(text: str) -> list[str]:
    return [word for word in _LATIN_WORD.findall(text) if word.lower().strip(".") not in _TITLES]


def cased(name: str) -> str:
    """A name in all capitals as one writes it in a sentence: ORTEGA -> Ortega, XIAO-MING -> Xiao-Ming."""
    if not name.isupper():
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), name)


def cased_split(written: str) -> tuple[str, str, str]:
    """As `split_name`, a name all in capitals written as one writes it; a family name alone in capitals stays."""
    chinese, family, given = split_name(written)
    if family.isupper() and given.isupper():
        return chinese, cased(family), cased(given)
    return chinese, family, given
