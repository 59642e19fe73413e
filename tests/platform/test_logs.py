"""One line an event: machines read JSON in production; what a visitor typed behind the question mark is not logged."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

ASK = """
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
Client().get("/healthz?q=planted-word", HTTP_USER_AGENT="probe")
import logging
def work(secret):
    return 1 / 0
try:
    work("planted-" + "secret")
except ZeroDivisionError:
    logging.getLogger("apps.probe").exception("went wrong")
"""


def lines(**env: str) -> list[str]:
    """What a process writes to standard error on one request and one error. No database is asked."""
    clean = {k: v for k, v in os.environ.items() if k not in {"DEBUG", "DEMO", "LOG_LEVEL"}}
    told = {"DJANGO_SETTINGS_MODULE": "talentplatform.settings", "SECRET_KEY": "x" * 60, "LOG_LEVEL": "INFO"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK], env=clean | told | env, capture_output=True, text=True, check=True
    )
    return done.stderr.splitlines()


def test_production_writes_json() -> None:
    events = [json.loads(line) for line in lines()]
    finished = next(event for event in events if event["event"] == "request_finished")
    assert (finished["code"], finished["request"], finished["level"]) == (200, "GET /healthz", "info")
    assert finished["request_id"]
    assert finished["timestamp"]
    failed = next(event for event in events if event["logger"] == "apps.probe")
    assert failed["exception"][0]["exc_type"] == "ZeroDivisionError"


def test_what_was_asked_for_is_not_logged() -> None:
    assert "planted-word" not in "\n".join(lines())


@pytest.mark.parametrize("demo", ["0", "1"])
def test_values_of_variables_are_not_logged(demo: str) -> None:
    said = "\n".join(lines(DEMO=demo))
    assert "ZeroDivisionError" in said
    assert "planted-secret" not in said


def test_the_demo_writes_words() -> None:
    said = "\n".join(lines(DEMO="1"))
    assert "request_finished" in said
    assert "{" not in said.splitlines()[0]
