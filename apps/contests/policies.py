"""Who may do what with editions, entries, sheets and follow-ups. Nobody decides on her own entry or her own house's."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Organisation
from apps.accounts.policies import may, same_employer
from apps.contests import entries, sheets
from apps.contests.models import (
    DECIDERS,
    FINANCE,
    FOLLOWERS,
    KEEPERS,
    Edition,
    Entry,
    FollowUp,
    Judge,
    LandingFile,
    Sheet,
    Stage,
)
from apps.contests.states import MOVES, PUBLIC, WRITABLE, EditionState, EntryState, JudgeState, SheetState
from apps.core.models import File


def can_plan(user: Any, district: str = "") -> bool:
    """Make an edition of a district; without one, of the city."""
    return may(user, KEEPERS, district)


def can_keep(user: Any, edition: Edition) -> bool:
    """Announce and cancel it, draw judges, begin stages, propose and confirm cuts, make awards public."""
    return may(user, KEEPERS, edition.district)


def can_edit(user: Any, edition: Edition) -> bool:
    """Rules stand once everybody has read them."""
    return edition.state == EditionState.PLANNED and can_keep(user, edition)


def can_award(user: Any, edition: Edition) -> bool:
    return may(user, DECIDERS, edition.district)


def can_operate(user: Any, edition: Edition) -> bool:
    return can_keep(user, edition) or can_award(user, edition)


def can_run(user: Any, stage: Stage) -> bool:
    """Its cut too: never where an entry of one's own house is in the race."""
    running = stage.edition.entries.filter(state__in=("qualified", "preliminary", "semifinal", "final"))
    return can_keep(user, stage.edition) and not any(is_concerned(user, entry) for entry in _own(user, running))


def can_enter(user: Any, edition: Edition) -> bool:
    return bool(user.is_authenticated and user.is_active and edition.state in PUBLIC and entries.is_open(edition))


def can_write(user: Any, entry: Entry) -> bool:
    return is_own(user, entry) and entry.state in WRITABLE


def can_withdraw(user: Any, entry: Entry) -> bool:
    return is_own(user, entry) and entry.state in MOVES["withdraw"].sources


def can_land(user: Any, entry: Entry) -> bool:
    """Report the landing or amend what was reported."""
    return is_own(user, entry) and entry.state in (EntryState.CONFIRMED, EntryState.LANDING)


def can_read(user: Any, entry: Entry) -> bool:
    return is_own(user, entry) or (entry.submitted_at is not None and can_read_as_officer(user, entry))


def can_read_as_officer(user: Any, entry: Entry) -> bool:
    edition = entry.edition
    if any(may(user, verb, edition.district) for verb in (KEEPERS, DECIDERS)):
        return True
    if may(user, FINANCE, edition.district) and hasattr(entry, "award"):
        return True
    return hasattr(entry, "follow_up") and may(user, FOLLOWERS, entry.district)


def can_decide(user: Any, entry: Entry) -> bool:
    """Return, qualify, turn away."""
    return may(user, KEEPERS, entry.edition.district) and not is_concerned(user, entry)


def can_honour(user: Any, entry: Entry) -> bool:
    """Award and disqualify."""
    return may(user, DECIDERS, entry.edition.district) and not is_concerned(user, entry)


def can_check_landing(user: Any, entry: Entry) -> bool:
    return may(user, FOLLOWERS, entry.district) and not is_concerned(user, entry)


def can_pay(user: Any, entry: Entry) -> bool:
    return may(user, FINANCE, entry.edition.district) and not is_concerned(user, entry)


def can_follow(user: Any, row: FollowUp) -> bool:
    """Whoever follows up in its district, its owner among them."""
    return may(user, FOLLOWERS, row.entry.district) and not is_concerned(user, row.entry)


def can_answer(user: Any, judge: Judge) -> bool:
    return bool(user.is_authenticated and user.is_active and judge.expert.user_id == user.pk)


def can_score(user: Any, sheet: Sheet) -> bool:
    return can_read_sheet(user, sheet) and sheets.is_open(sheet)


def can_read_sheet(user: Any, sheet: Sheet) -> bool:
    """Her own, as long as she judges and it counts."""
    held = sheet.judge.state == JudgeState.ACCEPTED and sheet.state != SheetState.VOID
    return held and can_answer(user, sheet.judge)


def can_read_evidence(user: Any, file: File) -> bool:
    row = LandingFile.objects.filter(file=file).select_related("landing__entry__edition").first()
    if row is None or not user.is_authenticated or not user.is_active:
        return False
    entry = row.landing.entry
    return is_own(user, entry) or can_check_landing(user, entry) or can_pay(user, entry)


def is_own(user: Any, entry: Entry) -> bool:
    return bool(user.is_authenticated and user.is_active and entry.entrant_id == user.pk)


def is_concerned(user: Any, entry: Entry) -> bool:
    """Her own entry, or one of a company that she belongs to, or of its group."""
    if entry.entrant_id == user.pk:
        return True
    if not entry.credit_code:
        return False
    found = Organisation.objects.filter(credit_code=entry.credit_code).first()
    return found is not None and same_employer(user, found)


def _own(user: Any, rows: Any) -> Any:
    """Of many entries those that may concern her: her own, and those with a company on file."""
    return rows.filter(entrant=user.pk) | rows.exclude(credit_code="")
