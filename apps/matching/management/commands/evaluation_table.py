"""Measure every public data set with every encoder and write the table into the documentation. Needs no database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.matching.engine.encoders import Encoder, load_encoder
from apps.matching.engine.encoders.loading import DEFAULT
from apps.matching.engine.evaluation.occupations import MissingPackage
from apps.matching.engine.evaluation.table import make_table, public_sets, put_into, render
from apps.talents.cv.lexicon import degrees_from_files
from apps.taxonomy.management.commands.load_taxonomy import DATA

COLUMNS = {
    "default": DEFAULT,
    "extra": "apps.matching.engine.encoders.combined.CombinedEncoder",
    "basic": "apps.matching.engine.encoders.lexical.LexicalEncoder",
}


class Command(BaseCommand):
    help = "Measure every public data set with the default, the extra and the basic encoder, as one table."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
        parser.add_argument("--document", type=Path, metavar="FILE.md", help="put the table between its markers")

    def handle(self, *args: Any, **options: Any) -> None:
        document: Path | None = options["document"]
        try:
            sets = public_sets(options["data"], degrees_from_files(DATA))
            before = document.read_text("utf-8") if document else ""
            block = render(make_table(sets, self._encoders(), tell=self._tell))
            if document:
                document.write_text(put_into(before, block), "utf-8")
        except (MissingPackage, ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(block)

    def _encoders(self) -> dict[str, Encoder]:
        found = {name: load_encoder(path) for name, path in COLUMNS.items()}
        missing = [f"{name}: {chosen.problem}" for name, chosen in found.items() if chosen.problem]
        if missing:
            raise CommandError("these encoders cannot be used: " + "; ".join(missing))
        return {name: chosen.encoder for name, chosen in found.items()}

    def _tell(self, text: str) -> None:
        self.stderr.write(text)
