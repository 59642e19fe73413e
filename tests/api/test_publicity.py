"""Publicity and objections over REST: the whole way of an objector without a page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.core.actors import SYSTEM
from apps.core.models import File
from apps.procedures import lifecycle, objections
from apps.procedures.models import Objection
from tests.api.conftest import ROOT
from tests.factories import make_user
from tests.procedures.cases import WORDS, announce, judge, lodge, objector

pytestmark = pytest.mark.django_db


@time_machine.travel("2026-03-02T02:00:00Z", tick=False)
def test_everybody_reads_what_runs_and_only_that(api):
    running, gone = announce(), announce()
    lifecycle.withdraw(gone, by=SYSTEM, reason="金额有误。")
    answer = api().call("get", "publicities/")
    assert [row["id"] for row in answer.json()["results"]] == [running.public_id]
    assert answer["X-Robots-Tag"].startswith("noindex")
    row = api().call("get", f"publicities/{running.public_id}/").json()
    assert row["rows"] == [{"label": "Body", "value": "Example Institute"}]
    assert row["ends_on"] == "2026-03-09"
    until = datetime.fromisoformat(row["objections_until"])
    assert until == datetime(2026, 3, 9, 16, tzinfo=UTC), "midnight in the city"
    assert api().call("get", f"publicities/{gone.public_id}/").status_code == 404


def test_an_objection_is_lodged_and_its_answer_read(api):
    publicity, user = announce(), objector()
    answer = api(user).call("post", "objections/", {**WORDS, "publicity": publicity.public_id})
    assert answer.status_code == 201
    objection = Objection.objects.get(public_id=answer.json()["id"])
    officer = judge()
    objections.accept(objection, by=officer)
    objections.investigate(objection, by=officer)
    objections.dismiss(objection, by=officer)
    objections.answer(objection, by=officer, text="经核查，指标达到。")
    row = api(user).call("get", f"objections/{objection.public_id}/").json()
    assert (row["state"], row["outcome"], row["reply"]) == ("answered", "dismissed", "经核查，指标达到。")
    assert [step["act"] for step in row["timeline"]] == ["lodge", "accept", "investigate", "dismiss", "answer"]
    assert officer.public_id not in str(row)


def test_twice_too_late_and_unconfirmed_are_refused(api):
    publicity, user = announce(), objector()
    body = {**WORDS, "publicity": publicity.public_id}
    lodge(publicity, by=user)
    assert api(user).call("post", "objections/", body).status_code == 409
    assert api(make_user()).call("post", "objections/", body).status_code == 403
    assert api(user).call("post", "objections/", {**body, "remedy": ""}).status_code == 400
    lifecycle.withdraw(publicity, by=SYSTEM, reason="金额有误。")
    assert api(objector()).call("post", "objections/", body).status_code == 404
    assert Objection.objects.count() == 1


def test_officers_take_it_up_decide_and_answer(api):
    objection = lodge()
    here, officer = f"objections/{objection.public_id}/", api(judge())
    assert officer.call("get", here).json()["state"] == "lodged"
    assert officer.call("post", f"{here}uphold/").status_code == 409
    for step, body in (("accept", None), ("investigate", None), ("uphold", None), ("answer", {"text": "重新评审。"})):
        assert officer.call("post", f"{here}{step}/", body).status_code == 200, step
    row = officer.call("get", here).json()
    assert (row["state"], row["outcome"], row["reply"]) == ("answered", "upheld", "重新评审。")


def test_an_objection_not_taken_up_needs_its_reason(api):
    objection = lodge()
    here, officer = f"objections/{objection.public_id}/", api(judge())
    assert officer.call("post", f"{here}refuse/", {}).status_code == 400
    assert officer.call("post", f"{here}refuse/", {"reason": "没有依据。"}).json()["state"] == "refused"


def test_who_took_part_in_it_is_kept_out_of_the_case(api):
    objection, officer = lodge(), judge()
    publicity = objection.publicity
    publicity.determined_by = [officer.public_id]
    publicity.save(update_fields=["determined_by"])
    here = f"objections/{objection.public_id}/"
    assert api(officer).call("get", here).status_code == 404
    assert api(officer).call("post", f"{here}accept/").status_code == 404
    objection.refresh_from_db()
    assert objection.state == "lodged"


def send(client, publicity, *papers):
    sent = [SimpleUploadedFile(name, content) for name, content in papers]
    body = {**WORDS, "publicity": publicity.public_id, "files": sent}
    return client.post(f"{ROOT}objections/", body, format="multipart")


def test_evidence_comes_in_with_the_objection_and_is_read_back_by_its_author(api):
    publicity, user = announce(), objector()
    client = api(user)
    answer = send(client, publicity, ("证据.pdf", b"%PDF-1.7 one"), ("photo.png", b"\x89PNG\r\n\x1a\n two"))
    assert answer.status_code == 201
    assert [row["name"] for row in answer.json()["files"]] == ["证据.pdf", "photo.png"]
    here = f"{ROOT}objections/{answer.json()['id']}/file/"
    assert client.get(f"{here}?n=0").content == b"%PDF-1.7 one"
    assert client.get(f"{here}?n=1")["Content-Type"] == "image/png"
    assert client.get(f"{here}?n=2").status_code == 404
    assert api(objector()).get(here).status_code == 404


@pytest.mark.parametrize(
    "papers",
    [[("evidence.exe", b"MZ")], [("evidence.pdf", b"MZ")], [("evidence.pdf", b"")], [("e.pdf", b"%PDF-1.7")] * 11],
)
def test_evidence_that_is_not_taken_is_a_400_and_nothing_is_stored(api, papers):
    answer = send(api(objector()), announce(), *papers)
    assert (answer.status_code, answer.json()["errors"][0]["attr"].split(".")[0]) == (400, "files")
    assert not Objection.objects.exists()
    assert not File.objects.exists()
