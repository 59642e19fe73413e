"""Solvers ranked for calls, teams put together from them, calls ranked for a talent, and who was invited (docs/adr/0006).

A call has no reviewed matches: a list of solvers is advice to operators, and whoever wants to answer submits a proposal.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.challenges.models import Challenge
from apps.core.ids import PublicIdModel
from apps.matching.models.bases import RankedList, RankedPair, RecommendedRow
from apps.talents.models import Talent, TalentProject


class CallRun(PublicIdModel, RankedList):
    """One ranking of people and of talents' projects for one call. The newest finished one is current.

    `needs` is what the call asks for, line by line (`needs.Need`); a solver's `coverage` follows its order.
    """

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="runs")
    needs = models.JSONField(default=list, help_text=_("rows {kind, id, texts}"))
    reach = models.JSONField(default=dict, help_text=_("how many people are eligible, capable, likely (`needs.Reach`)"))

    class Meta:
        verbose_name = _("list of solvers")
        verbose_name_plural = _("lists of solvers")
        constraints = [
            models.UniqueConstraint(fields=["challenge", "generation"], name="call_run_generation_once"),
            models.UniqueConstraint(fields=["challenge"], condition=Q(current=True), name="call_run_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.challenge_id} gen {self.generation}"


class Solver(RankedPair):
    """A person, or a project that she brings, on the list of a run. People and projects have ranks of their own."""

    run = models.ForeignKey(CallRun, models.CASCADE, related_name="solvers")
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="+")
    project = models.ForeignKey(TalentProject, models.CASCADE, null=True, blank=True, related_name="+")
    coverage = models.JSONField(default=list, help_text=_("0..1 for each need of the run"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "talent"], condition=Q(project__isnull=True), name="solver_person_once"
            ),
            models.UniqueConstraint(fields=["run", "project"], name="solver_project_once"),
        ]
        indexes = [models.Index(fields=["run", "rank"])]

    def __str__(self) -> str:
        return f"#{self.rank} {self.score / 1000:.1f}"


class Team(models.Model):
    """People of one run whose skills together cover what nobody covers alone. `uncovered`: places among the needs."""

    run = models.ForeignKey(CallRun, models.CASCADE, related_name="teams")
    place = models.PositiveSmallIntegerField()
    uncovered = models.JSONField(default=list)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["run", "place"], name="team_place_once")]

    def __str__(self) -> str:
        return f"{self.run_id} team {self.place}"


class TeamMember(models.Model):
    """`covers`: places among the needs that she brings into the team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    solver = models.ForeignKey(Solver, models.CASCADE, related_name="+")
    covers = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["team", "solver"], name="team_member_once")]

    def __str__(self) -> str:
        return f"{self.team_id} · {self.solver_id}"


class CallRecommendation(RecommendedRow):
    """A call ranked for a talent. Rows of calls that have ended stay: they say whom the call had reached."""

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="call_recommendations")
    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="recommended")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["talent", "challenge"], name="call_recommendation_once")]
        indexes = [models.Index(fields=["talent", "rank"])]

    def __str__(self) -> str:
        return f"{self.talent_id} #{self.rank}"


class SolverInvitation(PublicIdModel):
    """Somebody was told of a call, once. She owes no answer."""

    class Ground(models.TextChoices):
        RANKED = "ranked", pgettext_lazy("invitation", "on the list of solvers")
        BY_HAND = "by_hand", pgettext_lazy("invitation", "chosen by a person")
        DRAFT = "draft", pgettext_lazy("invitation", "had begun a proposal for the call before")
        NEAR = "near", pgettext_lazy("invitation", "high on the list of the call before")

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ground = models.CharField(max_length=20, choices=Ground)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("invitation to a call")
        verbose_name_plural = _("invitations to calls")
        constraints = [models.UniqueConstraint(fields=["challenge", "user"], name="solver_invited_once")]

    def __str__(self) -> str:
        return self.public_id
