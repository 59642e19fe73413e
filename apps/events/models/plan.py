"""The plan of a year (年度人才活动清单): what is to be done, by whom, until when."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.policies import EVERYWHERE, districts_for
from apps.events.models.event import KEEPERS, Edition, Event, Titled


class PlanQuerySet(models.QuerySet["PlanItem"]):
    def kept_by(self, user: Any) -> PlanQuerySet:
        """An operator's districts; what she owns herself wherever it lies."""
        where = districts_for(user, KEEPERS)
        if where is None:
            return self.none()
        return self if EVERYWHERE in where else self.filter(Q(district__in=where) | Q(owner=user))


class PlanItem(Titled):
    """A point of the plan; done once somebody says so, or never."""

    year = models.PositiveSmallIntegerField(_("year"))
    edition = models.ForeignKey(
        Edition, models.SET_NULL, verbose_name=_("edition"), null=True, blank=True, related_name="+"
    )
    event = models.ForeignKey(Event, models.SET_NULL, verbose_name=_("event"), null=True, blank=True, related_name="+")
    district = models.CharField(_("district"), max_length=20, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("who is in charge"), related_name="+"
    )
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=2000)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True, editable=False)
    told_late_at = models.DateTimeField(_("reminded that it is late at"), null=True, blank=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta(Titled.Meta):
        verbose_name = _("point of the year's plan")
        verbose_name_plural = _("plan of the year")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["year", "due_on"])]
