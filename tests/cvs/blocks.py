"""A CV between content and file: what a template says, in blocks that every kind of file can hold."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Title:
    text: str


@dataclass(frozen=True)
class Head:
    text: str


@dataclass(frozen=True)
class Line:
    text: str
    indent: int = 0


@dataclass(frozen=True)
class Row:
    """Left text, and right-aligned what stands at the margin."""

    left: str
    right: str


@dataclass(frozen=True)
class Bullet:
    text: str
    mark: str = "•"


@dataclass(frozen=True)
class Grid:
    """A table; `widths` are shares of the line."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    ruled: bool = True


@dataclass(frozen=True)
class Side:
    """Two columns, the left one `share` of the page."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    share: float = 0.32


@dataclass(frozen=True)
class Photo:
    pass


@dataclass(frozen=True)
class Gap:
    pass


Block = Title | Head | Line | Row | Bullet | Grid | Side | Photo | Gap


@dataclass
class Look:
    """How a file looks: faces, small capitals in headings, header and footer of pages."""

    serif: bool = False
    small_caps: bool = False
    ruled_heads: bool = False
    header: str = ""
    footer: str = ""  # with {page} and {pages}
    radicals: bool = False  # as browsers print: characters of the radical blocks
    size: float = 10
    box: tuple[str, ...] = field(default=())  # lines of a text box (DOCX)
