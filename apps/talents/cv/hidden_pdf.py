"""Text of a PDF page that no reader can see: found by drawing the page in thought, and taken out before it is read.

The content stream is followed as a viewer would: matrices, colours, clips, what is painted beneath and above. A text
operator whose words would not show is dropped; a page without such words is left untouched. Where the ground is not
known for sure (pictures, gradients, curved shapes), text passes: an honest template must never be accused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf.generic import ContentStream, NameObject

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[float, float, float]
Box = tuple[float, float, float, float]

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
WHITE: Colour = (1, 1, 1)
TINY = 3.0  # points
ALIKE = 0.06  # of full intensity, in every channel
FAINT = 0.08  # opacity
MARGIN = 4.0  # points beyond an edge
OCR_COVER = 0.7  # of the page: a picture with the recognised text beneath it
DEPTH = 4  # forms within forms
OPERATIONS = 400_000
_SHOWS = (b"Tj", b"TJ", b"'", b'"')
_FILLS = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")


@dataclass(frozen=True)
class _Ink:
    """What q saves and Q brings back. ctm and text matrices as in the PDF reference; colours as RGB, None unknown."""

    ctm: Matrix = IDENTITY
    fill: Colour | None = (0, 0, 0)
    stroke: Colour | None = (0, 0, 0)
    opacity: float = 1.0
    mixed: bool = False
    clip: Box | None = None
    mode: int = 0
    size: float = 0.0
    drawn: bool = False  # letters are little drawings with a scale of their own (Type 3)
    leading: float = 0.0
    width: float = 100.0


@dataclass
class _Shown:
    """One text operator: where it stands, and why nobody sees it."""

    place: tuple[int, int]  # number of its stream, number of its operation
    point: tuple[float, float]
    why: str


@dataclass
class _Page:
    """What has been drawn so far. painted: boxes with their colour (None: not known), in order."""

    box: Box
    painted: list[tuple[Box, Colour | None]] = field(default_factory=list)
    shown: list[_Shown] = field(default_factory=list)
    streams: list[tuple[Any, ContentStream]] = field(default_factory=list)
    picture: float = 0.0  # share of the page that the largest picture covers
    operations: int = 0


def drop_hidden(page: Any) -> set[str]:
    """Take hidden text out of the page; codes of why it was hidden, empty for an honest page."""
    contents = page.get("/Contents")
    if contents is None:
        return set()
    left, bottom, right, top = (float(value) for value in page.cropbox)
    seen = _Page((min(left, right), min(bottom, top), max(left, right), max(bottom, top)))
    _draw(_parsed(contents.get_object(), page), page, page, _Ink(), seen, DEPTH)
    hidden = [text for text in seen.shown if text.why]
    if not hidden or (seen.picture >= OCR_COVER and len(hidden) == len(seen.shown)):
        return set()  # nothing, or a scan with the recognised text laid under its picture
    _remove(page, seen, {text.place for text in hidden})
    return {text.why for text in hidden}


def _parsed(stream: Any, page: Any) -> ContentStream:
    """With strings as the bytes they are: read as text they could not be written back."""
    return ContentStream(stream, page.pdf, "bytes")


def _remove(page: Any, seen: _Page, places: set[tuple[int, int]]) -> None:
    for number, (owner, stream) in enumerate(seen.streams):
        if not any(stream_number == number for stream_number, _ in places):
            continue
        stream.operations = [
            op if (number, at) not in places else ([], b"T*" if op[1] in (b"'", b'"') else b"n")
            for at, op in enumerate(stream.operations)
        ]
        if owner is page:
            page[NameObject("/Contents")] = stream
        else:
            owner.set_data(stream.get_data())


def _draw(stream: ContentStream, owner: Any, page: Any, ink: _Ink, seen: _Page, depth: int) -> None:
    number = len(seen.streams)
    seen.streams.append((owner, stream))
    pen = _Pen(number, owner, page, ink, seen, depth)
    for at, (operands, operator) in enumerate(stream.operations):
        seen.operations += 1
        if seen.operations > OPERATIONS:
            return
        pen.step(at, operands, operator)


class _Pen:
    """Follows one stream."""

    def __init__(self, number: int, owner: Any, page: Any, ink: _Ink, seen: _Page, depth: int) -> None:
        self.number, self.owner, self.page, self.seen, self.depth = number, owner, page, seen, depth
        self.ink = ink
        self.saved: list[_Ink] = []
        self.text: Matrix = IDENTITY
        self.line: Matrix = IDENTITY
        self.path: list[tuple[float, float]] = []
        self.plain_path = True
        self.clipping = False

    def step(self, at: int, operands: Any, operator: bytes) -> None:
        try:
            if operator in _SHOWS:
                self._show(at, operands, operator)
            elif operator in _STEPS:
                _STEPS[operator](self, operands)
            elif operator in _FILLS or operator in (b"S", b"s", b"n"):
                self._paint(filled=operator in _FILLS)
        except (ValueError, TypeError, IndexError, KeyError, AttributeError):
            return  # a malformed operation draws nothing

    # ------------------------------------------------------------ ink
    def save(self, _operands: Any) -> None:
        self.saved.append(self.ink)

    def restore(self, _operands: Any) -> None:
        if self.saved:
            self.ink = self.saved.pop()

    def concat(self, operands: Any) -> None:
        self.ink = replace(self.ink, ctm=_times(_matrix(operands), self.ink.ctm))

    def graphics(self, operands: Any) -> None:
        named = _resource(self.owner, self.page, "/ExtGState").get(operands[0])
        found = named.get_object() if named is not None else {}
        if "/ca" in found:
            self.ink = replace(self.ink, opacity=float(found["/ca"]))
        if "/BM" in found:  # what is mixed with its ground (a marker pen) neither hides it nor has a known colour
            self.ink = replace(self.ink, mixed=found["/BM"] not in ("/Normal", "/Compatible"))

    def fill_colour(self, operands: Any) -> None:
        self.ink = replace(self.ink, fill=_colour(operands))

    def stroke_colour(self, operands: Any) -> None:
        self.ink = replace(self.ink, stroke=_colour(operands))

    def fill_space(self, operands: Any) -> None:
        known = operands[0] in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/CalRGB", "/CalGray")
        self.ink = replace(self.ink, fill=(0, 0, 0) if known else None)

    # ------------------------------------------------------------ text
    def begin(self, _operands: Any) -> None:
        self.text = self.line = IDENTITY

    def font(self, operands: Any) -> None:
        named = _resource(self.owner, self.page, "/Font").get(operands[0])
        drawn = named is not None and named.get_object().get("/Subtype") == "/Type3"
        self.ink = replace(self.ink, size=float(operands[1]), drawn=drawn)

    def mode(self, operands: Any) -> None:
        self.ink = replace(self.ink, mode=int(operands[0]))

    def width(self, operands: Any) -> None:
        self.ink = replace(self.ink, width=float(operands[0]))

    def leading(self, operands: Any) -> None:
        self.ink = replace(self.ink, leading=float(operands[0]))

    def move(self, operands: Any) -> None:
        self.line = self.text = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), self.line)

    def move_leading(self, operands: Any) -> None:
        self.leading([-float(operands[1])])
        self.move(operands)

    def text_matrix(self, operands: Any) -> None:
        self.text = self.line = _matrix(operands)

    def next_line(self, _operands: Any = None) -> None:
        self.move([0, -self.ink.leading])

    def _show(self, at: int, operands: Any, operator: bytes) -> None:
        if operator in (b"'", b'"'):
            self.next_line()
        letters = _letters(operands)
        if not letters:
            return
        whole = _times(self.text, self.ink.ctm)
        size = abs(self.ink.size) * (whole[2] ** 2 + whole[3] ** 2) ** 0.5
        across = abs(self.ink.size) * (whole[0] ** 2 + whole[1] ** 2) ** 0.5 * abs(self.ink.width) / 100
        point = _apply(whole, (0.25 * self.ink.size, 0.3 * self.ink.size))
        why = self._why(point, min(size, across), letters)
        self.seen.shown.append(_Shown((self.number, at), point, why))
        advance = 0.5 * letters * self.ink.size * self.ink.width / 100
        self.text = _times((1, 0, 0, 1, advance, 0), self.text)

    def _why(self, point: tuple[float, float], size: float, letters: int) -> str:
        ink = self.ink
        if ink.mode in (3, 7):
            return "invisible"
        if size < TINY and not ink.drawn:
            return "tiny"
        if ink.opacity < FAINT:
            return "transparent"
        reach = letters * size
        if not _near(point, self.seen.box, MARGIN + size, reach):
            return "off_page"
        if ink.clip is not None and not _near(point, ink.clip, size, reach):
            return "clipped"
        colour = ink.stroke if ink.mode == 1 else ink.fill
        ground = _ground(point, self.seen.painted)
        return "same_colour" if _alike(colour, ground) else ""

    # ------------------------------------------------------------ shapes
    def rectangle(self, operands: Any) -> None:
        x, y, w, h = (float(value) for value in operands)
        self.path += [_apply(self.ink.ctm, corner) for corner in ((x, y), (x + w, y), (x, y + h), (x + w, y + h))]

    def line_to(self, operands: Any) -> None:
        self.path.append(_apply(self.ink.ctm, (float(operands[0]), float(operands[1]))))

    def curve(self, operands: Any) -> None:
        self.plain_path = False
        numbers = [float(value) for value in operands]
        self.path += [_apply(self.ink.ctm, pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]

    def clip(self, _operands: Any) -> None:
        self.clipping = True

    def _paint(self, *, filled: bool) -> None:
        if self.path:
            box = _box(self.path)
            if self.clipping:
                self.ink = replace(self.ink, clip=_common(box, self.ink.clip))
            if filled and self.ink.opacity >= FAINT:
                self._cover(box, self.ink.fill if self.plain_path and self._opaque() else None)
        self.path, self.plain_path, self.clipping = [], True, False

    def _opaque(self) -> bool:
        return self.ink.opacity > 0.95 and not self.ink.mixed

    def shade(self, _operands: Any) -> None:
        self._cover(self.ink.clip or self.seen.box, None)

    def _cover(self, box: Box, colour: Colour | None, *, picture: bool = False) -> None:
        """Something is painted: it is the ground of what follows, and hides what lay there."""
        shown = _common(box, self.ink.clip)
        self.seen.painted.append((shown, colour))
        if colour is None and not picture:
            return
        for text in self.seen.shown:
            if not text.why and _inside(text.point, shown):
                text.why = "covered"

    def paint_object(self, operands: Any) -> None:
        named = _resource(self.owner, self.page, "/XObject").get(operands[0])
        found = named.get_object() if named is not None else None
        if found is None:
            return
        if found.get("/Subtype") == "/Image":
            box = _box([_apply(self.ink.ctm, corner) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))])
            self.seen.picture = max(
                self.seen.picture, _area(_common(box, self.seen.box)) / max(_area(self.seen.box), 1)
            )
            opaque = "/SMask" not in found and "/Mask" not in found and self._opaque()
            self._cover(box, None, picture=opaque)
        elif found.get("/Subtype") == "/Form" and self.depth:
            matrix = _matrix(found.get("/Matrix", IDENTITY))
            inner = replace(self.ink, ctm=_times(matrix, self.ink.ctm))
            _draw(_parsed(found, self.page), found, self.page, inner, self.seen, self.depth - 1)


_STEPS: dict[bytes, Any] = {
    b"q": _Pen.save, b"Q": _Pen.restore, b"cm": _Pen.concat, b"gs": _Pen.graphics,
    b"g": _Pen.fill_colour, b"rg": _Pen.fill_colour, b"k": _Pen.fill_colour, b"sc": _Pen.fill_colour,
    b"scn": _Pen.fill_colour, b"cs": _Pen.fill_space,
    b"G": _Pen.stroke_colour, b"RG": _Pen.stroke_colour, b"K": _Pen.stroke_colour, b"SC": _Pen.stroke_colour,
    b"SCN": _Pen.stroke_colour,
    b"BT": _Pen.begin, b"Tf": _Pen.font, b"Tr": _Pen.mode, b"Tz": _Pen.width, b"TL": _Pen.leading,
    b"Td": _Pen.move, b"TD": _Pen.move_leading, b"Tm": _Pen.text_matrix, b"T*": _Pen.next_line,
    b"re": _Pen.rectangle, b"m": _Pen.line_to, b"l": _Pen.line_to, b"c": _Pen.curve, b"v": _Pen.curve,
    b"y": _Pen.curve, b"W": _Pen.clip, b"W*": _Pen.clip, b"sh": _Pen.shade, b"Do": _Pen.paint_object,
}  # fmt: skip


def _resource(owner: Any, page: Any, kind: str) -> Any:
    for holder in (owner, page):
        resources = holder.get("/Resources")
        table = resources.get_object().get(kind) if resources is not None else None
        if table is not None:
            return table.get_object()
    return {}


def _letters(operands: Any) -> int:
    """About how many glyphs an operator shows, white space apart."""
    return sum(len(part.strip()) for part in _strings(operands))


def _strings(operands: Any) -> Iterator[Any]:
    for part in operands:
        if isinstance(part, list):
            yield from _strings(part)
        elif isinstance(part, str | bytes):
            yield part


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)
    return (a, b, c, d, e, f)


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip


def _apply(m: Matrix, point: tuple[float, float]) -> tuple[float, float]:
    return (point[0] * m[0] + point[1] * m[2] + m[4], point[0] * m[1] + point[1] * m[3] + m[5])


def _colour(operands: Any) -> Colour | None:
    """RGB of grey, RGB or CMYK operands; None for patterns and inks that have no plain colour."""
    if any(isinstance(part, str) for part in operands):
        return None
    values = [min(max(float(part), 0.0), 1.0) for part in operands]
    if len(values) == 1:
        return (values[0],) * 3
    if len(values) == 3:
        return (values[0], values[1], values[2])
    if len(values) == 4:
        black = 1 - values[3]
        return ((1 - values[0]) * black, (1 - values[1]) * black, (1 - values[2]) * black)
    return None


def _alike(colour: Colour | None, ground: Colour | None) -> bool:
    if colour is None or ground is None:
        return False
    return all(abs(a - b) <= ALIKE for a, b in zip(colour, ground, strict=True))


def _ground(point: tuple[float, float], painted: list[tuple[Box, Colour | None]]) -> Colour | None:
    """The colour beneath a point: of what was painted there last, else of the paper."""
    for box, colour in reversed(painted):
        if _inside(point, box):
            return colour
    return WHITE


def _box(points: list[tuple[float, float]]) -> Box:
    across, up = [x for x, _ in points], [y for _, y in points]
    return (min(across), min(up), max(across), max(up))


def _common(box: Box, other: Box | None) -> Box:
    if other is None:
        return box
    return (max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3]))


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _inside(point: tuple[float, float], box: Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _near(point: tuple[float, float], box: Box, margin: float, reach: float) -> bool:
    """Whether text that begins at a point may show within a box; it may run `reach` to the right."""
    x, y = point
    return box[0] - margin - reach <= x <= box[2] + margin and box[1] - margin <= y <= box[3] + margin
