"""Papers of calls by API: who sees that there are any, who signs, who is admitted, what leaves the country."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.challenges.models import Annex, AnnexUndertaking, Challenge
from apps.core import files
from apps.core.models import File
from tests.challenges.content import make_challenge
from tests.factories import make_employer, make_member, make_operator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
BYTES = b"%PDF-1.7 drawing"


def paper(call: Challenge, level: str = "solvers", title: str = "图纸") -> Annex:
    stored = files.store(
        BYTES, name="drawing.pdf", content_type="application/pdf", data_class=File.DataClass.ANNEX,
        owner_ref=call.public_id,
    )  # fmt: skip
    return Annex.objects.create(challenge=call, title=title, level=level, file=stored)


def published(**content) -> Challenge:
    return make_challenge(state="published", **content)


def of(call: Challenge, role: str = "owner"):
    return make_member(call.employer.organisation, role)


def upload(name: str = "drawing.pdf", content: bytes = BYTES) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(client, call: Challenge, **body):
    given = {"title": "图纸", "level": "solvers", "file": upload(), **body}
    return client.post(f"/api/v1/challenges/{call.public_id}/annexes/", given, format="multipart")


def test_everybody_sees_that_there_are_papers_and_opens_only_public_ones(api):
    call = published()
    rows = [paper(call, level) for level in ("public", "solvers", "trade_secret")]
    found = api().ok("get", f"challenges/{call.public_id}/annexes/")
    assert [(row["id"], row["level"], row["file"] is not None) for row in found["results"]] == [
        (rows[0].public_id, "public", True), (rows[1].public_id, "solvers", False),
        (rows[2].public_id, "trade_secret", False),
    ]  # fmt: skip
    assert found["undertaking"] is None
    assert "show them to nobody else" in found["text"]
    assert [api().call("get", f"annexes/{row.public_id}/").status_code for row in rows] == [200, 404, 404]
    assert api().call("get", f"annexes/{rows[0].public_id}/").content == BYTES


def test_signing_opens_solvers_papers_and_admission_the_trade_secret(api):
    call, reader = published(), make_user()
    shared, secret = paper(call), paper(call, "trade_secret")
    client, owner = api(reader), api(of(call))
    here = f"challenges/{call.public_id}/"
    assert client.call("get", f"annexes/{shared.public_id}/").status_code == 404
    signed = client.ok("post", f"{here}undertaking/", {"country": "CN"})
    assert (signed["country"], signed["admitted_at"]) == ("CN", None)
    assert client.call("get", f"annexes/{shared.public_id}/").status_code == 200
    assert client.call("get", f"annexes/{secret.public_id}/").status_code == 404
    [row] = owner.ok("get", f"{here}readers/")["results"]
    assert owner.ok("post", f"{here}readers/admit/", {"reader": row["id"]})["admitted_at"] is not None
    assert client.call("get", f"annexes/{secret.public_id}/").content == BYTES
    assert client.ok("get", f"{here}annexes/")["undertaking"]["admitted_at"] is not None
    assert owner.ok("post", f"{here}readers/refuse/", {"reader": row["id"]})["refused_at"] is not None
    assert client.call("get", f"annexes/{secret.public_id}/").status_code == 404


def test_the_first_word_about_the_country_counts(api):
    call, reader = published(), make_user()
    paper(call)
    client = api(reader)
    client.ok("post", f"challenges/{call.public_id}/undertaking/", {"country": "DE"})
    again = client.ok("post", f"challenges/{call.public_id}/undertaking/", {"country": "CN"})
    assert again["country"] == "DE"


@pytest.mark.parametrize("country", ["", "XX", "cn ", None])
def test_a_country_that_is_none_signs_nothing(api, country):
    call = published()
    paper(call)
    answer = api(make_user()).call("post", f"challenges/{call.public_id}/undertaking/", {"country": country})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "country")
    assert not AnnexUndertaking.objects.exists()


def test_reading_abroad_is_an_export(api):
    call, reader = published(export_control="licence"), make_user()
    row, here = paper(call, "public"), f"challenges/{call.public_id}/"
    client, department = api(reader), api(make_operator(verbs=["challenges.approve"]))
    client.ok("post", f"{here}undertaking/", {"country": "DE"})
    assert client.call("get", f"annexes/{row.public_id}/").status_code == 404
    [asked] = department.ok("get", f"{here}readers/")["results"]
    assert asked["waits_for_licence"]
    assert department.call("post", f"{here}readers/license/", {"reader": asked["id"], "number": " "}).status_code == 400
    told = department.ok("post", f"{here}readers/license/", {"reader": asked["id"], "number": "EX-2026-7"})
    assert (told["export_licence"], told["waits_for_licence"]) == ("EX-2026-7", False)
    assert client.call("get", f"annexes/{row.public_id}/").status_code == 200


def test_who_may_not_admit_and_who_sees_no_readers(api):
    call = published()
    paper(call, "trade_secret")
    api(make_user()).ok("post", f"challenges/{call.public_id}/undertaking/", {"country": "CN"})
    row = AnnexUndertaking.objects.get()
    here, body = f"challenges/{call.public_id}/readers/", {"reader": row.public_id}
    people = {
        "stranger": (make_user(), 403, 403), "recruiter": (of(call, "recruiter"), 200, 403),
        "hiring manager": (of(call, "hiring_manager"), 403, 403),
        "another firm": (make_member(make_employer().organisation), 403, 403),
        "operator": (make_operator(verbs=["challenges.approve"]), 200, 403),
        "wrong district": (make_operator(verbs=["challenges.approve"], district="370203"), 403, 403),
    }  # fmt: skip
    for who, (user, reads, admits) in people.items():
        client = api(user)
        assert client.call("get", here).status_code == reads, who
        for act in ("admit", "refuse"):
            assert client.call("post", f"{here}{act}/", body).status_code == admits, (who, act)
    for user in (of(call), make_operator(verbs=["challenges.review"]), people["wrong district"][0]):
        assert api(user).call("post", f"{here}license/", {**body, "number": "1"}).status_code == 403
    other = api(of(published()))
    assert other.call("post", f"{here}admit/", body).status_code == 403
    row.refresh_from_db()
    assert (row.admitted_at, row.refused_at, row.export_licence) == (None, None, "")


def test_a_reader_of_another_call_is_not_admitted_here(api):
    call, other = published(), published()
    api(make_user()).ok("post", f"challenges/{other.public_id}/undertaking/", {"country": "CN"})
    answer = api(of(call)).call(
        "post", f"challenges/{call.public_id}/readers/admit/", {"reader": AnnexUndertaking.objects.get().public_id}
    )
    assert answer.status_code == 404
    assert AnnexUndertaking.objects.get().admitted_at is None


def test_papers_come_and_go_while_the_call_is_written(api):
    call = make_challenge()
    writer = api(of(call, "recruiter"))
    made = send(writer, call, level="trade_secret").json()
    assert (made["level"], made["file"]["name"]) == ("trade_secret", "drawing.pdf")
    assert writer.call("get", f"annexes/{made['id']}/").content == BYTES
    assert writer.call("delete", f"annexes/{made['id']}/").status_code == 204
    assert not Annex.objects.exists()


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"file": upload("drawing.exe")}, "file"), ({"file": upload("drawing.pdf", b"MZ")}, "file"),
        ({"file": upload("drawing.pdf", b"")}, "file"), ({"level": "state_secret"}, "level"), ({"title": ""}, "title"),
    ],
)  # fmt: skip
def test_a_wrong_paper_is_refused_at_its_field(api, body, attr):
    call = make_challenge()
    answer = send(api(of(call)), call, **body)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr)
    assert not Annex.objects.exists()
    assert not File.objects.filter(data_class="annex").exists()


def test_after_the_submission_papers_stay_as_they_are(api):
    call = make_challenge(state="submitted")
    row, owner = paper(call), api(of(call))
    assert send(owner, call).status_code == 409
    assert owner.call("delete", f"annexes/{row.public_id}/").status_code == 409
    assert list(Annex.objects.all()) == [row]
    assert File.objects.filter(data_class="annex").count() == 1


def test_others_neither_add_nor_remove(api):
    call = published()
    row = paper(call, "public")
    for user in (make_user(), make_member(make_employer().organisation), of(call, "hiring_manager")):
        client = api(user)
        assert send(client, call).status_code == 403
        assert client.call("delete", f"annexes/{row.public_id}/").status_code == 403
    draft = make_challenge()
    hidden = paper(draft, "public")
    stranger = api(make_user())
    assert send(stranger, draft).status_code == 404
    assert stranger.call("get", f"annexes/{hidden.public_id}/").status_code == 404
    assert stranger.call("delete", f"annexes/{hidden.public_id}/").status_code == 404
    assert stranger.call("post", f"challenges/{draft.public_id}/undertaking/", {"country": "CN"}).status_code == 404
    assert Annex.objects.count() == 2


def test_a_cancelled_call_opens_its_papers_to_nobody_outside(api):
    call = published()
    row = paper(call, "public")
    Challenge.objects.filter(pk=call.pk).update(state="cancelled")
    assert api(make_user()).call("get", f"annexes/{row.public_id}/").status_code == 404
    answer = api(make_user()).call("post", f"challenges/{call.public_id}/undertaking/", {"country": "CN"})
    assert answer.status_code == 409
