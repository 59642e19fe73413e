"""manage.py replay: stored results computed again, and whether each comes out equal."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.matching import replay

SHOWN = 20


class Command(BaseCommand):
    help = "Recompute stored results and recommendations exactly; fails at the first kind of difference it finds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=1000, help="newest rows to look at (default 1000)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["limit"] < 1:
            raise CommandError("--limit must be at least 1")
        report = replay.run(options["limit"])
        self.stdout.write(f"stored results looked at: {report.stored}")
        self.stdout.write(f"equal from their factor values: {report.from_values}")
        self.stdout.write(f"equal from the documents themselves: {report.from_documents}")
        self.stdout.write(f"not to be recomputed, since their content has changed: {report.changed}")
        self.stdout.write(f"lists in the order that follows: {report.in_order} of {report.lists}")
        for line in report.different[:SHOWN]:
            self.stderr.write(line)
        if report.different:
            raise CommandError(f"{len(report.different)} different")
        if report.stored and not report.from_documents:
            raise CommandError("nothing could be recomputed from the documents themselves: this run proves little")
