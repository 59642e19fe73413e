"""An opened part of a proposal, as pages show it: label, then text, an amount or rows, in the order in which they were asked."""

from __future__ import annotations

from typing import Any

from apps.proposals import sections
from apps.proposals.models import Part


def shown(content: dict[str, Any], part: str = Part.BLIND) -> list[dict[str, Any]]:
    return [
        {"label": field.label, "kind": field.kind, "value": content[name], "cells": field.cells}
        for name, field in sections.FIELDS.items()
        if field.part == part and content.get(name)
    ]
