"""What others hear of talents, past tense. Sent inside the writer's transaction."""

from django.dispatch import Signal

confirmed = Signal()  # talent: she said "all correct" for the first time
residence_changed = Signal()  # talent: she lives in another country than before
ranking_switched = Signal()  # talent, on, by: she lets programs rank her for employers, or no longer
merged = Signal()  # talent (closed), into (goes on), by
