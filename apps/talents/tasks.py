"""The worker's side of CVs."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.core import files, marks
from apps.talents import lexicons, readings
from apps.talents.cv import reader
from apps.talents.cv.extract import Extracted, Unreadable
from apps.talents.cv.facts import CvFacts
from apps.talents.cv.sandbox import extract_in_child
from apps.talents.models import CvReading
from apps.talents.names import cased_split

log = logging.getLogger(__name__)
NOTHING = Extracted("", 0)


@shared_task(name="apps.talents.tasks.read_cv")
def read_cv(mark_id: int) -> None:
    """Read one CV and settle its mark. What crashes the reader five times is told to be broken, not tried for ever."""
    claim = marks.claim(mark_id)
    if claim is None:
        return
    reading = CvReading.objects.filter(pk=claim.object_id, step=CvReading.Step.WAITING).select_related("talent").first()
    try:
        found, facts, problem = _read(reading) if reading is not None else (NOTHING, None, "")
    except Exception as error:
        log.exception("CV %s could not be read", claim.object_id)
        if claim.attempt < settings.MARK_ATTEMPTS:
            marks.fail(claim, type(error).__name__)
            return
        found, facts, problem = NOTHING, None, "broken"
    with transaction.atomic():
        waiting = CvReading.objects.select_for_update().filter(pk=claim.object_id, step=CvReading.Step.WAITING)
        if not marks.settle(claim) or reading is None or not waiting.exists():  # thrown away meanwhile
            return
        if facts is not None:
            readings.store_facts(reading, found.text, facts, hidden=found.hidden)
        else:
            readings.store_problem(reading, problem)


def _read(reading: CvReading) -> tuple[Extracted, CvFacts | None, str]:
    """(what a reader sees, facts, problem code)."""
    try:
        if reading.file is not None:
            found = extract_in_child(files.read(reading.file), readings.kind_of(reading.file))
        else:
            found = Extracted(reading.text, 1)
    except Unreadable as error:
        return NOTHING, None, error.code
    today = f"{timezone.localdate():%Y-%m}"
    return found, reader.read(found.text, lexicons.current(), split_name=cased_split, today=today), ""
