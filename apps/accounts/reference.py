"""Roles and notices that ship with the platform. Loading twice changes nothing; operators' changes stay."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.db import transaction

from apps.accounts.models import NoticeText, Role

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load(folder: Path = DATA) -> tuple[int, int]:
    """Create what is missing; returns how many roles and notices are new."""
    return _load_roles(folder / "roles.toml"), sum(_load_notice(path) for path in sorted(folder.glob("notices/*.toml")))


def _load_roles(path: Path) -> int:
    created = 0
    for code, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
        zh_hans, zh_hant, en = row["labels"]
        labels = {"label_zh_hans": zh_hans, "label_zh_hant": zh_hant, "label_en": en}
        created += Role.objects.get_or_create(code=code, defaults={**labels, "verbs": row["verbs"]})[1]
    return created


def _load_notice(path: Path) -> int:
    """A published wording is never changed: new words need a new version in the file."""
    row = tomllib.loads(path.read_text(encoding="utf-8"))
    texts = {f"text_{language}": row[language].strip() for language in ("zh_hans", "zh_hant", "en")}
    notice, created = NoticeText.objects.get_or_create(purpose=path.stem, version=row["version"], defaults=texts)
    if not created and any(getattr(notice, column) != text for column, text in texts.items()):
        raise ValueError(f"{path.name}: version {row['version']} is already published with other words")
    return created
