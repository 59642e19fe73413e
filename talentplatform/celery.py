"""The Celery app. Tasks carry ids only; truth is in the database (see apps.core.marks)."""

import os

from celery import Celery, signals

from talentplatform.start import demand_checks

# One thread a process for matrix products: workers share the cores as processes. Before NumPy is imported anywhere.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentplatform.settings")

app = Celery("talentplatform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
signals.celeryd_after_setup.connect(demand_checks)
app.autodiscover_tasks(["apps.core", "apps.matching"], related_name="worker_life")  # in workers only
