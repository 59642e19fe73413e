"""Draws again what a published file says was drawn: for anybody, with neither database nor key."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.procedures import draw


class Command(BaseCommand):
    help = "Repeat the draw of experts in a published file and say whether it gives the same result."
    requires_system_checks: list[str] = []  # needs no database and no pages

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--nonce-hash", default="", help="the hash of the nonce as it was published with the call")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            file = json.loads(path.read_text(encoding="utf-8"))
            found = draw.problems(file, nonce_hash=options["nonce_hash"])
        except (OSError, ValueError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from None
        if found:
            raise CommandError("The draw is NOT the same: " + "; ".join(found) + ".")
        self.stdout.write(f"The draw is the same. Seed {file['seed']}, fields: {', '.join(sorted(file['fields']))}.")
