"""What waits for an expert. Each topic of this area adds a function to `PROVIDERS`; home shows all, the soonest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.experts import profiles, undertakings
from apps.experts.days import today
from apps.experts.models import Expert, UndertakingKind
from apps.experts.tasks import FACTS_DAYS

Text = str | Promise


@dataclass(frozen=True)
class Due:
    """One thing to do: `action` is the word on its button, `until` the last day if it has one."""

    title: Text
    text: Text
    url: str
    action: Text
    until: date | None = None


Provider = Callable[[Expert], Iterable[Due]]


def of_profile(expert: Expert) -> Iterable[Due]:
    """What independence and the draw need to know of her."""
    if not (expert.chains or expert.disciplines):
        text = _("You are asked only for cases of your chains and disciplines.")
        yield Due(_("Choose your fields"), text, reverse("expert:fields"), _("Choose"))
    if not expert.name_zh and not expert.family_name:
        yield Due(
            _("Write your name"),
            _("Without it nobody can be compared with you."),
            reverse("expert:profile"),
            _("Write"),
        )


def of_ties(expert: Expert) -> Iterable[Due]:
    url = reverse("expert:ties")
    confirmed = expert.facts_confirmed_on
    if "employer" in profiles.missing(expert):
        text = _("Unknown is not clear: until your employer is known, you are not drawn.")
        yield Due(_("Say where you work and whom you are tied to"), text, url, _("Enter"))
    elif confirmed is None:
        text = _("Look through your ties and confirm that they are whole and true.")
        yield Due(_("Confirm your facts"), text, url, _("Look through"))
    elif confirmed + timedelta(days=FACTS_DAYS) <= today():
        last = confirmed + timedelta(days=365)
        text = _("After a year they count as unknown.")
        yield Due(_("Confirm your facts again"), text, url, _("Look through"), last)


def of_undertakings(expert: Expert) -> Iterable[Due]:
    day = today()
    for kind in UndertakingKind:
        held = undertakings.in_force(expert, kind, on=day)
        url = reverse("expert:undertakings") + f"#{kind}"
        if held is None:
            text = _("You are drawn for cases only once both undertakings are signed.")
            yield Due(_("Sign: %(what)s") % {"what": kind.label}, text, url, _("Read and sign"))
        elif held.expires_on <= day + timedelta(days=undertakings.RENEW_DAYS):
            text = _("It runs out soon; sign it for another year.")
            yield Due(_("Sign again: %(what)s") % {"what": kind.label}, text, url, _("Read and sign"), held.expires_on)


PROVIDERS: list[Provider] = [of_profile, of_ties, of_undertakings]


def items(expert: Expert) -> list[Due]:
    """All that is due, what has a last day first and by it."""
    found = [due for provider in PROVIDERS for due in provider(expert)]
    return sorted(found, key=lambda due: (due.until is None, due.until or date.max))
