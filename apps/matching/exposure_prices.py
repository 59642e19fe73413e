"""What spreading exposure costs in nDCG, as measured: a file of the repository, one entry for weights and encoder.

`python manage.py evaluate_exposure --dataset DIR --store` measures and writes the entry of what it ran with. A price holds
for just the weights and the encoder it was measured with; for any others there is none.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from apps.matching.engine.evaluation.exposure import Price

FILE = Path(__file__).parent / "data" / "exposure_prices.json"
DIGITS = 4


@dataclass(frozen=True)
class PriceRow:
    """within: points. ndcg, hit: nDCG@10 and hit@1 of the lists as people would see them; change, low, high: of nDCG@10
    against the lists by score alone, with its 95 % interval.
    """

    within: float
    ndcg: float
    change: float
    low: float
    high: float
    hit: float
    gini: float
    top_share: float
    never_share: float

    @classmethod
    def of(cls, price: Price) -> PriceRow:
        change, low, high = price.change
        crowd = price.crowding
        told = (price.ndcg, change, low, high, price.hit, crowd.gini, crowd.top_share, crowd.never_share)
        return cls(price.within, *(round(value, DIGITS) + 0.0 for value in told))


@dataclass(frozen=True)
class Measured:
    """Prices of some settings with these weights and this encoder, on a data set of so many judged postings."""

    weights: int
    encoder: str
    dataset: str
    postings: int
    rows: tuple[PriceRow, ...]


def measured(weights: int, encoder: str, file: Path | None = None) -> Measured | None:
    """The prices for exactly these, None where nobody has measured them."""
    for entry in _read(file or FILE):
        if (entry["weights"], entry["encoder"]) == (weights, encoder):
            return Measured(**{**entry, "rows": tuple(PriceRow(**row) for row in entry["rows"])})
    return None


def store(found: Measured, file: Path | None = None) -> None:
    """Write an entry in the place of the one with the same weights and encoder; the same figures give the same bytes."""
    file = file or FILE
    kept = [row for row in _read(file) if (row["weights"], row["encoder"]) != (found.weights, found.encoder)]
    entries = sorted([*kept, asdict(found)], key=lambda row: (row["weights"], row["encoder"]))
    file.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _read(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text("utf-8")) if file.is_file() else []
    return found
