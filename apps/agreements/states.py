"""What an agreement, a contract, its milestones, payments, endings and recoveries can be (C18; machine 1 from `awarded`).

The contract carries machine 1 for one applicant; the call follows its contracts (`race.follow`).
"""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class AgreementState(models.TextChoices):
    INTENTION = "intention", pgettext_lazy("agreement", "Intention")
    DRAFTED = "drafted", pgettext_lazy("agreement", "Drafted")
    SIGNED = "signed", pgettext_lazy("agreement", "Signed")
    IN_FORCE = "in_force", pgettext_lazy("agreement", "In force")
    FULFILLED = "fulfilled", pgettext_lazy("agreement", "Fulfilled")
    LAPSED = "lapsed", pgettext_lazy("agreement", "Lapsed")
    BROKEN = "broken", pgettext_lazy("agreement", "Broken")


A = AgreementState
AGREEMENT_MOVES = moves(
    draft=((A.INTENTION,), A.DRAFTED),
    sign_agreement=((A.DRAFTED,), A.SIGNED),
    enter_force=((A.SIGNED,), A.IN_FORCE),
    fulfil=((A.IN_FORCE,), A.FULFILLED),
    lapse=((A.INTENTION, A.DRAFTED, A.SIGNED, A.IN_FORCE), A.LAPSED),
    break_=((A.SIGNED, A.IN_FORCE), A.BROKEN),
)


class ContractState(models.TextChoices):
    DRAFTED = "drafted", pgettext_lazy("contract", "To be signed")
    SIGNED = "signed", pgettext_lazy("contract", "Signed")
    EXECUTING = "executing", pgettext_lazy("contract", "Work under way")
    ACCEPTANCE = "acceptance", pgettext_lazy("contract", "Acceptance under way")
    ACCEPTED = "accepted", pgettext_lazy("contract", "Accepted")
    EVALUATED = "evaluated", pgettext_lazy("contract", "Evaluated")
    LAPSED = "lapsed", pgettext_lazy("contract", "Not signed")
    ELIMINATED = "eliminated", pgettext_lazy("contract", "Eliminated at a checkpoint")
    TERMINATED_EXCUSED = "terminated_excused", pgettext_lazy("contract", "Ended without fault")
    TERMINATED_FAULT = "terminated_fault", pgettext_lazy("contract", "Ended by fault")


S = ContractState
CONTRACT_MOVES = moves(
    sign_contract=((S.DRAFTED,), S.SIGNED),
    lapse=((S.DRAFTED,), S.LAPSED),
    execute=((S.SIGNED,), S.EXECUTING),
    begin_acceptance=((S.EXECUTING,), S.ACCEPTANCE),
    rectify=((S.ACCEPTANCE,), S.EXECUTING),
    accept_result=((S.ACCEPTANCE,), S.ACCEPTED),
    evaluate=((S.ACCEPTED,), S.EVALUATED),
    eliminate=((S.EXECUTING,), S.ELIMINATED),
    excuse=((S.EXECUTING, S.ACCEPTANCE), S.TERMINATED_EXCUSED),
    terminate=((S.EXECUTING, S.ACCEPTANCE), S.TERMINATED_FAULT),
)
RUNNING = (S.EXECUTING, S.ACCEPTANCE)
SUCCEEDED = (S.ACCEPTED, S.EVALUATED)
UNSIGNED = (S.DRAFTED, S.LAPSED)
OVER = (S.LAPSED, S.ELIMINATED, S.TERMINATED_EXCUSED, S.TERMINATED_FAULT)  # these bind no more money than was paid


class MilestoneState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("milestone", "Planned")
    IN_PROGRESS = "in_progress", pgettext_lazy("milestone", "In progress")
    REPORTED = "reported", pgettext_lazy("milestone", "Reported")
    PASSED = "passed", pgettext_lazy("milestone", "Passed")
    REWORK = "rework", pgettext_lazy("milestone", "To be reworked")
    DELAYED = "delayed", pgettext_lazy("milestone", "Delayed")
    WAIVED = "waived", pgettext_lazy("milestone", "Waived")


M = MilestoneState
MILESTONE_MOVES = moves(
    start_milestone=((M.PLANNED,), M.IN_PROGRESS),
    report=((M.IN_PROGRESS, M.REWORK, M.DELAYED), M.REPORTED),
    pass_milestone=((M.REPORTED,), M.PASSED),
    send_back=((M.REPORTED,), M.REWORK),
    delay=((M.PLANNED, M.IN_PROGRESS, M.REWORK), M.DELAYED),
    waive=((M.PLANNED, M.IN_PROGRESS, M.REWORK, M.DELAYED), M.WAIVED),
)
SETTLED = (M.PASSED, M.WAIVED)
UNREPORTED = (M.PLANNED, M.IN_PROGRESS, M.REWORK)


class PaymentState(models.TextChoices):
    DUE = "payment_due", pgettext_lazy("payment", "Due")
    ORDERED = "ordered", pgettext_lazy("payment", "Ordered")
    PAID = "paid", pgettext_lazy("payment", "Paid")
    WITHHELD = "withheld", pgettext_lazy("payment", "Withheld")


P = PaymentState
PAYMENT_MOVES = moves(
    order=((P.DUE,), P.ORDERED),
    refuse_order=((P.ORDERED,), P.DUE),
    pay=((P.ORDERED,), P.PAID),
    withhold=((P.DUE, P.ORDERED), P.WITHHELD),
)


class EndingState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("ending", "Proposed")
    CONFIRMED = "confirmed", pgettext_lazy("ending", "Confirmed")
    DISMISSED = "dismissed", pgettext_lazy("ending", "Dismissed")


E = EndingState
ENDING_MOVES = moves(
    confirm_ending=((E.PROPOSED,), E.CONFIRMED),
    dismiss_ending=((E.PROPOSED,), E.DISMISSED),
)


class RecoveryState(models.TextChoices):
    DEMANDED = "demanded", pgettext_lazy("recovery", "Demanded")
    BOOKED = "booked", pgettext_lazy("recovery", "Booked, to be confirmed")
    RECOVERED = "recovered", pgettext_lazy("recovery", "Recovered")


R = RecoveryState
RECOVERY_MOVES = moves(
    book=((R.DEMANDED,), R.BOOKED),
    refuse_booking=((R.BOOKED,), R.DEMANDED),
    recover=((R.BOOKED,), R.RECOVERED),
)
