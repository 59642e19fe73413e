"""Series, their editions, the events of an edition, and who registers for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Organisation
from apps.accounts.policies import EVERYWHERE, districts_for
from apps.core.crypto import EncryptedTextField
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


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def live(self) -> RegistrationQuerySet:
        return self.filter(state__in=states.LIVE)

    def seated(self) -> RegistrationQuerySet:
        return self.filter(state__in=states.SEATED)

    def waiting(self) -> RegistrationQuerySet:
        """The waiting list, longest waiting first."""
        return self.filter(state=states.RegistrationState.WAITLISTED).order_by("requested_at", "pk")

    def visible_to(self, user: Any) -> RegistrationQuerySet:
        """One's own; operators and door staff those of their events."""
        kept = Q(event__in=Event.objects.kept_by(user, KEEPERS, DOOR).values("pk"))
        return self.filter(kept | Q(user=user)) if user.is_authenticated else self.none()


class Registration(PublicIdModel):
    """One person for one event. Who comes to the door without an account has a name only."""

    MOVES = states.REGISTRATION_MOVES

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="registrations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), null=True, blank=True, related_name="+"
    )
    name = EncryptedTextField(pgettext_lazy("registration", "name"), blank=True)
    party = models.CharField(_("takes part as"), max_length=10, choices=terms.Party, default=terms.Party.TALENT)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=20, choices=states.RegistrationState, default=states.RegistrationState.REQUESTED
    )
    walk_in = models.BooleanField(_("came without registration"), default=False)
    requested_at = models.DateTimeField(_("requested at"))
    answer_until = models.DateTimeField(_("to be confirmed by"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    told_soon_at = models.DateTimeField(_("reminded of the event at"), null=True, blank=True)
    checked_in_at = models.DateTimeField(_("checked in at"), null=True, blank=True)
    checked_out_at = models.DateTimeField(_("checked out at"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        indexes = [
            models.Index(fields=["event", "state", "requested_at"]),
            models.Index(fields=["state", "answer_until"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "user"], condition=Q(state__in=states.LIVE), name="registration_one_live"
            ),
            models.CheckConstraint(condition=Q(user__isnull=False) | Q(walk_in=True), name="registration_has_person"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(answer_until__isnull=False), name="registration_offer_is_dated"
            ),
            models.CheckConstraint(
                condition=~Q(party="employer") | Q(organisation__isnull=False), name="registration_employer_is_named"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("checked_in", "attended")) | Q(checked_in_at__isnull=False),
                name="registration_came_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def who(self) -> str:
        return str(self.user) if self.user else self.name
