"""Who acts for an employer: members, their roles, open invitations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import invitations, policies
from apps.accounts import members as membership
from apps.accounts.models import Invitation, Language, Membership, User
from apps.accounts.people import signed_in
from apps.notifications import send
from apps.notifications.models import Delivery
from apps.web.account.adapter import both_languages
from apps.web.employer.acting import employer_of, employer_required
from apps.web.steps import step

VALID_FOR = timedelta(days=14)


class InviteForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=Membership.Role.choices, initial=Membership.Role.RECRUITER
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@employer_required
@require_http_methods(["GET", "POST"])
def members(request: HttpRequest) -> HttpResponse:
    organisation = employer_of(request).organisation
    may_keep = policies.can_keep_members(request.user, organisation)
    form = InviteForm(request.POST or None)
    if request.method == "POST":
        if not may_keep:
            return HttpResponse(status=403)
        if form.is_valid():
            return _invite(request, form.cleaned_data)
    live = Membership.objects.active().filter(organisation=organisation).select_related("user")
    context = {
        "form": form,
        "may_keep": may_keep,
        "rows": live.order_by("created_at", "id"),
        "me": request.user.pk,
        "roles": Membership.Role.choices,
        "open": Invitation.objects.filter(organisation=organisation, used_at__isnull=True).order_by("-created_at"),
    }
    return render(request, "employer/members.html", context, status=422 if form.errors else 200)


def _invite(request: HttpRequest, data: dict[str, Any]) -> HttpResponse:
    organisation = employer_of(request).organisation
    with step(request, _("The invitation has been sent to %(email)s.") % {"email": data["email"]}):
        invitation, secret = invitations.create(
            organisation, data["role"], data["email"], by=signed_in(request), valid_for=VALID_FOR
        )
        known = User.objects.filter(email=data["email"]).first()
        names = {"zh-hans": organisation.name_zh, "en": organisation.name_en}
        send.post_to(
            data["email"],
            "invitation",
            channel=Delivery.Channel.EMAIL,
            context={"employer": names, "url": reverse("account:join", args=[secret])},
            key=f"invitation:{invitation.public_id}",
            languages=send.languages_for(known) if known else both_languages(),
            user=known,
        )
    return redirect("employer:members")


def _row(request: HttpRequest, public_id: str) -> Membership:
    own = Membership.objects.active().filter(organisation=employer_of(request).organisation)
    return get_object_or_404(own.select_related("user", "organisation"), public_id=public_id)


@employer_required
@require_POST
def change_role(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _row(request, public_id)
    role = request.POST.get("role", "")
    if not policies.can_keep_members(request.user, row.organisation):
        return HttpResponse(status=403)
    if role not in Membership.Role.values:
        return HttpResponse(status=400)
    if role != row.role:
        with step(request, _("The role has been changed.")):
            membership.change_role(row, role, by=signed_in(request))
            _tell(row, "member_role", role=_labels(role))
    return redirect("employer:members")


@employer_required
@require_POST
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _row(request, public_id)
    if not policies.can_end(request.user, row):
        return HttpResponse(status=403)
    with step(request, _("The membership has ended.")):
        membership.end(row, by=signed_in(request))
        if row.user_id != request.user.pk:
            _tell(row, "member_ended")
    return redirect("account:me" if row.user_id == request.user.pk else "employer:members")


@employer_required
@require_POST
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    organisation = employer_of(request).organisation
    if not policies.can_keep_members(request.user, organisation):
        return HttpResponse(status=403)
    invitation = get_object_or_404(Invitation, organisation=organisation, public_id=public_id)
    with step(request, _("The invitation has been taken back.")):
        invitations.revoke(invitation, by=signed_in(request))
    return redirect("employer:members")


def _labels(role: str) -> dict[str, str]:
    """The word for a role in each language: the message is read later, in its reader's."""
    found = {}
    for language in Language.values:
        with translation.override(language):
            found[language] = str(Membership.Role(role).label)
    return found


def _tell(row: Membership, kind: str, **facts: Any) -> None:
    names = {"zh-hans": row.organisation.name_zh, "en": row.organisation.name_en}
    key = f"{row.public_id}:{timezone.now().isoformat()}"
    send.tell(row.user, kind, context={"employer": names, **facts}, url=reverse("account:me"), key=key)
