"""The one error of this package whose text is meant for the person at the terminal."""

from __future__ import annotations


class Refusal(Exception):
    """Something outside the program stands in the way; the text says what, and what to do about it."""
