"""JSON that may come in: not endless, not bottomless, numbers that are numbers. Strings are the fields' business."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from apps.api.errors import BodyTooLarge

DEEPEST = 20


class PlainJSONParser(JSONParser):
    """Refuses NaN and Infinity (base class, strict), deep nesting, and bodies above DATA_UPLOAD_MAX_MEMORY_SIZE."""

    strict = True

    def parse(
        self, stream: BinaryIO, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge
        try:
            value = super().parse(io.BytesIO(body), media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("This is nested too deeply.")) from error
        if depth(value) > DEEPEST:
            raise ParseError(_("This is nested too deeply."))
        return value


def depth(value: Any) -> int:
    """How many lists and objects stand inside each other; counted without recursion."""
    level, row = 0, [value]
    while row := [item for item in row if isinstance(item, dict | list)]:
        level += 1
        row = [inner for item in row for inner in (item.values() if isinstance(item, dict) else item)]
    return level
