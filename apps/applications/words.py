"""Words for the reasons that employers give."""

from __future__ import annotations

from apps.applications.reasons import RejectReason
from apps.core.words import REASON, add

add(REASON, dict(RejectReason.choices))
