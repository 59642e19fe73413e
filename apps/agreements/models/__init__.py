"""What was signed, what was promised for when, what was paid, and how it ended."""

from apps.agreements.models.agreement import Agreement, AgreementQuerySet, Party
from apps.agreements.models.closing import Acceptance, Ending, Evaluation
from apps.agreements.models.contract import READERS, Contract, ContractQuerySet, Purse
from apps.agreements.models.milestone import Evidence, Measurement, Milestone, MilestoneQuerySet, Report
from apps.agreements.models.payment import Payment, PaymentQuerySet, Recovery
from apps.agreements.models.race import Checkpoint, Standing

__all__ = [
    "READERS",
    "Acceptance",
    "Agreement",
    "AgreementQuerySet",
    "Checkpoint",
    "Contract",
    "ContractQuerySet",
    "Ending",
    "Evaluation",
    "Evidence",
    "Measurement",
    "Milestone",
    "MilestoneQuerySet",
    "Party",
    "Payment",
    "PaymentQuerySet",
    "Purse",
    "Recovery",
    "Report",
    "Standing",
]
