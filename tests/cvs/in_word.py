"""Blocks as DOCX and as plain text."""

from __future__ import annotations

import io
import unicodedata
from typing import Any

import docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from PIL import Image

from tests.cvs.blocks import Block, Bullet, Gap, Grid, Head, Line, Look, Photo, Row, Side, Title

_BOX = """<w:r {ns} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>{rows}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"""


def word(blocks: list[Block], look: Look, *, styles: bool = True) -> bytes:
    """`styles`: headings by style; without, by bold letters only."""
    document = docx.Document()
    if look.header:
        document.sections[0].header.paragraphs[0].text = look.header
    if look.footer:
        document.sections[0].footer.paragraphs[0].text = look.footer.format(page=1)
    if look.box:
        rows = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in look.box)
        document.add_paragraph()._p.append(parse_xml(_BOX.format(ns=nsdecls("w"), rows=rows)))
    for block in blocks:
        _write(document, block, styles=styles)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write(to: Any, block: Block, *, styles: bool) -> None:  # noqa: C901  one case a kind of block
    match block:
        case Title(text):
            to.add_paragraph().add_run(text).bold = True
        case Head(text):
            if styles and hasattr(to, "add_heading"):
                to.add_heading(text, 2)
            else:
                to.add_paragraph().add_run(text).bold = True
        case Line(text, _indent):
            to.add_paragraph(text)
        case Row(left, right):
            paragraph = to.add_paragraph()
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT)
            paragraph.add_run(f"{left}\t{right}")
        case Bullet(text, mark):
            if mark == "•" and hasattr(to, "add_heading"):
                to.add_paragraph(text, style="List Bullet")
            else:
                to.add_paragraph(f"{mark} {text}")
        case Grid(rows, _widths, _ruled):
            table = to.add_table(rows=0, cols=len(rows[0]))
            for row in rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        case Side(left, right, _share):
            cells = to.add_table(rows=1, cols=2).rows[0].cells
            for cell, parts in zip(cells, (left, right), strict=True):
                for part in parts:
                    _write(cell, part, styles=styles)
        case Photo():
            picture = io.BytesIO()
            Image.new("RGB", (30, 35), (190, 200, 210)).save(picture, "PNG")
            picture.seek(0)
            to.add_paragraph().add_run().add_picture(picture)
        case Gap():
            to.add_paragraph()


def plain(blocks: list[Block], *, width: int = 78) -> bytes:
    """As people paste it: columns by spaces, long lines wrapped."""
    rows: list[str] = []
    for block in blocks:
        match block:
            case Title(text) | Head(text):
                rows += ["", text]
            case Line(text, indent):
                rows += _folded(" " * indent + text, width)
            case Row(left, right):
                rows.append(left + " " * max(4, width - _wide(left) - _wide(right)) + right)
            case Bullet(text, mark):
                first, *more = _folded(f"{mark} {text}", width)
                rows += [first, *(f"  {line}" for line in more)]
            case Grid(cells, _widths, _ruled):
                rows += ["    ".join(row) for row in cells]
            case Side(left, right, _share):
                rows += plain([*left, *right], width=width).decode().split("\n")
            case Photo() | Gap():
                rows.append("")
    return "\n".join(rows).encode()


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _folded(text: str, width: int) -> list[str]:
    rows, row = [], ""
    for word in text.split(" "):
        if row.strip() and _wide(f"{row} {word}") > width:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    return [*rows, row]
