"""What ranking reads of a profile, as one value: its hash says whether a change concerns anybody's list."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from apps.talents.models import Talent

COLUMNS = (
    "chains", "disciplines", "years", "salary_expected", "available_on", "languages", "districts", "kinds",
    "visibility", "automated_ranking", "open_to_work",
)  # fmt: skip
TEXT = ("language", "headline", "direction", "about")
EDUCATION = ("degree", "status", "discipline", "field_text", "end_on")
EXPERIENCE = ("title", "text", "language", "start_on", "end_on")
SKILL = ("text", "code", "level")
PROJECT = ("title_zh", "title_en", "summary")


def ranked_content(talent: Talent) -> dict[str, Any]:
    """Everything that matching reads of her, in the order she gave it; reads the database."""
    return {
        "columns": [getattr(talent, name) for name in COLUMNS],
        "texts": list(talent.texts.order_by("language").values_list(*TEXT)),
        "education": list(talent.education.values_list(*EDUCATION)),
        "experience": list(talent.experience.values_list(*EXPERIENCE)),
        "skills": list(talent.skills.values_list(*SKILL)),
        "projects": list(talent.projects.order_by("id").values_list(*PROJECT)),
        "blocked": sorted(talent.blocked.values_list("organisation_id", "domain"), key=str),
    }


def content_hash(talent: Talent) -> str:
    """64 hex digits over `ranked_content`: equal content hashes equally."""
    return digest(ranked_content(talent))


def digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
