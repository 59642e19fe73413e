"""CV files as people make them, and with words hidden in them. What is hidden is always the same few lines."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
LINE = 42  # characters that fit
WIDTH, HEIGHT = A4
Draw = Callable[[Canvas, list[str]], None]


def lines(text: str) -> list[str]:
    """At spaces or between Han characters; nothing is lost."""
    out: list[str] = []
    for row in text.split("\n"):
        while len(row) > LINE:
            cut = row.rfind(" ", 0, LINE) if " " in row[:LINE] else LINE
            out.append(row[:cut])
            row = row[cut:].lstrip(" ")
        out.append(row)
    return out


def _canvas(out: io.BytesIO) -> Canvas:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return Canvas(out, pagesize=A4, pageCompression=1)


def _rows(canvas: Canvas, rows: list[str], x: float, y: float, size: float, mode: int = 0) -> None:
    text = canvas.beginText(x, y)
    text.setFont(FONT, size)
    text.setTextRenderMode(mode)
    for row in rows:
        text.textLine(row)
    text.setTextRenderMode(0)
    canvas.drawText(text)


def pdf(text: str, *, hide: Draw | None = None, hidden: str = "", template: int = 0) -> bytes:
    """One of four layouts: plain, dark side bar with white words, dark band on top, light grey ground."""
    out = io.BytesIO()
    canvas = _canvas(out)
    body = lines(text)
    canvas.setTitle(body[0][:60] if body else "CV")
    _TEMPLATES[template % len(_TEMPLATES)](canvas, body)
    if hide is not None:
        hide(canvas, lines(hidden))
    canvas.save()
    return out.getvalue()


def _plain(canvas: Canvas, body: list[str]) -> None:
    canvas.setFillColor(HexColor("#111111"))
    _rows(canvas, body, 60, HEIGHT - 70, 11)


def _side_bar(canvas: Canvas, body: list[str]) -> None:
    canvas.setFillColor(HexColor("#1f2d3d"))
    canvas.rect(0, 0, 160, HEIGHT, stroke=0, fill=1)
    canvas.setFillColor(white)
    _rows(canvas, ["Contact", "Qingdao"], 20, HEIGHT - 70, 10)
    canvas.setFillColor(HexColor("#222222"))
    _rows(canvas, body, 180, HEIGHT - 70, 10)


def _band(canvas: Canvas, body: list[str]) -> None:
    canvas.saveState()
    canvas.setFillColor(HexColor("#0b5d7a"))
    canvas.roundRect(20, HEIGHT - 110, WIDTH - 40, 90, 8, stroke=0, fill=1)
    canvas.setFillColor(white)
    _rows(canvas, body[:1], 40, HEIGHT - 70, 16)
    canvas.restoreState()
    _rows(canvas, body[1:], 60, HEIGHT - 150, 11)


def _grey(canvas: Canvas, body: list[str]) -> None:
    canvas.setFillColor(HexColor("#f2f2f2"))
    canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#777777"))
    _rows(canvas, body, 60, HEIGHT - 70, 11)


_TEMPLATES: list[Draw] = [_plain, _side_bar, _band, _grey]


# ---------------------------------------------------------------- hidden in a PDF
def white_text(canvas: Canvas, hidden: list[str]) -> None:
    canvas.setFillColor(white)
    canvas.rect(30, 60, 300, 200, stroke=0, fill=1)
    _rows(canvas, hidden, 40, 250, 9)


def tiny_text(canvas: Canvas, hidden: list[str]) -> None:
    _rows(canvas, hidden, 60, 40, 1)


def off_page(canvas: Canvas, hidden: list[str]) -> None:
    _rows(canvas, hidden, WIDTH + 200, 300, 10)


def render_mode(canvas: Canvas, hidden: list[str]) -> None:
    _rows(canvas, hidden, 60, 200, 10, mode=3)


def covered(canvas: Canvas, hidden: list[str]) -> None:
    _rows(canvas, hidden, 60, 200, 8)
    canvas.setFillColor(HexColor("#dddddd"))
    canvas.rect(40, 0, 500, 230, stroke=0, fill=1)


def in_metadata(canvas: Canvas, hidden: list[str]) -> None:
    canvas.setKeywords(" ".join(hidden * 5))
    canvas.setSubject(" ".join(hidden))


# ---------------------------------------------------------------- Word
def word(text: str, *, hidden: str = "", how: str = "") -> bytes:
    """A plain document with a shaded box of white words; `how`: vanish, white or tiny."""
    document = docx.Document()
    for row in text.split("\n"):
        document.add_paragraph(row)
    cell = document.add_table(1, 1).cell(0, 0)
    shade = OxmlElement("w:shd")
    shade.set(qn("w:fill"), "1F2D3D")
    cell._tc.get_or_add_tcPr().append(shade)
    cell.paragraphs[0].add_run("Qingdao").font.color.rgb = RGBColor(255, 255, 255)
    if hidden:
        run = document.paragraphs[0].add_run(f" {hidden}")
        if how == "vanish":
            run.font.hidden = True
        elif how == "white":
            run.font.color.rgb = RGBColor(255, 255, 255)
        else:
            run.font.size = Pt(1)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
