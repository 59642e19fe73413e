"""`manage.py alive NAME...`: health check of containers that answer no HTTP."""

from __future__ import annotations

import socket
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core import heartbeats
from apps.core.health import ALIVE_WITHIN


class Command(BaseCommand):
    help = "Exit 0 when every named process left a sign of life in the last seconds, else 1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="+", help="dispatcher, worker:rank, worker:bulk, worker:cv")
        parser.add_argument("--here", action="store_true", help="of this host, not of any")

    def handle(self, *args: Any, names: list[str], here: bool, **options: Any) -> None:
        suffix = f":{socket.gethostname()}" if here else ""
        silent = [name for name in names if not heartbeats.fresh(f"{name}{suffix}"[:60], ALIVE_WITHIN)]
        if silent:
            raise CommandError(f"no sign of life: {', '.join(silent)}")
        self.stdout.write("alive")
