"""Those who keep the pool: list with load, invitations, a sheet of experts, steps, notes."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import AccessEntry
from apps.experts import load
from apps.experts.models import Expert, QualityNote
from apps.notifications.models import Delivery
from tests.employers.codes import make_code
from tests.factories import make_expert, make_operator
from tests.positions.sheets import xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
LIST = "/admin/experts/expert/"
HEADINGS = ["姓名", "电子邮箱", "工作单位", "统一社会信用代码", "产业链", "学科", "语言", "同时评审上限"]
ROW = [
    "林知远",
    "lin@lanyu.example",
    "岚屿研究所",
    make_code(3),
    "海洋装备、新型显示产业链",
    "材料科学与工程",
    "中文、英语",
    4,
]


@pytest.fixture
def keeper(client):
    user = make_operator(verbs=["experts.keep"])
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def page(expert):
    return f"{LIST}{expert.pk}/change/"


def listed(client, query=""):
    return [row.pk for row in client.get(LIST + query).context["cl"].result_list]


def upload(client, *rows):
    file = SimpleUploadedFile("experts.xlsx", xlsx(rows, headings=HEADINGS))
    return client.post(LIST + "import/", {"file": file}, follow=True)


def test_the_list_shows_load_and_finds_encrypted_names(client, keeper, monkeypatch):
    first, second = make_expert(name_zh="林知远", family_name="Lin"), make_expert(name_zh="苏砚清", signed=False)
    monkeypatch.setattr(load, "_counts", {"x": lambda keys: {first.pk: 3}})
    text = client.get(LIST).content.decode()
    assert "3 / 5" in text
    assert "0 / 5" in text
    assert listed(client, "?q=林知远") == [first.pk]
    assert listed(client, "?q=yanqing su") == [second.pk]
    assert listed(client, "?signed=no") == [second.pk]
    assert set(listed(client, "?chains=marine_equip&tasks=review")) == {first.pk, second.pk}
    assert listed(client, "?tasks=judge") == []


def test_a_keeper_of_a_district_sees_her_own_only(client):
    client.force_login(make_operator(district="370212", verbs=["experts.keep"]))
    here, city = make_expert(district="370212"), make_expert()
    assert listed(client) == [here.pk]
    assert client.get(page(city)).status_code == 302
    answer = client.post(LIST + "add/", {"email": "a@b.example"})
    assert list(answer.context["form"].errors) == ["district"]
    assert client.post(LIST + "add/", {"email": "a@b.example", "district": "370212"}).status_code == 302


def test_others_see_nothing(client):
    client.force_login(make_operator(verbs=["positions.review"]))
    expert = make_expert()
    for address in (LIST, LIST + "add/", LIST + "import/"):
        assert client.get(address).status_code == 403
    assert client.get(page(expert)).url == "/admin/"
    client.post(page(expert), {"act": "end", "reason": "x"})
    expert.refresh_from_db()
    assert expert.state == "active"


def test_one_is_invited_once(client, keeper):
    data = {"email": "Lin@lanyu.example", "name_zh": "林知远", "chains": ["marine_equip"]}
    assert client.post(LIST + "add/", data).status_code == 302
    row = Expert.objects.get()
    assert (row.state, row.email, row.chains) == ("invited", "lin@lanyu.example", ["marine_equip"])
    assert Delivery.objects.get(kind="expert_invited").address == "lin@lanyu.example"
    assert list(client.post(LIST + "add/", data).context["form"].errors) == ["email"]


@pytest.mark.parametrize(
    ("state", "act", "reason", "after"),
    [
        ("active", "pause", "核实中", "paused"), ("active", "pause", "", "active"), ("paused", "resume", "", "active"),
        ("active", "end", "两次未交", "ended"), ("ended", "invite_again", "", "invited"), ("active", "nonsense", "x", "active"),
        ("active", "send_again", "", "active"),
    ],
)  # fmt: skip
def test_a_button_takes_a_step(client, keeper, state, act, reason, after):
    expert = make_expert(state=state)
    assert client.post(page(expert), {"act": act, "reason": reason}).status_code == 302
    expert.refresh_from_db()
    assert expert.state == after


def test_her_page_shows_facts_ties_and_notes_and_she_learns_that_it_was_read(client, keeper):
    expert = make_expert()
    client.post(page(expert), {"act": "note", "rating": "good", "reason": "意见具体。"})
    client.post(page(expert), {"act": "note", "rating": "good", "reason": " "})
    client.post(page(expert), {"act": "note", "rating": "superb", "reason": "x"})
    assert QualityNote.objects.get().text == "意见具体。"
    text = client.get(page(expert)).content.decode()
    assert all(word in text for word in ("苏砚清", "岚屿研究所", "意见具体。"))
    assert AccessEntry.objects.get().person == expert.user


def test_nobody_keeps_herself(client, keeper):
    expert = make_expert(user=keeper)
    assert client.get(page(expert)).status_code == 403
    assert client.post(page(expert), {"act": "note", "rating": "good", "reason": "x"}).status_code == 403


def test_a_sheet_is_taken_in_whole(client, keeper):
    upload(client, ROW, ["Wei", "wei@lanyu.example", "岚屿研究所", "", "", "", "", ""])
    row = Expert.objects.exclude(chains=[]).get()
    assert (row.name_zh, row.email, row.languages, row.cases_max, row.source) == (
        "林知远", "lin@lanyu.example", ["zh", "en"], 4, "import",
    )  # fmt: skip
    assert len(row.chains) == 2
    assert len(row.disciplines) == 1
    tie = row.ties.get()
    assert (tie.kind, tie.name_zh, tie.credit_code, tie.source) == ("employer", "岚屿研究所", make_code(3), "office")
    assert Delivery.objects.filter(kind="expert_invited").count() == 2


def wrong(column: int, value: str):
    return [value if at == column else cell for at, cell in enumerate(ROW)]


@pytest.mark.parametrize(
    ("row", "label"),
    [
        (wrong(0, ""), "Name in Chinese"), (wrong(1, "no address"), "E-mail"), (wrong(2, ""), "Employer"),
        (wrong(3, "123"), "Unified social credit code"), (wrong(4, "天外产业"), "Industry chains"),
        (wrong(5, "炼金术"), "Disciplines"), (wrong(6, "火星语"), "Languages"),
        (wrong(7, "百"), "Open cases at a time, at most"), (wrong(7, "51"), "Open cases at a time, at most"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_and_nothing_is_taken_in(client, keeper, row, label):
    answer = upload(client, wrong(1, "other@lanyu.example"), row)
    assert answer.status_code == 422
    assert [(problem.row, problem.label) for problem in answer.context["sheet"].problems] == [(5, label)]
    assert not Expert.objects.exists()
    assert not Delivery.objects.exists()


def test_one_address_stands_once_in_a_sheet_and_in_the_pool(client, keeper):
    assert [p.row for p in upload(client, ROW, ROW).context["sheet"].problems] == [5]
    upload(client, ROW)
    assert [p.row for p in upload(client, ROW).context["sheet"].problems] == [4]


def test_a_file_that_is_no_list_is_refused(client, keeper):
    file = SimpleUploadedFile("experts.xlsx", xlsx([["y"]], headings=["x"]))
    assert client.post(LIST + "import/", {"file": file}).context["form"].errors
    file = SimpleUploadedFile("experts.exe", b"MZ")
    assert client.post(LIST + "import/", {"file": file}).context["form"].errors
