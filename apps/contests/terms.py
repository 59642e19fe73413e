"""Fixed vocabularies of contests: rules of eligibility, stages, conditions, what tells equal totals apart."""

from django.db import models
from django.utils.translation import pgettext_lazy


class RuleKind(models.TextChoices):
    """`number` of the rule is years, months or percent, as the words say."""

    AGE_MAX = "age_max", pgettext_lazy("rule of a contest", "Age at most (years)")
    ABROAD_MIN = "abroad_min", pgettext_lazy("rule of a contest", "Study or work abroad at least (months)")
    COMPANY_AGE_MAX = "company_age_max", pgettext_lazy("rule of a contest", "Company founded at most (years ago)")
    SHARE_MIN = "share_min", pgettext_lazy("rule of a contest", "Share held at least (percent), or the largest holder")
    LEGAL_REP = "legal_rep", pgettext_lazy("rule of a contest", "Entrant is the company's legal representative")
    DOCTOR = "doctor", pgettext_lazy("rule of a contest", "Doctoral degree, or postdoc")
    NO_EARLIER_AWARD = "no_earlier_award", pgettext_lazy("rule of a contest", "No earlier talent award")


RULE_SENTENCES = {
    RuleKind.AGE_MAX: pgettext_lazy("rule of a contest", "At most %(number)d years old"),
    RuleKind.ABROAD_MIN: pgettext_lazy("rule of a contest", "At least %(number)d months of study or work abroad"),
    RuleKind.COMPANY_AGE_MAX: pgettext_lazy("rule of a contest", "Company founded at most %(number)d years ago"),
    RuleKind.SHARE_MIN: pgettext_lazy(
        "rule of a contest", "Holds at least %(number)d %% of the company, or is its largest holder"
    ),
}
"""How a rule with a number is read; the others are read by their names."""
NUMBERED = (RuleKind.AGE_MAX, RuleKind.ABROAD_MIN, RuleKind.COMPANY_AGE_MAX, RuleKind.SHARE_MIN)
OF_COMPANY = (RuleKind.COMPANY_AGE_MAX, RuleKind.SHARE_MIN, RuleKind.LEGAL_REP)


class StageKind(models.TextChoices):
    PRELIMINARY = "preliminary", pgettext_lazy("stage of a contest", "Preliminary round")
    SEMIFINAL = "semifinal", pgettext_lazy("stage of a contest", "Semifinal")
    FINAL = "final", pgettext_lazy("stage of a contest", "Final")


ORDER = (StageKind.PRELIMINARY, StageKind.SEMIFINAL, StageKind.FINAL)


class Phase(models.TextChoices):
    LANDING = "landing", pgettext_lazy("condition of a contest", "For the landing")
    PAYOUT = "payout", pgettext_lazy("condition of a contest", "For the prize")


class ConditionKind(models.TextChoices):
    REGISTERED_LOCALLY = "registered_locally", pgettext_lazy("condition of a contest", "Registered in the city")
    MONTHS_OF_OPERATION = "months_of_operation", pgettext_lazy("condition of a contest", "Months of operation")
    CONTRACT_SIGNED = "contract_signed", pgettext_lazy("condition of a contest", "Contract signed with the poster")


MONTHS_OF_OPERATION = pgettext_lazy("condition of a contest", "In operation for %(months)d months")


class TieBreak(models.TextChoices):
    """What tells equal totals apart, in this order; nothing of it can be chosen after the marks are known."""

    FIRST_CRITERION = "first_criterion", pgettext_lazy("tie-break", "Higher mark in the first criterion")
    SPREAD = "spread", pgettext_lazy("tie-break", "Judges closer to each other")
    SUBMITTED_EARLIER = "submitted_earlier", pgettext_lazy("tie-break", "Submitted earlier")
