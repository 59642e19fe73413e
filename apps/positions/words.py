"""Words for kinds of work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.core.words import WORK, add

add(WORK, {"position_import": _("take in a spreadsheet of positions")})
