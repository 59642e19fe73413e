"""Who registers for an event."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Organisation
from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.events import states, terms
from apps.events.models.event import DOOR, KEEPERS, Event


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
