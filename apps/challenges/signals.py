"""What others hear of calls, in the past tense."""

from django.dispatch import Signal

amended = Signal()  # challenge, before, after: an amendment is in force; applicants have to confirm
cancelled = Signal()  # challenge, by: the call ended before an award
