"""Upward news about the vocabulary of skills, in the past tense and in the same transaction; and one question."""

from django.dispatch import Signal

skill_merged = Signal()  # source, target: codes; all uses of the first now mean the second
skill_named = Signal()  # key, code: words (as `names.name_key` has them) that the vocabulary knows from now on
unknown_skills_asked = Signal()  # answer (kind, {words as typed: how many people or positions}) of skills without code
