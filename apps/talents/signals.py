"""What others hear of talents, past tense. Sent inside the writer's transaction."""

from django.dispatch import Signal

confirmed = Signal()  # talent: she said "all correct" for the first time
merged = Signal()  # talent (closed), into (goes on), by
