"""Tables as people take them away: CSV for programs, XLSX with a sheet each. Texts stay texts in both."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from apps.core.cells import harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_NOT_IN_A_SHEETS_NAME = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31


@dataclass(frozen=True)
class Table:
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def as_csv(tables: Sequence[Table]) -> bytes:
    """One after another, an empty line between; with a byte order mark, so that spreadsheets read it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    for number, table in enumerate(tables):
        if number:
            writer.writerow([])
        if len(tables) > 1:
            writer.writerow([harmless(table.title)])
        writer.writerow([harmless(cell) for cell in table.headings])
        for row in table.rows:
            writer.writerow(["" if cell is None else harmless(cell) for cell in row])
    return ("\ufeff" + out.getvalue()).encode()


def as_xlsx(tables: Sequence[Table]) -> bytes:
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(_NOT_IN_A_SHEETS_NAME.sub(" ", table.title)[:LONGEST_NAME])
        for line in (table.headings, *table.rows):
            sheet.append([_cell(sheet, value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # also what begins with "="
    return cell
