"""Upward news about experts, in the past tense."""

from django.dispatch import Signal

# expert: a fact that independence or fitness is judged by has changed (name, ties, undertaking, fields, state), in the
# same transaction; whoever has compared her with a party compares anew.
expert_changed = Signal()
