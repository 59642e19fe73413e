"""manage.py evaluate_exposure: what spreading exposure would cost on a data set. Needs no database."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.matching import exposure_prices
from apps.matching.engine.encoders import load_encoder
from apps.matching.engine.evaluation.dataset import Dataset, DatasetError, load
from apps.matching.engine.evaluation.evaluate import Evaluation, evaluate, read_run
from apps.matching.engine.evaluation.exposure import Price, prices
from apps.matching.exposure_prices import Measured, PriceRow
from apps.talents.cv.lexicon import degrees_from_files
from apps.taxonomy.management.commands.load_taxonomy import DATA

SETTINGS = "0,0.5,1,2,3,5,7,10"


class Command(BaseCommand):
    help = "Print nDCG@10 and exposure for some settings of the spread, on a data set of evaluate_matching's form."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dataset", type=Path, required=True, metavar="DIR")
        parser.add_argument("--within", default=SETTINGS, help=f"points, separated by commas (default {SETTINGS})")
        parser.add_argument("--run", type=Path, help="a run written by evaluate_matching, in place of ranking again")
        parser.add_argument("--encoder", metavar="PATH", help="in place of the one that the settings name")
        parser.add_argument("--store", action="store_true", help="keep the prices for the operators' page")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["store"] and options["run"]:
            raise CommandError("--store measures anew: a run does not say with which weights it was made")
        try:
            data = load(options["dataset"], degrees_from_files(DATA))
            within = [float(part) for part in options["within"].split(",")]
            found = None if options["run"] else self._evaluated(data, options["encoder"])
            run = found.run if found else read_run(options["run"])
        except (DatasetError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        if not all(0 <= points < float("inf") for points in within):
            raise CommandError("--within takes points from 0 on")
        rows = prices(data, run, within)
        self._print(rows)
        if options["store"] and found:
            told = Measured(
                weights=found.report["weights_version"],
                encoder=found.report["encoder"],
                dataset=options["dataset"].resolve().name,
                postings=found.report["postings"],
                rows=tuple(map(PriceRow.of, rows)),
            )
            exposure_prices.store(told)
            self.stdout.write(f"stored for weights v{told.weights} and {told.encoder}")

    def _evaluated(self, data: Dataset, encoder: str | None) -> Evaluation:
        chosen = load_encoder(encoder or settings.MATCHING_ENCODER or None)
        if chosen.problem:
            raise CommandError(f"This encoder cannot be used: {chosen.problem}")
        return evaluate(data, chosen.encoder)

    def _print(self, rows: Sequence[Price]) -> None:
        self.stdout.write("| within | nDCG@10 | change | hit@1 | Gini | most listed | in no top 10 |")
        self.stdout.write("| --- | --- | --- | --- | --- | --- | --- |")
        for row in rows:
            change = "{:+.3f} [{:+.3f}, {:+.3f}]".format(*row.change)
            crowd = f"{row.crowding.gini:.3f} | {row.crowding.top_share:.0%} | {row.crowding.never_share:.0%}"
            self.stdout.write(f"| {row.within:g} | {row.ndcg:.3f} | {change} | {row.hit:.3f} | {crowd} |")
