"""The errors of an import as a sheet, so that they can be worked off beside the file itself."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from apps.positions.models import PositionImport

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def problem_sheet(taken: PositionImport) -> bytes:
    """An .xlsx with row, column, value and message of each problem. Texts stay texts, also those that begin with "="."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Errors"))
    lines = [(_("Row"), _("Column"), _("Value"), _("What is wrong"))]
    lines += [(p["row"], p["column"], p["value"], p["message"]) for p in taken.problems]
    for line in lines:
        cells = []
        for value in line:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
