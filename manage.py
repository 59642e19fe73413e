#!/usr/bin/env python
"""Django's command line. It never starts a server by itself; `make` targets do."""

import os
import secrets
import sys

from django.core.management import execute_from_command_line

# Commands that sign, encrypt and serve nothing: a key of the moment will do where the environment names none.
KEYLESS = {
    "collectstatic",
    "evaluate_cv_reader",
    "evaluate_exposure",
    "evaluate_matching",
    "evaluation_table",
    "help",
    "makemigrations",
    "rerun_draw",
    "verify_receipt",
    "version",
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentplatform.settings")
    if not os.environ.get("SECRET_KEY") and KEYLESS.intersection(sys.argv[1:2]):
        os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    execute_from_command_line(sys.argv)
