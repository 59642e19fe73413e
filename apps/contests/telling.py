"""What entrants, judges and operators hear of a contest."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.policies import holders
from apps.contests.models import Edition, Entry, Judge
from apps.notifications.send import tell


def entrant(entry: Entry, kind: str, *, stamp: str = "", **facts: Any) -> None:
    """The one who entered; twice the same step is told twice, the same stamp once."""
    if not entry.entrant.is_active:
        return
    context = {"contest": titles(entry.edition), "entry": entry.title or entry.public_id, **facts}
    key = f"{entry.public_id}:{stamp or _now()}"
    tell(entry.entrant, kind, context=context, url=f"/contests/entries/{entry.public_id}/", key=key)


def judge(row: Judge, kind: str, *, stamp: str = "", **facts: Any) -> None:
    user = row.expert.user
    if user is not None:
        context = {"contest": titles(row.stage.edition), **facts}
        tell(
            user,
            kind,
            context=context,
            url=f"/contests/judging/{row.public_id}/",
            key=f"{row.public_id}:{stamp or _now()}",
        )


def operators(edition: Edition, verb: str, kind: str, *, district: str | None = None, path: str = "", stamp: str = "", **facts: Any) -> None:  # fmt: skip
    """Whoever may act on it, in the platform alone: their mailboxes stay empty."""
    for user in holders(verb, edition.district if district is None else district):
        staff(user, edition, kind, path=path, stamp=stamp, **facts)


def staff(user: User, edition: Edition, kind: str, *, path: str = "", stamp: str = "", **facts: Any) -> None:
    url = path or f"/admin/contests/edition/{edition.pk}/change/"
    context = {"contest": titles(edition), **facts}
    tell(user, kind, context=context, url=url, key=f"{edition.public_id}:{stamp or _now()}", channels=())


def titles(edition: Edition) -> dict[str, str]:
    """By language, for messages that are told in the reader's language."""
    named = {"zh-hans": edition.title_zh, "en": edition.title_en}
    return {code: title for code, title in named.items() if title}


def _now() -> str:
    return f"{timezone.now():%Y%m%d%H%M%S%f}"
