"""What others hear of agreements, in the past tense."""

from django.dispatch import Signal

signed = Signal()  # agreement: both sides are filed
accepted = Signal()  # contract: its result is accepted
ended = Signal()  # contract, ending: it ended before its aim
evaluated = Signal()  # contract, evaluation
