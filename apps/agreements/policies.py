"""Who may do what with agreements, contracts, milestones and money.

Two sides: the poster's people and the applicant team. Operators act in their district and for no party of theirs; who
stands on the applicants' side is never on the other, and no step that needs two people is taken twice by one.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from apps.accounts.models import Membership
from apps.accounts.policies import acts_for, districts_for, may, same_employer
from apps.agreements.models import (
    READERS,
    Acceptance,
    Agreement,
    Contract,
    Ending,
    Evidence,
    Milestone,
    Party,
    Payment,
    Recovery,
)
from apps.agreements.models.agreement import KEEPERS
from apps.agreements.terms import Side
from apps.challenges import posters
from apps.core.models import File
from apps.proposals import policies as proposals

DEPARTMENT, FINANCE = "challenges.approve", "challenges.finance"


# ---------------------------------------------------------------- the two sides
def is_solver(user: Any, contract: Contract) -> bool:
    """The applicant team: lead, members who are in, writers of the organisation that applies."""
    return proposals.can_read(user, contract.proposal)


def is_poster(user: Any, contract: Contract) -> bool:
    """Whoever acts for the poster, unless she also stands on the other side."""
    return acts_for(user, contract.challenge.employer.organisation) and not is_solver(user, contract)


def speaks_for_poster(user: Any, contract: Contract) -> bool:
    """Owners and recruiters: confirm milestones, do without them, give the end user's word."""
    organisation = contract.challenge.employer.organisation
    roles = (Membership.Role.OWNER, Membership.Role.RECRUITER)
    return acts_for(user, organisation, *roles) and not is_solver(user, contract)


def can_read(user: Any, contract: Contract) -> bool:
    return is_solver(user, contract) or is_poster(user, contract) or operates(user, contract, *READERS)


def can_hand_in(user: Any, party: Party) -> bool:
    """The signed scan of a side: the poster's owner; members of the applicant team; of a plain record its own people."""
    contract = getattr(party.agreement, "contract", None)
    if contract is None:
        own = party.user_id is not None and party.user_id == getattr(user, "pk", None)
        return own or (party.organisation is not None and acts_for(user, party.organisation, Membership.Role.OWNER))
    if party.side == Side.SOLVER:
        return is_solver(user, contract)
    organisation = contract.challenge.employer.organisation
    return acts_for(user, organisation, Membership.Role.OWNER) and not is_solver(user, contract)


def can_open_name(user: Any, party: Party) -> bool:
    """Let one's name stand on the public page, and take it back: who speaks for that side."""
    contract = getattr(party.agreement, "contract", None)
    if contract is not None and party.side == Side.SOLVER:
        return proposals.can_lead(user, contract.proposal)
    return can_hand_in(user, party)


def can_report(user: Any, contract: Contract) -> bool:
    """Start and report milestones, ask for the acceptance, be heard before an end."""
    return is_solver(user, contract)


def can_confirm(user: Any, milestone: Milestone) -> bool:
    return speaks_for_poster(user, milestone.contract)


def can_send_back(user: Any, milestone: Milestone) -> bool:
    return can_confirm(user, milestone) or can_decide(user, milestone.contract)


# ---------------------------------------------------------------- operators
def operates(user: Any, contract: Contract, *verbs: str) -> bool:
    """In her district and of neither party's family, nor a member of the team."""
    challenge, organisation = contract.challenge, contract.proposal.organisation
    if not any(may(user, verb, challenge.district) for verb in verbs):
        return False
    family = organisation is not None and same_employer(user, organisation)
    return not posters.is_of(user, challenge) and not family and not is_solver(user, contract)


def operates_call(user: Any, challenge: Any, *verbs: str) -> bool:
    """In her district and not of the poster's family."""
    if not any(may(user, verb, challenge.district) for verb in verbs):
        return False
    return not posters.is_of(user, challenge)


def can_look_to_draft(user: Any, proposal: Any) -> bool:
    """Look at a winner: operators of the district who are of no party's family nor members of the team."""
    if not operates_call(user, proposal.challenge, *READERS):
        return False
    family = proposal.organisation is not None and same_employer(user, proposal.organisation)
    return not family and not proposals.can_read(user, proposal)


def can_keep(user: Any, contract: Contract) -> bool:
    """Draft, change before the signing, file scans, begin the work."""
    return operates(user, contract, KEEPERS, DEPARTMENT)


