"""Learn the weights of the factors from what people decided, and propose them. An operator switches them on."""

from __future__ import annotations

import getpass
import json
import socket
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import User
from apps.matching import learning
from apps.matching.engine.learning import FEWEST_POSTINGS, TooFewLabels

FEWEST = 200


class Command(BaseCommand):
    help = "Learn weights from reviews, interviews and hires; stores a new version that is not in force."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--min-labels", type=int, default=FEWEST, metavar="N", help=f"refuse below ({FEWEST})")
        parser.add_argument("--json", type=Path, metavar="OUT", help="write the report here")
        parser.add_argument("--note", default="", metavar="TEXT", help="a line that operators read beside the version")
        parser.add_argument("--by", default="", metavar="EMAIL", help="the operator who asked for it")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._operator(options["by"])
        try:
            learned, report = learning.fit(fewest=max(options["min_labels"], 1))
        except TooFewLabels as few:
            raise CommandError(
                f"Too few labels: {few.labels} judged pairs (at least {max(options['min_labels'], 1)} are needed), "
                f"{few.postings} postings with a better and a worse one (at least {FEWEST_POSTINGS})."
            ) from few
        if options["json"]:
            options["json"].write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")
        self._print(report)
        if learned.strength is None:
            self.stdout.write("The labels speak for no other weights than the present ones; nothing was stored.")
            return
        account = f"{getpass.getuser()}@{socket.gethostname()}"
        row = learning.propose(report, note=options["note"], by=by, account=account)
        self.stdout.write(f"Stored as v{row.number}, not in force. An operator switches it on in the admin.")

    def _operator(self, email: str) -> User | None:
        if not email:
            return None
        user = User.objects.filter(email__iexact=email, is_active=True, is_staff=True).first()
        if user is None:
            raise CommandError(f"--by: no operator has the address {email}.")
        return user

    def _print(self, report: dict[str, Any]) -> None:
        self.stdout.write(
            f"{report['labels']} judged pairs, {report['postings']} postings, {report['pairs']} comparisons"
        )
        for factor, points in report["points"].items():
            before = report["present"][factor]
            self.stdout.write(
                f"{factor:<14}{before / 1000:>8.3f}{points / 1000:>8.3f}{(points - before) / 1000:>+8.3f}"
            )
        for name, gain in report["gains"].items():
            span = f"[{gain['low']:+.3f}, {gain['high']:+.3f}]"
            change = f"{gain['before']:.3f} > {gain['after']:.3f}, {gain['difference']:+.3f} {span}"
            self.stdout.write(f"{name:<8} on postings not learned from: {change}")
