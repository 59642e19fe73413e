"""The form to register: as what one takes part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.accounts.models import Membership, Organisation
from apps.accounts.policies import organisations_of
from apps.events import asking
from apps.events.models import Event, Question
from apps.events.terms import AnswerKind, Party


class RegisterForm(forms.Form):
    """One choice: for oneself, as a guest, or for one of the employers that one recruits for."""

    taking_part = forms.ChoiceField(label=_("I take part as"))

    def __init__(self, *args: Any, user: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.questions = list(event.questions.all())
        for question in self.questions:
            self.fields[f"q_{question.public_id}"] = _asked(question)
        self.firms: dict[str, Organisation] = {
            firm.public_id: firm
            for firm in organisations_of(user, Membership.Role.OWNER, Membership.Role.RECRUITER).order_by("pk")
        }
        own = [(code, name) for code, name in Party.choices if code != Party.EMPLOYER]
        named = [(public_id, firm.name) for public_id, firm in self.firms.items()]
        self.fields["taking_part"].choices = [*named, *own]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        try:
            asking.clean(self.event, self._answers(data))
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                if f"q_{name}" not in self.errors:
                    self.add_error(f"q_{name}", messages)
        return data

    def _answers(self, data: dict[str, Any]) -> dict[str, str]:
        given = {question.public_id: data.get(f"q_{question.public_id}") for question in self.questions}
        return {name: _stored(value) for name, value in given.items() if value not in (None, "")}

    def chosen(self) -> dict[str, Any]:
        """What `registering.request` takes."""
        code = self.cleaned_data["taking_part"]
        if code in self.firms:
            return {
                "party": Party.EMPLOYER,
                "organisation": self.firms[code],
                "answers": self._answers(self.cleaned_data),
            }
        return {"party": code, "answers": self._answers(self.cleaned_data)}


def _stored(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _asked(question: Question) -> forms.Field:
    """Checked by `asking` alone, so that page and API say the same; the words beside it tell what for and how long."""
    told = question.purpose
    kept = ngettext(
        "Kept for %(n)d day after the event.", "Kept for %(n)d days after the event.", question.keep_days
    ) % {"n": question.keep_days}
    common: dict[str, Any] = {"label": question.label, "required": False, "help_text": f"{told} {kept}"}
    if question.kind == AnswerKind.CHOICE:
        named = [(str(at), words) for at, words in enumerate(question.options())]
        return forms.ChoiceField(choices=[("", _("Please choose")), *named], **common)
    if question.kind in (AnswerKind.YES_NO, AnswerKind.CONSENT):
        return forms.BooleanField(**common)
    if question.kind == AnswerKind.LONG:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **common)
    return forms.CharField(**common)
