"""`make bench`: speed and memory on this machine, against what people use instead. Figures only; nothing passes or fails.

Runs over the sample world, on servers of its own that `make bench` starts and fills.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentplatform.settings")
django.setup()

from scripts.bench import pages, planning, ranking  # noqa: E402  models exist only now

Part = Callable[[], Iterator[tuple[str, str]]]


def parts(postings: int) -> dict[str, list[Part]]:
    return {
        "ranking": [
            ranking.encode_everybody,
            partial(ranking.against_peers, postings),
            partial(ranking.other_way_round, 20),
        ],
        "pages": [pages.pages],
        "import": [pages.rows_in],
        "meetings": [planning.schedules, planning.against_the_tighter_bound],
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--postings", type=int, default=30, help="how many are ranked")
    parser.add_argument("--only", choices=["ranking", "pages", "import", "meetings"])
    wish = parser.parse_args()
    for name, works in parts(wish.postings).items():
        if wish.only in (None, name):
            print(f"\n{name}")
            for work in works:
                for label, figure in work():
                    print(f"  {label:<44} {figure}", flush=True)


if __name__ == "__main__":
    main()
