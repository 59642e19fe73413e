"""manage.py evaluate_exposure: what spreading exposure would cost on a data set. Needs no database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.matching.engine.encoders import load_encoder
from apps.matching.engine.evaluation.dataset import DatasetError, load
from apps.matching.engine.evaluation.evaluate import Run, evaluate, read_run
from apps.matching.engine.evaluation.exposure import prices
from apps.talents.cv.lexicon import degrees_from_files
from apps.taxonomy.management.commands.load_taxonomy import DATA

SETTINGS = "0,0.5,1,2,3,5"


class Command(BaseCommand):
    help = "Print nDCG@10 and exposure for some settings of the spread, on a data set of evaluate_matching's form."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dataset", type=Path, required=True, metavar="DIR")
        parser.add_argument("--within", default=SETTINGS, help=f"points, separated by commas (default {SETTINGS})")
        parser.add_argument("--run", type=Path, help="a run written by evaluate_matching, in place of ranking again")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = load(options["dataset"], degrees_from_files(DATA))
            within = [float(part) for part in options["within"].split(",")]
            run: Run = (
                read_run(options["run"])
                if options["run"]
                else evaluate(data, load_encoder(settings.MATCHING_ENCODER or None).encoder).run
            )
        except (DatasetError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        if min(within) < 0:
            raise CommandError("--within takes points from 0 on")
        self.stdout.write("| within | nDCG@10 | change | hit@1 | Gini | most listed | in no top 10 |")
        self.stdout.write("| --- | --- | --- | --- | --- | --- | --- |")
        for row in prices(data, run, within):
            change = "{:+.3f} [{:+.3f}, {:+.3f}]".format(*row.change)
            crowd = f"{row.crowding.gini:.3f} | {row.crowding.top_share:.0%} | {row.crowding.never_share:.0%}"
            self.stdout.write(f"| {row.within:g} | {row.ndcg:.3f} | {change} | {row.hit:.3f} | {crowd} |")
