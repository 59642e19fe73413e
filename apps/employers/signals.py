"""Upward news about employers, in the past tense."""

from django.dispatch import Signal

renamed = Signal()  # employer: its name in some language has changed, in the same transaction