def can_draft(user: Any, proposal: Any) -> bool:
    """Draw up the contract of an awarded proposal."""
    return operates_call(user, proposal.challenge, KEEPERS, DEPARTMENT) and can_look_to_draft(user, proposal)


def can_file(user: Any, party: Party) -> bool:
    """Other eyes than those that handed it in."""
    contract = getattr(party.agreement, "contract", None)
    if party.handed_in_by_id is not None and party.handed_in_by_id == getattr(user, "pk", None):
        return False
    if contract is not None:
        return can_keep(user, contract)
    return can_keep_record(user, party.agreement)


def can_decide(user: Any, contract: Contract) -> bool:
    """The department: milestones, acceptance, ends, checkpoints, evaluation."""
    return operates(user, contract, DEPARTMENT)


def can_settle(user: Any, milestone: Milestone) -> bool:
    """Pass or waive: the department, and not who gave the employer's word."""
    return can_decide(user, milestone.contract) and milestone.word_by_id != getattr(user, "pk", None)


def can_decide_ending(user: Any, ending: Ending) -> bool:
    """Four eyes: not who proposed it."""
    return can_decide(user, ending.contract) and ending.proposed_by_id != getattr(user, "pk", None)


def can_order(user: Any, payment: Payment) -> bool:
    return operates(user, payment.contract, DEPARTMENT, FINANCE)


def can_release(user: Any, payment: Payment) -> bool:
    """Release or refuse an order: finance, and other eyes than those that gave it."""
    return operates(user, payment.contract, FINANCE) and payment.ordered_by_id != getattr(user, "pk", None)


def can_book(user: Any, recovery: Recovery) -> bool:
    return operates(user, recovery.contract, FINANCE)


def can_confirm_booking(user: Any, recovery: Recovery) -> bool:
    return can_book(user, recovery) and recovery.booked_by_id != getattr(user, "pk", None)


def may_note(user: Any, district: str) -> bool:
    """Note an agreement that grew from an event or a match in this district."""
    return may(user, KEEPERS, district) or may(user, DEPARTMENT, district)


def can_keep_record(user: Any, agreement: Agreement) -> bool:
    """Agreements that grew from something else than a call: operators of the district, of no party's family."""
    if not may_note(user, agreement.district):
        return False
    rows = agreement.parties.select_related("organisation")
    if any(row.user_id is not None and row.user_id == user.pk for row in rows):
        return False
    return not any(row.organisation is not None and same_employer(user, row.organisation) for row in rows)


def may_note_somewhere(user: Any) -> bool:
    """Whether there is a district in which she may note agreements."""
    return any(districts_for(user, verb) is not None for verb in (KEEPERS, DEPARTMENT))


def can_move_record(user: Any, agreement: Agreement) -> bool:
    """A record that has steps of its own: those of contracts follow their contract."""
    return getattr(agreement, "contract", None) is None and can_keep_record(user, agreement)


def can_hand_in_record(user: Any, party: Party) -> bool:
    """The scan of a side of such a record: its own people, and who keeps it."""
    if getattr(party.agreement, "contract", None) is not None:
        return False
    return can_hand_in(user, party) or can_keep_record(user, party.agreement)


# ---------------------------------------------------------------- files
def can_read_file(user: Any, file: File) -> bool:
    """Papers, scans and evidence: who may read the contract they belong to."""
    contract = Contract.objects.filter(Q(paper_zh=file) | Q(paper_en=file)).first()
    if contract is not None:
        return can_read(user, contract)
    party = Party.objects.filter(scan=file).select_related("agreement").first()
    if party is not None:
        found = getattr(party.agreement, "contract", None)
        return can_read(user, found) if found else can_read_record(user, party.agreement)
    evidence = Evidence.objects.filter(file=file).select_related("report__milestone__contract").first()
    if evidence is not None:
        return can_read(user, evidence.report.milestone.contract)
    round_ = Acceptance.objects.filter(user_paper=file).select_related("contract").first()
    if round_ is not None:
        return can_read(user, round_.contract)
    record = Agreement.objects.filter(file=file).first()
    return record is not None and can_read_record(user, record)


def can_read_record(user: Any, agreement: Agreement) -> bool:
    return Agreement.objects.visible_to(user).filter(pk=agreement.pk).exists()
