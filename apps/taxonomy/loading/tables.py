"""Reading CSV files so that what is wrong can be said with file, line and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")
_YES_NO = {"yes": True, "no": False, "": False}
CELL_LIMIT = 20_000


class BadRow(Exception):
    """A file cannot be loaded; says where and why. `line` counts from 1, as editors do."""

    def __init__(self, file: str, line: int, column: str, why: str) -> None:
        place = f"{file}, line {line}" + (f", column {column}" if column else "")
        super().__init__(f"{place}: {why}")
        self.file, self.line, self.column, self.why = file, line, column, why


@dataclass(frozen=True)
class Row:
    """One line of a table, with readers for its cells that complain with the place."""

    file: str
    line: int
    cells: dict[str, str]

    def bad(self, column: str, why: str) -> BadRow:
        return BadRow(self.file, self.line, column, why)

    def text(self, column: str, *, limit: int = CELL_LIMIT) -> str:
        value = self.cells.get(column, "")
        if len(value) > limit:
            raise self.bad(column, f"more than {limit} characters")
        return value

    def required(self, column: str, *, limit: int = 200) -> str:
        if not (value := self.text(column, limit=limit)):
            raise self.bad(column, "is empty")
        return value

    def code(self, column: str, *, limit: int = 80) -> str:
        value = self.required(column, limit=limit)
        if not _CODE.fullmatch(value):
            raise self.bad(column, f"{value!r} is not a code (letters, digits and . _ + -)")
        return value

    def one_of(self, column: str, allowed: Sequence[str], *, empty: bool = False) -> str:
        value = self.text(column)
        if value in allowed or (empty and not value):
            return value
        raise self.bad(column, f"{value!r} is not one of {', '.join(allowed)}")

    def flag(self, column: str) -> bool:
        value = self.text(column)
        if value not in _YES_NO:
            raise self.bad(column, f"{value!r} is neither yes nor no")
        return _YES_NO[value]

    def number(self, column: str) -> int | None:
        value = self.text(column, limit=12)
        if not value:
            return None
        if not (value.isascii() and value.isdigit()):
            raise self.bad(column, f"{value!r} is not a whole number")
        return int(value)

    def day(self, column: str) -> date | None:
        value = self.text(column)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            raise self.bad(column, f"{value!r} is not a day like 2022-01-31") from None

    def parts(self, column: str) -> list[str]:
        """Cells that hold several names, separated by |."""
        return [part.strip() for part in self.text(column).split("|") if part.strip()]


def read(path: Path, root: Path, *, needed: Sequence[str], allowed: Sequence[str] = ()) -> Iterator[Row]:
    """Rows of a UTF-8 CSV file with a header. Raises BadRow: not UTF-8, columns unknown or missing, wrong width, NUL."""
    name = path.relative_to(root).as_posix()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadRow(name, line, "", "is not UTF-8") from None
    if "\x00" in text:
        raise BadRow(name, text[: text.index("\x00")].count("\n") + 1, "", "contains a NUL character")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(name, header, needed, allowed)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(name, reader.line_num, header, cells)
    except csv.Error as error:
        raise BadRow(name, reader.line_num, "", str(error)) from None


def _check_header(name: str, header: list[str], needed: Sequence[str], allowed: Sequence[str]) -> None:
    for column in needed:
        if column not in header:
            raise BadRow(name, 1, column, "the column is missing")
    for column in header:
        if column not in needed and column not in allowed:
            raise BadRow(name, 1, column or "(empty)", "the column is not known")
        if header.count(column) > 1:
            raise BadRow(name, 1, column, "the column stands there twice")


def _row(name: str, line: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        raise BadRow(name, line, "", f"{len(cells)} cells, the header has {len(header)}")
    return Row(name, line, {column: cell.strip() for column, cell in zip(header, cells, strict=True)})
