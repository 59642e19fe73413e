"""Who is free when, who wishes to meet whom, the meetings of an event, and the schedules drafted for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Membership, Organisation
from apps.accounts.policies import organisations_of
from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.events.expiry import SLEEPS, WAKES
from apps.events.models import Event
from apps.meetings import states, terms
from apps.talents.models import Talent

MOST = 16  # meetings of one side in one event
ACTING = (Membership.Role.OWNER, Membership.Role.RECRUITER)


def _same(column: str) -> Any:
    """Equality of ids for an exclusion constraint, without an extension."""
    found = Func(F(column), F(column), Value("[]"), function="int8range", output_field=BigIntegerRangeField())
    return found, RangeOperators.OVERLAPS


def _together() -> Any:
    """Times that overlap; one may begin when the other ends."""
    found = Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField())
    return found, RangeOperators.OVERLAPS


class Planning(models.Model):
    """An event that holds one-to-one meetings, and how."""

    event = models.OneToOneField(Event, models.PROTECT, verbose_name=_("event"), related_name="planning")
    most_talent = models.PositiveSmallIntegerField(
        _("most meetings of a talent"), default=5, validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )
    most_employer = models.PositiveSmallIntegerField(
        _("most meetings of an employer"), default=14, validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )
    refill_at_once = models.BooleanField(
        _("refill after cancellations without asking"),
        default=True,
        help_text=_("Otherwise the refill waits as a draft until you release it."),
    )

    class Meta:
        verbose_name = _("meetings of an event")
        verbose_name_plural = _("meetings of events")

    def __str__(self) -> str:
        return str(self.event)


class Slot(PublicIdModel):
    """A time in which meetings of an event take place. An instant; every reader sees it in her own zone."""

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="slots")
    starts_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"))

    class Meta:
        verbose_name = pgettext_lazy("meeting", "slot")
        verbose_name_plural = pgettext_lazy("meeting", "slots")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_times_in_order"),
            ExclusionConstraint(name="slots_do_not_overlap", expressions=[_same("event_id"), _together()]),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC"


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def of(self, user: Any) -> AvailabilityQuerySet:
        """Hers as a talent, and those of employers for which she recruits."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(talent__user=user) | Q(organisation__in=organisations_of(user, *ACTING)))


class Availability(PublicIdModel):
    """One side at one event: in which slots it is free, by the clock of which zone, and how many meetings it wants.

    Its public id is the name under which the other side sees it: another one at every event.
    """

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="availabilities")
    talent = models.ForeignKey(Talent, models.CASCADE, null=True, blank=True, related_name="availabilities")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="availabilities")
    zone = models.CharField(_("time zone"), max_length=60)
    wakes = models.TimeField(_("day begins"), default=WAKES)
    sleeps = models.TimeField(_("day ends"), default=SLEEPS)
    most = models.PositiveSmallIntegerField(
        _("most meetings"), validators=[MinValueValidator(0), MaxValueValidator(MOST)]
    )
    slots = models.ManyToManyField(Slot, verbose_name=_("free in"), blank=True, related_name="availabilities")
    in_mainland = models.BooleanField(_("joins from mainland China"), default=False)
    phone = EncryptedTextField(_("phone, if the connection fails"), blank=True)
    link = models.URLField(_("our own meeting room"), blank=True, max_length=500)

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        constraints = [
            models.CheckConstraint(
                condition=Q(talent__isnull=True, organisation__isnull=False)
                | Q(talent__isnull=False, organisation__isnull=True),
                name="availability_of_one_side",
            ),
            models.UniqueConstraint(fields=["event", "talent"], name="availability_talent_once"),
            models.UniqueConstraint(fields=["event", "organisation"], name="availability_employer_once"),
        ]

    def __str__(self) -> str:
        return self.public_id  # never a name

    @property
    def side(self) -> terms.Side:
        return terms.Side.TALENT if self.talent_id else terms.Side.EMPLOYER


