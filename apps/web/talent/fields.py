"""Form fields of the talent's pages: months, pay in words, names on one line, lists of skills."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.text import mend
from apps.positions.pay import PayError, parse_pay
from apps.talents import skills
from apps.talents.cv.dates import PRESENT, find_single, point
from apps.talents.sections import SkillRow


class MendedCharField(forms.CharField):
    """Text without lone surrogates; NUL is refused by Django with a message at the field."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if "\x00" in text else mend(text)


class MonthField(forms.CharField):
    """A month ("2019-10", "10/2019", "2019年10月") or a year; cleaned to its first day, None when empty.

    Browsers that know `type=month` show a picker; the others a line of text.
    """

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2019-10"})

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        found = point(text) if len(text) <= 20 and find_single(text) else ""
        if not found or found == PRESENT:
            raise ValidationError(_("Write the month like 2019-10."))
        year, _dash, month = found.partition("-")
        return date(int(year), int(month or 1), 1)


class PayField(forms.CharField):
    """Expected pay as people write it, cleaned to whole yuan a year before tax; of a band the lower end."""

    default_help = gettext_lazy("In yuan a year before tax, for instance 350,000.")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", self.default_help)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "text", "placeholder": gettext_lazy("350,000")})
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}" if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            return parse_pay(text)[0]
        except PayError as error:
            raise ValidationError(str(error)) from None


class SkillsField(MendedCharField):
    """Skills one a line or between commas, with levels in brackets; cleaned to linked rows."""

    widget = forms.Textarea(attrs={"rows": 6})

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else skills.written(value)

    def clean(self, value: Any) -> list[SkillRow]:
        text = str(super().clean(value) or "")
        if len(text) > 8000:
            raise ValidationError(_("This is too long."))
        return skills.read(text)
