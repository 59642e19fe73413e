"""Papers of a call, and who may read those that are not public."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.challenges import access, policies
from apps.challenges.models import Annex, AnnexUndertaking, Challenge
from apps.challenges.states import WRITABLE
from apps.challenges.terms import Level
from apps.core import files
from apps.core.models import File
from apps.taxonomy.lookups import label
from apps.web.employer.acting import employer_required
from apps.web.employer.challenges import own_calls
from apps.web.steps import step
from apps.web.uploads import UploadField
from apps.web.who import user_of


class PaperForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("call", "Title"), max_length=160)
    level = forms.ChoiceField(
        label=gettext_lazy("Confidentiality"), choices=Level.choices, initial=Level.SOLVERS,
        help_text=gettext_lazy("State secrets must not be entered here, in no field and in no paper."),
    )  # fmt: skip
    file = UploadField(label=gettext_lazy("File"), allowed=access.PAPERS)


def _own(request: HttpRequest, public_id: str) -> Challenge:
    return get_object_or_404(own_calls(request), public_id=public_id)


@employer_required
@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, public_id: str) -> HttpResponse:
    challenge = _own(request, public_id)
    if not policies.can_submit(request.user, challenge):
        return redirect("employer:challenge", challenge.public_id)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _stored(request, challenge, form):
        return redirect("employer:challenge-papers", challenge.public_id)
    rows = challenge.undertakings.select_related("user", "organisation").order_by("-signed_at")
    context = {
        "challenge": challenge,
        "form": form,
        "annexes": challenge.annexes.select_related("file"),
        "readers": [{"row": row, "country": label("country", row.country)} for row in rows],
        "may_admit": policies.can_admit(request.user, challenge),
        "writable": challenge.state in WRITABLE and policies.can_edit(request.user, challenge),
    }
    return render(request, "employer/challenge_papers.html", context, status=422 if form.errors else 200)


def _stored(request: HttpRequest, challenge: Challenge, form: PaperForm) -> bool:
    upload = form.cleaned_data["file"]
    with step(request, _("The paper has been stored.")) as outcome:
        file = files.store(
            upload.content,
            name=upload.name,
            content_type=upload.content_type,
            data_class=File.DataClass.ANNEX,
            owner_ref=challenge.public_id,
        )
        title, level = form.cleaned_data["title"], form.cleaned_data["level"]
        access.add_annex(challenge, file, title=title, level=level, by=user_of(request))
    return outcome.done


@employer_required
@require_POST
def remove(request: HttpRequest, public_id: str, annex_id: str) -> HttpResponse:
    challenge = _own(request, public_id)
    if not policies.can_submit(request.user, challenge):
        return HttpResponse(status=403)
    annex = get_object_or_404(Annex, challenge=challenge, public_id=annex_id)
    with step(request, _("The paper has been removed.")):
        access.remove_annex(annex, by=user_of(request))
    return redirect("employer:challenge-papers", challenge.public_id)


@employer_required
@require_POST
def answer(request: HttpRequest, public_id: str, row_id: str) -> HttpResponse:
    """Admit somebody to the trade secrets of a call, or refuse her."""
    challenge = _own(request, public_id)
    if not policies.can_admit(request.user, challenge):
        return HttpResponse(status=403)
    row = get_object_or_404(AnnexUndertaking, challenge=challenge, public_id=row_id)
    chosen = {"admit": access.admit, "refuse": access.refuse}.get(request.POST.get("answer", ""))
    if chosen is None:
        return HttpResponse(status=400)
    with step(request):
        chosen(row, by=user_of(request))
        messages.success(request, _("Stored."))
    return redirect("employer:challenge-papers", challenge.public_id)
