"""Telling people: an in-app message, and a delivery in the outbox, both in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation

from apps.accounts.models import Language, User
from apps.core import marks
from apps.notifications.kinds import words
from apps.notifications.models import Delivery, Message

MARK = "outbox"


def tell(
    user: User,
    kind: str,
    *,
    context: Mapping[str, Any] | None = None,
    url: str = "",
    key: str,
    channels: Iterable[str] = (Delivery.Channel.EMAIL,),
) -> Message:
    """Tell `user` something once: the same `key` (with her) is never delivered twice.

    `context` holds the facts of the kind's text, as JSON; `url` is a path of this site. Raises KeyError for an unknown
    kind or a missing fact, before anything is stored.
    """
    facts = dict(context or {})
    words(kind, facts)
    message = Message.objects.create(recipient=user, kind=kind, context=facts, url=url)
    for channel in channels:
        post(user, kind, channel=channel, context=facts | {"url": url}, key=f"{kind}:{key}:{user.public_id}:{channel}")
    return message


def post(user: User, kind: str, *, channel: str, context: dict[str, Any], key: str) -> Delivery | None:
    """Put one mail or SMS into the outbox; None if it is already there or she has no such address."""
    address = address_of(user, channel)
    if not address:
        return None
    delivery, created = Delivery.objects.get_or_create(
        key=key[:160],
        defaults={
            "channel": channel, "recipient": user, "address": address, "kind": kind, "context": context,
            "languages": ",".join(languages_for(user)),
        },
    )  # fmt: skip
    if not created:
        return None
    marks.touch(MARK, [delivery.pk])
    return delivery


def address_of(user: User, channel: str) -> str:
    if channel == Delivery.Channel.SMS:
        return user.phone or ""
    return (user.private_email if user.discreet and user.private_email else user.email) or ""


def languages_for(user: User) -> list[str]:
    """Bilingual until she has chosen her language."""
    if user.language_chosen:
        return [user.language]
    other = Language.ZH_HANS if user.language == Language.EN else Language.EN
    return [str(user.language), str(other)]


def unread(user: User) -> int:
    return Message.objects.filter(recipient=user, read_at__isnull=True).count()


def in_language(message: Message, language: str | None = None) -> tuple[str, str]:
    """Title and body of a stored message for its reader."""
    with translation.override(language or translation.get_language()):
        return words(message.kind, message.context)
