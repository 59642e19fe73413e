"""The pages of an import, and who gets them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.core import marks
from apps.core.models import File
from apps.positions import tasks
from apps.positions.imports import runs
from apps.positions.models import Position, PositionImport
from tests.factories import make_employer, make_operator
from tests.positions.sheets import HEADINGS, row, xlsx

pytestmark = pytest.mark.usefixtures("taxonomy")
START = "/employer/import/"


@pytest.fixture
def employer(client):
    employer = make_employer()
    client.force_login(employer.owner)
    client.cookies["django_language"] = "en"
    return employer


def upload(client, data, address=START, name="岗位.xlsx"):
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


def work():
    for mark_id in marks.due(runs.MARK):
        tasks.run_import(mark_id)


def mapping_of(client, address):
    form = client.get(address).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in ("", None, False)}


def test_the_way_from_a_file_to_drafts(client, employer):
    address = upload(client, xlsx([row(), row(title="第二个岗位")])).url
    data = mapping_of(client, address)
    assert data["pay"] == str(HEADINGS.index("年薪（万元）"))
    client.post(f"{address}check/", data)
    assert client.get(address).context["busy"] is True
    assert client.get(f"{address}progress/").status_code == 200
    work()
    assert "HX-Refresh" in client.get(f"{address}progress/")
    page = client.get(address)
    assert ([line["title"] for line in page.context["rows"]], page.context["wrong_count"]) == (
        [row()[1], "第二个岗位"],
        0,
    )
    client.post(f"{address}confirm/")
    work()
    assert Position.objects.filter(employer=employer, state="draft").count() == 2
    assert "2 positions were taken in" in client.get(address).content.decode()
    assert client.get(START).context["recent"][0].step == "done"


def test_wrong_rows_are_shown_and_downloaded(client, employer):
    address = upload(client, xlsx([row(), row(pay="面议")])).url
    client.post(f"{address}check/", mapping_of(client, address))
    work()
    page = client.get(address)
    assert [(p["row"], p["column"], p["value"]) for p in page.context["wrong"]] == [(5, "薪酬", "面议")]
    answer = client.get(f"{address}errors/")
    assert answer["Content-Disposition"].startswith("attachment")
    client.post(f"{address}confirm/")
    work()
    assert Position.objects.count() == 0
    assert client.get(f"{address}?columns").context["form"] is not None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"pay": ""}, "pay"),
        ({"degree": ""}, "degree"),
        ({"pay": "99"}, "pay"),
        ({"pay": "1"}, "pay"),
    ],
)
def test_a_wrong_mapping_is_told_at_the_field(client, employer, change, field):
    address = upload(client, xlsx([row()])).url
    answer = client.post(f"{address}check/", {**mapping_of(client, address), **change})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert PositionImport.objects.get().step == "mapping"


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.xlsx", b"PK\x03\x04 broken"), ("a.xlsx", b""), ("a.xlsx", b"no zip"), ("a.csv", b"a,b"), ("a.xls", xlsx([row()])),
     ("a.xlsx", b"PK\x03\x04" + b"0" * 60_000_000)],
    ids=["broken", "empty", "text", "csv", "misnamed", "60 MB"],
)  # fmt: skip
def test_a_wrong_file_is_refused_at_the_field_and_not_stored(client, employer, name, data):
    answer = upload(client, data, name=name)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert (File.objects.count(), PositionImport.objects.count()) == (0, 0)


def test_an_import_does_not_exist_for_others(client, employer):
    address = upload(client, xlsx([row()])).url
    taken = PositionImport.objects.get()
    for user in (make_employer().owner, make_operator()):
        client.force_login(user)
        for end in ("", "progress/", "errors/"):
            assert client.get(f"{address}{end}").status_code == 404
        for end in ("check/", "confirm/"):
            assert client.post(f"{address}{end}").status_code == 404
        assert client.get(f"/files/{taken.file.public_id}/").status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_an_operator_imports_for_many(client):
    employer = make_employer()
    operator = make_operator()
    client.force_login(operator)
    headings = ["用人单位", *HEADINGS[1:]]
    data = xlsx([[employer.organisation.name_zh, *row()[1:]]], headings=headings)
    address = upload(client, data, f"{START}many/").url
    client.post(f"{address}check/", mapping_of(client, address))
    work()
    client.post(f"{address}confirm/")
    work()
    assert Position.objects.get().employer == employer
    assert client.get(f"{START}many/").status_code == 200


def test_nobody_else_imports_for_many(client, employer):
    assert client.get(f"{START}many/").status_code == 403
    assert upload(client, xlsx([row()]), f"{START}many/").status_code == 403
