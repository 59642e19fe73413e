"""The form check of a proposal, item by item, and the one appeal against it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.challenges.models import Programme
from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.proposals.models import Proposal
from apps.reviews import form_items, form_states

CHECKERS, DECIDERS = "challenges.review", "challenges.approve"
APPEAL_DAYS = 5


def default_items() -> list[str]:
    return list(form_items.DEFAULT)


class CheckList(models.Model):
    """What a round checks. A round without a row of its own uses the whole list; frozen when the round opens."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="check_list", verbose_name=_("programme"))
    items = ArrayField(
        models.CharField(max_length=20, choices=form_items.Item), verbose_name=_("items"), default=default_items
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("working days to appeal"), default=APPEAL_DAYS, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    class Meta:
        verbose_name = _("check-list")
        verbose_name_plural = _("check-lists")

    def __str__(self) -> str:
        return str(self.programme)


def _of_operator(user: Any, place: str, *verbs: str) -> Q | None:
    """Rows whose call (at the path `place`) lies where `user` holds one of `verbs`, her own employers' left out."""
    found: Q | None = None
    for verb in verbs:
        where = districts_for(user, verb)
        if where is not None:
            scope = Q(pk__isnull=False) if EVERYWHERE in where else Q(**{f"{place}__challenge__district__in": where})
            found = scope if found is None else found | scope
    if found is None:
        return None
    own = organisations_of(user)
    poster, applicant = f"{place}__challenge__employer__organisation__in", f"{place}__organisation__in"
    return found & ~Q(**{poster: own}) & ~Q(**{applicant: own})


class FormCheckQuerySet(models.QuerySet["FormCheck"]):
    def visible_to(self, user: Any) -> FormCheckQuerySet:
        """The applicant's own once decided, those of an operator's districts. Policies narrow it for each proposal."""
        seen = Q(proposal__in=Proposal.objects.visible_to(user)) & ~Q(outcome="")
        operated = _of_operator(user, "proposal", CHECKERS, DECIDERS)
        return self.filter(seen if operated is None else seen | operated)

    def operated_by(self, user: Any) -> FormCheckQuerySet:
        operated = _of_operator(user, "proposal", CHECKERS, DECIDERS)
        return self.none() if operated is None else self.filter(operated)

    def last_of(self, proposal: Proposal) -> FormCheck | None:
        return self.filter(proposal=proposal).order_by("-round").first()


class FormCheck(PublicIdModel):
    """One for each round of packages: a corrected proposal is checked anew, the check before stays as it was."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="form_checks", verbose_name=_("proposal"))
    round = models.PositiveSmallIntegerField(_("round of the proposal"), default=1)
    outcome = models.CharField(_("outcome"), max_length=12, choices=form_states.FormOutcome, blank=True, default="")
    reason = EncryptedTextField(_("reason the applicant reads"), blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    appeal_until = models.DateTimeField(_("appeal until"), null=True, blank=True)

    objects = FormCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("form check")
        verbose_name_plural = _("form checks")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "round"], name="form_check_once_a_round"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(outcome="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="form_check_decided_together",
            ),
            models.CheckConstraint(
                condition=Q(outcome="ineligible", appeal_until__isnull=False)
                | (~Q(outcome="ineligible") & Q(appeal_until__isnull=True)),
                name="form_check_appeal_has_a_clock",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.round}"


class FormItem(models.Model):
    """What the system found (`finding`), and what the operator says (`verdict`, with a remark)."""

    form_check = models.ForeignKey(FormCheck, models.CASCADE, related_name="items")
    item = models.CharField(_("item"), max_length=20, choices=form_items.Item)
    order = models.PositiveSmallIntegerField(default=0)
    finding = models.CharField(_("found"), max_length=6, choices=form_states.Verdict, blank=True, default="")
    note = models.CharField(max_length=12, choices=form_items.Note, blank=True, default="")
    detail = models.CharField(max_length=300, blank=True, default="")
    verdict = models.CharField(_("verdict"), max_length=6, choices=form_states.Verdict, blank=True, default="")
    remark = EncryptedTextField(_("remark"), blank=True, default="")

    class Meta:
        verbose_name = _("item of a form check")
        verbose_name_plural = _("items of form checks")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["form_check", "item"], name="form_item_once")]

    def __str__(self) -> str:
        return self.get_item_display()


class FormAppealQuerySet(models.QuerySet["FormAppeal"]):
    def visible_to(self, user: Any) -> FormAppealQuerySet:
        """One's own proposals'; for the department those of its districts."""
        own = Q(proposal__in=Proposal.objects.visible_to(user))
        operated = _of_operator(user, "proposal", DECIDERS)
        return self.filter(own if operated is None else own | operated)

    def operated_by(self, user: Any) -> FormAppealQuerySet:
        operated = _of_operator(user, "proposal", DECIDERS)
        return self.none() if operated is None else self.filter(operated)


class FormAppeal(PublicIdModel):
    """Once for a proposal; decided by the department, never by who decided the check."""

    MOVES = form_states.APPEAL_MOVES

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="form_appeal", verbose_name=_("proposal"))
    form_check = models.ForeignKey(FormCheck, models.PROTECT, related_name="+", verbose_name=_("form check"))
    state = models.CharField(
        _("state"), max_length=10, choices=form_states.AppealState, default=form_states.AppealState.LODGED
    )
    text = EncryptedTextField(_("why the check is wrong"))
    lodged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField(_("lodged at"), auto_now_add=True)
    due_on = models.DateField(_("to be decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    reply = EncryptedTextField(_("answer to the applicant"), blank=True, default="")

    objects = FormAppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal against a form check")
        verbose_name_plural = _("appeals against form checks")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="lodged", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="lodged") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="form_appeal_decided_together",
            ),
        ]

    def __str__(self) -> str:
        return str(self.proposal)
