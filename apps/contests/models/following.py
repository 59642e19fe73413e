"""What follows for every finalist (S10): a case with an owner, tasks and visits."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.policies import EVERYWHERE, districts_for
from apps.contests import states
from apps.contests.models.edition import FOLLOWERS
from apps.contests.models.entry import Entry
from apps.core.ids import PublicIdModel


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> FollowUpQuerySet:
        return self.filter(state__in=states.OPEN_FOLLOW_UP)

    def kept_by(self, user: Any) -> FollowUpQuerySet:
        """Those of her districts."""
        where = districts_for(user, FOLLOWERS)
        if where is None:
            return self.none()
        return self if EVERYWHERE in where else self.filter(entry__district__in=where)


class FollowUp(PublicIdModel):
    MOVES = states.FOLLOW_UP_MOVES

    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("contest entry"), related_name="follow_up")
    state = models.CharField(
        _("state"), max_length=20, choices=states.FollowUpState, default=states.FollowUpState.INTENTION
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("who looks after it"), null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up of a finalist")
        verbose_name_plural = _("follow-up of finalists")
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.entry)


class FollowUpTask(PublicIdModel):
    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="tasks")
    text = models.CharField(_("what is to be done"), max_length=300)
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("task of a follow-up")
        verbose_name_plural = _("tasks of a follow-up")
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.text


class Visit(models.Model):
    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="visits")
    visited_on = models.DateField(_("visited on"))
    note = models.TextField(_("what was found"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-visited_on", "-id"]

    def __str__(self) -> str:
        return str(self.visited_on)
