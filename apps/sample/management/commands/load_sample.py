"""`manage.py load_sample`: the invented world of the demo."""

from __future__ import annotations

import time
from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.sample import cast, judged, loading
from apps.sample.world import SIZES


class Command(BaseCommand):
    help = "Make the invented world of the demo: employers, positions, talents, applications and their history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=SIZES, default="small")
        parser.add_argument("--seed", type=int, default=2022, help="another number makes another world")
        parser.add_argument(
            "--rank",
            action=BooleanOptionalAction,
            default=True,
            help="rank some positions at once and let people decide about them; the workers rank all others",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        try:
            world = loading.load(options["size"], options["seed"], rank=options["rank"], say=self.said(begun))
        except loading.Refused as refused:
            raise CommandError(str(refused)) from refused
        judged.judge(world)  # after the commit: a call is opened in a transaction of its own
        self.said(begun)("answers")
        self.stdout.write(
            f"Sample world ({options['size']}): {len(world.firms)} employers, {len(world.posts)} positions, "
            f"{len(world.people)} talents in {time.monotonic() - begun:.1f} s. "
            f"Sign in as {', '.join(cast.LOGINS.values())}; the password of each: {cast.PASSWORD}"
        )

    def said(self, begun: float) -> loading.Say:
        return lambda name: self.stdout.write(f"  {name:<14} {time.monotonic() - begun:6.1f} s")
