"""What the system can check by itself of an opened proposal: a finding for each item, never the decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError

from apps.accounts.models import Consent
from apps.challenges import posters
from apps.core import files
from apps.proposals import counting, drafts, lifecycle, members, packages, sections
from apps.proposals.models import Package, Part, Proposal
from apps.proposals.packages import Enclosed
from apps.proposals.states import ProposalState
from apps.reviews.form_items import Item, Note
from apps.reviews.form_states import Verdict

DETAIL = 300
UNSEALED = (ProposalState.DRAFT,)


@dataclass(frozen=True)
class Finding:
    """`verdict` is empty where a person has to look."""

    verdict: str
    note: str = ""
    detail: str = ""


MET, LOOK = Finding(Verdict.MET), Finding(Verdict.OPEN, Note.LOOK)


@dataclass
class Opened:
    """The opened parts of the newest round; a part that did not open is not among them."""

    proposal: Proposal
    content: dict[str, Any] = field(default_factory=dict)
    members: list[dict[str, Any]] = field(default_factory=list)
    enclosed: dict[str, list[Enclosed]] = field(default_factory=dict)

    @property
    def parts(self) -> set[str]:
        return set(self.enclosed)


def read(proposal: Proposal) -> Opened:
    opened = Opened(proposal)
    for package in Package.objects.last_of(proposal).select_related("opened"):
        if package.opened is None or package.fault:
            continue
        content, facts, enclosed = packages.unpack(files.read(package.opened))
        opened.content |= content
        opened.members += facts.get("members", [])
        opened.enclosed[package.part] = enclosed
    return opened


def of(opened: Opened, item: str) -> Finding:
    """The finding for one item."""
    found = _BY_ITEM[item](opened)
    return Finding(found.verdict, found.note, found.detail[:DETAIL])


def _unmet(note: Note, detail: object) -> Finding:
    return Finding(Verdict.UNMET, note, str(detail))


def _complete(opened: Opened) -> Finding:
    if opened.parts != set(Part.values):
        return _unmet(Note.CLOSED, "")
    lacking = sections.missing(opened.content)
    return _unmet(Note.FIELDS, ", ".join(lacking)) if lacking else MET


def _signed(opened: Opened) -> Finding:
    """As it was sealed, and not taken back since on somebody's page of consents."""
    if Part.IDENTITY not in opened.parts:
        return _unmet(Note.CLOSED, "")
    never = sum(not row.get("signed_at") for row in opened.members)
    withdrawn = Consent.objects.filter(
        purpose=members.UNDERTAKING, subject_ref=opened.proposal.public_id, withdrawn_at__isnull=False,
        pk__in=opened.proposal.members.filter(left_at__isnull=True).values("undertaking"),
    ).count()  # fmt: skip
    return _unmet(Note.UNSIGNED, never + withdrawn) if never + withdrawn or not opened.members else MET


def _shares(opened: Opened) -> Finding:
    try:
        totals = [
            sum((Decimal(row[name]) for row in opened.members), Decimal(0)) for name in ("budget_share", "ip_share")
        ]
    except (InvalidOperation, KeyError):
        return _unmet(Note.TOTAL, "?")
    wrong = any(total != members.WHOLE for total in totals)
    return _unmet(Note.TOTAL, " / ".join(str(total) for total in totals)) if wrong else MET


def _leader(opened: Opened) -> Finding:
    leads = [row for row in opened.members if row.get("lead") and str(row.get("name", "")).strip()]
    return MET if len(leads) == 1 else _unmet(Note.LEADS, len(leads))


def _one_live(opened: Opened) -> Finding:
    """The database holds one for an applicant; one lead behind two applicants is for a person to judge."""
    proposal = opened.proposal
    others = Proposal.objects.live().filter(challenge=proposal.challenge).exclude(pk=proposal.pk)
    others = others.exclude(state__in=UNSEALED)
    if others.filter(applicant=proposal.applicant).exists():
        return _unmet(Note.COUNT, others.filter(applicant=proposal.applicant).count() + 1)
    same = others.filter(lead=proposal.lead).count()
    return Finding(Verdict.OPEN, Note.SAME_LEAD, str(same)) if same else MET


def _per_round(opened: Opened) -> Finding:
    proposal, programme = opened.proposal, opened.proposal.challenge.programme
    body = proposal.organisation
    mine = counting.of_body(programme, body) if body else counting.of_person(programme, proposal.lead)
    members = [
        counting.of_person(programme, member.user)
        for member in proposal.members.filter(left_at__isnull=True, is_lead=False).select_related("user")
        if member.user is not None
    ]
    most = max(rows.exclude(state__in=UNSEALED).count() for rows in (mine, *members))
    return _unmet(Note.COUNT, most) if most > programme.proposals_per_applicant else MET


def _not_poster(opened: Opened) -> Finding:
    """R1, by account and by credit code: people may have changed sides since the sealing."""
    challenge = opened.proposal.challenge
    there = opened.proposal.members.filter(left_at__isnull=True).select_related("user")
    inside = sum(row.user is not None and posters.is_of(row.user, challenge) for row in there)
    kin = posters.names(challenge, {code for row in opened.members if (code := row.get("credit_code", ""))})
    return _unmet(Note.POSTER, max(inside, int(kin))) if inside or kin else MET


def _blind(opened: Opened) -> Finding:
    return MET if Part.BLIND in opened.parts else _unmet(Note.CLOSED, "")


def _readable(opened: Opened) -> Finding:
    if opened.parts != set(Part.values):
        return _unmet(Note.CLOSED, "")
    bad = list(_unreadable(opened))
    return _unmet(Note.BAD_FILES, ", ".join(bad)) if bad else MET


def _unreadable(opened: Opened) -> Iterator[str]:
    for part, enclosed in opened.enclosed.items():
        for file in enclosed:
            try:
                files.check_upload(file.name, file.content[:16], len(file.content), drafts.ACCEPTED[Part(part)])
            except ValidationError:
                yield file.name


def _stayed(opened: Opened) -> Finding:
    gone = lifecycle.left_after_closing(opened.proposal)
    named = {row.get("name") for row in opened.members}
    still_named = [member for member in gone if member.name in named]
    return _unmet(Note.LEFT, len(still_named)) if still_named else MET


def _conflicts(opened: Opened) -> Finding:
    return LOOK if str(opened.content.get("conflicts", "")).strip() else _unmet(Note.FIELDS, "conflicts")


def _files_fit(opened: Opened) -> Finding:
    return LOOK if any(opened.enclosed.values()) else MET


_BY_ITEM: dict[str, Callable[[Opened], Finding]] = {
    Item.COMPLETE: _complete,
    Item.SIGNED: _signed,
    Item.SHARES: _shares,
    Item.LEADER: _leader,
    Item.ONE_LIVE: _one_live,
    Item.PER_ROUND: _per_round,
    Item.NOT_POSTER: _not_poster,
    Item.BLIND: _blind,
    Item.READABLE: _readable,
    Item.STAYED: _stayed,
    Item.CONFLICTS: _conflicts,
    Item.FILES_FIT: _files_fit,
}
