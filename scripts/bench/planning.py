"""The planner of one-to-one meetings at full size: 500 talents, 150 employers, 16 slots, invented fairs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from apps.meetings.planner.plan import plan, tighter_bound
from scripts.bench.fairs import fair

SEEDS = 20
Row = tuple[str, str]


def schedules() -> Iterator[Row]:
    """A schedule with its bound by flows, over twenty fairs: processor time, share of the bound, hours of the worst off."""
    seconds, shares, worst, without = [], [], [], 0
    for seed in range(SEEDS):
        event = fair(seed)
        begun = time.process_time()
        found = plan(event)
        seconds.append(time.process_time() - begun)
        shares.append(found.fraction)
        worst.append((found.worst, found.worst_bound))
        without += found.proved - found.reached
    yield "schedule of 500 x 150 x 16", f"{statistics.median(seconds):.2f} s of processor (worst {max(seconds):.2f})"
    yield "of the bound by flows", f"{statistics.mean(shares):.4f} (worst {min(shares):.4f})"
    yield "proved first meetings not reached", str(without)
    least = sum(reached == bound for reached, bound in worst)
    yield (
        "unsocial minutes of the worst off",
        f"{max(row[0] for row in worst)} at most, proved least in {least} of {SEEDS}",
    )


def against_the_tighter_bound() -> Iterator[Row]:
    """The linear programme with slots: the figure to reach is .99 over twenty fairs."""
    seconds, shares = [], []
    for seed in range(SEEDS):
        event = fair(seed)
        utility, begun = plan(event).utility, time.process_time()
        bound = tighter_bound(event)
        seconds.append(time.process_time() - begun)
        assert bound is not None
        shares.append(utility / bound)
    yield "linear programme with slots", f"{statistics.median(seconds):.1f} s of processor (worst {max(seconds):.1f})"
    yield "of its bound", f"{statistics.mean(shares):.4f} (worst {min(shares):.4f}) over {SEEDS} fairs"
