"""Who hears what about an appraisal: the expert who is asked, the operator who asked, the department."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.challenges.models import Challenge
from apps.challenges.telling import titles
from apps.core import audit
from apps.core.texts import in_each_language
from apps.notifications.send import tell
from apps.procedures.independence import Conflict
from apps.reviews.conflict_words import word_of
from apps.reviews.form_telling import day_and_time
from apps.reviews.models.appraisal import Opinion


def expert(opinion: Opinion, kind: str, *, stamp: str = "") -> None:
    """Without the title of the call: she has not declared yet whether she is independent of it."""
    user = opinion.expert.user
    if user is None:
        return
    programme = opinion.challenge.programme
    context = {
        "programme": {"zh-hans": programme.title_zh, "en": programme.title_en},
        "until": day_and_time(opinion.due_at),
    }
    tell(user, kind, context=context, url=f"/expert/appraisals/{opinion.public_id}/", key=stamp or _stamp(opinion))


def asker(opinion: Opinion, kind: str) -> None:
    """Who asked her, in the house only."""
    _operator(opinion.asked_by, opinion.challenge, kind, _stamp(opinion))


def doubts(opinion: Opinion, found: Iterable[Conflict]) -> None:
    """Her facts have changed: who asked her hears what may tie her to the poster now and did not stand when she was asked."""
    entries = audit.timeline(opinion, public_only=False).filter(act="ask")
    known = {row["kind"] for entry in entries for row in entry.data.get("doubts", ())}
    kinds = sorted({str(conflict.kind) for conflict in found} - known)
    if kinds:
        why = in_each_language(lambda: ", ".join(word_of(kind) for kind in kinds))
        stamp = f"{opinion.public_id}:{'+'.join(kinds)}"
        _operator(opinion.asked_by, opinion.challenge, "appraisal_doubt", stamp, why=why)


def complete(challenge: Challenge, users: set[User]) -> None:
    """Those who asked, once for a text."""
    revision = challenge.draft
    stamp = f"{challenge.public_id}:{revision.content_hash[:16] if revision else ''}"
    for user in users:
        _operator(user, challenge, "appraisal_complete", stamp)


def _operator(user: User, challenge: Challenge, kind: str, stamp: str, **facts: Any) -> None:
    context: dict[str, Any] = {"challenge": titles(challenge), **facts}
    tell(user, kind, context=context, url=url_of(challenge), key=stamp, channels=())


def url_of(challenge: Challenge) -> str:
    return f"/admin/reviews/opinion/call/{challenge.public_id}/"


def _stamp(opinion: Opinion) -> str:
    return f"{opinion.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"
