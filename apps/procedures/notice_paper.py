"""A publicity period as a sheet of paper to pin up: what its page shows, and nothing else."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core import pdf
from apps.procedures.calendar import city_zone
from apps.procedures.models import Publicity
from apps.procedures.models.publicity import in_language

TEMPLATE = Path(__file__).parent / "paper" / "notice.typ"
REGIONS = {"zh-hans": "CN", "zh-hant": "TW", "en": "GB"}


def render(publicity: Publicity, address: str) -> bytes:
    """The PDF in the reader's language; `address` is that of the page. The same notice gives the same bytes."""
    language = (translation.get_language() or "en").lower()
    until = publicity.open_until().astimezone(city_zone())
    data = {
        "lang": language[:2],
        "region": REGIONS.get(language, "GB"),
        "heading": _("Public notice"),
        "title": str(publicity),
        "issuer": settings.SITE_ORGANISER or str(_("Talent platform")),
        "address": address,
        "facts": [
            *([in_language(row["label"]), in_language(row["value"])] for row in publicity.body),
            [_("Publicity period"), f"{publicity.starts_on:%Y-%m-%d} – {publicity.ends_on:%Y-%m-%d}"],
        ],
        "paragraphs": [
            _("You can object under your real name, with reasons and evidence, until:")
            + f" {until:%Y-%m-%d %H:%M} ({_('Beijing time')})",
            _(
                "Within %(intake)s working days you hear whether it is taken up, and within %(answer)s working days after"
                " that you have an answer. Somebody who had no part in the decision looks into it; your name is shown only"
                " to that office."
            )
            % {"intake": publicity.intake_days, "answer": publicity.answer_days},
        ],
    }
    return _made(json.dumps(data, ensure_ascii=False), publicity.announced_at)


@lru_cache(maxsize=64)
def _made(data: str, at: datetime) -> bytes:
    """Kept, because everybody may ask for it; what is shown anew is another key."""
    return pdf.render(TEMPLATE, json.loads(data), at=at)
