"""Texts that people write exist in one or two languages; this chooses the row a reader gets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from django.conf import settings
from django.utils import translation


class LanguageRow(Protocol):
    language: str
    is_original: bool


Row = TypeVar("Row", bound=LanguageRow)


def text_for_reader(texts: Iterable[Row], language: str | None = None) -> Row | None:
    """The row in the reader's language, else in its other script, else the original; None without rows."""
    rows = list(texts)
    wanted = (language or translation.get_language() or "zh-hans").lower()
    for row in rows:
        if row.language == wanted:
            return row
    for row in rows:
        if row.language.split("-")[0] == wanted.split("-")[0]:
            return row
    return next((row for row in rows if row.is_original), rows[0] if rows else None)


def in_language(zh: str, en: str) -> str:
    """Of the words for something, those for the reader; the other language before nothing."""
    english = (translation.get_language() or "").startswith("en")
    return (en or zh) if english else (zh or en)


def in_each_language(words: Callable[[], str]) -> dict[str, str]:
    """What `words` says in every language of the site, by language: for what is kept and read later."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = words()
    return found
