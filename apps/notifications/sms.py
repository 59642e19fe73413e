"""SMS leaves through a backend named in settings, like mail."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class SmsBackend(Protocol):
    def send(self, phone: str, text: str) -> None:
        """Hand over one message; raises on failure. `phone` is E.164."""


class UnconfiguredBackend:
    """Until a provider is configured: refuses, so that nobody believes a code was sent."""

    def send(self, phone: str, text: str) -> None:
        raise RuntimeError("SMS_BACKEND is not configured")


class MemoryBackend:
    """For tests."""

    outbox: list[tuple[str, str]] = []

    def send(self, phone: str, text: str) -> None:
        self.outbox.append((phone, text))


def send(phone: str, text: str) -> None:
    backend: SmsBackend = import_string(settings.SMS_BACKEND)()
    backend.send(phone, text)
