"""manage.py ranking_watch: selection rates of groups, as text."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from apps.matching import watch


class Command(BaseCommand):
    help = "Print how often people of each school band, region and language are listed, sent and asked for."

    def handle(self, *args: Any, **options: Any) -> None:
        for table in watch.measure():
            self.stdout.write(f"\n{table.attribute.label}: {table.stage.label}")
            for row in table.rows:
                ratio = "" if row.ratio is None else f"  ratio {row.ratio:.2f}"
                chance = "" if row.chance is None else f"  by chance {row.chance:.3f}"
                told = "  BELOW FOUR FIFTHS" if row.below else ""
                label = watch.group_label(str(table.attribute), row.group)
                counts = f"{row.count.selected:6d} of {row.count.considered:6d}  {row.count.rate:5.1%}"
                self.stdout.write(f"  {label:30} {counts}{ratio}{chance}{told}")
