"""The list of enterprises' problems (企业难题清单): cheap to hand in, fresh or expired by the clock."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Language
from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.challenges import states
from apps.challenges.terms import Audience, Kind
from apps.core.ids import PublicIdModel
from apps.employers.models import Employer
from apps.employers.states import EmployerState
from apps.taxonomy.lookups import under

SCREENERS = "challenges.review"
POSTDOC_HOST = "postdoc_host"  # the honour of a unit that hosts postdocs; kinds of station and base stand under it


class ProblemQuerySet(models.QuerySet["Problem"]):
    def listed(self) -> ProblemQuerySet:
        """Fresh ones of verified employers, whoever may see them."""
        return self.filter(state=states.ProblemState.LISTED, employer__state=EmployerState.VERIFIED)

    def visible_to(self, user: Any) -> ProblemQuerySet:
        """Public ones for everybody, the others for postdoc hosts; one's own; those in an operator's districts."""
        listed = Q(state=states.ProblemState.LISTED, employer__state=EmployerState.VERIFIED)
        seen = listed & Q(audience=Audience.PUBLIC)
        if user.is_authenticated:
            own = organisations_of(user)
            seen |= Q(employer__organisation__in=own)
            if (
                Employer.objects.verified()
                .filter(organisation__in=own, honours_confirmed__overlap=under("honour", POSTDOC_HOST))
                .exists()
            ):
                seen |= listed
            where = districts_for(user, SCREENERS)
            if where is not None and EVERYWHERE in where:
                return self.exclude(state=states.ProblemState.DRAFT) | self.filter(seen)
            if where is not None:
                seen |= Q(district__in=where) & ~Q(state=states.ProblemState.DRAFT)
        return self.filter(seen)


class Problem(PublicIdModel):
    """What a firm cannot solve alone, in a few lines. Money in whole yuan; empty: not said."""

    MOVES = states.PROBLEM_MOVES

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="problems")
    state = models.CharField(_("state"), max_length=20, choices=states.ProblemState, default=states.ProblemState.DRAFT)
    audience = models.CharField(_("shown to"), max_length=20, choices=Audience, default=Audience.PUBLIC)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.ZH_HANS)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.RESEARCH)
    title = models.CharField(pgettext_lazy("call", "title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    description = models.TextField(_("description"), max_length=4000)
    indicators = models.TextField(_("what must be reached"), blank=True, max_length=2000)
    chain = models.CharField(_("industry chain"), max_length=40, blank=True)
    district = models.CharField(_("district"), max_length=20, blank=True)
    budget_min = models.PositiveBigIntegerField(_("budget from (yuan)"), null=True, blank=True)
    budget_max = models.PositiveBigIntegerField(_("budget to (yuan)"), null=True, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=80, blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=40, blank=True)
    fresh_until = models.DateField(_("fresh until"), null=True, blank=True)
    note = models.TextField(_("note of the reviewer"), blank=True, max_length=1000)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    listed_at = models.DateTimeField(_("listed at"), null=True, blank=True)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        indexes = [models.Index(fields=["state", "-listed_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(budget_min__isnull=True) | Q(budget_max__isnull=True) | Q(budget_max__gte=F("budget_min")),
                name="problem_budget_band",
            ),
            models.CheckConstraint(
                condition=~Q(state="listed") | Q(fresh_until__isnull=False, listed_at__isnull=False),
                name="problem_listed_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.title
