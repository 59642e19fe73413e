"""Positions out of a spreadsheet: mapped, checked, taken in whole or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.core import audit, files, marks
from apps.core.models import Mark
from apps.core.moves import GuardFailed
from apps.core.spreadsheets import BadWorkbook, read_all
from apps.notifications.models import Message
from apps.positions import content, drafts, policies, tasks
from apps.positions.dates import today
from apps.positions.imports import reports, runs
from apps.positions.models import Position, PositionImport
from tests.factories import make_employer, make_member, make_operator, make_organisation
from tests.positions.sheets import HEADINGS, row, xls, xlsx

pytestmark = pytest.mark.usefixtures("taxonomy")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def employer():
    """Its owner reads English."""
    found = make_employer()
    found.owner.language = "en"
    found.owner.save()
    return found


def upload(data, employer=None, by=None):
    by = by or employer.owner
    return runs.upload(data, name="岗位.xlsx", content_type=XLSX, employer=employer, by=by)


def work():
    """What the dispatcher and a worker would do."""
    for mark_id in marks.due(runs.MARK):
        tasks.run_import(mark_id)


def checked(data, employer=None, by=None, **options):
    taken = upload(data, employer, by)
    runs.check(taken, mapping=taken.mapping, wants_review=options.get("wants_review", False))
    work()
    taken.refresh_from_db()
    return taken


def wrong(taken):
    return [(p["row"], p["field"]) for p in taken.problems if p["blocking"]]


@pytest.mark.parametrize("make", [xlsx, xls])
def test_columns_are_guessed_from_a_real_sheet(employer, make):
    taken = upload(make([row()]), employer)
    names = {field: taken.headings[at] for field, at in taken.mapping.items()}
    assert names == {
        "title": "岗位名称*", "duties": "岗位职责", "requirements": "任职要求", "degree": "学历要求", "pay": "年薪（万元）",
        "headcount": "人数", "district": "工作地点", "valid_until": "截止日期",
    }  # fmt: skip
    assert [line.cells[1] for line in runs.samples(taken)] == ["深海防腐涂层研发工程师"]


@pytest.mark.parametrize("make", [xlsx, xls])
def test_a_row_becomes_a_draft(employer, make):
    taken = checked(make([row()]), employer)
    assert (taken.step, taken.total, taken.imported, wrong(taken)) == ("checked", 1, 1, [])
    assert taken.preview[0]["pay"] == [280_000, 480_000]
    assert Position.objects.count() == 0
    runs.confirm(taken)
    work()
    taken.refresh_from_db()
    assert (taken.step, taken.imported) == ("done", 1)
    position = Position.objects.get()
    assert (position.state, position.employer, position.created_by) == ("draft", employer, employer.owner)
    read = content.read(position.draft)
    assert (read.degree_min, read.salary_min, read.salary_max, read.headcount) == ("doctor", 280_000, 480_000, 2)
    assert (read.district, read.workplace, read.years_min) == ("370212", "崂山区松岭路100号", 3)
    assert [skill.code for skill in read.skills] == [
        "deep_sea_anticorrosion_coating",
        "heavy_coating",
        "electrochemical_impedance",
    ][:1] + [skill.code for skill in read.skills[1:]]
    assert read.chain == "marine_equip"
    assert Message.objects.get(recipient=employer.owner).kind == "import_done"
    assert [entry.act for entry in audit.timeline(taken)] == ["import"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"pay": "１１－２５"}, {"salary_min": 110_000, "salary_max": 250_000}),
        ({"pay": "2万×14薪"}, {"salary_min": 280_000, "salary_max": 280_000}),
        ({"pay": 30}, {"salary_min": 300_000, "salary_max": 300_000}),
        ({"pay": "25-40万，可面议"}, {"negotiable": True}),
        ({"degree": "硕士及以上"}, {"degree_min": "master"}),
        ({"degree": "本科以上，博士优先"}, {"degree_min": "bachelor"}),
        ({"degree": "Ph.D."}, {"degree_min": "doctor"}),
        ({"degree": "不限"}, {"degree_min": "below_bachelor"}),
        ({"headcount": 3.0}, {"headcount": 3}),
        ({"headcount": "２-３名"}, {"headcount": 3}),
        ({"headcount": ""}, {"headcount": 1}),
        ({"district": "西海岸"}, {"district": "370211"}),
        ({"district": ""}, {"district": "370212", "workplace": ""}),
    ],
)
def test_cells_are_read_as_people_write_them(employer, change, expected):
    taken = checked(xlsx([row(**change)]), employer)
    assert wrong(taken) == []
    runs.confirm(taken)
    work()
    read = content.read(Position.objects.get().draft)
    assert {name: getattr(read, name) for name in expected} == expected


@pytest.mark.parametrize("text", ["2027-01-15", "2027/1/15", "2027年1月15日", "20270115", "46402"])
def test_dates_are_read(employer, text):
    taken = checked(xlsx([row(valid_until=text)]), employer)
    if today() > today().replace(year=2027, month=1, day=15):  # pragma: no cover
        pytest.skip("the day is past")
    assert wrong(taken) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 161}, "title"),
        ({"duties": "", "requirements": ""}, "duties"),
        ({"duties": "长" * 10_001}, "duties"),
        ({"degree": ""}, "degree"),
        ({"degree": "很高"}, "degree"),
        ({"pay": "面议"}, "pay"),
        ({"pay": ""}, "pay"),
        ({"pay": "25-11"}, "pay"),
        ({"pay": "-5"}, "pay"),
        ({"headcount": "若干"}, "headcount"),
        ({"headcount": 0}, "headcount"),
        ({"district": "上海"}, "district"),
        ({"valid_until": "昨天"}, "valid_until"),
        ({"valid_until": "2020-01-01"}, "valid_until"),
        ({"valid_until": "2031-01-01"}, "valid_until"),
        ({"valid_until": "2026-13-45"}, "valid_until"),
    ],
)
def test_a_wrong_cell_keeps_everything_back(employer, change, field):
    taken = checked(
        xlsx(
            [
                row(),
                row(title="另一个岗位", **{k: v for k, v in change.items() if k != "title"})
                if "title" not in change
                else row(**change),
            ]
        ),
        employer,
    )
    assert wrong(taken) == [(5, field)]
    with pytest.raises(GuardFailed, match="all are taken in, or none"):
        runs.confirm(taken)
    assert Position.objects.count() == 0


def test_all_problems_of_a_row_are_told_at_once(employer):
    taken = checked(xlsx([row(title="", degree="", pay="", district="上海")]), employer)
    assert {field for _row, field in wrong(taken)} == {"title", "degree", "pay", "district"}


def test_doubtful_words_are_remarked_and_keep_nothing_back(employer):
    taken = checked(xlsx([row(requirements="男性优先，35岁以下")]), employer)
    assert wrong(taken) == []
    assert [p["value"] for p in taken.problems] == ["男性优先", "35岁以下"]


def test_two_columns_of_pay(employer):
    headings = ["岗位名称", "岗位职责及要求", "学历", "最低年薪（元）", "最高年薪（元）"]
    taken = checked(
        xlsx(
            [["涂层工程师", "岗位职责：\n研发涂层\n任职要求：\n熟悉涂层", "博士", 280000, "480,000"]], headings=headings
        ),
        employer,
    )
    assert (wrong(taken), taken.preview[0]["pay"]) == ([], [280_000, 480_000])
    runs.confirm(taken)
    work()
    text = Position.objects.get().draft.texts.get()
    assert (text.description, text.requirements) == ("研发涂层", "熟悉涂层")


def test_an_employer_submits_what_it_takes_in(employer):
    reviewer = make_operator()
    taken = checked(xlsx([row(), row(title="第二个岗位")]), employer, wants_review=True)
    runs.confirm(taken)
    work()
    assert list(Position.objects.values_list("state", "draft__state")) == [("pending", "pending")] * 2
    assert not Message.objects.filter(recipient=reviewer).exists(), "a queue of hundreds tells nobody hundreds of times"


def test_an_unverified_employer_takes_drafts_in():
    employer = make_employer(state="unverified")
    taken = checked(xlsx([row()]), employer, wants_review=True)
    runs.confirm(taken)
    work()
    assert Position.objects.get().state == "draft"


def test_what_is_there_already_is_not_taken_in_again(employer):
    data = xlsx([row(), row(title="第二个岗位")])
    taken = checked(data, employer)
    runs.confirm(taken)
    work()
    again = checked(data, employer)
    assert (again.imported, again.preview, wrong(again)) == (0, [], [])
    assert [p["row"] for p in again.problems if "already" in p["message"]] == [4, 5]
    with pytest.raises(GuardFailed):
        runs.confirm(again)
    twice = checked(xlsx([row(title="第三个岗位"), row(title="第三个岗位")]), employer)
    assert twice.imported == 1


def test_one_failure_takes_nothing_in(employer, monkeypatch):
    taken = checked(xlsx([row(), row(title="第二个岗位")]), employer)
    runs.confirm(taken)
    real = drafts.contents.skill_rows

    def fails(revision, made):
        if made.original().title == "第二个岗位":
            raise RuntimeError("disk full")
        return real(revision, made)

    monkeypatch.setattr(drafts.contents, "skill_rows", fails)
    work()
    taken.refresh_from_db()
    assert (Position.objects.count(), taken.step) == (0, "importing")
    monkeypatch.undo()
    Mark.objects.update(next_at="2020-01-01T00:00:00Z")
    work()
    taken.refresh_from_db()
    assert (Position.objects.count(), taken.step) == (2, "done")


def test_a_worker_that_lost_its_lease_stores_nothing(employer):
    taken = checked(xlsx([row()]), employer)
    runs.confirm(taken)
    claim = marks.claim(marks.due(runs.MARK)[0])
    Mark.objects.update(token=None)
    runs.execute(claim)
    taken.refresh_from_db()
    assert (Position.objects.count(), taken.step) == (0, "importing")


def test_an_import_that_no_worker_can_finish_says_so(employer, monkeypatch):
    taken = upload(xlsx([row()]), employer)
    runs.check(taken, mapping=taken.mapping, wants_review=False)
    monkeypatch.setattr(runs, "_read", lambda _taken: 1 / 0)
    for _attempt in range(6):
        Mark.objects.update(next_at="2020-01-01T00:00:00Z")
        work()
    taken.refresh_from_db()
    assert taken.step == "failed"
    assert Message.objects.get(recipient=employer.owner).kind == "import_failed"


def test_steps_come_in_order(employer):
    taken = upload(xlsx([row()]), employer)
    with pytest.raises(GuardFailed):
        runs.confirm(taken)
    with pytest.raises(GuardFailed, match="need a column"):
        runs.check(taken, mapping={"title": 1}, wants_review=False)
    runs.check(taken, mapping=taken.mapping, wants_review=False)
    with pytest.raises(GuardFailed, match="under way"):
        runs.check(taken, mapping=taken.mapping, wants_review=False)


def test_a_sheet_without_rows_says_so(employer):
    taken = checked(xlsx([]), employer)
    assert [p["message"] for p in taken.problems] == ["There is no row under the headings."]


def test_what_cannot_be_read_stores_nothing(employer):
    with pytest.raises(BadWorkbook):
        upload(b"PK\x03\x04 broken", employer)
    assert PositionImport.objects.count() == 0


# ---------------------------------------------------------------- many employers
MANY = ["用人单位", *HEADINGS[1:]]


def many(*names):
    return xlsx([[name, *row(title=f"岗位{at}")[1:]] for at, name in enumerate(names)], headings=MANY)


def test_an_operator_takes_in_positions_of_many_employers():
    first, second = make_employer(), make_employer()
    operator = make_operator()
    names = (first.organisation.name_zh, None, second.organisation.name_en.upper())
    taken = checked(many(*names), by=operator)
    assert wrong(taken) == []
    runs.confirm(taken)
    work()
    assert list(Position.objects.order_by("pk").values_list("employer", flat=True)) == [first.pk, first.pk, second.pk]


def test_an_employer_of_another_district_or_unknown_is_an_error():
    far = make_employer(district="370202")
    operator = make_operator(district="370212", language="en")
    taken = checked(many("不存在的公司", far.organisation.name_zh), by=operator)
    assert [p["message"] for p in taken.problems if p["blocking"]] == [
        "No employer of this name or credit code is on file.",
        "This employer belongs to another district.",
    ]


# ---------------------------------------------------------------- who sees it
def test_who_sees_an_import_and_its_file(employer):
    organisation = employer.organisation
    taken = upload(xlsx([row()]), employer)
    people = {
        "owner": employer.owner,
        "recruiter": make_member(organisation, "recruiter"),
        "hiring manager": make_member(organisation, "hiring_manager"),
        "operator": make_operator(),
        "elsewhere": make_employer().owner,
        "stranger": make_member(make_organisation()),
    }
    seen = {name for name, user in people.items() if policies.can_see_import(user, taken)}
    assert seen == {"owner", "recruiter"}
    assert {name for name, user in people.items() if files.may_read(user, taken.file)} == seen
    own = upload(many("x"), by=people["operator"])
    assert policies.can_see_import(people["operator"], own)
    assert not policies.can_see_import(make_operator(), own)


def test_errors_can_be_worked_off_in_a_spreadsheet(employer):
    taken = checked(xls([row(pay="=面议")]), employer)
    rows = read_all(reports.problem_sheet(taken))
    assert rows[0].cells == ("Row", "Column", "Value", "What is wrong")
    assert rows[1].cells[:3] == ("3", "Pay", "=面议"), "a text that looks like a formula stays a text"


def test_the_closing_day_of_a_row_without_one(employer):
    taken = checked(xlsx([row()]), employer)
    runs.confirm(taken)
    work()
    assert Position.objects.get().valid_until == today() + timedelta(days=90)
