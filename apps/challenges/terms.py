"""The fixed choices of a call: each one has consequences in the rules, so they are code and not a vocabulary."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is asked for."""

    RESEARCH = "research", _("Solving a technical problem")
    FIELD_TEST = "field_test", _("Proof in use")
    PROCUREMENT = "procurement", _("Purchase")


class PaymentMode(models.TextChoices):
    """When public or own money reaches the solver."""

    UPFRONT = "upfront", _("A first payment at the signing, the rest by milestones")
    MILESTONES = "milestones", _("By milestones")
    AFTER = "after", _("After the result is accepted")
    SUBSIDY = "subsidy", _("As a subsidy after the result")


class IpChoice(models.TextChoices):
    """Whose the result is. The law's answer for a silent contract suits few, so a choice is forced."""

    POSTER = "poster", _("The poster owns the result, the solver is named and may publish by agreement")
    SOLVER = "solver", _("The solver owns the result, the poster may use it free of charge")
    JOINT = "joint", _("Both own the result in shares that the contract names")
    LICENCE = "licence", _("The solver owns the result, the poster has an exclusive licence in its field")


class Level(models.TextChoices):
    """Who may read an annex."""

    PUBLIC = "public", _("Public")
    SOLVERS = "solvers", _("For those who sign an undertaking")
    TRADE_SECRET = "trade_secret", _("Trade secret: for those whom the poster admits")


class ExportControl(models.TextChoices):
    """Whether the law on technology exports lets the work or its papers leave the country."""

    NONE = "none", _("No restriction")
    LICENCE = "licence", _("Abroad only with an export licence")
    CHINA_ONLY = "china_only", _("Only persons and bodies in China")


class Cooperation(models.TextChoices):
    """Short and long ways of working together."""

    DIAGNOSIS = "diagnosis", _("Technical diagnosis")
    TRAINING = "training", _("Training on a subject")
    JOINT = "joint", _("Joint development")
    COMMISSION = "commission", _("Commissioned research")


class Comparison(models.TextChoices):
    """How a measured value is held against the threshold of an indicator."""

    AT_LEAST = "ge", _("at least")
    AT_MOST = "le", _("at most")
    EQUAL = "eq", _("exactly")
    SHOWN = "shown", _("to be shown")  # no number: a demonstration that the verifier confirms


class Decider(models.TextChoices):
    """Who determines the winner."""

    DEPARTMENT = "department", _("the department")
    POSTER = "poster", _("the poster")


class TieBreak(models.TextChoices):
    """How equal totals are told apart; the order is fixed before the call is published."""

    FIRST_CRITERION = "first_criterion", _("the higher mark in the first criterion")
    SPREAD = "spread", _("the smaller spread between the experts")
    PRICE = "price", _("the lower price")
    SEALED_EARLIER = "sealed_earlier", _("the earlier sealing")


class Audience(models.TextChoices):
    """Who sees a problem of the list."""

    PUBLIC = "public", _("everybody")
    POSTDOC = "postdoc", _("postdoc platforms only")
