"""An entry: who enters with what, and the facts that the rules read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.policies import EVERYWHERE, districts_for
from apps.contests import states
from apps.contests.models.edition import DECIDERS, FINANCE, FOLLOWERS, KEEPERS, Edition, Group, Track
from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.procedures.models import Publicity


def _of_edition(user: Any, verb: str) -> Q:
    where = districts_for(user, verb)
    if where is None:
        return Q(pk__in=[])
    return Q(pk__isnull=False) if EVERYWHERE in where else Q(edition__district__in=where)


class EntryQuerySet(models.QuerySet["Entry"]):
    def live(self) -> EntryQuerySet:
        return self.exclude(state=states.EntryState.WITHDRAWN)

    def kept_by(self, user: Any) -> EntryQuerySet:
        """Handed-in entries for the operators of their editions, winners for finance and for the district they land in."""
        found = _of_edition(user, KEEPERS) | _of_edition(user, DECIDERS)
        found |= _of_edition(user, FINANCE) & Q(award__isnull=False)
        where = districts_for(user, FOLLOWERS)
        if where is not None:
            here = Q(pk__isnull=False) if EVERYWHERE in where else Q(district__in=where)
            found |= here & Q(follow_up__isnull=False)
        return self.filter(found).exclude(submitted_at__isnull=True)

    def visible_to(self, user: Any) -> EntryQuerySet:
        """One's own of any state; operators those handed in to them. Judges read entries by their sheets only."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(entrant=user.pk) | Q(pk__in=self.model.objects.kept_by(user).values("pk")))


class Entry(PublicIdModel):
    """One person's entry in one edition. `code` is its name before judges; empty facts are unknown, never met."""

    MOVES = states.MOVES

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("edition of a contest"), related_name="entries")
    entrant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("entrant"), related_name="+")
    state = models.CharField(_("state"), max_length=20, choices=states.EntryState, default=states.EntryState.DRAFT)
    group = models.ForeignKey(
        Group, models.PROTECT, verbose_name=_("group"), null=True, blank=True, related_name="entries"
    )
    track = models.ForeignKey(
        Track, models.PROTECT, verbose_name=_("track"), null=True, blank=True, related_name="entries"
    )
    district = models.CharField(_("district where you would land"), max_length=20, blank=True)
    code = models.CharField(_("name before judges"), max_length=10, blank=True, editable=False)

    # what judges read
    title = models.CharField(_("name of the project"), max_length=160, blank=True)
    summary = models.TextField(_("in a few sentences"), max_length=1000, blank=True)
    solution = models.TextField(_("technology and what is new"), max_length=6000, blank=True)
    market = models.TextField(_("market and competitors"), max_length=6000, blank=True)
    plan = models.TextField(_("plan, finance and landing"), max_length=6000, blank=True)

    # what judges never read
    name = EncryptedTextField(_("entrant's name"), blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    works_at = EncryptedTextField(_("employer or school"), blank=True)
    independent = models.BooleanField(_("works nowhere at present"), default=False)
    born_on = EncryptedTextField(_("date of birth"), blank=True)  # ISO date
    abroad_months = models.PositiveSmallIntegerField(
        _("months of study or work abroad"), null=True, blank=True, validators=[MaxValueValidator(720)]
    )
    doctor = models.BooleanField(_("doctoral degree, or postdoc"), null=True, blank=True)
    earlier_award = models.BooleanField(_("the project or company had a talent award before"), null=True, blank=True)
    has_company = models.BooleanField(_("there is a registered company"), null=True, blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    share = models.DecimalField(
        _("share held (percent)"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    largest_holder = models.BooleanField(_("entrant is the largest holder"), null=True, blank=True)
    legal_rep = models.BooleanField(_("entrant is the legal representative"), null=True, blank=True)

    saves = models.PositiveIntegerField(_("times saved"), default=0, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    note = models.TextField(_("reason of the last decision"), max_length=2000, blank=True)
    publicity = models.ForeignKey(
        Publicity, models.PROTECT, verbose_name=_("publicity period"), null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("award confirmed at"), null=True, blank=True)
    land_by = models.DateField(_("to land by"), null=True, blank=True)
    suspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("disqualification proposed by"),
    )  # fmt: skip
    suspicion = models.TextField(_("why it should be disqualified"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("contest entry")
        verbose_name_plural = _("contest entries")
        ordering = ["-id"]
        indexes = [models.Index(fields=["edition", "state"]), models.Index(fields=["state", "land_by"])]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "entrant"], condition=~Q(state="withdrawn"), name="contest_one_entry_a_person"
            ),
            models.UniqueConstraint(fields=["edition", "code"], condition=~Q(code=""), name="contest_code_once"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn"))
                | Q(submitted_at__isnull=False, group__isnull=False, track__isnull=False),
                name="contest_entry_handed_in_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "landing", "landed", "payout_due", "paid", "lapsed"))
                | Q(confirmed_at__isnull=False, land_by__isnull=False),
                name="contest_confirmed_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="in_publicity") | Q(publicity__isnull=False), name="contest_publicity_is_named"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.public_id


class Member(PublicIdModel):
    """Somebody of the team: judges tied to one of them do not judge the group."""

    entry = models.ForeignKey(Entry, models.CASCADE, verbose_name=_("contest entry"), related_name="members")
    name = EncryptedTextField(pgettext_lazy("person", "name"))
    works_at = EncryptedTextField(_("employer or school"), blank=True)
    independent = models.BooleanField(_("works nowhere at present"), default=False)
    role = models.CharField(_("part in the project"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("member of a contest team")
        verbose_name_plural = _("members of a contest team")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.public_id
