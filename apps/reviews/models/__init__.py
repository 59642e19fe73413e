"""Appraisals, form checks, panels, sheets and determinations."""

from apps.reviews.models.appraisal import Opinion, OpinionAnswer
from apps.reviews.models.determination import Determination, ReviewCase, Winner
from apps.reviews.models.form_check import CheckList, FormAppeal, FormCheck, FormItem
from apps.reviews.models.panel import Panel, Pseudonym, Seat
from apps.reviews.models.sheet import Mark, Sheet

__all__ = [
    "CheckList",
    "Determination",
    "FormAppeal",
    "FormCheck",
    "FormItem",
    "Mark",
    "Opinion",
    "OpinionAnswer",
    "Panel",
    "Pseudonym",
    "ReviewCase",
    "Seat",
    "Sheet",
    "Winner",
]
