"""The draw of experts, which anybody can repeat: pure functions, no database.

The nonce is secret until the deadline; its SHA-256 is published with the call, so that the city cannot choose it later.
The receipt hashes of the proposals come in at the deadline, so that the city cannot know the seed before. Then

    seed = SHA-256(nonce bytes + the receipt hashes, sorted, joined by line feeds, UTF-8), in hex
    key of a candidate = SHA-256(seed + LF + field + LF + her reference, UTF-8), in hex

and the candidates of a field in ascending order of their keys are the draw: the first take the places, the next are reserves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Drawn:
    """References in the order in which they were drawn."""

    places: tuple[str, ...]
    reserves: tuple[str, ...]
    rest: tuple[str, ...]  # published too: so a candidate added, left out or changed is seen even if she was not drawn


def commitment(nonce: bytes) -> str:
    """What is published of the nonce before the draw."""
    return hashlib.sha256(nonce).hexdigest()


def seed(nonce: bytes, receipt_hashes: Iterable[str]) -> str:
    """64 hex digits; the order of the receipts does not matter, one more or less does."""
    return hashlib.sha256(nonce + "\n".join(sorted(receipt_hashes)).encode()).hexdigest()


def draw(seed: str, field: str, candidates: Iterable[str], *, places: int, reserves: int) -> Drawn:
    """Draw within one field. Fewer candidates than places leave places empty. Raises ValueError for negative numbers."""
    if places < 0 or reserves < 0:
        raise ValueError("places and reserves cannot be negative")
    order = sorted(set(candidates), key=lambda ref: (_key(seed, field, ref), ref))
    last = places + reserves
    return Drawn(tuple(order[:places]), tuple(order[places:last]), tuple(order[last:]))


def _key(seed: str, field: str, ref: str) -> str:
    return hashlib.sha256(f"{seed}\n{field}\n{ref}".encode()).hexdigest()


def published(nonce: bytes, receipt_hashes: Iterable[str], fields: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The file of a draw; `fields` holds candidates, places and reserves by field. `problems` reads it again."""
    receipts = sorted(receipt_hashes)
    value = seed(nonce, receipts)
    rows = {}
    for name, row in sorted(fields.items()):
        candidates = sorted(set(row["candidates"]))
        drawn = draw(value, name, candidates, places=row["places"], reserves=row["reserves"])
        rows[name] = {
            "candidates": candidates,
            "places": row["places"],
            "reserves": row["reserves"],
            "drawn": list(drawn.places),
            "in_reserve": list(drawn.reserves),
            "not_drawn": list(drawn.rest),
        }
    return {
        "format": FORMAT,
        "nonce": nonce.hex(),
        "nonce_hash": commitment(nonce),
        "receipt_hashes": receipts,
        "seed": value,
        "fields": rows,
    }


def problems(file: Mapping[str, Any], *, nonce_hash: str = "") -> list[str]:
    """What does not hold in a published draw; empty if it is the same again.

    `nonce_hash` is the hash as the reader saw it with the call: who forges a file forges the one in it too. Raises
    ValueError for something that is no such file.
    """
    try:
        return _problems(file, nonce_hash)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is no published draw: {error!r}") from error


def _problems(file: Mapping[str, Any], nonce_hash: str) -> list[str]:
    if file["format"] != FORMAT:
        raise ValueError(f"format {file['format']} is not known")
    nonce = bytes.fromhex(file["nonce"])
    found = []
    if commitment(nonce) != file["nonce_hash"]:
        found.append("the nonce does not have the hash that the file names")
    if nonce_hash and commitment(nonce) != nonce_hash.lower():
        found.append("the nonce does not have the hash that was published with the call")
    value = seed(nonce, file["receipt_hashes"])
    if value != file["seed"]:
        found.append("nonce and receipts give another seed")
    if len(set(file["receipt_hashes"])) != len(file["receipt_hashes"]):
        found.append("a receipt stands there twice")
    for name, row in sorted(file["fields"].items()):
        drawn = draw(value, name, row["candidates"], places=row["places"], reserves=row["reserves"])
        result = [list(part) for part in (drawn.places, drawn.reserves, drawn.rest)]
        if result != [row["drawn"], row["in_reserve"], row["not_drawn"]]:
            found.append(f"field {name}: the draw gives another result")
    return found
