"""Series, their editions, the events of an edition with their organisers and agenda."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.policies import EVERYWHERE, districts_for
from apps.core.ids import PublicIdModel
from apps.core.texts import in_language
from apps.events import states, terms

KEEPERS, DOOR = "events.keep", "events.door"


class Titled(PublicIdModel):
    """Something with a title in both languages; one of them at least."""

    title_zh = models.CharField(_("title in Chinese"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=~Q(title_zh="", title_en=""), name="%(class)s_has_title")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)


class Series(Titled):
    """What comes back every year: 蓝洽会, 千山峰会."""

    class Meta(Titled.Meta):
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")


class Edition(Titled):
    """One year of a series."""

    series = models.ForeignKey(
        Series, models.PROTECT, verbose_name=_("series of events"), null=True, blank=True, related_name="editions"
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta(Titled.Meta):
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            *Titled.Meta.constraints,
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="edition_days_in_order"),
        ]


class Target(models.Model):
    """What an edition wants to reach; the counter beside it is counted when somebody looks (`targets.reached`)."""

    edition = models.ForeignKey(Edition, models.CASCADE, verbose_name=_("edition"), related_name="targets")
    metric = models.CharField(_("what is counted"), max_length=20, choices=terms.Metric)
    amount = models.PositiveIntegerField(_("target"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("target of an edition")
        verbose_name_plural = _("targets of an edition")
        constraints = [models.UniqueConstraint(fields=["edition", "metric"], name="target_once")]

    def __str__(self) -> str:
        return str(self.get_metric_display())


class EventQuerySet(models.QuerySet["Event"]):
    def public(self) -> EventQuerySet:
        return self.filter(state__in=states.PUBLIC)

    def kept_by(self, user: Any, *verbs: str) -> EventQuerySet:
        """Events of districts where one of the verbs is hers (`events.keep` if none is named), of any state."""
        found = Q(pk__in=[])
        for verb in verbs or (KEEPERS,):
            where = districts_for(user, verb)
            if where is not None:
                found |= Q(pk__isnull=False) if EVERYWHERE in where else Q(district__in=where)
        return self.filter(found)

    def visible_to(self, user: Any) -> EventQuerySet:
        """Announced ones for everybody; planned ones for those who keep them."""
        return self.public() | self.kept_by(user)

    def with_closing(self) -> EventQuerySet:
        """Each with `closing`: when its registration ends, at its start if nothing else was said."""
        return self.annotate(closing=Coalesce("registration_closes_at", "starts_at"))


class Event(Titled):
    """One event, of an edition or on its own. Without a capacity everybody has a place."""

    MOVES = states.MOVES

    edition = models.ForeignKey(
        Edition, models.PROTECT, verbose_name=_("edition"), null=True, blank=True, related_name="events"
    )
    state = models.CharField(_("state"), max_length=20, choices=states.EventState, default=states.EventState.PLANNED)
    board = models.CharField(_("board"), max_length=20, choices=terms.Board, default=terms.Board.RECRUITMENT)
    type = models.CharField(_("type of event"), max_length=20, choices=terms.EventType, default=terms.EventType.FAIR)
    format = models.CharField(_("format"), max_length=10, choices=terms.Format, default=terms.Format.ONSITE)
    text_zh = models.TextField(_("description in Chinese"), blank=True, max_length=8000)
    text_en = models.TextField(_("description in English"), blank=True, max_length=8000)
    venue_zh = models.CharField(_("venue in Chinese"), max_length=200, blank=True)
    venue_en = models.CharField(_("venue in English"), max_length=200, blank=True)
    link = models.URLField(_("link of the online meeting"), blank=True, max_length=500)
    district = models.CharField(_("district"), max_length=20, blank=True)
    starts_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"))
    registration_opens_at = models.DateTimeField(_("registration opens at"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes at"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True, validators=[MinValueValidator(1)])
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    approval = models.BooleanField(_("an operator decides on each request"), default=False)
    public_reason = models.TextField(_("why it was postponed or cancelled"), blank=True, max_length=2000)
    sequence = models.PositiveIntegerField(_("number of the change"), default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = EventQuerySet.as_manager()

    class Meta(Titled.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["state", "starts_at"])]
        constraints = [
            *Titled.Meta.constraints,
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_times_in_order"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(taken__lte=F("capacity")), name="event_never_overfull"
            ),
            models.CheckConstraint(
                condition=Q(registration_closes_at__isnull=True) | Q(registration_closes_at__lte=F("ends_at")),
                name="event_registration_closes_in_time",
            ),
        ]

    @property
    def text(self) -> str:
        return in_language(self.text_zh, self.text_en)

    @property
    def venue(self) -> str:
        return in_language(self.venue_zh, self.venue_en)

    @property
    def closes_at(self) -> datetime:
        return self.registration_closes_at or self.starts_at

    @property
    def free(self) -> int | None:
        """Places left as the row in memory says; None where there is no limit."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


class EventOrganiser(models.Model):
    """Who stands behind an event, and as what (指导, 主办, 承办, 协办)."""

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="organisers")
    role = models.CharField(_("role"), max_length=20, choices=terms.OrganiserRole, default=terms.OrganiserRole.HOST)
    name_zh = models.CharField(_("name in Chinese"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(name_zh="", name_en=""), name="organiser_has_name")]

    def __str__(self) -> str:
        return in_language(self.name_zh, self.name_en)


class AgendaRow(models.Model):
    """One point of an event's agenda."""

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="agenda")
    starts_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    title_zh = models.CharField(_("title in Chinese"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    speaker = models.CharField(pgettext_lazy("agenda", "speaker"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("point of the agenda")
        verbose_name_plural = _("agenda")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_zh="", title_en=""), name="agenda_has_title"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="agenda_times_in_order"
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.title_zh, self.title_en)
