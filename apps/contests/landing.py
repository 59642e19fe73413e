"""From a confirmed award to its prize: landed with evidence, due by the clock, paid by two people, or lapsed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.contests import telling
from apps.contests.awards import add_months
from apps.contests.models import FINANCE, FOLLOWERS, Condition, Entry, Landing, LandingFile, Payout
from apps.contests.states import EntryState
from apps.contests.terms import ConditionKind, Phase
from apps.core import audit, credit_code, files
from apps.core.actors import SYSTEM
from apps.core.models import File
from apps.core.moves import GuardFailed, move
from apps.procedures import lifecycle as publicities
from apps.procedures.calendar import today

ENTRANT, DISTRICT, FINANCE_ROLE = "entrant", "district", "finance"
FILES_MOST = 10
ALLOWED = (".pdf", ".png", ".jpg", ".jpeg")


@dataclass(frozen=True)
class Shown:
    """What a winner says of her landing."""

    company: str
    credit_code: str
    registered_on: date
    contract_on: date | None = None


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


@transaction.atomic
def begin(entry: Entry, shown: Shown, uploads: Sequence[Upload], *, by: User) -> Landing:
    """Report the landing with its evidence, until the day it has to be done by. Raises ValidationError by field."""
    if entry.land_by is not None and today() > entry.land_by:
        raise GuardFailed(_("The day to land by has passed."))
    _check(shown, uploads, there=0)
    move(entry, "begin_landing", by=by, role=ENTRANT)
    landing = Landing.objects.create(entry=entry, **_facts(shown))
    _enclose(landing, uploads, by)
    telling.operators(entry.edition, FOLLOWERS, "contest_landing_came", district=entry.district, path=_page(entry),
                      stamp=f"{entry.public_id}:landing", entry=entry.title)  # fmt: skip
    return landing


@transaction.atomic
def amend(entry: Entry, shown: Shown, uploads: Sequence[Upload], *, by: User) -> None:
    """Correct what was reported, or add evidence, until it is checked."""
    landing = Landing.objects.select_for_update().get(entry=entry)
    if entry.state != EntryState.LANDING:
        raise GuardFailed(_("The landing is not being checked now."))
    _check(shown, uploads, there=landing.files.count())
    Landing.objects.filter(pk=landing.pk).update(**_facts(shown), note="")
    _enclose(landing, uploads, by)
    audit.record(entry, "amend_landing", by=by, role=ENTRANT)


def _facts(shown: Shown) -> dict[str, object]:
    code = credit_code.clean(shown.credit_code)
    return {"company": shown.company.strip(), "credit_code": code, "registered_on": shown.registered_on,
            "contract_on": shown.contract_on}  # fmt: skip


def _check(shown: Shown, uploads: Sequence[Upload], *, there: int) -> None:
    errors: dict[str, str] = {}
    if not shown.company.strip():
        errors["company"] = _("Please fill this in.")
    try:
        credit_code.clean(shown.credit_code)
    except ValidationError as error:
        errors["credit_code"] = error.messages[0]
    for name in ("registered_on", "contract_on"):
        if (day := getattr(shown, name)) is not None and day > today():
            errors[name] = _("This day lies in the future.")
    if not uploads and not there:
        errors["evidence"] = _("Please enclose the evidence: the licence, the contract.")
    if len(uploads) + there > FILES_MOST:
        errors["evidence"] = _("At most %(n)d files.") % {"n": FILES_MOST}
    for upload in uploads:
        try:
            files.check_upload(upload.name, upload.content[:64], len(upload.content), ALLOWED)
        except ValidationError as error:
            errors["evidence"] = error.messages[0]
    if errors:
        raise ValidationError(errors)


def _enclose(landing: Landing, uploads: Sequence[Upload], by: User) -> None:
    for upload in uploads:
        kind = files.check_upload(upload.name, upload.content[:64], len(upload.content), ALLOWED)
        stored = files.store(
            upload.content,
            name=upload.name,
            content_type=kind,
            data_class=File.DataClass.LANDING,
            owner_ref=by.public_id,
        )
        LandingFile.objects.create(landing=landing, file=stored)


def unmet(entry: Entry, phase: str, on: date) -> list[str]:
    """Conditions of `phase` that do not hold on the day `on`, in words; what is not shown does not hold."""
    landing = Landing.objects.filter(entry=entry).first()
    mine = Q(group__isnull=True) | Q(group=entry.group_id)
    rows = Condition.objects.filter(mine, edition=entry.edition_id, phase=phase).order_by("pk")
    return [str(row) for row in rows if landing is None or not _holds(row, landing, on)]


def _holds(row: Condition, landing: Landing, on: date) -> bool:
    if row.kind == ConditionKind.MONTHS_OF_OPERATION:
        return on >= add_months(landing.registered_on, row.months or 0)
    if row.kind == ConditionKind.CONTRACT_SIGNED:
        return landing.contract_on is not None and landing.contract_on <= on
    return landing.registered_on <= on


@transaction.atomic
def ask(entry: Entry, *, by: User, reason: str) -> None:
    """What was shown does not do: the winner reads why and amends it."""
    if entry.state != EntryState.LANDING:
        raise GuardFailed(_("The landing is not being checked now."))
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    Landing.objects.filter(entry=entry).update(note=reason.strip()[:2000])
    audit.record(entry, "ask_landing", by=by, role=DISTRICT, reason=reason.strip())
    telling.entrant(entry, "contest_landing_asked", reason=reason.strip())


@transaction.atomic
def land(entry: Entry, *, by: User) -> None:
    """The papers were checked and every condition of the landing holds."""
    missing = unmet(entry, Phase.LANDING, today())
    if missing:
        raise GuardFailed(_("Not shown yet: %(what)s") % {"what": "; ".join(missing)})
    move(entry, "land", by=by, role=DISTRICT)
    Landing.objects.filter(entry=entry).update(checked_by=by, checked_at=timezone.now(), note="")
    telling.entrant(entry, "contest_landed")


@transaction.atomic
def fall_due(entry: Entry) -> None:
    """The clock: every condition of the prize holds. A tier without a prize has nothing to fall due."""
    if not entry.award.prize:
        raise GuardFailed(_("This award has no prize in money."))
    if unmet(entry, Phase.PAYOUT, today()):
        raise GuardFailed(_("The conditions of the prize do not hold yet."))
    move(entry, "fall_due", by=SYSTEM)
    telling.entrant(entry, "contest_payout_due", stamp="due")
    telling.operators(entry.edition, FINANCE, "contest_payout_waits", path=_page(entry), stamp=f"{entry.public_id}:due",
                      entry=entry.title)  # fmt: skip


@transaction.atomic
def lapse(entry: Entry) -> None:
    """The clock: the day to land by is over and nothing was reported."""
    if entry.land_by is None or today() <= entry.land_by:
        raise GuardFailed(_("There is time to land."))
    move(entry, "lapse", by=SYSTEM)
    telling.entrant(entry, "contest_lapsed", stamp="lapsed")


@transaction.atomic
def prepare(entry: Entry, *, by: User, reference: str) -> Payout:
    """One officer writes the payment order; another one pays it."""
    row = Entry.objects.select_for_update().get(pk=entry.pk)
    if row.state != EntryState.PAYOUT_DUE:
        raise GuardFailed(_("No prize is due."))
    if not reference.strip():
        raise GuardFailed(_("Please enter the number of the payment order."))
    payout, created = Payout.objects.get_or_create(
        entry=row,
        defaults={"amount": entry.award.prize, "reference": reference.strip()[:60], "prepared_by": by, "prepared_at": timezone.now()},
    )  # fmt: skip
    if not created:
        raise GuardFailed(_("The payment has been prepared already."))
    audit.record(row, "prepare_payout", by=by, role=FINANCE_ROLE, data={"amount": payout.amount}, public=False)
    return payout


@transaction.atomic
def pay(entry: Entry, *, by: User) -> None:
    """Other eyes than those that prepared it; never while an objection is open or a disqualification proposed."""
    row = Entry.objects.select_for_update(of=("self",)).select_related("edition", "entrant").get(pk=entry.pk)
    payout = Payout.objects.filter(entry=row).first()
    if payout is None:
        raise GuardFailed(_("The payment has not been prepared."))
    if payout.prepared_by_id == by.pk:
        raise GuardFailed(_("Somebody else has to pay what you prepared."))
    if row.suspected_by_id is not None:
        raise GuardFailed(_("It has been proposed to disqualify this entry. That is decided first."))
    if publicities.open_objections(row.edition).exists():
        raise GuardFailed(_("An objection is still open."))
    move(row, "pay", by=by, role=FINANCE_ROLE, data={"amount": payout.amount})
    Payout.objects.filter(pk=payout.pk).update(paid_by=by, paid_at=timezone.now())
    entry.refresh_from_db()
    telling.entrant(entry, "contest_paid", stamp="paid")


def _page(entry: Entry) -> str:
    return f"/admin/contests/entry/{entry.pk}/change/"
