"""The operators' page of an agreement record: noted from an event or a match, signed, in force, fulfilled, lapsed or broken.

Records of contracts are shown and follow their contract; only the others have steps of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.accounts.models import User
from apps.agreements import originals, policies, records, typed
from apps.agreements.models import Agreement, Party
from apps.agreements.terms import SCANS, Kind, Source
from apps.agreements.words import told
from apps.core import audit, files, words
from apps.core.moves import GuardFailed, MoveRefused, possible
from apps.taxonomy import choices

STEPS = {
    "draft": pgettext_lazy("step of an agreement", "Make it formal"),
    "enter_force": pgettext_lazy("step of an agreement", "It enters into force"),
    "fulfil": pgettext_lazy("step of an agreement", "It is fulfilled"),
    "lapse": pgettext_lazy("step of an agreement", "It lapses"),
    "break_": pgettext_lazy("step of an agreement", "It is broken"),
}


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes
    content_type: str


class RecordForm(forms.Form):
    """What is known of an agreement when it is noted; organisations on the platform are found by their credit code."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind.choices)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=200, required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("Grown from"), choices=[row for row in Source.choices if row[0] != Source.CHALLENGE]
    )
    source_ref = forms.CharField(label=gettext_lazy("Its number or id"), max_length=16)
    district = forms.ChoiceField(label=gettext_lazy("District"))
    amount = forms.IntegerField(label=gettext_lazy("Amount (yuan)"), min_value=0, max_value=typed.MOST, required=False)
    first_name = forms.CharField(label=gettext_lazy("First party"), max_length=160)
    first_code = forms.CharField(label=gettext_lazy("Its unified social credit code"), max_length=18, required=False)
    second_name = forms.CharField(label=gettext_lazy("Second party"), max_length=160)
    second_code = forms.CharField(label=gettext_lazy("Its unified social credit code"), max_length=18, required=False)
    plan = forms.CharField(
        label=gettext_lazy("Milestones"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line: the day as 2027-06-30, a blank, the milestone."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [row for row in choices.districts() if policies.may_note(by, row[0])]
        self.fields["district"].choices = rows  # type: ignore[attr-defined]

    def clean_plan(self) -> list[tuple[str, date]]:
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["plan"].splitlines())):
            day, _blank, text = line.partition(" ")
            try:
                found.append((text.strip()[:160] or line, date.fromisoformat(day)))
            except ValueError as error:
                raise ValidationError(_("Please write a day and a milestone in each line.")) from error
        return found

    def parties(self) -> list[dict[str, Any]]:
        return [
            {
                "name": self.cleaned_data[f"{side}_name"],
                "organisation": records.organisation_of(self.cleaned_data[f"{side}_code"]),
            }
            for side in ("first", "second")
        ]


def note(form: RecordForm, *, by: User) -> Agreement:
    """Store what the form says."""
    given = form.cleaned_data
    names = ("kind", "title", "title_en", "source", "source_ref", "district", "amount", "plan")
    return records.record(by=by, parties=form.parties(), **{name: given[name] for name in names})


def context(request: HttpRequest, agreement: Agreement) -> dict[str, Any]:
    contract = getattr(agreement, "contract", None)
    keeps = policies.can_move_record(request.user, agreement)
    allowed = possible(agreement) if keeps else frozenset()
    return {
        "agreement": agreement,
        "parties": [_party(request.user, row, keeps=keeps) for row in _parties(agreement)],
        "faults": originals.faults(agreement),
        "contract_page": reverse("admin:agreements_contract_change", args=[contract.pk]) if contract else "",
        "steps": [(name, word) for name, word in STEPS.items() if name in allowed],
        "entries": [
            {"at": entry.at, "label": told(entry, agreement), "reason": entry.reason,
             "who": words.word(words.ROLE, entry.actor_role) if entry.actor_role else ""}
            for entry in audit.timeline(agreement, public_only=False)
        ],
    }  # fmt: skip


def _parties(agreement: Agreement) -> Any:
    return agreement.parties.select_related("scan", "organisation", "agreement__contract")


def _party(user: Any, row: Party, *, keeps: bool) -> dict[str, Any]:
    waits = keeps and row.agreement.state == "drafted" and row.filed_at is None
    return {
        "row": row,
        "can_hand_in": waits,
        "can_file": waits and row.scan_id is not None and policies.can_file(user, row),
    }


Act = Callable[[Agreement, User, HttpRequest], object]


def _side(agreement: Agreement, request: HttpRequest) -> Party:
    found = _parties(agreement).filter(public_id=typed.text(request, "party", 16)).first()
    if found is None:
        raise GuardFailed(_("This is not part of the agreement."))
    return found


def _hand_in(agreement: Agreement, by: User, request: HttpRequest) -> None:
    given = request.FILES.get("file")
    if given is None:
        raise GuardFailed(_("Please choose a file."))
    head = given.read(64)
    kind = files.check_upload(str(given.name), head, given.size or 0, SCANS)
    upload = Upload(str(given.name), head + given.read(), kind)
    signatory, sealed = typed.text(request, "signatory", 120), request.POST.get("sealed") == "on"
    records.hand_in(_side(agreement, request), by=by, upload=upload, signatory=signatory, sealed=sealed)


def _file(agreement: Agreement, by: User, request: HttpRequest) -> None:
    party = _side(agreement, request)
    if not policies.can_file(by, party):
        raise PermissionDenied
    records.file_side(party, by=by, seen=typed.text(request, "seen", 64))


ACTS: dict[str, Act] = {
    "hand_in": _hand_in,
    "file": _file,
    "draft": lambda a, by, r: records.draft(a, by=by),
    "enter_force": lambda a, by, r: records.enter_force(a, by=by),
    "fulfil": lambda a, by, r: records.fulfil(a, by=by),
    "lapse": lambda a, by, r: records.lapse(a, by=by, reason=typed.text(r, "reason")),
    "break_": lambda a, by, r: records.break_(a, by=by, reason=typed.text(r, "reason")),
}


def decide(request: HttpRequest, agreement: Agreement) -> None:
    """Carry out the button that was pressed; refusals become messages."""
    act = request.POST.get("act", "")
    assert isinstance(request.user, User)
    if act not in ACTS:
        messages.error(request, _("This act is not known."))
        return
    if not policies.can_move_record(request.user, agreement):
        raise PermissionDenied
    try:
        with transaction.atomic():
            ACTS[act](agreement, request.user, request)
    except (MoveRefused, ValidationError) as refused:
        messages.error(request, " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused))
        return
    messages.success(request, _("Stored."))
