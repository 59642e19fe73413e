"""A challenge over its whole life."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.challenges import states
from apps.challenges.models.problem import Problem
from apps.challenges.models.programme import Programme
from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.employers.models import Employer

# Any of these lets an operator read the calls of her districts, drafts of employers left out.
READERS = ("challenges.review", "challenges.approve", "challenges.publish", "challenges.open", "challenges.finance")


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def open(self) -> ChallengeQuerySet:
        """Those that take proposals by their state; whether the clock has run out is for `closes_at`."""
        return self.filter(state__in=states.OPEN)

    def ever_public(self) -> ChallengeQuerySet:
        """Published once and not cancelled before: what the public list shows."""
        return self.filter(Q(state__in=states.EVER_PUBLIC) | Q(state="cancelled", published_at__isnull=False))

    def with_texts(self) -> ChallengeQuerySet:
        """With what a card or an API row reads, in a constant number of queries."""
        return self.select_related("programme", "current", "draft", "employer__organisation").prefetch_related(
            "current__texts", "current__skills", "draft__texts", "draft__skills"
        )

    def visible_to(self, user: Any) -> ChallengeQuerySet:
        """Once public for everybody; all of one's own organisations; submitted ones in an operator's districts."""
        seen = Q(state__in=states.EVER_PUBLIC) | Q(state="cancelled", published_at__isnull=False)
        if user.is_authenticated:
            seen |= Q(employer__organisation__in=organisations_of(user))
            for verb in READERS:
                where = districts_for(user, verb)
                if where is not None:
                    scope = Q() if EVERYWHERE in where else Q(district__in=where)
                    seen |= scope & Q(submitted_at__isnull=False)
        return self.filter(seen)


class Challenge(PublicIdModel):
    """`current` is the text in force, `draft` the next one if it is being written (an amendment once published)."""

    MOVES = states.MOVES

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="challenges")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="challenges")
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, blank=True, related_name="challenges")
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers",
        help_text=_("the call without a valid proposal that this one takes up"),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=20, choices=states.ChallengeState, default=states.ChallengeState.DRAFT
    )
    current = models.ForeignKey("ChallengeRevision", models.PROTECT, null=True, blank=True, related_name="+")
    draft = models.ForeignKey("ChallengeRevision", models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.CharField(_("number"), max_length=30, unique=True, null=True, blank=True)
    district = models.CharField(_("district"), max_length=20, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    # the number that seeds the draw of experts is kept secret until the call has closed; its hash is published with it
    draw_nonce = EncryptedTextField(blank=True, default="")
    draw_nonce_hash = models.CharField(max_length=64, blank=True)
    no_state_secret_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    public_reason = models.TextField(_("reason told to everybody"), blank=True, max_length=2000)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    search = SearchVectorField(null=True, editable=False)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        indexes = [
            GinIndex(fields=["search"], name="challenge_search"),
            models.Index(fields=["state", "-published_at"], name="challenge_state_published"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="challenge_published_together",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="challenge_approved_together",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(
                    current__isnull=False,
                    published_at__isnull=False,
                    closes_at__isnull=False,
                    number__isnull=False,
                    no_state_secret_by__isnull=False,
                ),
                name="challenge_published_is_whole",
            ),
        ]

    def __str__(self) -> str:
        revision = self.current or self.draft
        return (revision.title if revision else "") or self.number or self.public_id
