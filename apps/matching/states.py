"""What a match can be (machine 7)."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class MatchState(models.TextChoices):
    SUGGESTED = "suggested", pgettext_lazy("match", "Suggested")
    ASSIGNED = "assigned", pgettext_lazy("match", "Assigned")
    HELD = "held", pgettext_lazy("match", "On hold")
    APPROVED = "approved", pgettext_lazy("match", "Approved")
    REJECTED = "rejected", pgettext_lazy("match", "Rejected")
    SENT_TO_EMPLOYER = "sent_to_employer", pgettext_lazy("match", "Released to the employer")
    EMPLOYER_INTEREST = "employer_interest", pgettext_lazy("match", "Employer is interested")
    SENT_TO_TALENT = "sent_to_talent", pgettext_lazy("match", "Talent was asked")
    MUTUAL_INTEREST = "mutual_interest", pgettext_lazy("match", "Interested on both sides")
    NO_INTEREST = "no_interest", pgettext_lazy("match", "No interest")
    CONVERTED = "converted", pgettext_lazy("match", "Application made")
    STALE = "stale", pgettext_lazy("match", "Out of date")


S = MatchState
UNREVIEWED = (S.SUGGESTED, S.ASSIGNED, S.HELD)
MOVES = moves(
    assign=((S.SUGGESTED, S.HELD), S.ASSIGNED),
    hold=((S.SUGGESTED, S.ASSIGNED, S.APPROVED), S.HELD),
    approve=((S.SUGGESTED, S.ASSIGNED, S.HELD, S.REJECTED), S.APPROVED),
    reject=((S.SUGGESTED, S.ASSIGNED, S.HELD, S.APPROVED), S.REJECTED),
    release=(
        (S.APPROVED, S.SUGGESTED, S.ASSIGNED),
        S.SENT_TO_EMPLOYER,
    ),  # unreviewed ones only by the employer's mode
    show_interest=((S.SENT_TO_EMPLOYER,), S.EMPLOYER_INTEREST),
    pass_over=((S.SENT_TO_EMPLOYER,), S.NO_INTEREST),
    ask_talent=((S.EMPLOYER_INTEREST,), S.SENT_TO_TALENT),
    agree=((S.SENT_TO_TALENT,), S.MUTUAL_INTEREST),
    refuse=((S.SENT_TO_TALENT,), S.NO_INTEREST),
    convert=(
        (
            S.SUGGESTED,
            S.ASSIGNED,
            S.HELD,
            S.APPROVED,
            S.SENT_TO_EMPLOYER,
            S.EMPLOYER_INTEREST,
            S.SENT_TO_TALENT,
            S.MUTUAL_INTEREST,
        ),
        S.CONVERTED,
    ),
    go_stale=(
        (
            S.SUGGESTED,
            S.ASSIGNED,
            S.HELD,
            S.APPROVED,
            S.SENT_TO_EMPLOYER,
            S.EMPLOYER_INTEREST,
            S.SENT_TO_TALENT,
        ),
        S.STALE,
    ),
    return_to_review=(
        (S.APPROVED, S.REJECTED, S.HELD, S.STALE),
        S.SUGGESTED,
    ),  # the facts changed since the decision
)

OUT_OF_LIST = (MatchState.REJECTED, MatchState.STALE)
"""Pairs that a reviewed list no longer shows."""
