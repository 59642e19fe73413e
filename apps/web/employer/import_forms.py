"""Forms of an import of positions: the file, and which column holds what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from apps.core import spreadsheets
from apps.positions.imports.columns import FIELDS, missing
from apps.positions.models import PositionImport
from apps.web.uploads import UploadField


class FileForm(forms.Form):
    file = UploadField(
        label=gettext_lazy("Spreadsheet of positions"),
        allowed=spreadsheets.EXTENSIONS,
        help_text=gettext_lazy(".xlsx or .xls, as you keep it: titles above the table and merged cells do no harm."),
    )


class MappingForm(forms.Form):
    """For each field of a position the column that holds it; guesses are filled in."""

    def __init__(self, taken: PositionImport, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.many_employers = taken.employer_id is None
        columns = [(str(at), f"{get_column_letter(at + 1)} · {text or '–'}") for at, text in enumerate(taken.headings)]
        for code, field in FIELDS.items():
            if code == "employer" and not self.many_employers:
                continue
            self.fields[code] = forms.ChoiceField(
                label=str(field.label),
                required=False,
                choices=[("", _("not in the file")), *columns],
                initial=str(taken.mapping[code]) if code in taken.mapping else "",
            )
        self.fields["wants_review"] = forms.BooleanField(
            label=_("Submit them for review as soon as they are taken in"), required=False, initial=taken.wants_review
        )

    def mapping(self) -> dict[str, int]:
        return {code: int(self.cleaned_data[code]) for code in FIELDS if self.cleaned_data.get(code)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        mapping = self.mapping()
        for code in missing(mapping, many_employers=self.many_employers):
            self.add_error(code, _("Please say which column holds this."))
        held: dict[int, str] = {}
        for code, at in mapping.items():
            if at in held:
                self.add_error(
                    code, _("This column is taken already by “%(field)s”.") % {"field": FIELDS[held[at]].label}
                )
            held.setdefault(at, code)
        return data
