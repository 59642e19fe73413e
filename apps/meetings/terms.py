"""Fixed choices of one-to-one meetings: sides, wishes, outcomes, ways to meet, reasons why somebody has none."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.meetings.planner.reasons import Reason


class Side(models.TextChoices):
    TALENT = "talent", pgettext_lazy("side of a meeting", "Talent")
    EMPLOYER = "employer", pgettext_lazy("side of a meeting", "Employer")

    @property
    def other(self) -> "Side":
        return Side.EMPLOYER if self == Side.TALENT else Side.TALENT


class Want(models.TextChoices):
    MUST = "must", pgettext_lazy("wish", "Must meet")
    MAY = "may", pgettext_lazy("wish", "Would like to meet")
    NO = "no", pgettext_lazy("wish", "Do not want to meet")


class Outcome(models.TextChoices):
    """无/跟进/意向/签约."""

    NONE = "none", pgettext_lazy("outcome of a meeting", "Nothing further")
    FOLLOW_UP = "follow_up", pgettext_lazy("outcome of a meeting", "To be followed up")
    INTENTION = "intention", pgettext_lazy("outcome of a meeting", "Intention")
    SIGNING = "signing", pgettext_lazy("outcome of a meeting", "Signing")


class NextStep(models.TextChoices):
    """What a meeting opened; the reference is a public id."""

    APPLICATION = "application", pgettext_lazy("next step", "Application")
    PROPOSAL = "proposal", pgettext_lazy("next step", "Proposal for a call")
    AGREEMENT = "agreement", pgettext_lazy("next step", "Agreement")


class RunKind(models.TextChoices):
    WHOLE = "whole", pgettext_lazy("schedule", "Whole schedule")
    REFILL = "refill", pgettext_lazy("schedule", "Refill after cancellations")


class Stage(models.TextChoices):
    """How far a run is."""

    WAITING = "waiting", pgettext_lazy("stage of planning", "Waiting for a worker")
    GATHERING = "gathering", pgettext_lazy("stage of planning", "Reading hours and wishes")
    PLANNING = "planning", pgettext_lazy("stage of planning", "Looking for the best schedule")
    STORING = "storing", pgettext_lazy("stage of planning", "Storing the draft")
    DONE = "done", pgettext_lazy("stage of planning", "Done")


REASONS = {
    Reason.NO_HOURS: pgettext_lazy("no meeting", "is not free in any slot"),
    Reason.NO_SEATS: pgettext_lazy("no meeting", "wants no meeting by its own limit"),
    Reason.NOBODY_SUITS: pgettext_lazy("no meeting", "nobody suits: no wish and no match"),
    Reason.VETOED: pgettext_lazy("no meeting", "one of the two sides declines every meeting"),
    Reason.NO_COMMON_HOURS: pgettext_lazy("no meeting", "nobody who suits is free at the same time"),
    Reason.ALL_TAKEN: pgettext_lazy("no meeting", "every suitable place is taken; by proof not everybody can have one"),
}
