"""Panels, sheets and determinations."""

from apps.reviews.models.determination import Determination, ReviewCase, Winner
from apps.reviews.models.panel import Panel, Pseudonym, Seat
from apps.reviews.models.sheet import Mark, Sheet

__all__ = ["Determination", "Mark", "Panel", "Pseudonym", "ReviewCase", "Seat", "Sheet", "Winner"]
