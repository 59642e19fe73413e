"""What its entrant does with an entry, and what operators decide on it. Callers have asked the policies."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.policies import same_employer
from apps.contests import eligibility, entitlements, telling
from apps.contests.eligibility import Finding, Verdict
from apps.contests.models import KEEPERS, Edition, Entry, Payout, Tier
from apps.contests.states import WINNERS, WRITABLE, EditionState, EntryState
from apps.core import audit
from apps.core import credit_code as codes
from apps.core.actors import Actor
from apps.core.moves import GuardFailed, LostRace, move
from apps.procedures.calendar import today

ENTRANT, OPERATOR, DEPARTMENT = "entrant", "operator", "department"
BLIND = ("title", "summary", "solution", "market", "plan")
IDENTITY = ("name", "phone", "works_at", "independent", "born_on")
FACTS = ("abroad_months", "doctor", "earlier_award", "has_company", "company", "credit_code", "founded_on", "share",
         "largest_holder", "legal_rep")  # fmt: skip
WRITTEN = ("group", "track", "district", *BLIND, *IDENTITY, *FACTS)
NEEDED = ("group", "track", "district", "title", "summary", "solution", "plan", "name", "phone")
MEMBERS_MOST = 12
NOWHERE = ("-", "–", "—", "无", "無", "none")  # in place of where a member works


def is_open(edition: Edition) -> bool:
    return edition.state == EditionState.ANNOUNCED and edition.opens_at <= timezone.now() < edition.closes_at


@transaction.atomic
def start(edition: Edition, *, by: User) -> Entry:
    """Her entry of this edition, made now if she has none: the database allows one."""
    if not is_open(edition):
        raise GuardFailed(_("Entries are not being taken now."))
    try:
        with transaction.atomic():
            entry = Entry.objects.create(edition=edition, entrant=by, name=by.display_name)
    except IntegrityError:
        return Entry.objects.live().get(edition=edition, entrant=by)
    audit.record(entry, "create", by=by, role=ENTRANT, state_to=entry.state)
    return entry


@transaction.atomic
def save(entry: Entry, values: Mapping[str, Any], *, by: User, saves: int | None = None) -> None:
    """Keep what is written so far; `saves` is what she has read, so that two tabs do not mix.

    Raises ValidationError by field, GuardFailed when it can no longer be written, LostRace for an older tab.
    """
    row = _writable(entry)
    if saves is not None and saves != row.saves:
        raise LostRace(_("This entry was changed in another window. Please load the page again."))
    unknown = set(values) - set(WRITTEN) - {"members"}
    if unknown:
        raise ValidationError({sorted(unknown)[0]: _("There is no such field.")})
    for name in WRITTEN:
        if name in values:
            setattr(row, name, values[name])
    _check(row)
    row.saves += 1
    row.save(update_fields=[*(name for name in WRITTEN if name in values), "saves"])
    if "members" in values:
        _store_members(row, values["members"])
    entry.refresh_from_db()


def _writable(entry: Entry) -> Entry:
    """Her entry while it is hers to write: the clock decides, not a task."""
    row = Entry.objects.select_for_update(of=("self",)).select_related("edition", "group", "track").get(pk=entry.pk)
    if row.state not in WRITABLE:
        raise GuardFailed(_("This entry is handed in and cannot be changed."))
    if not is_open(row.edition) and row.state != EntryState.RETURNED:
        raise GuardFailed(_("Entries are not being taken now."))
    return row


def _check(row: Entry) -> None:
    """A group and a track of this edition that go together, and facts that can be."""
    errors = _wrong_choice(row) | _wrong_facts(row)
    if errors:
        raise ValidationError(errors)


def _wrong_choice(row: Entry) -> dict[str, str]:
    errors = {}
    if row.group and row.group.edition_id != row.edition_id:
        errors["group"] = _("Please choose a group of this contest.")
    if row.track and row.track.edition_id != row.edition_id:
        errors["track"] = _("Please choose a track of this contest.")
    elif row.track and row.group:
        groups = {group.pk for group in row.track.groups.all()}
        if groups and row.group.pk not in groups:
            errors["track"] = _("This track is not open to the group you chose.")
    return errors


def _wrong_facts(row: Entry) -> dict[str, str]:
    errors = {}
    born = eligibility.born_on(row)
    if row.born_on and (born is None or not date(1900, 1, 1) <= born <= today()):
        errors["born_on"] = _("Please enter a date of birth that can be.")
    if row.credit_code:
        try:
            row.credit_code = codes.clean(row.credit_code)
        except ValidationError as error:
            errors["credit_code"] = error.messages[0]
    if row.founded_on and row.founded_on > today():
        errors["founded_on"] = _("This day lies in the future.")
    if row.share is not None and not 0 <= row.share <= 100:
        errors["share"] = _("A share lies between 0 and 100 percent.")
    return errors


def _store_members(entry: Entry, members: list[Mapping[str, str]]) -> None:
    if len(members) > MEMBERS_MOST:
        raise ValidationError({"members": _("At most %(n)d members.") % {"n": MEMBERS_MOST}})
    entry.members.all().delete()
    for row in members:
        where = row.get("works_at", "")
        nowhere = where in NOWHERE
        entry.members.create(
            name=row["name"], works_at="" if nowhere else where, independent=nowhere, role=row.get("role", "")
        )


@transaction.atomic
def submit(entry: Entry, *, by: User) -> None:
    """Hand it in: all needed fields full, no rule broken, nothing for judges that names the team.

    Raises ValidationError by field, GuardFailed where a rule is not met. Unknown facts pass to the operator, who checks.
    """
    row = _writable(entry)
    _check(row)
    missing = {name: _("Please fill this in.") for name in NEEDED if not getattr(row, name)}
    missing |= _nowhere(row)
    missing |= {name: text for name, text in named_in(row).items() if name not in missing}
    if missing:
        raise ValidationError(missing)
    if row.track and row.track.poster and same_employer(by, row.track.poster):
        raise GuardFailed(_("Whoever set the problem of a track does not enter in it."))
    broken = [finding for finding in eligibility.findings(row) if finding.verdict is Verdict.NOT_MET]
    if broken:
        raise GuardFailed(" ".join([_("A rule of this contest is not met."), *(f.reason for f in broken)]))
    move(row, "submit", by=by, role=ENTRANT, facts={"submitted_at": row.submitted_at or timezone.now(), "note": ""})
    entry.refresh_from_db()
    telling.entrant(entry, "contest_submitted")
    telling.operators(row.edition, KEEPERS, "contest_entry_came", path=_page(row), stamp=f"{row.public_id}:{row.saves}", entry=row.title)  # fmt: skip


def _nowhere(row: Entry) -> dict[str, str]:
    """Where everybody works has to be said: else nobody could be found independent of them."""
    found = {}
    if not (row.works_at or row.independent):
        found["works_at"] = _("Please say where you work or study, or that it is nowhere at present.")
    if any(not (member.works_at or member.independent) for member in row.members.all()):
        found["members"] = _("Please say of each member where she or he works; a dash for nowhere.")
    return found


def named_in(entry: Entry) -> dict[str, str]:
    """Fields for judges in which somebody or a body of the entry is named, with a message for each."""
    names = [entry.name, entry.phone, entry.works_at, entry.company, entry.credit_code, entry.entrant.email or ""]
    for member in entry.members.all():
        names += [member.name, member.works_at]
    told = {name: folded for name in names if len(folded := _fold(name)) >= 2}
    found = {}
    for field in BLIND:
        text = _fold(getattr(entry, field))
        named = [name for name, folded in told.items() if folded in text]
        if named:
            found[field] = _("Judges must not learn who you are: please take out “%(name)s”.") % {"name": named[0]}
    return found


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@transaction.atomic
def withdraw(entry: Entry, *, by: User) -> None:
    """Before the final. Sheets that were opened do not count any more."""
    move(entry, "withdraw", by=by, role=ENTRANT)
    _void_sheets(entry, by)


@transaction.atomic
def return_(entry: Entry, *, by: User, reason: str) -> None:
    move(entry, "return_", by=by, role=OPERATOR, reason=_given(reason), facts={"note": reason.strip()})
    telling.entrant(entry, "contest_returned", reason=reason.strip())


@transaction.atomic
def qualify(entry: Entry, *, by: User, checked: Mapping[int, str] | None = None) -> None:
    """Let it into the race. Each rule that is unknown needs what was checked instead, by key of the rule, in words."""
    found, answers = eligibility.findings(entry), checked or {}
    if any(finding.verdict is Verdict.NOT_MET for finding in found):
        raise GuardFailed(_("A rule of this contest is not met."))
    unknown = [finding for finding in found if finding.verdict is Verdict.UNKNOWN]
    open_ = [finding for finding in unknown if not answers.get(finding.rule.pk, "").strip()]
    if open_:
        raise GuardFailed(_("Please check and say what you found: %(rules)s") % {"rules": _rules(open_)})
    data = {"checked": {finding.rule.kind: answers[finding.rule.pk].strip()[:500] for finding in unknown}}
    move(entry, "qualify", by=by, role=OPERATOR, data=data, facts={"note": ""})
    telling.entrant(entry, "contest_qualified")


def _rules(found: list[Finding]) -> str:
    return "; ".join(str(finding.rule) for finding in found)


@transaction.atomic
def not_qualify(entry: Entry, *, by: User, reason: str) -> None:
    move(entry, "not_qualify", by=by, role=OPERATOR, reason=_given(reason), facts={"note": reason.strip()})
    telling.entrant(entry, "contest_not_qualified", reason=reason.strip())


@transaction.atomic
def suspect(entry: Entry, *, by: User, reason: str) -> None:
    """Propose to disqualify it; somebody else decides."""
    row = Entry.objects.select_for_update().get(pk=entry.pk)
    if row.state in (EntryState.DRAFT, EntryState.WITHDRAWN, EntryState.DISQUALIFIED):
        raise GuardFailed(_("This entry is not in the race."))
    Entry.objects.filter(pk=row.pk).update(suspected_by=by, suspicion=_given(reason))
    audit.record(row, "suspect", by=by, role=DEPARTMENT, reason=reason.strip(), public=False)
    entry.refresh_from_db()


@transaction.atomic
def clear(entry: Entry, *, by: User) -> None:
    """The suspicion did not hold."""
    if entry.suspected_by_id is None:
        raise GuardFailed(_("Nobody has proposed to disqualify this entry."))
    Entry.objects.filter(pk=entry.pk).update(suspected_by=None, suspicion="")
    audit.record(entry, "clear", by=by, role=DEPARTMENT, public=False)
    entry.refresh_from_db()


@transaction.atomic
def disqualify(entry: Entry, *, by: User) -> None:
    """Somebody else than who proposed it. Award and place fall back, a paid prize is to be paid back."""
    row = Entry.objects.select_for_update(of=("self",)).select_related("edition", "entrant").get(pk=entry.pk)
    if row.suspected_by_id is None:
        raise GuardFailed(_("Nobody has proposed to disqualify this entry."))
    if row.suspected_by_id == by.pk:
        raise GuardFailed(_("Somebody else has to confirm what you proposed."))
    won, reason = row.state in WINNERS or row.state == EntryState.LAPSED, row.suspicion
    move(row, "disqualify", by=by, role=DEPARTMENT, reason=reason, facts={"note": reason})
    _void_sheets(row, by)
    if won:
        _take_back(row, by)
    entry.refresh_from_db()
    telling.entrant(entry, "contest_disqualified", reason=reason)


def _take_back(entry: Entry, by: Actor) -> None:
    now, award = timezone.now(), entry.award
    award.revoked_at = now
    award.save(update_fields=["revoked_at"])
    Tier.objects.filter(pk=award.tier_id, given__gt=0).update(given=F("given") - 1)
    Payout.objects.filter(entry=entry, paid_at__isnull=False).update(recover_since=now)
    Payout.objects.filter(entry=entry, paid_at__isnull=True).delete()
    entitlements.revoke_of(entry, by=by)


def _void_sheets(entry: Entry, by: Actor) -> None:
    for sheet in entry.sheets.filter(state__in=("draft", "handed_in")):
        move(sheet, "void", by=by, public=False)


def _given(reason: str) -> str:
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    return reason.strip()


def _page(entry: Entry) -> str:
    return f"/admin/contests/entry/{entry.pk}/change/"
