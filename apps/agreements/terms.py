"""The fixed choices of agreements: each has consequences in the rules, so they are code and not a vocabulary."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SCANS = (".pdf", ".jpg", ".jpeg", ".png")  # kinds of files that a signed scan comes in
EVIDENCE = (".pdf", ".docx", ".xlsx", ".png", ".jpg", ".jpeg")  # and those that a report rests on


class Kind(models.TextChoices):
    INTENTION = "intention", pgettext_lazy("kind of agreement", "letter of intent")
    FORMAL = "formal", pgettext_lazy("kind of agreement", "formal agreement")


class Source(models.TextChoices):
    """From what an agreement grew; its public id stands beside it."""

    EVENT = "event", pgettext_lazy("source of an agreement", "event")
    MATCH = "match", pgettext_lazy("source of an agreement", "match")
    CHALLENGE = "challenge", pgettext_lazy("source of an agreement", "challenge")


class Side(models.TextChoices):
    POSTER = "poster", _("the poster")
    SOLVER = "solver", _("the applicant team")
    FIRST = "first", _("the first party")
    SECOND = "second", _("the second party")


class StopRule(models.TextChoices):
    """When the work is stopped; a contract names those that hold for it (R14, R15)."""

    MISSED = "missed", _("a milestone is missed and not made good within the period of grace")
    UNATTAINABLE = "unattainable", _("an indicator turns out to be beyond reach in spite of diligent work")
    NEED_GONE = "need_gone", _("the need has gone, or the result is there already from elsewhere")
    FORCE_MAJEURE = "force_majeure", _("force majeure")
    FRAUD = "fraud", _("false statements, plagiarism, money used for other ends")


class EndKind(models.TextChoices):
    """R15: diligent failure is not punished; fault is, and money is recovered."""

    EXCUSED = "excused", _("without fault")
    FAULT = "fault", _("by fault")


ENDS = {
    EndKind.EXCUSED: (StopRule.UNATTAINABLE, StopRule.NEED_GONE, StopRule.FORCE_MAJEURE),
    EndKind.FAULT: (StopRule.MISSED, StopRule.FRAUD),
}


class Word(models.TextChoices):
    """What the employer says of a reported milestone."""

    NONE = "", "–"
    CONFIRMED = "confirmed", pgettext_lazy("word of the employer", "confirmed")
    WAIVED = "waived", pgettext_lazy("word of the employer", "can do without it")


class Outcome(models.TextChoices):
    NONE = "", "–"
    ACCEPTED = "accepted", pgettext_lazy("outcome of an acceptance", "accepted")
    RECTIFY = "rectify", pgettext_lazy("outcome of an acceptance", "to be corrected")
    NOT_MET = "not_met", pgettext_lazy("outcome of an acceptance", "not met")


class Grade(models.TextChoices):
    EXCELLENT = "excellent", pgettext_lazy("grade of an evaluation", "Excellent")
    GOOD = "good", pgettext_lazy("grade of an evaluation", "Good")
    PASS = "pass", pgettext_lazy("grade of an evaluation", "Pass")
    FAIL = "fail", pgettext_lazy("grade of an evaluation", "Fail")


GRADES = ((90, Grade.EXCELLENT), (75, Grade.GOOD), (60, Grade.PASS), (0, Grade.FAIL))  # lowest score of each


def grade_of(score: int) -> Grade:
    """The grade of a score from 0 to 100."""
    return next(grade for least, grade in GRADES if score >= least)


class TransferMode(models.TextChoices):
    """How the result reached its use."""

    NONE = "none", pgettext_lazy("transfer of a result", "not yet")
    OWN_USE = "own_use", pgettext_lazy("transfer of a result", "used by the poster")
    ASSIGNED = "assigned", pgettext_lazy("transfer of a result", "assigned")
    LICENSED = "licensed", pgettext_lazy("transfer of a result", "licensed")
    SHARES = "shares", pgettext_lazy("transfer of a result", "brought into a company for shares")
