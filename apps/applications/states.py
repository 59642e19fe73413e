"""What an application can be (machine 4)."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class ApplicationState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("application", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("application", "Submitted")
    VIEWED = "viewed", pgettext_lazy("application", "Viewed")
    SHORTLISTED = "shortlisted", pgettext_lazy("application", "Passed screening")
    INTERVIEW = "interview", pgettext_lazy("application", "Interview")
    OFFERED = "offered", pgettext_lazy("application", "Offer made")
    ACCEPTED = "accepted", pgettext_lazy("application", "Offer accepted")
    ARRANGED = "arranged", pgettext_lazy("application", "Paperwork under way")
    HIRED = "hired", pgettext_lazy("application", "Hired")
    REJECTED = "rejected", pgettext_lazy("application", "Not taken further")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")
    DECLINED = "declined", pgettext_lazy("application", "Offer declined")
    EXPIRED = "expired", pgettext_lazy("application", "Offer expired")


S = ApplicationState
OPEN = (S.SUBMITTED, S.VIEWED, S.SHORTLISTED, S.INTERVIEW, S.OFFERED, S.ACCEPTED, S.ARRANGED)
MOVES = moves(
    submit=((S.DRAFT,), S.SUBMITTED),
    view=((S.SUBMITTED,), S.VIEWED),
    shortlist=((S.VIEWED,), S.SHORTLISTED),
    invite=((S.SHORTLISTED,), S.INTERVIEW),
    offer=((S.INTERVIEW,), S.OFFERED),
    accept=((S.OFFERED,), S.ACCEPTED),
    decline=((S.OFFERED,), S.DECLINED),
    lapse=((S.OFFERED,), S.EXPIRED),
    arrange=((S.ACCEPTED,), S.ARRANGED),
    hire=((S.ARRANGED,), S.HIRED),
    reject=((S.SUBMITTED, S.VIEWED, S.SHORTLISTED, S.INTERVIEW), S.REJECTED),
    withdraw=((S.DRAFT, *OPEN), S.WITHDRAWN),
)
