"""Statements of hers that an officer may verify: asked for with a paper or a report number, appealed once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from apps.core import audit, files
from apps.core.models import File
from apps.core.moves import possible
from apps.talents import claims as lifecycle
from apps.talents import policies
from apps.talents.models import Claim
from apps.web.steps import step
from apps.web.talent.acting import talent_of, talent_required
from apps.web.talent.fields import MendedCharField

ACCEPTED = (".pdf", ".png", ".jpg", ".jpeg")
HINTS = {
    Claim.Kind.IDENTITY: gettext_lazy("The page of your passport with your name; other pages are not needed."),
    Claim.Kind.DEGREE: gettext_lazy("The certificate, or the number of a CSCSE report or of the CHSI file."),
    Claim.Kind.EMPLOYMENT: gettext_lazy("A letter of the employer or a contract; pay may be blacked out."),
    Claim.Kind.HONOUR: gettext_lazy("The certificate or the published list."),
}


class EvidenceForm(forms.Form):
    note = MendedCharField(label=gettext_lazy("Number of a report, or a remark"), required=False, max_length=300)
    file = forms.FileField(
        label=gettext_lazy("Paper"), required=False, widget=forms.ClearableFileInput(attrs={"accept": ",".join(ACCEPTED)})
    )  # fmt: skip

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload:
            self.content_type = files.check_upload(upload.name, upload.read(16), upload.size, ACCEPTED)
            upload.seek(0)
        return upload


@talent_required
@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, *, kind: str = "", form: EvidenceForm | None = None, status: int = 200) -> HttpResponse:
    held = {claim.kind: claim for claim in talent_of(request).claims.all()}
    rows = []
    for code, label in Claim.Kind.choices:
        claim = held.get(code)
        steps = possible(claim) if claim else frozenset({"submit"})
        last = audit.timeline(claim).last() if claim else None
        rows.append(
            {
                "kind": code,
                "label": label,
                "hint": HINTS[Claim.Kind(code)],
                "claim": claim,
                "submit": "submit" in steps,
                "appeal": "appeal" in steps and claim is not None and claim.appealed_at is None,
                "reason": last.reason if last else "",
                "form": form if kind == code and form is not None else EvidenceForm(prefix=code),
            }
        )
    return render(request, "talent/claims.html", {"rows": rows}, status=status)


@talent_required
@require_POST
def submit(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in Claim.Kind.values:
        raise Http404
    talent = talent_of(request)
    if not policies.can_edit(request.user, talent):
        return HttpResponse(status=403)
    form = EvidenceForm(request.POST, request.FILES, prefix=kind)
    if not form.is_valid():
        return _page(request, kind=kind, form=form, status=422)
    with step(request, _("Sent. An officer will look at it.")):
        upload = form.cleaned_data["file"]
        file = None
        if upload:
            file = files.store(
                upload.read(), name=upload.name, content_type=form.content_type, data_class=File.DataClass.CV,
                owner_ref=talent.user.public_id,
            )  # fmt: skip
        claim = lifecycle.declare(talent, kind)
        lifecycle.submit(claim, by=talent.user, note=form.cleaned_data["note"], file=file)
    return redirect("talent:claims")


@talent_required
@require_POST
def appeal(request: HttpRequest, public_id: str) -> HttpResponse:
    talent = talent_of(request)
    claim = get_object_or_404(talent.claims, public_id=public_id)
    if not policies.can_submit_claim(request.user, claim):
        return HttpResponse(status=403)
    with step(request, _("Your appeal goes to another officer.")):
        lifecycle.appeal(claim, by=talent.user, reason=request.POST.get("reason", "").replace("\x00", "")[:1000])
    return redirect("talent:claims")
