"""What the organiser asks of who registers, and the answers: encrypted, and gone when they are not needed any more."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.crypto import EncryptedTextField
from apps.core.ids import PublicIdModel
from apps.core.texts import in_language
from apps.events import terms
from apps.events.models.event import Event
from apps.events.models.registration import Registration


class Question(PublicIdModel):
    """A field of an event's own form. `purpose` is told beside it, and how long the answer is kept."""

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="questions")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=terms.AnswerKind, default=terms.AnswerKind.TEXT)
    label_zh = models.CharField(_("question in Chinese"), max_length=200, blank=True)
    label_en = models.CharField(_("question in English"), max_length=200, blank=True)
    choices_zh = models.TextField(
        _("choices in Chinese"),
        blank=True,
        max_length=2000,
        help_text=_("One a line, in the same order as in English."),
    )
    choices_en = models.TextField(_("choices in English"), blank=True, max_length=2000)
    required = models.BooleanField(_("must be answered"), default=False)
    purpose_zh = models.CharField(_("what for, in Chinese"), max_length=300, blank=True)
    purpose_en = models.CharField(_("what for, in English"), max_length=300, blank=True)
    keep_days = models.PositiveSmallIntegerField(
        _("days the answer is kept after the event"), default=30, validators=[MaxValueValidator(1095)]
    )

    class Meta:
        verbose_name = _("question to who registers")
        verbose_name_plural = _("questions to who registers")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(label_zh="", label_en=""), name="question_has_label"),
            models.CheckConstraint(condition=~Q(purpose_zh="", purpose_en=""), name="question_has_purpose"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_zh, self.label_en)

    @property
    def purpose(self) -> str:
        return in_language(self.purpose_zh, self.purpose_en)

    def options(self) -> list[str]:
        """The words of the choices for the reader; an answer stores the number of its line, from 0."""
        return [line.strip() for line in in_language(self.choices_zh, self.choices_en).splitlines() if line.strip()]


class RegistrationAnswer(models.Model):
    """The answer of one person to one question."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    value = EncryptedTextField(_("answer"))

    class Meta:
        verbose_name = _("answer of who registers")
        verbose_name_plural = _("answers of who registers")
        ordering = ["question__order", "question_id"]
        constraints = [models.UniqueConstraint(fields=["registration", "question"], name="registration_answer_once")]

    def __str__(self) -> str:
        return str(self.question)

    @property
    def words(self) -> str:
        """For a reader: the line of a choice, yes for a consent, the text as it was written."""
        if self.question.kind == terms.AnswerKind.CHOICE:
            options = self.question.options()
            return options[int(self.value)] if self.value.isdigit() and int(self.value) < len(options) else ""
        if self.question.kind in (terms.AnswerKind.YES_NO, terms.AnswerKind.CONSENT):
            return str(_("yes") if self.value == "yes" else _("no"))
        return self.value
