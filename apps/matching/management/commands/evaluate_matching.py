"""Judge the rankings on a data set. Needs no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.matching.engine.encoders import load_encoder
from apps.matching.engine.evaluation.dataset import DatasetError, load
from apps.matching.engine.evaluation.evaluate import evaluate, read_run, write_run
from apps.matching.engine.evaluation.metrics import METRICS
from apps.talents.cv.lexicon import degrees_from_files
from apps.taxonomy.management.commands.load_taxonomy import DATA


class Command(BaseCommand):
    help = "Rank a data set (postings.jsonl, talents.jsonl, qrels.tsv, perhaps hard.tsv) and measure the rankings."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dataset", type=Path, required=True, metavar="DIR")
        parser.add_argument("--json", type=Path, metavar="OUT", help="write the measures here")
        parser.add_argument("--run", type=Path, metavar="OUT.trec", help="write the rankings here, in trec_eval's form")
        parser.add_argument("--baseline", type=Path, metavar="RUN.trec", help="compare with these rankings")
        parser.add_argument("--encoder", metavar="PATH", help="dotted path of an encoder class in place of the default")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = load(options["dataset"], degrees_from_files(DATA))
            baseline = read_run(options["baseline"]) if options["baseline"] else None
        except (DatasetError, OSError) as error:
            raise CommandError(str(error)) from error
        if baseline is not None and not baseline.keys() & data.grades.keys():
            raise CommandError(f"{options['baseline']} ranks none of the postings that are judged")
        chosen = load_encoder(options["encoder"])
        if chosen.problem and options["encoder"]:
            raise CommandError(f"This encoder cannot be used: {chosen.problem}")
        if chosen.problem:
            self.stderr.write(f"Basic matching, the encoder cannot be used: {chosen.problem}")
        found = evaluate(data, chosen.encoder, baseline=baseline)
        found.report["basic"] = chosen.basic
        try:
            if options["run"]:
                write_run(found.run, options["run"], "talentplatform")
            if options["json"]:
                told = json.dumps(found.report, ensure_ascii=False, indent=2)
                options["json"].write_text(told + "\n", "utf-8")
        except OSError as error:
            raise CommandError(str(error)) from error
        self._print(found.report)

    def _print(self, report: dict[str, Any]) -> None:
        self.stdout.write(f"{'postings > talents':<22}" + "".join(f"{name:>11}" for name in METRICS))
        for name, row in report.items():
            if name == "all" or ">" in name:
                self.stdout.write(f"{name:<22}" + "".join(f"{row[metric]:>11.3f}" for metric in METRICS))
        hard = report["hard"]
        if hard["listed"] is not None:
            verdict = "exactly" if hard["exact"] else "NOT exactly"
            self.stdout.write(f"hard rules: {hard['right']} of {hard['listed']} pairs found, {verdict} those listed")
        for metric, change in report.get("against_baseline", {}).items():
            span = f"[{change['low']:+.3f}, {change['high']:+.3f}]"
            self.stdout.write(f"{metric} against the baseline: {change['difference']:+.3f} {span}")
        self.stdout.write(f"encoder {report['encoder']}, weights v{report['weights_version']}")
        self.stdout.write(f"seconds per posting: median {report['seconds_per_posting']['median']:.3f}")
