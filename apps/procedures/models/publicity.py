"""Publicity periods (公示): what is shown to everybody for some working days before it takes effect."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.accounts.policies import EVERYWHERE, districts_for
from apps.core.ids import PublicIdModel
from apps.procedures import states

KEEPERS = "procedures.publicity"
LEAST_DAYS, USUAL_DAYS = 3, 5  # working days (R12)


class PublicityQuerySet(models.QuerySet["Publicity"]):
    def running(self, today: date) -> PublicityQuerySet:
        """Those that everybody sees on the city's day `today`: never after the last day, whatever is still open."""
        return self.filter(state=states.PublicityState.ANNOUNCED, starts_on__lte=today, ends_on__gte=today)

    def about(self, subject_kind: str, subject_ref: str) -> PublicityQuerySet:
        return self.filter(subject_kind=subject_kind, subject_ref=subject_ref)

    def kept_by(self, user: Any) -> PublicityQuerySet:
        """Those of an operator's districts, of any state."""
        where = districts_for(user, KEEPERS)
        if where is None:
            return self.none()
        return self if EVERYWHERE in where else self.filter(district__in=where)


class Publicity(PublicIdModel):
    """One period about one subject, named by kind and public id as in the audit trail.

    `title` is {language: text}; `body` a list of {"label": {language: text}, "value": {language: text}}: nothing else is
    shown, so the caller puts in only what there is consent for. Both days count; the last one ends at the city's midnight.
    """

    MOVES = states.PUBLICITY_MOVES

    subject_kind = models.CharField(_("subject"), max_length=80)
    subject_ref = models.CharField(_("subject's id"), max_length=40)
    district = models.CharField(_("district"), max_length=20, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=states.PublicityState, default=states.PublicityState.ANNOUNCED
    )
    title = models.JSONField(_("title"))
    body = models.JSONField(_("what is shown"))
    working_days = models.PositiveSmallIntegerField(_("working days"), validators=[MinValueValidator(LEAST_DAYS)])
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    objections_until = models.DateField(_("last day to object"), null=True, blank=True)
    intake_days = models.PositiveSmallIntegerField(_("working days to take up an objection"))
    answer_days = models.PositiveSmallIntegerField(_("working days to answer an objection"))
    determined_by = ArrayField(
        models.CharField(max_length=16), verbose_name=_("determined by"), default=list, blank=True
    )
    organisations = ArrayField(
        models.CharField(max_length=16), verbose_name=_("organisations concerned"), default=list, blank=True
    )
    announced_at = models.DateTimeField(_("announced at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    note = models.TextField(_("why it was withdrawn"), blank=True, max_length=1000)

    objects = PublicityQuerySet.as_manager()

    class Meta:
        verbose_name = _("publicity period")
        verbose_name_plural = _("publicity periods")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_ref"], condition=Q(state="announced"), name="publicity_one_live"
            ),
            models.CheckConstraint(condition=Q(working_days__gte=LEAST_DAYS), name="publicity_least_days"),
            # n working days after the first day need n days at least, holidays or not
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on") + timedelta(days=LEAST_DAYS)), name="publicity_has_its_days"
            ),
            models.CheckConstraint(
                condition=Q(state="announced", ended_at__isnull=True)
                | (~Q(state="announced") & Q(ended_at__isnull=False)),
                name="publicity_ended_together",
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.title)

    def open_until(self) -> datetime:
        """The instant from which on nobody can object: the city's midnight after the last day for it."""
        from apps.procedures.calendar import city_zone  # noqa: PLC0415  the calendar reads models

        return datetime.combine((self.objections_until or self.ends_on) + timedelta(days=1), time(), city_zone())


def in_language(texts: dict[str, str]) -> str:
    """The text for the reader; Chinese scripts stand in for one another before English does."""
    language = (translation.get_language() or "zh-hans").lower()
    order = (language, *(("zh-hans", "zh-hant") if language.startswith("zh") else ()), "en", "zh-hans")
    return next((texts[code] for code in order if texts.get(code)), "")
