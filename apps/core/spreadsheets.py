"""Reading spreadsheets that people upload: .xlsx of Excel and WPS, .xls. Nothing in them is trusted.

Sizes are checked before anything is unpacked, entities are refused (defusedxml), formulas are read as the values that
were stored with them. Cells come out as plain text, mended of what a database does not take.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import openpyxl
import xlrd
from django.utils.translation import gettext as _

from apps.core.text import fold, mend, squeeze

EXTENSIONS = (".xlsx", ".xls")
MOST_PARTS = 1_000
MOST_UNPACKED = 80_000_000  # bytes of all parts of an .xlsx together
MOST_ROWS = 5_000
MOST_COLUMNS = 80
LONGEST_CELL = 20_000
BLANK_RUN = 200  # empty rows after which a sheet counts as ended: WPS writes a million of them

assert openpyxl.DEFUSEDXML, "openpyxl must parse with defusedxml"


class BadWorkbook(ValueError):
    """A file that cannot be read as a spreadsheet; the text is for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty: its number in the sheet, from 1, and its cells as text up to the last filled one."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        return self.cells[column] if column is not None and 0 <= column < len(self.cells) else ""


def sheet_names(content: bytes) -> list[str]:
    """Names of the visible sheets' order in the file. Raises BadWorkbook."""
    return [squeeze(mend(name))[:80] for name in _guarded(lambda: _open(content).names())]


def read_rows(content: bytes, sheet: int = 0, *, limit: int = MOST_ROWS) -> list[Row]:
    """Rows of the sheet that are not empty, at most `limit`; the rest is left unread. Raises BadWorkbook."""
    return _guarded(lambda: list(_rows(content, sheet, limit)))


def read_all(content: bytes, sheet: int = 0) -> list[Row]:
    """All rows of the sheet. Raises BadWorkbook, also when there are more than 5,000."""
    rows = read_rows(content, sheet, limit=MOST_ROWS + 1)
    if len(rows) > MOST_ROWS:
        raise BadWorkbook(_("The sheet has more than %(most)d rows. Please divide it.") % {"most": MOST_ROWS})
    return rows


def _guarded(read: Callable[[], Any]) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # remarks of the readers on styles and validations
            return read()
    except BadWorkbook:
        raise
    except Exception as error:  # the readers raise whatever a broken file leads them to
        if "encrypt" in str(error).lower():
            raise BadWorkbook(_("The file is protected by a password. Please save it without one.")) from error
        raise BadWorkbook(_("The file cannot be read as a spreadsheet. Please save it anew as .xlsx.")) from error


def _rows(content: bytes, sheet: int, limit: int) -> Iterator[Row]:
    blank = found = 0
    for number, values in enumerate(_open(content).values(sheet), start=1):
        cells = tuple(_text(value) for value in values[:MOST_COLUMNS])
        if not any(cells):
            blank += 1
            if blank >= BLANK_RUN:
                return
            continue
        blank = 0
        found += 1
        width = max(at for at, cell in enumerate(cells, start=1) if cell)
        yield Row(number, cells[:width])
        if found >= limit:
            return


class _Xlsx:
    def __init__(self, content: bytes) -> None:
        _check_parts(content)
        self.book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)

    def names(self) -> list[str]:
        return [sheet.title for sheet in self.book.worksheets]

    def values(self, sheet: int) -> Iterator[tuple[Any, ...]]:
        page = self.book.worksheets[sheet]
        page.reset_dimensions()  # what the file says of its own size is often wrong
        return page.iter_rows(values_only=True, max_col=MOST_COLUMNS)


class _Xls:
    def __init__(self, content: bytes) -> None:
        self.book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), on_demand=True)

    def names(self) -> list[str]:
        return self.book.sheet_names()

    def values(self, sheet: int) -> Iterator[tuple[Any, ...]]:
        page = self.book.sheet_by_index(sheet)
        for at in range(page.nrows):
            yield tuple(self._value(cell) for cell in page.row(at))

    def _value(self, cell: Any) -> Any:
        if cell.ctype == xlrd.XL_CELL_DATE:
            return xlrd.xldate_as_datetime(cell.value, self.book.datemode)
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        return None if cell.ctype == xlrd.XL_CELL_ERROR else cell.value


def _open(content: bytes) -> _Xlsx | _Xls:
    return _Xls(content) if content.startswith(b"\xd0\xcf\x11\xe0") else _Xlsx(content)


def _check_parts(content: bytes) -> None:
    """Refuse what would not fit into memory before unpacking it; no part yields more bytes than it declares."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise BadWorkbook(_("The file unpacks to far more than a list of rows needs. It is not accepted."))
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as opened:
                    if re.search(rb"<!(?:DOCTYPE|ENTITY)", opened.read(4096), re.IGNORECASE):
                        raise BadWorkbook(_("The file contains instructions that no spreadsheet needs."))


def _text(value: Any) -> str:
    """A cell as people read it: 25.0 -> "25", a date -> ISO; error values are empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}" if abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    text = mend(str(value)[:LONGEST_CELL]).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    return (
        ""
        if text.startswith("#") and text in {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
        else text
    )


# ---------------------------------------------------------------- headings
Names = Mapping[str, Sequence[str]]  # field -> how people head its column
_BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]")
_PLAIN = re.compile(r"[\W_]+")


def heading_key(heading: str) -> str:
    """Headings that differ only in width, case, blanks, stars and colons are the same."""
    return _PLAIN.sub("", fold(heading))


def find_header(rows: Iterable[Row], names: Names, within: int = 30) -> Row | None:
    """The row that looks most like headings: most known names; above it stand titles and remarks. None without any."""
    best, most = None, 1
    for row in list(rows)[:within]:
        known = len(guess_columns(row.cells, names))
        if known > most:
            best, most = row, known
    return best


def guess_columns(headings: Sequence[str], names: Names) -> dict[str, int]:
    """Which column holds which field: exact names first, then the longest name found inside a heading; one each."""
    scored = sorted(
        (-score, column, field)
        for column, heading in enumerate(headings)
        for field, known in names.items()
        if (score := max((_likeness(heading, name) for name in known), default=0))
    )
    found: dict[str, int] = {}
    for _score, column, field in scored:
        if field not in found and column not in found.values():
            found[field] = column
    return found


def _likeness(heading: str, name: str) -> int:
    key, wanted = heading_key(heading), heading_key(name)
    if not key or len(key) > 40:
        return 0
    if wanted in (key, heading_key(_BRACKETS.sub("", heading))):
        return 100 + len(wanted)
    return len(wanted) if len(wanted) >= 2 and wanted in key and len(key) <= 3 * len(wanted) + 4 else 0
