"""How well somebody masters a skill, from words: 1 aware, 2 working, 3 proficient, 4 expert."""

from __future__ import annotations

import re

from apps.taxonomy import lookups

_DIGIT = re.compile(r"(?:level|lv\.?|等级)?\s*([1-4])\s*(?:/\s*4)?", re.IGNORECASE)
_WORDS = {
    "熟练使用": 3,
    "熟悉": 2,
    "掌握": 2,
    "good": 3,
    "basic": 1,
    "beginner": 1,
    "intermediate": 2,
    "professional": 3,
}
# What stands before skills in a sentence, longest first; it governs the list that follows until another one comes.
_BEFORE = (
    ("熟练掌握", 3), ("熟练使用", 3), ("熟练运用", 3), ("精通", 4), ("熟练", 3), ("擅长", 3), ("熟悉", 2), ("掌握", 2), ("会用", 2), ("了解", 1),
    ("expert in", 4), ("expertise in", 4), ("mastery of", 4), ("proficient in", 3), ("proficient with", 3), ("strong background in", 3),
    ("advanced knowledge of", 3), ("skilled in", 3), ("familiar with", 2), ("working knowledge of", 2), ("experienced in", 3),
    ("basic knowledge of", 1), ("basics of", 1), ("aware of", 1),
)  # fmt: skip
_LEVEL_BEFORE = re.compile("|".join(re.escape(word) for word, _level in _BEFORE), re.IGNORECASE)
_LEVELS = dict(_BEFORE)
_BRACKET = re.compile(r"\s*[(（]([^()（）]{1,24})[)）]")
_SENTENCE = re.compile(r"[。；;！？!?\n]|\.\s")


def level_of(words: str) -> int | None:
    """1 to 4 from a word of the vocabulary, a word people use, or a digit; None otherwise."""
    bare = words.strip().lower()
    if bare in _WORDS:
        return _WORDS[bare]
    term = lookups.find_term("skill_level", bare)
    if term is not None:
        return int(term.attributes["level"])
    digit = _DIGIT.fullmatch(bare)
    return int(digit.group(1)) if digit else None


def level_near(text: str, start: int, end: int) -> int | None:
    """The level told of the skill text[start:end]: in brackets behind it, else by the last word for it before it."""
    if (bracket := _BRACKET.match(text, end)) and (level := level_of(bracket.group(1))) is not None:
        return level
    clause = _SENTENCE.split(text[max(0, start - 200) : start])[-1]
    found = _LEVEL_BEFORE.findall(clause)
    return _LEVELS[found[-1].lower()] if found else None
