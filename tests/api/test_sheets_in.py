"""Spreadsheets by API: problems of an employer, experts of a pool; every fault at its row and column, or all rows."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.challenges import problem_sheets
from apps.challenges.models import Problem
from apps.experts.models import Expert
from tests.factories import make_employer, make_expert, make_member, make_operator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
PROBLEMS = ["难题名称", "难题描述", "产业链", "预算下限", "预算", "需求类型"]
EXPERTS = ["姓名", "电子邮箱", "工作单位", "产业链", "所在区市"]


def workbook(*lines: list[object], name: str = "sheet.xlsx") -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def send(client, noun: str, file, **more):
    return client.post(f"/api/v1/{noun}/sheet/", {"file": file, **more}, format="multipart")


def attrs(answer) -> list[str]:
    return [row["attr"] for row in answer.json()["errors"]]


@pytest.fixture
def employer():
    return make_employer()


def test_all_rows_become_drafts(api, employer):
    client = api(make_member(employer.organisation))
    file = workbook(
        PROBLEMS,
        ["鼓泡", "两年即鼓泡", "海洋装备", "", "80万", "技术攻关"],
        [],
        ["降噪", "泵噪声大", "", "", 120, "场景验证"],
    )
    answer = send(client, "problems", file)
    assert (answer.status_code, [row["state"] for row in answer.json()["results"]]) == (201, ["draft", "draft"])
    found = list(Problem.objects.order_by("pk").values_list("title", "chain", "budget_max", "kind", "employer"))
    assert found == [
        ("鼓泡", "marine_equip", 800_000, "research", employer.pk), ("降噪", "", 1_200_000, "field_test", employer.pk),
    ]  # fmt: skip


def test_every_fault_stands_at_its_row_and_column_and_nothing_is_stored(api, employer):
    file = workbook(
        PROBLEMS, ["好", "说明", "", "", "", ""], ["", "说明", "不存在的链", "", "很多", ""],
        ["长" * 161, "", "", "9万", "3万", ""], ["多", "说明", "", "9" * 300, "", ""], ["多", "说明", "", "", "9" * 25 + "亿", ""],
    )  # fmt: skip
    answer = send(api(make_member(employer.organisation)), "problems", file)
    assert answer.status_code == 400
    assert sorted(attrs(answer)) == [
        "rows.3.budget_max", "rows.3.chain", "rows.3.title", "rows.4.budget_max", "rows.4.description", "rows.4.title",
        "rows.5.budget_min", "rows.6.budget_max",
    ]  # fmt: skip
    assert not Problem.objects.exists()


@pytest.mark.parametrize(
    "file",
    [
        workbook(["a", "b"]), workbook(PROBLEMS), SimpleUploadedFile("x.xlsx", b"PK\x03\x04no"),
        SimpleUploadedFile("x.pdf", b"%PDF-1.7"), SimpleUploadedFile("x.xlsx", b""), "no file",
    ],
    ids=["no headings", "no rows", "torn", "another kind", "empty", "text"],
)  # fmt: skip
@pytest.mark.parametrize("noun", ["problems", "experts"])
def test_what_is_no_sheet_is_told_at_the_file(api, employer, noun, file):
    user = make_member(employer.organisation) if noun == "problems" else make_operator(verbs=["experts.keep"])
    answer = send(api(user), noun, file)
    assert (answer.status_code, attrs(answer)) == (400, ["file"])
    assert not Problem.objects.exists()
    assert not Expert.objects.exists()


def test_a_sheet_that_is_too_long(api, employer):
    file = workbook(PROBLEMS, *[["好", "说明"]] * (problem_sheets.MOST + 1))
    answer = send(api(make_member(employer.organisation)), "problems", file)
    assert (answer.status_code, attrs(answer)) == (400, ["file"])
    assert not Problem.objects.exists()


def test_whose_problems_they_are(api, employer):
    other, both = make_employer(), make_member(employer.organisation)
    rows = PROBLEMS, ["好", "说明"]
    for user in (make_user(), make_operator()):
        assert send(api(user), "problems", workbook(*rows)).status_code == 403
    assert (
        send(api(make_member(employer.organisation, "hiring_manager")), "problems", workbook(*rows)).status_code == 403
    )
    mine = api(both)
    assert send(mine, "problems", workbook(*rows), employer=other.public_id).status_code == 403
    assert not Problem.objects.exists()
    other.organisation.memberships.create(user=both, role="recruiter")
    answer = send(mine, "problems", workbook(*rows))
    assert (answer.status_code, attrs(answer)) == (400, ["employer"])
    assert send(mine, "problems", workbook(*rows), employer=other.public_id).status_code == 201
    assert Problem.objects.get().employer == other


def test_experts_are_invited_or_none(api):
    keeper = api(make_operator(verbs=["experts.keep"]))
    wrong = workbook(
        EXPERTS, ["苏砚清", "su@example.test", "岚屿研究所", "海洋装备", ""], ["", "su@example.test", "", "不存在", "火星"],
    )  # fmt: skip
    answer = send(keeper, "experts", wrong)
    assert answer.status_code == 400
    assert sorted(attrs(answer)) == [
        "rows.3.chains", "rows.3.district", "rows.3.email", "rows.3.employer", "rows.3.name_zh",
    ]  # fmt: skip
    assert not Expert.objects.exists()
    answer = send(keeper, "experts", workbook(EXPERTS, ["苏砚清", "su@example.test", "岚屿研究所", "海洋装备", ""]))
    assert (answer.status_code, [row["state"] for row in answer.json()["results"]]) == (201, ["invited"])
    assert Expert.objects.get().ties.get().source == "office"


def test_a_district_invites_for_itself_alone(api):
    rows = EXPERTS, ["苏砚清", "su@example.test", "岚屿研究所", "海洋装备", ""]
    answer = send(api(make_operator(verbs=["experts.keep"], district="370203")), "experts", workbook(*rows))
    assert (answer.status_code, attrs(answer)) == (400, ["rows.2.district"])
    for user in (make_user(), make_operator(verbs=["challenges.review"]), make_expert().user):
        assert send(api(user), "experts", workbook(*rows)).status_code == 403
    assert Expert.objects.count() == 1
