#!/usr/bin/env python
"""Django's command line. It never starts a server by itself; `make` targets do."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentplatform.settings")
    execute_from_command_line(sys.argv)
