"""What others hear of proposals, in the past tense."""

from django.dispatch import Signal

opened = Signal()  # challenge, proposals: the packages of a call were opened
