"""Loads the vocabularies from readable files; see `apps/taxonomy/data`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.taxonomy.loading.drafts import Folder, gather
from apps.taxonomy.loading.store import store
from apps.taxonomy.loading.tables import BadRow

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = (
        "Load chains, skills, schools and the small vocabularies from CSV files. May be run again: rows are found by "
        "their codes, rows that operators edited stay as they are. A wrong row stops everything."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, default=DATA, help="folder of the files; may hold only some of them")

    def handle(self, *args: Any, **options: Any) -> None:
        root: Path = options["data"]
        if not root.is_dir():
            raise CommandError(f"{root} is not a folder.")
        try:
            report = store(gather(Folder(root, partial=root.resolve() != DATA)))
        except BadRow as error:
            raise CommandError(f"Nothing was loaded. {error}") from None
        self.stdout.write(
            f"{report.new} new, {report.changed} changed, {report.same} the same, {len(report.kept)} kept as edited, "
            f"{report.not_in_files} in no file."
        )
        for name in report.kept:
            self.stdout.write(f"  kept: {name}")
