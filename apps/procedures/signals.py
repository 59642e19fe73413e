"""What others hear of publicity periods and objections, in the past tense. They name their subject by kind and public id."""

from django.dispatch import Signal

publicity_ended = Signal()  # publicity: its days are over and no objection stands against its subject
publicity_withdrawn = Signal()  # publicity, by
objection_upheld = Signal()  # objection, by: the subject has to be decided again; its publicity has to be withdrawn
objection_dismissed = Signal()  # objection, by
