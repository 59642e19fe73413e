"""Spreadsheets that people upload, harmless and not."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from apps.core.spreadsheets import BadWorkbook, find_header, guess_columns, read_all, read_rows, sheet_names
from tests.positions.sheets import HEADINGS, ROW, part_of, repacked, row, xls, xlsx

SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("make", [xlsx, xls])
def test_both_formats_give_the_same_rows(make):
    rows = read_all(make([ROW]))
    assert rows[-2].cells[: len(HEADINGS)] == tuple(HEADINGS)
    assert rows[-1].cells[:8] == tuple(str(value) for value in ROW[:8])


def test_values_come_as_people_read_them():
    book = Workbook()
    sheet = book.active
    sheet.append([25.0, 0.5, datetime(2026, 12, 31), date(2026, 1, 2), True, None, " a\r\nb ", "#N/A", "=1+1", 1e20])  # noqa: DTZ001  (Excel knows no zones)
    out = io.BytesIO()
    book.save(out)
    cells = read_all(out.getvalue())[0].cells
    assert cells[:8] == ("25", "0.5", "2026-12-31", "2026-01-02", "yes", "", "a\nb", "")
    assert cells[8:] == ("", "1e+20"), "a formula that nothing has computed yet has no value"


def test_a_formula_is_read_as_its_stored_value():
    content = xlsx([["=CONCAT(A1)"]], headings=["x"], title="")
    xml = part_of(content, SHEET).replace(b"<f>CONCAT(A1)</f><v />", b"<f>CONCAT(A1)</f><v>42</v>")
    xml = xml.replace(b"<f>CONCAT(A1)</f><v></v>", b"<f>CONCAT(A1)</f><v>42</v>")
    assert read_all(repacked(content, SHEET, xml))[-1].cells[0] == "42"


def test_what_a_database_does_not_take_is_mended():
    content = xlsx([["plaatsvervanger"]], headings=["x"], title="")
    xml = part_of(content, SHEET).replace(b"plaatsvervanger", b"a_x0000_b_xD800_\xe2\xbb\x84_x000D_")
    assert read_all(repacked(content, SHEET, xml))[-1].cells == ("a_x0000_b_xD800_西",)


def test_a_sheet_that_claims_a_million_rows_ends_where_its_rows_end():
    content = xlsx([ROW])
    far = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    xml = part_of(content, SHEET).replace(b"</sheetData>", far)
    assert len(read_all(repacked(content, SHEET, xml))) == 4


def test_too_many_rows_are_refused():
    with pytest.raises(BadWorkbook, match="more than 5000 rows"):
        read_all(xlsx([["x"]] * 5001, headings=["t"], title=""))


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 500, b"\xd0\xcf\x11\xe0" + b"\x00" * 600, b"hello"]
)
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(BadWorkbook):
        read_all(content)


def test_a_broken_part_is_refused():
    with pytest.raises(BadWorkbook):
        read_all(repacked(xlsx([ROW]), SHEET, b"<worksheet><sheetData><row><c"))


def test_a_zip_bomb_is_refused_before_it_unpacks():
    bomb = repacked(xlsx([ROW]), "xl/media/zeros.bin", b"\x00" * 90_000_000)
    assert len(bomb) < 1_000_000
    with pytest.raises(BadWorkbook, match="unpacks"):
        read_all(bomb)


def test_entities_are_refused():
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    xml = part_of(xlsx([ROW]), SHEET)
    body = xml[xml.index(b"<worksheet") :]
    with pytest.raises(BadWorkbook, match="instructions"):
        read_all(repacked(xlsx([ROW]), SHEET, evil + body))
    hidden = (
        b'<?xml version="1.0"?><!--' + b"x" * 5000 + b"-->" + evil[21:] + body.replace(b"<v>1</v>", b"<v>&e;</v>", 1)
    )
    with pytest.raises(BadWorkbook):
        read_all(repacked(xlsx([ROW]), SHEET, hidden))


def test_sheets_have_names():
    assert sheet_names(xls([ROW])) == ["岗位"]


NAMES = {
    "title": ("岗位名称", "title"),
    "pay": ("年薪", "salary"),
    "pay_max": ("最高年薪",),
    "degree": ("学历要求", "学历"),
}


def test_the_header_is_found_below_titles_and_remarks():
    header = find_header(read_rows(xlsx([ROW])), NAMES)
    assert header is not None
    assert header.number == 3


def test_no_header_no_guess():
    assert find_header(read_rows(xlsx([row()], headings=["甲", "乙"], title="")), NAMES) is None


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["岗位名称*", "年薪（万元）", "学 历 要 求："], {"title": 0, "pay": 1, "degree": 2}),
        (["Title", "Salary (CNY)", "最高年薪"], {"title": 0, "pay": 1, "pay_max": 2}),
        (["ＴＩＴＬＥ", "學歷"], {"title": 0, "degree": 1}),
        (["岗位名称", "岗位名称"], {"title": 0}),
        (["这一列写的是年薪以外的其他各种各样的很长很长的说明文字"], {}),
    ],
)
def test_headings_are_guessed(headings, found):
    assert guess_columns(headings, NAMES) == found
