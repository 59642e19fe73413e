"""Spreadsheets as people send them, made by the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import xlwt
from openpyxl import Workbook

HEADINGS = ["序号", "岗位名称*", "岗位职责", "任职要求", "学历要求", "年薪（万元）", "人数", "工作地点", "截止日期"]
ROW = [
    1,
    "深海防腐涂层研发工程师",
    "设计环氧重防腐涂料配方。",
    "材料专业，熟悉电化学阻抗谱，3年以上经验。",
    "博士研究生",
    "28-48",
    "2人",
    "崂山区松岭路100号",
    "",
]


def row(**changes: Any) -> list[Any]:
    """The good row, some cells another."""
    names = ["number", "title", "duties", "requirements", "degree", "pay", "headcount", "district", "valid_until"]
    return [changes.get(name, value) for name, value in zip(names, ROW, strict=True)]


def xlsx(
    rows: Sequence[Sequence[Any]], *, headings: Sequence[str] = HEADINGS, title: str = "2022年海外高层次人才岗位需求表"
) -> bytes:
    """As Excel keeps it: a merged title, a remark, then the headings."""
    book = Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headings))
        sheet.append(["填表说明：带*为必填"])
    sheet.append(list(headings))
    for values in rows:
        sheet.append(list(values))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(rows: Sequence[Sequence[Any]], *, headings: Sequence[str] = HEADINGS) -> bytes:
    """The old format, with a merged title."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("岗位")
    sheet.write_merge(0, 0, 0, len(headings) - 1, "岗位需求表")
    for at, values in enumerate([headings, *rows], start=1):
        for column, value in enumerate(values):
            sheet.write(at, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, part: str, new: bytes) -> bytes:
    """The same .xlsx with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for info in old.infolist():
            if info.filename != part:
                made.writestr(info, old.read(info))
        made.writestr(part, new)
    return out.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)
