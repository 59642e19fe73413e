"""What is shown of awards to everybody: the contest, the tiers, and of winners only what they agreed to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts import consents
from apps.accounts.models import Consent, Language, User
from apps.contests.models import Edition, Entry
from apps.contests.states import RUNNING, WINNERS
from apps.core.actors import SYSTEM
from apps.core.moves import GuardFailed
from apps.procedures import lifecycle as publicities
from apps.procedures.states import PublicityState

PURPOSE = "award_publicity"
Texts = dict[str, str]


def agreed(entry: Entry) -> bool:
    return Consent.objects.filter(
        user=entry.entrant_id, purpose=PURPOSE, subject_ref=entry.public_id, withdrawn_at__isnull=True
    ).exists()


def agree(entry: Entry, *, by: User) -> None:
    """She lets her name be shown with an award. Twice is once."""
    if entry.state not in (*RUNNING, *WINNERS):
        raise GuardFailed(_("This entry is not in the race."))
    if not agreed(entry):
        consents.give(by, PURPOSE, subject_ref=entry.public_id)


def disagree(entry: Entry, *, by: User) -> None:
    """Possible at any time; what is shown follows at once."""
    for row in Consent.objects.filter(user=by, purpose=PURPOSE, subject_ref=entry.public_id, withdrawn_at__isnull=True):
        consents.withdraw(row, by=by)


def hide(ref: str) -> None:
    """Show a running publicity period anew after somebody took her consent back."""
    entry = Entry.objects.filter(public_id=ref, publicity__state=PublicityState.ANNOUNCED).first()
    if entry is not None and entry.publicity is not None:
        entries = Entry.objects.filter(publicity=entry.publicity).exclude(state="disqualified")
        publicities.reword(entry.publicity, body=body(entry.edition, in_order(entries)), by=SYSTEM)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    rows = list(entries)
    return sorted(rows, key=lambda e: (e.award.tier.group_id or 0, e.award.tier.order, e.award.rank, e.pk))


def shown(entry: Entry) -> str:
    """The project, and the entrant's name if she agreed; else its name before judges."""
    if agreed(entry):
        return f"{entry.title} · {entry.name}"
    return _("Entry %(code)s (name not shown)") % {"code": entry.code or entry.public_id}


def title(edition: Edition) -> Texts:
    return _each(lambda: _("Proposed awards: %(contest)s") % {"contest": edition.title})


def body(edition: Edition, winners: Iterable[Entry]) -> list[dict[str, Texts]]:
    """Rows of a publicity period, in every language of the site."""
    rows = [(_each(lambda: _("Contest")), _each(lambda: edition.title))]
    rows += [(_each(partial(_tier, entry)), _each(partial(shown, entry))) for entry in winners]
    return [{"label": label, "value": value} for label, value in rows]


def _tier(entry: Entry) -> str:
    tier = entry.award.tier
    return f"{tier.group} · {tier}" if tier.group else str(tier)


def _each(words: Callable[[], str]) -> Texts:
    found = {}
    for language in Language.values:
        with translation.override(language):
            found[language] = words()
    return found
