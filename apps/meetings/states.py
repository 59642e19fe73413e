"""What a one-to-one meeting (machine 8b) and a draft of a whole schedule can be."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class MeetingState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("meeting", "Proposed")
    ACCEPTED = "accepted", pgettext_lazy("meeting", "Accepted, way to meet is missing")
    DECLINED = "declined", pgettext_lazy("meeting", "Declined")
    EXPIRED = "expired", pgettext_lazy("meeting", "Not answered in time")
    SCHEDULED = "scheduled", pgettext_lazy("meeting", "Scheduled")
    RESCHEDULED = "rescheduled", pgettext_lazy("meeting", "New time, to be confirmed")
    HELD = "held", pgettext_lazy("meeting", "Held")
    MISSED = "missed", pgettext_lazy("meeting", "Did not take place")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")
    OUTCOME_RECORDED = "outcome_recorded", pgettext_lazy("meeting", "Held, with outcome")


M = MeetingState
MOVES = moves(
    accept=((M.PROPOSED,), M.ACCEPTED),
    decline=((M.PROPOSED,), M.DECLINED),
    counter=((M.PROPOSED,), M.PROPOSED),  # another slot; now the other side answers
    expire=((M.PROPOSED,), M.EXPIRED),
    schedule=((M.ACCEPTED,), M.SCHEDULED),
    release=((M.PROPOSED,), M.SCHEDULED),  # of a whole schedule, by the organiser
    reschedule=((M.SCHEDULED, M.RESCHEDULED), M.RESCHEDULED),
    confirm=((M.RESCHEDULED,), M.SCHEDULED),
    hold=((M.SCHEDULED, M.RESCHEDULED), M.HELD),
    miss=((M.SCHEDULED, M.RESCHEDULED), M.MISSED),
    cancel=((M.PROPOSED, M.ACCEPTED, M.SCHEDULED, M.RESCHEDULED), M.CANCELLED),
    record_outcome=((M.HELD, M.OUTCOME_RECORDED), M.OUTCOME_RECORDED),  # each side for itself
)
WILL_BE = (M.SCHEDULED, M.RESCHEDULED)
COMING = (M.PROPOSED, M.ACCEPTED, *WILL_BE)
LIVE = (*COMING, M.HELD, M.OUTCOME_RECORDED)  # these keep the time of both: nobody is in two places
ENDED_WITHOUT = (M.DECLINED, M.EXPIRED, M.CANCELLED, M.MISSED)


class RunState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("schedule", "Waiting for a worker")
    RUNNING = "running", pgettext_lazy("schedule", "Being planned")
    READY = "ready", pgettext_lazy("schedule", "Draft to look at")
    RELEASED = "released", pgettext_lazy("schedule", "Released")
    DISCARDED = "discarded", pgettext_lazy("schedule", "Discarded")
    FAILED = "failed", pgettext_lazy("schedule", "Failed")


R = RunState
RUN_MOVES = moves(
    start=((R.QUEUED, R.RUNNING), R.RUNNING),  # again after a worker died
    finish=((R.RUNNING,), R.READY),
    fail=((R.QUEUED, R.RUNNING), R.FAILED),
    release=((R.READY,), R.RELEASED),
    discard=((R.QUEUED, R.RUNNING, R.READY), R.DISCARDED),
)
OPEN_RUNS = (R.QUEUED, R.RUNNING, R.READY)
