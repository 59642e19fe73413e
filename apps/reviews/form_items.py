"""The items a form check can consist of. A round picks from this list and adds none of its own.

There is none about region, degree, age or title (R6), and because nobody can type one in there will be none: a test
reads the list.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Item(models.TextChoices):
    COMPLETE = "complete", pgettext_lazy("form check", "Every section is filled in and the budget adds up")
    SIGNED = "signed", pgettext_lazy("form check", "All members have signed the integrity undertaking")
    SHARES = "shares", pgettext_lazy("form check", "Shares of the budget and of the rights total 100 %")
    LEADER = "leader", pgettext_lazy("form check", "One lead is named")
    ONE_LIVE = "one_live", pgettext_lazy("form check", "One proposal of this applicant for this call")
    PER_ROUND = "per_round", pgettext_lazy("form check", "No more proposals in this round than its rules allow")
    NOT_POSTER = "not_poster", pgettext_lazy("form check", "Who posts the call does not take part")
    BLIND = "blind", pgettext_lazy("form check", "The blind part is there and opens")
    READABLE = "readable", pgettext_lazy("form check", "All files can be read")
    STAYED = "stayed", pgettext_lazy("form check", "No member has left since the sealing")
    CONFLICTS = "conflicts", pgettext_lazy("form check", "Conflicts of interest are stated, or that there are none")
    FILES_FIT = "files_fit", pgettext_lazy("form check", "The files are what their names say")


DEFAULT = tuple(str(item) for item in Item)


class Note(models.TextChoices):
    """What a finding of the system rests on; `detail` beside it holds the figure or the names of fields."""

    NONE = "", pgettext_lazy("finding", "-")
    FIELDS = "fields", pgettext_lazy("finding", "missing or wrong")
    UNSIGNED = "unsigned", pgettext_lazy("finding", "members without a signature that holds")
    TOTAL = "total", pgettext_lazy("finding", "totals in per cent")
    LEADS = "leads", pgettext_lazy("finding", "leads named")
    SAME_LEAD = "same_lead", pgettext_lazy("finding", "other proposals for this call under the same lead")
    COUNT = "count", pgettext_lazy("finding", "proposals in this round")
    POSTER = "poster", pgettext_lazy("finding", "members who belong to the poster or its family")
    CLOSED = "closed", pgettext_lazy("finding", "the package did not open")
    BAD_FILES = "bad_files", pgettext_lazy("finding", "files whose content does not fit their name")
    LEFT = "left", pgettext_lazy("finding", "members who have left")
    LOOK = "look", pgettext_lazy("finding", "please look at it yourself")
