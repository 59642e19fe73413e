"""What waits for an expert. Each kind of case adds a function to `PROVIDERS`; home shows all, the soonest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.experts import profiles, undertakings
from apps.experts.days import today
from apps.experts.models import Expert, UndertakingKind
from apps.experts.tasks import FACTS_DAYS
from apps.procedures.calendar import city_zone
from apps.reviews.appraisal_states import OpinionState
from apps.reviews.models.appraisal import Opinion
from apps.web.expert import panels

Text = str | Promise


@dataclass(frozen=True)
class Due:
    """One thing to do: `action` is the word on its button, `until` the last day if it has one, `at` the last instant."""

    title: Text
    text: Text
    url: str
    action: Text
    until: date | None = None
    at: datetime | None = None

    @property
    def ends(self) -> datetime:
        """When it is too late, by the city's clock; what has no end comes after everything that has one."""
        if self.at is not None:
            return self.at
        if self.until is None:
            return datetime.max.replace(tzinfo=UTC)
        return datetime.combine(self.until + timedelta(days=1), time(), city_zone())


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


def of_panels(expert: Expert) -> Iterable[Due]:
    """Invitations to be answered and sheets to be handed in."""
    for row in panels.due(expert.user):
        url = reverse("expert:panel", args=[row["seat"].public_id])
        yield Due(row["what"], row["title"], url, pgettext_lazy("go to what waits", "Open"), at=row["at"])


def of_appraisals(expert: Expert) -> Iterable[Due]:
    """Opinions she is asked for. The title of the call is not told: she has not declared yet that she is independent."""
    rows = Opinion.objects.filter(expert=expert).open().select_related("challenge__programme")
    english = (translation.get_language() or "").startswith("en")
    for row in rows:
        programme = row.challenge.programme
        asked = row.state == OpinionState.INVITED
        title = _("Say whether you can give an opinion on a need") if asked else _("Give your opinion on a need")
        text = programme.title_en if english and programme.title_en else programme.title_zh
        yield Due(
            title,
            text,
            reverse("expert:appraisal", args=[row.public_id]),
            pgettext_lazy("go to what waits", "Open"),
            at=row.due_at,
        )


OWN: list[Provider] = [of_profile, of_ties, of_undertakings]  # asked of those alone who may still write
PROVIDERS: list[Provider] = [of_panels, of_appraisals]


def items(expert: Expert, *, editable: bool = True) -> list[Due]:
    """All that is due, what ends first on top."""
    asked = [*OWN, *PROVIDERS] if editable else PROVIDERS
    return sorted((due for provider in asked for due in provider(expert)), key=lambda due: due.ends)
