"""Which of the three label columns a reader gets."""

from __future__ import annotations

from typing import Protocol

from django.utils import translation

COLUMNS = ("label_zh_hans", "label_zh_hant", "label_en")
_FALLBACK = {
    "label_zh_hans": COLUMNS,
    "label_zh_hant": ("label_zh_hant", "label_zh_hans", "label_en"),
    "label_en": ("label_en", "label_zh_hans", "label_zh_hant"),
}


class ThreeLabels(Protocol):
    @property
    def label_zh_hans(self) -> str: ...

    @property
    def label_zh_hant(self) -> str: ...

    @property
    def label_en(self) -> str: ...


def column_for(language: str | None = None) -> str:
    """The label column of a language code, the active one by default; an unknown language reads English."""
    code = (language or translation.get_language() or "zh-hans").lower().replace("_", "-")
    if code.startswith(("zh-hant", "zh-hk", "zh-tw", "zh-mo")):
        return "label_zh_hant"
    return "label_zh_hans" if code.startswith("zh") else "label_en"


def label_of(row: ThreeLabels, language: str | None = None) -> str:
    """The label in the language, else in the nearest one that has a label."""
    return next((text for name in _FALLBACK[column_for(language)] if (text := getattr(row, name))), "")
