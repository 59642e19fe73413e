"""An opened part of a proposal, as pages show it: label, then text, an amount or rows, in the order in which they were asked."""

from __future__ import annotations

from typing import Any

from apps.proposals import sections
from apps.proposals.models import Part
from apps.web.proposals.forms import CELLS


def shown(content: dict[str, Any], part: str = Part.BLIND) -> list[dict[str, Any]]:
    """`rows` and `heads` of a field with rows follow its cells, whatever order they were stored in."""
    return [
        {
            "label": field.label,
            "kind": field.kind,
            "value": content[name],
            "heads": [CELLS[cell] for cell in field.cells],
            "rows": _rows(content[name], field.cells) if field.kind == "rows" else [],
        }
        for name, field in sections.FIELDS.items()
        if field.part == part and content.get(name)
    ]


def _rows(rows: list[dict[str, Any]], cells: tuple[str, ...]) -> list[list[tuple[str, Any, Any]]]:
    """Name, heading and value of each cell."""
    return [[(cell, CELLS[cell], _cell(cell, row.get(cell, ""))) for cell in cells] for row in rows]


def _cell(name: str, value: Any) -> Any:
    return sections.RELATIONS.get(value, value) if name == "relation" else value