class Wish(models.Model):
    """What one side says about meeting the other at an event. The other side never reads it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="wishes")
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    side = models.CharField(_("whose wish"), max_length=10, choices=terms.Side)
    want = models.CharField(_("wish"), max_length=10, choices=terms.Want)

    class Meta:
        verbose_name = pgettext_lazy("meeting", "wish")
        verbose_name_plural = pgettext_lazy("meeting", "wishes")
        constraints = [
            models.UniqueConstraint(fields=["event", "talent", "organisation", "side"], name="wish_once"),
        ]

    def __str__(self) -> str:
        return str(self.get_want_display())


class ScheduleRun(PublicIdModel):
    """One draft of a whole schedule with its figures. Minutes are unsocial minutes of the talent who is worst off."""

    MOVES = states.RUN_MOVES

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="schedule_runs")
    kind = models.CharField(_("kind"), max_length=10, choices=terms.RunKind, default=terms.RunKind.WHOLE)
    state = models.CharField(
        _("state"), max_length=20, choices=states.RunState, default=states.RunState.QUEUED, editable=False
    )
    stage = models.CharField(_("stage"), max_length=20, choices=terms.Stage, default=terms.Stage.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    seconds = models.FloatField(_("seconds"), null=True, blank=True)
    talents = models.PositiveIntegerField(_("talents"), default=0)
    employers = models.PositiveIntegerField(_("employers"), default=0)
    proved = models.PositiveIntegerField(_("talents who can have a meeting, proved"), default=0)
    reached = models.PositiveIntegerField(_("talents with a meeting"), default=0)
    fixed = models.PositiveIntegerField(_("meetings that stay"), default=0)
    utility = models.FloatField(_("worth"), default=0)
    bound = models.FloatField(_("bound by flows"), default=0)
    tighter = models.FloatField(_("bound by the linear programme with slots"), null=True, blank=True)
    worst = models.PositiveIntegerField(_("most minutes outside waking hours"), default=0)
    worst_bound = models.PositiveIntegerField(_("fewer minutes are impossible"), default=0)
    without = models.JSONField(_("who has none, and why"), default=dict, blank=True)
    left_out = models.PositiveIntegerField(_("no longer possible when released"), default=0)
    inputs = models.CharField(max_length=64, blank=True, help_text=_("hash of what was planned"))
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        constraints = [
            models.UniqueConstraint(fields=["event"], condition=Q(state__in=states.OPEN_RUNS), name="run_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.public_id}"

    @property
    def fraction(self) -> float | None:
        """Of the tighter bound where it is known, else of the bound by flows."""
        bound = self.tighter or self.bound
        return self.utility / bound if bound else None


class DraftMeeting(models.Model):
    """A meeting of a draft; it keeps nobody's time until the schedule is released."""

    run = models.ForeignKey(ScheduleRun, models.CASCADE, related_name="drafts")
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    slot = models.ForeignKey(Slot, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["slot__starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "talent", "slot"], name="draft_talent_once"),
            models.UniqueConstraint(fields=["run", "organisation", "slot"], name="draft_employer_once"),
            models.UniqueConstraint(fields=["run", "talent", "organisation"], name="draft_pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.pk}"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def live(self) -> MeetingQuerySet:
        return self.filter(state__in=states.LIVE)

    def own(self, user: Any) -> MeetingQuerySet:
        """Hers as a talent, and those of employers for which she recruits."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(talent__user=user) | Q(organisation__in=organisations_of(user, *ACTING)))

    def visible_to(self, user: Any) -> MeetingQuerySet:
        """Both sides theirs; organisers those of their events."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.own(user) | self.filter(event__in=Event.objects.kept_by(user).values("pk"))


class Meeting(PublicIdModel):
    """A talent and an employer in one slot. Its times are those of its slot, kept here for the constraints."""

    MOVES = states.MOVES

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="meetings")
    slot = models.ForeignKey(Slot, models.PROTECT, verbose_name=pgettext_lazy("meeting", "slot"), related_name="+")
    starts_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"))
    talent = models.ForeignKey(Talent, models.PROTECT, verbose_name=_("talent"), related_name="meetings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("employer"), related_name="meetings")
    state = models.CharField(
        _("state"), max_length=20, choices=states.MeetingState, default=states.MeetingState.PROPOSED
    )
    run = models.ForeignKey(
        ScheduleRun, models.PROTECT, verbose_name=_("schedule"), null=True, blank=True, related_name="meetings"
    )
    waits_for = models.CharField(
        _("who answers"), max_length=10, choices=terms.Side, blank=True, help_text=_("empty: nobody has to")
    )
    answer_until = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    link = models.URLField(_("link of the online meeting"), blank=True, max_length=500)
    sequence = models.PositiveIntegerField(_("number of the change"), default=0, editable=False)
    reminded_day_at = models.DateTimeField(_("reminded a day before at"), null=True, blank=True)
    reminded_hour_at = models.DateTimeField(_("reminded an hour before at"), null=True, blank=True)
    missed_by = models.CharField(_("who did not come"), max_length=10, choices=terms.Side, blank=True)
    talent_outcome = models.CharField(_("outcome for the talent"), max_length=20, choices=terms.Outcome, blank=True)
    employer_outcome = models.CharField(_("outcome for the employer"), max_length=20, choices=terms.Outcome, blank=True)
    next_kind = models.CharField(_("next step"), max_length=20, choices=terms.NextStep, blank=True)
    next_ref = models.CharField(max_length=40, blank=True, help_text=_("public id of what the meeting opened"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one to one", "meeting")
        verbose_name_plural = pgettext_lazy("one to one", "meetings")
        indexes = [
            models.Index(fields=["event", "state"]),
            models.Index(fields=["state", "answer_until"]),
            models.Index(fields=["state", "starts_at"]),
        ]
        constraints = [
            ExclusionConstraint(
                name="talent_in_one_place",
                expressions=[_same("talent_id"), _together()],
                condition=Q(state__in=states.LIVE),
            ),
            ExclusionConstraint(
                name="employer_in_one_place",
                expressions=[_same("organisation_id"), _together()],
                condition=Q(state__in=states.LIVE),
            ),
            models.UniqueConstraint(
                fields=["event", "talent", "organisation"], condition=Q(state__in=states.LIVE), name="meeting_pair_once"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_times_in_order"),
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(answer_until__isnull=False, waits_for__gt=""),
                name="meeting_proposal_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="missed") | Q(missed_by__gt=""), name="meeting_missed_by_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state="outcome_recorded") | Q(talent_outcome__gt="") | Q(employer_outcome__gt=""),
                name="meeting_outcome_is_there",
            ),
            models.CheckConstraint(
                condition=Q(next_kind="", next_ref="") | Q(next_kind__gt="", next_ref__gt=""),
                name="meeting_next_step_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id  # never a name
