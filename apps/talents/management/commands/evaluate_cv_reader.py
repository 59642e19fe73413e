"""Judges the CV reader on a folder of CVs with their truth."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.talents.cv import judging
from apps.talents.cv.extract import Unreadable
from apps.talents.cv.facts import CvFacts
from apps.talents.cv.lexicon import Lexicon, from_files
from apps.talents.cv.reader import read
from apps.talents.cv.sandbox import extract_in_child
from apps.talents.cv.truth import NAME, TruthError, read_truth
from apps.talents.names import cased_split
from apps.taxonomy.management.commands.load_taxonomy import DATA


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "F1 of the CV reader by group of fields and language. DIR/truth.jsonl has a line a CV. Needs no database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dataset", type=Path, required=True, help="folder with truth.jsonl and the files it names"
        )
        parser.add_argument("--json", type=Path, help="write the figures here too")
        parser.add_argument("--show", action="store_true", help="print what was read wrongly")

    def handle(self, *args: Any, **options: Any) -> None:
        root: Path = options["dataset"]
        try:
            truths = read_truth(root)
        except OSError as error:
            raise CommandError(f"{root / NAME}: {error.strerror}") from None
        except TruthError as error:
            raise CommandError(str(error)) from None
        lexicon = from_files(DATA)
        pairs = [self.pair(root, truth, lexicon) for truth in truths]
        figures = judging.score(pairs)
        self.print_table(figures, len(pairs))
        if options["show"]:
            self.print_faults(pairs)
        if options["json"]:
            options["json"].write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def pair(self, root: Path, truth: dict[str, Any], lexicon: Lexicon) -> tuple[str, CvFacts, dict[str, Any]]:
        path = root / truth["file"]
        try:
            text = extract_in_child(path.read_bytes(), path.suffix.lstrip(".").lower()).text
        except Unreadable as error:
            if not (truth.get("scanned") and error.code == "scanned"):
                self.stderr.write(f"{truth['file']}: {error.code}")
            return truth["lang"], CvFacts(), truth
        today = f"{timezone.now():%Y-%m}"
        return truth["lang"], read(text, lexicon, split_name=cased_split, today=today), truth

    def print_table(self, figures: dict[str, dict[str, float]], count: int) -> None:
        self.stdout.write(f"{count} CVs, F1")
        self.stdout.write("".join(f"{name:>13}" for name in ("", *judging.GROUPS)))
        for language in ("all", *sorted(figures.keys() - {"all"})):
            cells = "".join(f"{figures[language][group]:13.3f}" for group in judging.GROUPS)
            self.stdout.write(f"{language:>13}{cells}")

    def print_faults(self, pairs: list[tuple[str, CvFacts, dict[str, Any]]]) -> None:
        for _language, facts, truth in pairs:
            found, true = judging.items_read(facts), judging.items_true(truth)
            for group in judging.GROUPS:
                missed = [item for item in true[group] if item not in found[group]]
                extra = [item for item in found[group] if item not in true[group]]
                if missed or extra:
                    self.stdout.write(f"{truth['file']} {group}: missed {missed}, wrong {extra}")
