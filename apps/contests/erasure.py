"""When an account is erased: what is under way ends, what was decided stays without a name."""

from __future__ import annotations

from django.db import transaction

from apps.accounts.models import User
from apps.contests.models import Entry, Landing, LandingFile
from apps.contests.states import MOVES, EntryState
from apps.core import files
from apps.core.actors import SYSTEM
from apps.core.moves import move

NAMELESS = {"name": "", "phone": "", "works_at": "", "born_on": "", "company": "", "credit_code": ""}
WRITTEN = {"title": "", "summary": "", "solution": "", "market": "", "plan": "", "note": "", "suspicion": ""}


@transaction.atomic
def forget(user: User) -> None:
    """Entries before the final are withdrawn; every entry of hers loses what names her or was written by her."""
    for entry in Entry.objects.filter(entrant=user).order_by("pk"):
        if entry.state in MOVES["withdraw"].sources:
            for sheet in entry.sheets.filter(state__in=("draft", "handed_in")):
                move(sheet, "void", by=SYSTEM, public=False)
            move(entry, "withdraw", by=SYSTEM, reason_code="account_erased")
        entry.members.all().delete()
        empty = dict(NAMELESS | WRITTEN)
        if entry.state in (EntryState.PAYOUT_DUE, EntryState.PAID):  # the books keep whom the city paid
            empty = {"phone": "", "works_at": "", "born_on": "", **WRITTEN}
        Entry.objects.filter(pk=entry.pk).update(**empty)
        _forget_landing(entry)


def _forget_landing(entry: Entry) -> None:
    for row in LandingFile.objects.filter(landing__entry=entry).select_related("file"):
        row.delete()
        files.remove(row.file)
    Landing.objects.filter(entry=entry).update(company="", credit_code="", note="")
