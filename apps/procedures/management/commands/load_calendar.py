"""Loads years of the working-day calendar from a file; see `apps/procedures/data/calendar.csv` for its columns."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.procedures import calendar_files
from apps.taxonomy.loading.tables import BadRow

FILE = Path(__file__).resolve().parents[2] / "data" / "calendar.csv"


class Command(BaseCommand):
    help = (
        "Load holidays and make-up days of whole years from a CSV file (date, is_workday yes/no, note). "
        "A year in the file replaces what was entered for it and is no longer provisional."
    )
    requires_system_checks: list[str] = []  # pages are no concern of this command

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=FILE)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path} is not a file.")
        try:
            years = calendar_files.load(path)
        except BadRow as error:
            raise CommandError(f"Nothing was loaded. {error}") from None
        self.stdout.write(f"Years entered: {', '.join(map(str, years)) or 'none'}.")
