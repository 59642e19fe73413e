"""Words for kinds of work and of messages."""

from __future__ import annotations

import re

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from apps.core.words import WORK, add
from apps.notifications.kinds import KINDS

KIND = "message"


def _title(code: str) -> str:
    """The title of such messages, with a dot for each fact."""
    return re.sub(r"%\(\w+\)s", "…", str(KINDS[code].title))


_lazy_title = lazy(_title, str)
add(WORK, {"outbox": _("send a message")})
add(KIND, {code: _lazy_title(code) for code in KINDS})
