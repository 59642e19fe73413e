"""The words of the pages in the reader's language, and whether a page speaks another one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import polib
from django.utils import translation

CATALOGUE = Path(__file__).resolve().parents[2] / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%[(a-z]|[{}<>]")


class Words:
    """`say("Sign in")` is what the button says to a reader of `language`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, msgid: str, *, context: str = "", **facts: object) -> str:
        with translation.override(self.language):
            text = translation.pgettext(context, msgid) if context else translation.gettext(msgid)
        return text % facts if facts else text

    def count(self, one: str, many: str, n: int) -> str:
        with translation.override(self.language):
            return translation.ngettext(one, many, n) % {"n": n}


@cache
def english_sentences() -> tuple[str, ...]:
    """Sentences of the pages that a Chinese page would say in Chinese: several words, nothing to fill in."""
    return tuple(
        entry.msgid
        for entry in polib.pofile(str(CATALOGUE))
        if len(entry.msgid.split()) > 1 and CHINESE.search(entry.msgstr) and not PLACEHOLDER.search(entry.msgid)
    )


@cache
def chinese_sentences() -> tuple[str, ...]:
    """The same for English pages. Short words may be part of what somebody wrote in Chinese."""
    return tuple(
        entry.msgstr
        for entry in polib.pofile(str(CATALOGUE))
        if len(CHINESE.findall(entry.msgstr)) > 5 and not PLACEHOLDER.search(entry.msgstr)
    )


def foreign(text: str, language: str) -> list[str]:
    """Sentences of the catalogue that stand in `text` in the wrong language."""
    wrong = chinese_sentences() if language == "en" else english_sentences()
    return [sentence for sentence in wrong if re.search(rf"(?<!\w){re.escape(sentence)}(?!\w)", text)]
