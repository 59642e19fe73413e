"""What a position and its revisions can be (machine 3)."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class PositionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("position", "Draft")
    PENDING = "pending", pgettext_lazy("position", "Waiting for review")
    RETURNED = "returned", pgettext_lazy("position", "Returned for correction")
    PUBLISHED = "published", pgettext_lazy("position", "Published")
    PAUSED = "paused", pgettext_lazy("position", "Paused")
    FILLED = "filled", pgettext_lazy("position", "Filled")
    EXPIRED = "expired", pgettext_lazy("position", "Expired")
    CLOSED = "closed", pgettext_lazy("position", "Closed")
    TAKEN_DOWN = "taken_down", pgettext_lazy("position", "Taken down")


S = PositionState
MOVES = moves(
    submit=((S.DRAFT, S.RETURNED), S.PENDING),
    recall=((S.PENDING,), S.DRAFT),
    publish=((S.PENDING,), S.PUBLISHED),
    return_=((S.PENDING,), S.RETURNED),
    pause=((S.PUBLISHED,), S.PAUSED),
    resume=((S.PAUSED,), S.PUBLISHED),
    fill=((S.PUBLISHED, S.PAUSED), S.FILLED),
    expire=((S.PUBLISHED, S.PAUSED), S.EXPIRED),
    renew=((S.EXPIRED,), S.PENDING),
    take_down=((S.PUBLISHED, S.PAUSED), S.TAKEN_DOWN),
    reinstate=((S.TAKEN_DOWN,), S.PUBLISHED),
    close=((S.DRAFT, S.PENDING, S.RETURNED, S.PUBLISHED, S.PAUSED, S.EXPIRED, S.TAKEN_DOWN), S.CLOSED),
)
LIVE = (S.PUBLISHED,)
EVER_PUBLIC = (S.PUBLISHED, S.PAUSED, S.FILLED, S.EXPIRED, S.CLOSED)


class RevisionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("revision", "Draft")
    PENDING = "pending", pgettext_lazy("revision", "Waiting for review")
    RETURNED = "returned", pgettext_lazy("revision", "Returned for correction")
    CURRENT = "current", pgettext_lazy("revision", "In force")
    SUPERSEDED = "superseded", pgettext_lazy("revision", "Superseded")


R = RevisionState
REVISION_MOVES = moves(
    submit=((R.DRAFT, R.RETURNED), R.PENDING),
    recall=((R.PENDING,), R.DRAFT),
    return_=((R.PENDING,), R.RETURNED),
    enter_force=((R.DRAFT, R.PENDING), R.CURRENT),  # from draft: a change that needs no review
    supersede=((R.CURRENT,), R.SUPERSEDED),
)
