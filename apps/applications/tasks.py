"""The clock of applications, run by a worker when the dispatcher says so."""

from celery import shared_task

from apps.applications import clock, pending


@shared_task(name="apps.applications.tasks.run_clock")
def run_clock() -> None:
    pending.run_due()
    clock.lapse_offers()
    clock.remind()
