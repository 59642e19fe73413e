"""A listed problem of a firm becomes a track of a contest: the act of an operator who screens problems and keeps the contest."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.challenges import policies as challenge_policies
from apps.challenges.models import Problem
from apps.contests import problem_tracks
from apps.core.moves import possible
from apps.reviews import problem_tracks as becoming
from apps.web import timelines
from apps.web.steps import step
from apps.web.who import user_of


class PromoteForm(forms.Form):
    """One of the editions she keeps that take tracks; without groups the track is open to all of them."""

    edition = forms.ChoiceField(label=gettext_lazy("Contest"))

    def __init__(self, *args: object, user: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.editions = {row.public_id: row for row in becoming.editions_of(user)}
        self.fields["edition"].choices = [(ref, str(row)) for ref, row in self.editions.items()]  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "POST"])
def promote(request: HttpRequest, public_id: str) -> HttpResponse:
    """The choice of the contest; afterwards what became of the problem."""
    user = user_of(request)
    problem = get_object_or_404(Problem.objects.select_related("employer__organisation"), public_id=public_id)
    if not challenge_policies.can_screen(user, problem):
        raise PermissionDenied
    form = PromoteForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        edition = form.editions[form.cleaned_data["edition"]]
        with step(request, _("The problem is a track of the contest.")):
            becoming.promote(problem, edition, by=user)
        return redirect("contests:promote", public_id)
    context = {
        "problem": problem,
        "form": form,
        "may": "promote" in possible(problem),
        "track": problem_tracks.of_subject(problem),
        "timeline": timelines.entries(problem),
    }
    return render(request, "contests/promote.html", context, status=422 if request.method == "POST" else 200)
