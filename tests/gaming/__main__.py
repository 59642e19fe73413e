"""`python -m tests.gaming [PEOPLE [POSTINGS]]`: every attack on every person, with the default encoder; a table of gains."""

from __future__ import annotations

import sys

from apps.matching.engine.encoders import load_encoder
from apps.talents.cv.extract import extract
from tests.gaming import attacks, files
from tests.gaming.measure import measure, world_of
from tests.gaming.people import COUNT, people, postings


def main(count: int = COUNT, asked: int = 3) -> None:
    for field in ("about", "experience"):
        _told_in(field, count, asked)


def _told_in(field: str, count: int, asked: int) -> None:
    everybody, wanted = people(field=field), postings(asked)
    some = everybody[:: max(1, COUNT // count)][:count]
    found = measure(world_of(everybody, wanted, load_encoder(None).encoder), some, wanted)
    sys.stdout.write(
        f"{len(some)} people x {len(wanted)} postings, a pool of {len(everybody)}, who tell in `{field}`\n"
    )
    for name, outcome in found.items():
        flagged = f"  flagged {outcome.flagged}/{outcome.files}" if outcome.files else ""
        sys.stdout.write(
            f"{name:30} median {outcome.median:+5.1f}  p95 {outcome.p95:+5.1f}  most {max(outcome.gains):+d}{flagged}\n"
        )
    honest = [extract(files.pdf(attacks.written(p), template=t), "pdf") for p in some for t in range(4)]
    sys.stdout.write(f"honest files flagged: {sum(bool(file.hidden) for file in honest)}/{len(honest)}\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
