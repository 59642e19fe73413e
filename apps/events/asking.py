"""The event's own form: what is asked, how answers are checked and stored, and when they are forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import DurationField, ExpressionWrapper, F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.events.models import Event, Question, Registration, RegistrationAnswer
from apps.events.terms import AnswerKind

LONGEST = {AnswerKind.TEXT: 300, AnswerKind.LONG: 4000}
YES = "yes"


def clean(event: Event, given: Mapping[str, str]) -> dict[Question, str]:
    """Answers by question, as they are stored; `given` by the question's public id. Raises ValidationError by the same id."""
    cleaned: dict[Question, str] = {}
    errors: dict[str, str] = {}
    asked = list(event.questions.all())
    if unknown := set(given) - {question.public_id for question in asked}:
        raise ValidationError({name: _("There is no such question.") for name in sorted(unknown)})
    for question in asked:
        try:
            value = _one(question, given.get(question.public_id, "").strip())
        except ValidationError as error:
            errors[question.public_id] = error.messages[0]
            continue
        if value:
            cleaned[question] = value
    if errors:
        raise ValidationError(errors)
    return cleaned


def _one(question: Question, value: str) -> str:
    if not value:
        if question.required:
            raise ValidationError(_("Please fill this in."))
        return ""
    if question.kind == AnswerKind.CHOICE:
        if not value.isdecimal() or int(value) >= len(question.options()):
            raise ValidationError(_("Please choose one of these."))
        return str(int(value))
    if question.kind in (AnswerKind.YES_NO, AnswerKind.CONSENT):
        if value not in (YES, "no"):
            raise ValidationError(_("Please choose one of these."))
        if question.kind == AnswerKind.CONSENT and question.required and value != YES:
            raise ValidationError(_("Without this consent you cannot register."))
        return value
    longest = LONGEST[AnswerKind(question.kind)]
    if len(value) > longest:
        raise ValidationError(_("At most %(count)d characters.") % {"count": longest})
    return value


def store(registration: Registration, cleaned: Mapping[Question, str]) -> None:
    RegistrationAnswer.objects.bulk_create(
        RegistrationAnswer(registration=registration, question=question, value=value)
        for question, value in cleaned.items()
    )


def forget_old() -> int:
    """Answers whose days are over since the event ended, and those of registrations that came to nothing."""
    kept = ExpressionWrapper(F("question__keep_days") * timedelta(days=1), output_field=DurationField())
    rows = RegistrationAnswer.objects.annotate(kept=kept)
    old = rows.filter(registration__event__ends_at__lt=timezone.now() - F("kept"))
    return old.delete()[0]
