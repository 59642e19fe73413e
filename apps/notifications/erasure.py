"""What the outbox holds of a person goes with her account."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.notifications.models import Delivery, MailboxItem, Message


def forget(sender: Any, *, user: User, addresses: list[str], **kwargs: Any) -> None:
    """Her messages go; of deliveries only that and when they left stays."""
    Message.objects.filter(recipient=user).delete()
    held = Delivery.objects.filter(recipient=user) | Delivery.objects.filter(address__in=addresses)
    held.update(address="", context={}, recipient=None)
    MailboxItem.objects.filter(to__in=addresses).delete()
