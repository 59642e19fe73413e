"""What an edition, an entry (machine 9), a stage, a judge, a sheet, an entitlement and a follow-up can be: pure data."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class EditionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("contest", "Planned")
    ANNOUNCED = "announced", pgettext_lazy("contest", "Announced")
    CONCLUDED = "concluded", pgettext_lazy("contest", "Concluded")
    CANCELLED = "cancelled", pgettext_lazy("contest", "Cancelled")


D = EditionState
EDITION_MOVES = moves(
    announce=((D.PLANNED,), D.ANNOUNCED),
    conclude=((D.ANNOUNCED,), D.CONCLUDED),
    cancel=((D.PLANNED, D.ANNOUNCED), D.CANCELLED),
)
PUBLIC = (D.ANNOUNCED, D.CONCLUDED, D.CANCELLED)


class EntryState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("entry", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("entry", "Submitted")
    RETURNED = "returned", pgettext_lazy("entry", "Returned for correction")
    QUALIFIED = "qualified", pgettext_lazy("entry", "Qualified")
    UNQUALIFIED = "unqualified", pgettext_lazy("entry", "Not qualified")
    PRELIMINARY = "preliminary", pgettext_lazy("entry", "In the preliminary round")
    SEMIFINAL = "semifinal", pgettext_lazy("entry", "In the semifinal")
    FINAL = "final", pgettext_lazy("entry", "In the final")
    NOT_ADVANCED = "not_advanced", pgettext_lazy("entry", "Did not go on")
    AWARDED = "awarded", pgettext_lazy("entry", "Proposed for an award")
    IN_PUBLICITY = "in_publicity", pgettext_lazy("entry", "Award being made public")
    CONFIRMED = "confirmed", pgettext_lazy("entry", "Award confirmed")
    LANDING = "landing", pgettext_lazy("entry", "Landing under way")
    LANDED = "landed", pgettext_lazy("entry", "Landed in the city")
    PAYOUT_DUE = "payout_due", pgettext_lazy("entry", "Prize due")
    PAID = "paid", pgettext_lazy("entry", "Prize paid")
    LAPSED = "lapsed", pgettext_lazy("entry", "Award lapsed")
    WITHDRAWN = "withdrawn", pgettext_lazy("entry", "Withdrawn")
    DISQUALIFIED = "disqualified", pgettext_lazy("entry", "Disqualified")


N = EntryState
IN_STAGES = (N.PRELIMINARY, N.SEMIFINAL, N.FINAL)
WINNERS = (N.AWARDED, N.IN_PUBLICITY, N.CONFIRMED, N.LANDING, N.LANDED, N.PAYOUT_DUE, N.PAID)
MOVES = moves(
    submit=((N.DRAFT, N.RETURNED), N.SUBMITTED),
    return_=((N.SUBMITTED,), N.RETURNED),
    qualify=((N.SUBMITTED,), N.QUALIFIED),
    not_qualify=((N.SUBMITTED,), N.UNQUALIFIED),
    enter_preliminary=((N.QUALIFIED,), N.PRELIMINARY),
    enter_semifinal=((N.PRELIMINARY,), N.SEMIFINAL),
    enter_final=((N.SEMIFINAL,), N.FINAL),
    not_advance=(IN_STAGES, N.NOT_ADVANCED),
    award=((N.FINAL,), N.AWARDED),
    make_public=((N.AWARDED,), N.IN_PUBLICITY),
    confirm=((N.IN_PUBLICITY,), N.CONFIRMED),
    begin_landing=((N.CONFIRMED,), N.LANDING),
    land=((N.LANDING,), N.LANDED),
    fall_due=((N.LANDED,), N.PAYOUT_DUE),
    pay=((N.PAYOUT_DUE,), N.PAID),
    lapse=((N.CONFIRMED,), N.LAPSED),
    withdraw=((N.DRAFT, N.SUBMITTED, N.RETURNED, N.QUALIFIED, N.PRELIMINARY, N.SEMIFINAL), N.WITHDRAWN),
    disqualify=(tuple(s for s in N if s not in (N.DRAFT, N.WITHDRAWN, N.DISQUALIFIED)), N.DISQUALIFIED),
)
WRITABLE = (N.DRAFT, N.RETURNED)
RUNNING = (N.SUBMITTED, N.RETURNED, N.QUALIFIED, *IN_STAGES)


class StageState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("stage", "Planned")
    SCORING = "scoring", pgettext_lazy("stage", "Marks are being given")
    LOCKED = "locked", pgettext_lazy("stage", "Marks locked")
    CUT_PROPOSED = "cut_proposed", pgettext_lazy("stage", "Cut waits for a second person")
    CUT_CONFIRMED = "cut_confirmed", pgettext_lazy("stage", "Cut confirmed")


G = StageState
STAGE_MOVES = moves(
    begin_scoring=((G.PLANNED,), G.SCORING),
    lock_marks=((G.SCORING,), G.LOCKED),
    propose_cut=((G.LOCKED,), G.CUT_PROPOSED),
    send_back=((G.CUT_PROPOSED,), G.LOCKED),
    confirm_cut=((G.CUT_PROPOSED,), G.CUT_CONFIRMED),
)


class JudgeState(models.TextChoices):
    RESERVE = "reserve", pgettext_lazy("judge", "In reserve")
    INVITED = "invited", pgettext_lazy("judge", "Invited")
    ACCEPTED = "accepted", pgettext_lazy("judge", "Has accepted")
    DECLINED = "declined", pgettext_lazy("judge", "Declined")
    EXPIRED = "expired", pgettext_lazy("judge", "Did not answer")
    CONFLICTED = "conflicted", pgettext_lazy("judge", "Not independent")


J = JudgeState
JUDGE_MOVES = moves(
    invite=((J.RESERVE,), J.INVITED),
    accept=((J.INVITED,), J.ACCEPTED),
    decline=((J.INVITED,), J.DECLINED),
    expire=((J.INVITED,), J.EXPIRED),
    leave_for_conflict=((J.RESERVE, J.INVITED, J.ACCEPTED), J.CONFLICTED),
)
TAKEN = (J.INVITED, J.ACCEPTED)


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
    void=((H.DRAFT, H.HANDED_IN), H.VOID),
)


class EntitlementState(models.TextChoices):
    GRANTED = "granted", pgettext_lazy("entitlement", "Granted")
    USED = "used", pgettext_lazy("entitlement", "Taken up")
    EXPIRED = "expired", pgettext_lazy("entitlement", "Not taken up in time")
    REVOKED = "revoked", pgettext_lazy("entitlement", "Revoked")


T = EntitlementState
ENTITLEMENT_MOVES = moves(
    take_up=((T.GRANTED,), T.USED),
    expire=((T.GRANTED,), T.EXPIRED),
    revoke=((T.GRANTED, T.USED), T.REVOKED),
)


class FollowUpState(models.TextChoices):
    INTENTION = "intention", pgettext_lazy("follow-up", "Intention")
    REGISTERED = "registered", pgettext_lazy("follow-up", "Company registered")
    SETTLED = "settled", pgettext_lazy("follow-up", "Moved in")
    FUNDED = "funded", pgettext_lazy("follow-up", "Funded")
    OPERATING = "operating", pgettext_lazy("follow-up", "In operation")
    CLOSED = "closed", pgettext_lazy("follow-up", "Closed")


F = FollowUpState
OPEN_FOLLOW_UP = (F.INTENTION, F.REGISTERED, F.SETTLED, F.FUNDED, F.OPERATING)
FOLLOW_UP_MOVES = moves(
    register=((F.INTENTION,), F.REGISTERED),
    settle=((F.REGISTERED,), F.SETTLED),
    fund=((F.SETTLED,), F.FUNDED),
    operate=((F.SETTLED, F.FUNDED), F.OPERATING),
    close=(OPEN_FOLLOW_UP, F.CLOSED),
)
