"""Upward news, in the past tense. Receivers do one thing."""

from django.dispatch import Signal

moved = Signal()  # obj, name, entry, by: a state has changed, in the same transaction
parked = Signal()  # mark: work has failed for good and waits for an operator
