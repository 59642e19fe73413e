"""What a panel, a seat in it, a sheet and a determination can be: pure data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class PanelState(models.TextChoices):
    FORMING = "forming", pgettext_lazy("panel", "Experts are being invited")
    SCORING = "scoring", pgettext_lazy("panel", "Experts are scoring")
    LOCKED = "locked", pgettext_lazy("panel", "Marks are locked")


P = PanelState
PANEL_MOVES = moves(
    begin_scoring=((P.FORMING,), P.SCORING),
    lock_marks=((P.SCORING,), P.LOCKED),
)


class SeatState(models.TextChoices):
    RESERVE = "reserve", pgettext_lazy("seat", "In reserve")
    INVITED = "invited", pgettext_lazy("seat", "Invited")
    ACCEPTED = "accepted", pgettext_lazy("seat", "On the panel")
    DECLINED = "declined", pgettext_lazy("seat", "Declined")
    CONFLICTED = "conflicted", pgettext_lazy("seat", "Not independent")
    EXPIRED = "expired", pgettext_lazy("seat", "Did not answer")
    EXCUSED = "excused", pgettext_lazy("seat", "Excused")


S = SeatState
SEAT_MOVES = moves(
    invite=((S.RESERVE,), S.INVITED),
    accept=((S.INVITED,), S.ACCEPTED),
    decline=((S.INVITED,), S.DECLINED),
    withdraw_for_conflict=((S.RESERVE, S.INVITED, S.ACCEPTED), S.CONFLICTED),
    expire=((S.INVITED,), S.EXPIRED),
    excuse=((S.INVITED, S.ACCEPTED), S.EXCUSED),
)
TAKEN = (S.INVITED, S.ACCEPTED)  # a place of the field that is filled or may be


class SheetState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("sheet", "Being written")
    HANDED_IN = "handed_in", pgettext_lazy("sheet", "Handed in")
    LOCKED = "locked", pgettext_lazy("sheet", "Locked")
    VOID = "void", pgettext_lazy("sheet", "Does not count")


H = SheetState
SHEET_MOVES = moves(
    hand_in=((H.DRAFT,), H.HANDED_IN),
    take_back=((H.HANDED_IN,), H.DRAFT),
    lock=((H.HANDED_IN,), H.LOCKED),
    void=((H.DRAFT, H.HANDED_IN, H.LOCKED), H.VOID),
)


class DeterminationState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("determination", "Proposed")
    ANNOUNCED = "announced", pgettext_lazy("determination", "In the publicity period")
    EFFECTIVE = "effective", pgettext_lazy("determination", "In effect")
    OVERTURNED = "overturned", pgettext_lazy("determination", "Overturned")


D = DeterminationState
DETERMINATION_MOVES = moves(
    announce=((D.PROPOSED,), D.ANNOUNCED),
    take_effect=((D.PROPOSED, D.ANNOUNCED), D.EFFECTIVE),  # from proposed: a programme without publicity
    overturn=((D.PROPOSED, D.ANNOUNCED, D.EFFECTIVE), D.OVERTURNED),
)
LIVE = (D.PROPOSED, D.ANNOUNCED, D.EFFECTIVE)
