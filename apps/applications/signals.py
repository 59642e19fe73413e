"""News of applications, in the past tense."""

from django.dispatch import Signal

submitted = Signal()  # application
withdrawn = Signal()  # application
