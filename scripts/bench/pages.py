"""Processor time and queries of the pages people wait for, and of an import of 2,700 rows."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from apps.accounts.models import User
from apps.core import marks
from apps.employers.models import Employer
from apps.matching.models import MatchRun
from apps.positions import tasks
from apps.positions.imports import runs as imports
from apps.positions.models import Position
from apps.sample.cast import LOGINS
from scripts.bench.clock import Timing, cost

ROUNDS = 9
IMPORTED = 2_700
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = ["岗位名称", "岗位职责", "任职要求", "学历要求", "年薪（万元）", "人数", "工作地点"]
Row = tuple[str, str]


def pages() -> Iterator[Row]:
    """Each page nine times by the person it is for."""
    settings.ALLOWED_HOSTS = ["testserver"]
    for who, address in _addresses():
        client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
        if who:
            client.force_login(User.objects.get(email=LOGINS[who]))
        timing = Timing()
        with CaptureQueriesContext(connection) as seen:
            status = client.get(address).status_code
        queries = len(seen)  # now: the next request empties the log it counts
        for _ in range(ROUNDS):
            timing.seconds.append(cost(partial(client.get, address)))
        name = f"{who or 'anyone'} {address.split('?')[0]}"
        yield name, f"{1000 * timing.median:.0f} ms, {queries} queries, status {status}"


def _addresses() -> Iterator[tuple[str, str]]:
    position = Position.objects.live().order_by("public_id").first()
    yield "", "/"
    yield "", "/positions/"
    yield "", "/positions/?q=涂层"
    if position:
        yield "", f"/positions/{position.public_id}/"
    yield "talent", "/talent/"
    yield "employer", "/employer/"
    yield "operator", "/admin/"
    run = MatchRun.objects.filter(current=True).order_by("pk").first()
    if run:
        yield "operator", f"/admin/matching/matchrun/{run.pk}/change/"


def rows_in() -> Iterator[Row]:
    """An Excel file as an operator gets it: checked, then taken in, by the worker's own functions."""
    employer = Employer.objects.filter(state="verified").order_by("pk").first()
    assert employer is not None
    by = employer.organisation.memberships.filter(role="owner").first().user  # type: ignore[union-attr]
    content = _workbook()
    taken = imports.upload(content, name="岗位.xlsx", content_type=XLSX, employer=employer, by=by)
    imports.check(taken, mapping=taken.mapping, wants_review=True)
    yield f"{IMPORTED} rows checked", _worked()
    taken.refresh_from_db()
    assert not imports.blocking(taken), taken.problems[:3]
    imports.confirm(taken)
    yield f"{IMPORTED} rows taken in", _worked()


def _worked() -> str:
    begun = time.monotonic()
    seconds = cost(lambda: [tasks.run_import(mark_id) for mark_id in marks.due(imports.MARK)])
    return f"{seconds:.1f} s of processor, {time.monotonic() - begun:.1f} s by the clock"


def _workbook() -> bytes:
    book = Workbook()
    sheet = book.create_sheet("岗位", 0)
    sheet.append(["2022年海外高层次人才岗位需求表"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADINGS))
    sheet.append(HEADINGS)
    for number in range(IMPORTED):
        sheet.append(
            [
                f"海洋工程材料研发工程师{number}",
                "负责海洋防腐涂层体系的配方研发、工艺放大与示范应用。",
                "材料、化学相关专业，熟悉电化学阻抗谱与加速老化试验，3年以上经验。",
                "博士研究生" if number % 3 else "硕士及以上",
                "25-40万" if number % 3 else "１１－２０",
                number % 4 + 1,
                "崂山区",
            ]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
