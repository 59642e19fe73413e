"""The operators' page of one entry: what was handed in, the rules one by one, every decision. The policies decide."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.contests import awards, decisions, eligibility, entitlements, entries, landing, policies
from apps.contests.models import Entitlement, Entry, Landing, Payout
from apps.contests.states import EntitlementState
from apps.contests.terms import Phase
from apps.core import audit, words
from apps.core.moves import GuardFailed, possible
from apps.procedures.calendar import today
from apps.taxonomy.lookups import label

TEXTS = ("summary", "solution", "market", "plan")
FACTS = ("born_on", *entries.FACTS)


def context(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    allowed, user = possible(entry), request.user
    rights = {"decide": policies.can_decide, "honour": policies.can_honour, "land": policies.can_check_landing, "pay": policies.can_pay}  # fmt: skip
    can = {name: may(user, entry) for name, may in rights.items()}
    shown, payout = Landing.objects.filter(entry=entry).first(), Payout.objects.filter(entry=entry).first()
    place = Entitlement.objects.filter(entry=entry).select_related("places").first()
    tiers = entry.edition.tiers.all()
    reads = can["decide"] or can["honour"]
    return {
        "entry": entry,
        "district": label("district", entry.district) if entry.district else "",
        "reads": reads,
        "findings": eligibility.findings(entry) if reads else [],
        "texts": [(entry._meta.get_field(name).verbose_name, getattr(entry, name)) for name in TEXTS],  # type: ignore[union-attr]
        "facts": [(entry._meta.get_field(name).verbose_name, _shown(getattr(entry, name))) for name in FACTS] if reads else [],  # type: ignore[union-attr]
        "members": list(entry.members.all()) if reads else [],
        "may_decide": can["decide"] and "qualify" in allowed,
        "tiers": [t for t in tiers if t.group_id in (None, entry.group_id)] if can["honour"] and "award" in allowed else [],
        "award": getattr(entry, "award", None),
        "may_suspect": can["honour"] and "disqualify" in allowed and entry.suspected_by_id is None,
        "may_disqualify": can["honour"] and entry.suspected_by_id not in (None, user.pk),
        "landing": shown,
        "landing_files": list(shown.files.select_related("file")) if shown and (can["land"] or can["pay"]) else [],
        "unmet": landing.unmet(entry, Phase.LANDING, today()) if shown else [],
        "may_land": can["land"] and "land" in allowed,
        "payout": payout,
        "may_prepare": can["pay"] and "pay" in allowed and payout is None,
        "may_pay": can["pay"] and "pay" in allowed and payout is not None and payout.prepared_by_id != user.pk,
        "place": place,
        "may_take_up": can["honour"] and place is not None and place.state == EntitlementState.GRANTED,
        "entries": [words.step(row) for row in audit.timeline(entry, public_only=False)],
    }  # fmt: skip


def _shown(value: Any) -> str:
    """Answers in words; what is not known stays a dash."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value in (None, "") else str(value)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:2000]


def _qualify(entry: Entry, by: User, request: HttpRequest) -> None:
    """Each unknown rule comes with what was checked instead."""
    given = {name[8:]: text for name, text in request.POST.items() if name.startswith("checked_")}
    checked = {int(key): str(text) for key, text in given.items() if key.isascii() and key.isdigit()}
    entries.qualify(entry, by=by, checked=checked)


def _award(entry: Entry, by: User, request: HttpRequest) -> None:
    tier = entry.edition.tiers.filter(public_id=request.POST.get("tier", "")).first()
    if tier is None:
        raise GuardFailed(_("Choose a tier."))
    awards.award(entry, tier, by=by, reason=_reason(request))


def _take_up(entry: Entry, by: User, request: HttpRequest) -> None:
    place = Entitlement.objects.filter(entry=entry).first()
    if place is None:
        raise GuardFailed(_("This award gives no place."))
    entitlements.take_up(place, by=by, proof=request.POST.get("proof", ""))


DECISIONS: dict[str, decisions.Decision] = {
    "qualify": (policies.can_decide, _qualify, gettext_lazy("The entry qualifies.")),
    "return": (
        policies.can_decide, lambda e, by, r: entries.return_(e, by=by, reason=_reason(r)),
        gettext_lazy("Returned with your reason."),
    ),
    "not_qualify": (
        policies.can_decide, lambda e, by, r: entries.not_qualify(e, by=by, reason=_reason(r)),
        gettext_lazy("Turned away with your reason."),
    ),
    "award": (policies.can_honour, _award, gettext_lazy("The award is decided.")),
    "suspect": (
        policies.can_honour, lambda e, by, r: entries.suspect(e, by=by, reason=_reason(r)),
        gettext_lazy("Proposed. Somebody else decides."),
    ),
    "clear": (policies.can_honour, lambda e, by, r: entries.clear(e, by=by), gettext_lazy("The suspicion is dropped.")),
    "disqualify": (policies.can_honour, lambda e, by, r: entries.disqualify(e, by=by), gettext_lazy("Disqualified.")),
    "land": (policies.can_check_landing, lambda e, by, r: landing.land(e, by=by), gettext_lazy("The landing is confirmed.")),
    "ask_landing": (
        policies.can_check_landing, lambda e, by, r: landing.ask(e, by=by, reason=_reason(r)),
        gettext_lazy("The winner is asked for more."),
    ),
    "prepare": (
        policies.can_pay, lambda e, by, r: landing.prepare(e, by=by, reference=r.POST.get("reference", "")),
        gettext_lazy("Prepared. Somebody else pays it."),
    ),
    "pay": (policies.can_pay, lambda e, by, r: landing.pay(e, by=by), gettext_lazy("Paid.")),
    "take_up": (policies.can_honour, _take_up, gettext_lazy("The place is taken up.")),
}  # fmt: skip


def decide(request: HttpRequest, entry: Entry) -> None:
    decisions.carry_out(request, entry, DECISIONS)
