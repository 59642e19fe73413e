"""Recall and precision of the linking of skills over labelled sentences; see docs/skills.md."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.taxonomy import spans, vocabulary


class Command(BaseCommand):
    help = (
        "Measure how well skills are found in labelled sentences: DIR holds one file a language, as en.txt and zh.txt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dataset", type=Path, default=Path("tests/taxonomy/spans"), help="folder of the files")
        parser.add_argument("--json", type=Path, help="write the figures to this file, too")

    def handle(self, *args: Any, **options: Any) -> None:
        files = sorted(options["dataset"].glob("*.txt"))
        if not files:
            raise CommandError(f"There are no labelled sentences (*.txt) in {options['dataset']}.")
        with vocabulary.pinned() as known:
            if not known.skills:
                raise CommandError("There are no skills. Run load_taxonomy first.")
            try:
                figures = {path.stem: spans.measure(known.skill_linker, spans.read(path)) for path in files}
            except (spans.BadSentence, UnicodeDecodeError) as error:
                raise CommandError(str(error)) from None
        for language, row in figures.items():
            self.stdout.write(
                f"{language}: {row['spans']} spans, {row['unknown']} of no term; {row['links']} links, "
                f"precision {row['precision']}, recall {row['recall']}"
            )
            for band in row["bands"]:
                limits = f"{band['from']:.2f}..{band['to']:.2f}"
                self.stdout.write(f"  confidence {limits}: {band['links']} links, precision {band['precision']}")
        if options["json"]:
            options["json"].write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
