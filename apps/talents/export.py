"""What a profile holds about a talent, for the file of her own data: plain values for JSON, in codes and in words."""

from __future__ import annotations

from typing import Any

from apps.core import audit
from apps.talents.content import COLUMNS
from apps.talents.models import Talent
from apps.talents.proposal import rows
from apps.talents.sections import Degree, Identity, Job, Project, SkillRow, Text


def own_data(talent: Talent) -> dict[str, Any]:
    """Everything but the account and file contents (they are downloads of their own). Dates and instants in ISO 8601."""
    return {
        "profile": {
            "id": talent.public_id,
            **{name: getattr(talent, name) for name in (*_names(Identity), "wechat", "whatsapp", "channel")},
            **{name: getattr(talent, name) for name in COLUMNS},
            **{name: getattr(talent, name) for name in ("kinds", "intention", "needs_permit", "paper_count", "patent_count")},
            "confirmed_at": talent.confirmed_at,
            "texts": _plain(talent.texts.all(), Text),
            "education": _plain(talent.education.all(), Degree),
            "experience": _plain(talent.experience.all(), Job),
            "skills": _plain(talent.skills.all(), SkillRow),
            "projects": [_project(row) for row in talent.projects.all()],
            "hidden_from": [row.domain or str(row.organisation) for row in talent.blocked.all()],
        },
        "claims": list(talent.claims.values("kind", "state", "note", "submitted_at", "decided_at")),
        "cvs": [
            {"id": row.public_id, "file": row.file.name if row.file else None, "text": row.text, "read": row.facts,
             "received_at": row.created_at}
            for row in talent.readings.select_related("file")
        ],
        "timeline": list(audit.timeline(talent).values("act", "at", "data")),
    }  # fmt: skip


def _names(kind: type) -> list[str]:
    return list(kind.__dataclass_fields__)  # type: ignore[attr-defined]


def _plain(stored: Any, kind: Any) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in _names(kind)} for row in rows(stored, kind)]


def _project(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _names(Project) if name != "id"} | {"id": row.public_id}
