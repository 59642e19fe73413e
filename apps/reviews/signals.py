"""What others hear of reviews, in the past tense."""

from django.dispatch import Signal

review_begun = Signal()  # challenge, by: the form check is over, its eligible proposals are the experts'
awarded = Signal()  # challenge, determination: the award is in effect, contracts may be drawn up
