"""An expert's opinion on a call before it is published: asked for, given in answers with remarks, then locked."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.challenges.models import Challenge
from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.experts.models import Expert
from apps.reviews import appraisal_states as states

ASKERS = ("challenges.review", "challenges.approve")


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def open(self) -> OpinionQuerySet:
        return self.filter(state__in=states.OPEN)

    def of_expert(self, user: Any) -> OpinionQuerySet:
        return self.filter(expert__user=user.pk) if user.is_authenticated and user.is_active else self.none()

    def operated_by(self, user: Any) -> OpinionQuerySet:
        """Of calls in an operator's districts, not of her own employers, not those that she is asked for herself."""
        where: set[str] = set().union(*(districts_for(user, verb) or () for verb in ASKERS))
        if not where:
            return self.none()
        rows = self if EVERYWHERE in where else self.filter(challenge__district__in=where)
        own = organisations_of(user)
        return rows.exclude(challenge__employer__organisation__in=own).exclude(expert__user=user.pk)

    def visible_to(self, user: Any) -> OpinionQuerySet:
        """One's own and those one operates. The poster sees none: experts judge its call by themselves."""
        return self.filter(Q(pk__in=self.of_expert(user).values("pk")) | Q(pk__in=self.operated_by(user).values("pk")))


class Opinion(PublicIdModel):
    """`content_hash` is the text she judged: an opinion on a text that was changed since does not count."""

    MOVES = states.OPINION_MOVES

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="opinions", verbose_name=_("challenge"))
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="opinions", verbose_name=_("expert"))
    state = models.CharField(
        _("state"), max_length=12, choices=states.OpinionState, default=states.OpinionState.INVITED
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    due_at = models.DateTimeField(_("to be given by"))
    declared_at = models.DateTimeField(_("declared independent at"), null=True, blank=True)
    given_at = models.DateTimeField(_("given at"), null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    recommendation = models.CharField(
        _("recommendation"), max_length=10, choices=states.Recommendation, blank=True, default=""
    )
    text = EncryptedTextField(_("reasons"), blank=True, default="")

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion on a call")
        verbose_name_plural = _("opinions on calls")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "expert"], condition=Q(state__in=states.HELD), name="opinion_asked_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "given"]) | Q(declared_at__isnull=False),
                name="opinion_declared_first",
            ),
            models.CheckConstraint(
                condition=~Q(state="given") | (Q(given_at__isnull=False) & ~Q(recommendation="") & ~Q(content_hash="")),
                name="opinion_given_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class OpinionAnswer(models.Model):
    """Yes, no or partly to one question; without a plain yes with a remark."""

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="answers")
    question = models.CharField(_("question"), max_length=15, choices=states.Question)
    answer = models.CharField(_("answer"), max_length=6, choices=states.Answer, blank=True, default="")
    remark = EncryptedTextField(_("remark"), blank=True, default="")

    class Meta:
        verbose_name = _("answer of an opinion")
        verbose_name_plural = _("answers of opinions")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["opinion", "question"], name="opinion_answer_once")]

    def __str__(self) -> str:
        return str(self.get_question_display())
