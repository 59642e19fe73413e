"""PDF papers: a typst template and a plain value in, bytes out. Fonts come from a pinned package and are embedded.

Texts go in as data, never as markup, so that nobody writes commands into a paper by a name or a clause. The machine's
own fonts are not looked at: the same value gives the same bytes everywhere.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn as fonts
import typst


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folder = fonts.sans_path().parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def render(template: Path, data: dict[str, Any], *, at: datetime) -> bytes:
    """The PDF of `data` (as JSON in `sys.inputs.data`); `at` is the instant the file says it was made at."""
    compiler = typst.Compiler(str(template), root=str(template.parent), font_paths=_fonts())
    made = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="a-2u",  # kept for decades, its text can be read out
        timestamp=int(at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made
