"""Telling people: an in-app message, and a delivery in the outbox, both in the caller's transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation

from apps.accounts.models import Language, User
from apps.core import marks
from apps.notifications.kinds import KINDS, words
from apps.notifications.models import Delivery, Message

MARK = "outbox"
KEY_LENGTH = 160


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
    once = key_of(user, kind, key)
    message, created = Message.objects.get_or_create(
        key=once, defaults={"recipient": user, "kind": kind, "context": facts, "url": url}
    )
    for channel in channels if created else ():
        post(user, kind, channel=channel, context=facts | {"url": url}, key=f"{channel}:{once}")
    return message


def post(user: User, kind: str, *, channel: str, context: dict[str, Any], key: str) -> Delivery | None:
    """Put one mail or SMS into the outbox; None if it is already there or she has no such address."""
    address = address_of(user, channel)
    if not address:
        return None
    return post_to(address, kind, channel=channel, context=context, key=key, user=user, languages=languages_for(user))


def post_to(
    address: str,
    kind: str,
    *,
    channel: str,
    context: dict[str, Any],
    key: str,
    languages: Iterable[str],
    user: User | None = None,
) -> Delivery | None:
    """Put one mail or SMS to `address` into the outbox, whoever reads it; None if `key` is already there.

    Codes are urgent: somebody waits for them.
    """
    words(kind, context)
    delivery, created = Delivery.objects.get_or_create(
        key=bounded(key),
        defaults={
            "channel": channel, "recipient": user, "address": address, "kind": kind, "context": context,
            "languages": ",".join(languages),
        },
    )  # fmt: skip
    if not created:
        return None
    marks.touch(MARK, [delivery.pk], urgent=KINDS[kind].minutes > 0)
    return delivery


def key_of(user: User, kind: str, key: str) -> str:
    """The key under which `user` was told this, to be found in `Message.key`."""
    return bounded(f"{kind}:{key}:{user.public_id}")


def bounded(key: str) -> str:
    """`key` where it fits its column, else its hash: cutting it off would make two things one."""
    return key if len(key) <= KEY_LENGTH else hashlib.sha256(key.encode()).hexdigest()


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


def in_language(message: Message, language: str | None = None) -> tuple[str, str]:
    """Title and body of a stored message for its reader."""
    with translation.override(language or translation.get_language()):
        return words(message.kind, message.context)
