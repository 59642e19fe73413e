"""Blocks as PDF by reportlab: standard faces and a CID font, so that no font of the machine is needed."""

from __future__ import annotations

import io
import re

from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.cvs.blocks import Block, Bullet, Gap, Grid, Head, Line, Look, Photo, Row, Side, Title

CJK = "STSong-Light"
_RUNS = re.compile("[^\x00-\u02ff\u2010-\u2022]+|[\x00-\u02ff\u2010-\u2022]+")
_WORDS = re.compile(
    "[^\x00-\u02ff\u2010-\u2022]|[\x00-\u02ff\u2010-\u2022]+?(?:\\s+|-|(?=[^\x00-\u02ff\u2010-\u2022])|$)"
)
_RADICALS = str.maketrans(
    "工人大文生日子高车马长门见页贝又力土士女小山用目立米老行",
    "⼯⼈⼤⽂⽣⽇⼦⾼⻋⻢⻓⻔⻅⻚⻉⼜⼒⼟⼠⼥⼩⼭⽤⽬⽴⽶⽼⾏",
)


class Page:
    """A canvas that wraps text and turns pages."""

    def __init__(self, look: Look) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(CJK))
        self.look = look
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1)
        self.left, self.width, self.top, self.bottom = 55.0, A4[0] - 110.0, A4[1] - 60.0, 60.0
        self.y, self.number = self.top, 1
        self.plain = "Times-Roman" if look.serif else "Helvetica"
        self.bold = "Times-Bold" if look.serif else "Helvetica-Bold"
        self._margins()

    def finish(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.out.getvalue()

    def _margins(self) -> None:
        if self.look.header:
            self.run(self.look.header, 55, A4[1] - 34, 8, self.plain)
        if self.look.footer:
            self.run(self.look.footer.format(page=self.number), A4[0] / 2 - 30, 30, 8, self.plain)

    def need(self, height: float) -> None:
        if self.y - height < self.bottom:
            self.canvas.showPage()
            self.number += 1
            self.y = self.top
            self._margins()

    def wide(self, text: str, size: float, face: str) -> float:
        return sum(pdfmetrics.stringWidth(run, _face(run, face), size) for run in _RUNS.findall(text))

    def run(self, text: str, x: float, y: float, size: float, face: str) -> None:
        if self.look.radicals:
            text = text.translate(_RADICALS)
        for run in _RUNS.findall(text):
            self.canvas.setFont(_face(run, face), size)
            self.canvas.drawString(x, y, run)
            x += pdfmetrics.stringWidth(run, _face(run, face), size)

    def wrapped(self, text: str, width: float, size: float, face: str) -> list[str]:
        rows, row = [], ""
        for word in _WORDS.findall(text):
            if row and self.wide((row + word).rstrip(), size, face) > width:
                rows.append(row.rstrip())
                row = ""
            row += word
        return [*rows, row.rstrip()]

    def text(self, text: str, x: float, width: float, size: float, face: str) -> None:
        for row in self.wrapped(text, width, size, face):
            self.need(size * 1.35)
            self.y -= size * 1.35
            self.run(row, x, self.y, size, face)


def _face(run: str, face: str) -> str:
    return face if ord(run[0]) < 0x300 or 0x2010 <= ord(run[0]) <= 0x2022 else CJK


def pdf(blocks: list[Block], look: Look) -> bytes:
    page = Page(look)
    for block in blocks:
        _draw(page, block, page.left, page.width)
    return page.finish()


def _draw(page: Page, block: Block, x: float, width: float) -> None:  # noqa: C901  one case a kind of block
    size = page.look.size
    match block:
        case Title(text):
            page.text(text, x, width, size * 1.9, page.bold)
        case Head(text):
            page.y -= size * 0.7
            _head(page, text, x, width)
        case Line(text, indent):
            page.text(text, x + indent, width - indent, size, page.plain)
        case Row(left, right):
            page.text(left, x, width * 0.68, size, page.plain)
            page.run(right, x + width - page.wide(right, size, page.plain), page.y, size, page.plain)
        case Bullet(text, mark):
            rows = page.wrapped(text, width - 14, size, page.plain)
            for place, row in enumerate(rows):
                page.need(size * 1.35)
                page.y -= size * 1.35
                if place == 0:
                    page.run(mark, x + 2, page.y, size, page.plain)
                page.run(row, x + 14, page.y, size, page.plain)
        case Grid():
            _grid(page, block, x, width)
        case Side():
            _side(page, block)
        case Photo():
            page.canvas.drawImage(_face_picture(), x + width - 60, page.y - 70, 60, 70)
        case Gap():
            page.y -= size


def _head(page: Page, text: str, x: float, width: float) -> None:
    size = page.look.size * 1.15
    if not page.look.small_caps or not text.isascii():
        page.text(text, x, width, size, page.bold)
    else:  # small capitals made of two sizes, as old classes do
        page.need(size * 1.4)
        page.y -= size * 1.4
        for word in text.split():
            page.run(word[0].upper(), x, page.y, size, page.bold)
            x += page.wide(word[0].upper(), size, page.bold)
            page.run(word[1:].upper(), x, page.y, size * 0.8, page.bold)
            x += page.wide(word[1:].upper(), size * 0.8, page.bold) + size * 0.28
    if page.look.ruled_heads:
        page.canvas.line(page.left, page.y - 3, page.left + page.width, page.y - 3)
        page.y -= 4


def _grid(page: Page, grid: Grid, x: float, width: float) -> None:
    size = page.look.size
    for row in grid.rows:
        cells = [
            page.wrapped(cell, share * width - 8, size, page.plain)
            for cell, share in zip(row, grid.widths, strict=True)
        ]
        height = max(len(cell) for cell in cells) * size * 1.35 + 6
        page.need(height)
        at = x
        for cell, share in zip(cells, grid.widths, strict=True):
            if grid.ruled:
                page.canvas.rect(at, page.y - height, share * width, height)
            for place, line in enumerate(cell):
                page.run(line, at + 4, page.y - (place + 1) * size * 1.35, size, page.plain)
            at += share * width
        page.y -= height


def _side(page: Page, side: Side) -> None:
    top = page.y
    for block in side.left:
        _draw(page, block, page.left, page.width * side.share - 14)
    low, page.y = page.y, top
    for block in side.right:
        _draw(page, block, page.left + page.width * side.share, page.width * (1 - side.share))
    page.y = min(low, page.y)


def _face_picture() -> ImageReader:
    picture = io.BytesIO()
    Image.new("RGB", (30, 35), (190, 200, 210)).save(picture, "PNG")
    picture.seek(0)
    return ImageReader(picture)


def scan(lines: list[str]) -> bytes:
    """Pages that are pictures of text."""
    image = Image.new("L", (620, 877), "white")
    draw = ImageDraw.Draw(image)
    for place, line in enumerate(lines[:50]):
        draw.text((50, 40 + 16 * place), line.encode("ascii", "replace").decode(), fill=20)
    picture = io.BytesIO()
    image.save(picture, "JPEG", quality=60)
    picture.seek(0)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.save()
    return out.getvalue()
