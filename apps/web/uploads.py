"""A form field for files: size, name and content are checked before anything is read or stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings

from apps.core import files


@dataclass(frozen=True)
class Upload:
    """A checked upload; `name` as given, `content_type` as its content shows."""

    name: str
    content: bytes
    content_type: str


class UploadField(forms.FileField):
    """Cleans to an `Upload`. `allowed` are extensions with dot."""

    def __init__(self, *, allowed: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs={"accept": ",".join(allowed)}), **kwargs)
        self.allowed = allowed
        self.max_bytes = settings.UPLOAD_LIMIT_BYTES

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = super().clean(data, initial)
        if not given or isinstance(given, Upload):
            return given
        head = given.read(64)
        content_type = files.check_upload(given.name, head, given.size, self.allowed)
        given.seek(0)
        return Upload(given.name, given.read(), content_type)
