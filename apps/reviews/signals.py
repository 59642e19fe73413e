"""What others hear of reviews, in the past tense."""

from django.dispatch import Signal

awarded = Signal()  # challenge, determination: the award is in effect, contracts may be drawn up
