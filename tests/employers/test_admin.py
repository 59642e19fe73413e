"""Operators verify employers and take them in."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import Membership
from apps.core import audit
from apps.employers import profiles
from apps.employers.models import Employer
from apps.employers.profiles import ProfileContent
from tests.employers.codes import make_code
from tests.factories import make_employer, make_operator, make_user
from tests.positions.sheets import xlsx

pytestmark = pytest.mark.usefixtures("taxonomy")
LIST = "/admin/employers/employer/"
HEADINGS = ["单位名称", "统一社会信用代码", "单位性质", "所在区市"]


@pytest.fixture
def operator(client):
    user = make_operator(district="370212")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def page(employer):
    return f"{LIST}{employer.pk}/change/"


def names(client):
    found = client.get(LIST).context["cl"].result_list
    return [employer.pk for employer in found]


def test_the_queue_has_the_oldest_on_top_and_only_her_districts(client, operator):
    late, early = make_employer(state="submitted"), make_employer(state="submitted")
    Employer.objects.filter(pk=late.pk).update(submitted_at="2026-02-01T00:00:00Z")
    Employer.objects.filter(pk=early.pk).update(submitted_at="2026-01-01T00:00:00Z")
    done = make_employer()
    make_employer(state="submitted", district="370202")
    own = make_employer(state="submitted")
    Membership.objects.create(user=operator, organisation=own.organisation, role="owner")
    assert names(client) == [early.pk, late.pk, done.pk]


@pytest.mark.parametrize(
    ("state", "act", "reason", "after"),
    [
        ("submitted", "verify", "", "verified"),
        ("submitted", "return_", "A better copy.", "returned"),
        ("submitted", "return_", "", "submitted"),
        ("submitted", "reject", "Not an employer.", "rejected"),
        ("verified", "suspend", "A complaint.", "suspended"),
        ("verified", "suspend", "", "verified"),
        ("verified", "verify", "", "verified"),
        ("submitted", "nonsense", "x", "submitted"),
    ],
)
def test_a_button_decides(client, operator, state, act, reason, after):
    employer = make_employer(state=state)
    assert client.post(page(employer), {"act": act, "reason": reason}).status_code == 302
    employer.refresh_from_db()
    assert employer.state == after


def test_only_what_the_employer_names_is_confirmed_and_goes_with_it(client):
    employer = make_employer(honours=["gazelle", "postdoc_host"])
    client.force_login(make_operator(verbs=["employers.review"]))
    client.post(page(employer), {"act": "confirm_honours", "honour": ["postdoc_host"]})
    employer.refresh_from_db()
    assert employer.honours_confirmed == ["postdoc_host"]
    client.post(page(employer), {"act": "confirm_honours", "honour": ["high_tech"]})
    employer.refresh_from_db()
    assert employer.honours_confirmed == ["postdoc_host"]
    assert audit.timeline(employer, public_only=False).filter(act="confirm_honours").count() == 1
    profiles.save(employer, ProfileContent(employer={"honours": ["gazelle"]}), by=employer.owner)
    employer.refresh_from_db()
    assert employer.honours_confirmed == []


def test_how_lists_arrive_is_set_by_operators(client, operator):
    employer = make_employer()
    client.post(page(employer), {"act": "release_mode", "mode": "direct"})
    client.post(page(employer), {"act": "release_mode", "mode": "by pigeon"})
    employer.refresh_from_db()
    assert employer.release_mode == "direct"


def test_nobody_judges_what_is_not_hers(client, operator):
    far = make_employer(state="submitted", district="370202")
    own = make_employer(state="submitted")
    Membership.objects.create(user=operator, organisation=own.organisation, role="owner")
    for employer in (far, own):
        assert client.get(page(employer)).status_code in (302, 403, 404)
        client.post(page(employer), {"act": "verify"})
        employer.refresh_from_db()
        assert employer.state == "submitted"


@pytest.mark.parametrize("who", ["stranger", "employer", "operator for positions"])
def test_others_never_get_in(client, who):
    employer = make_employer(state="submitted")
    user = {
        "stranger": make_user(),
        "employer": employer.owner,
        "operator for positions": make_operator(verbs=["positions.review"]),
    }[who]
    client.force_login(user)
    for address in (LIST, page(employer), f"{LIST}import/"):
        assert client.get(address).status_code in (302, 403)
    client.post(page(employer), {"act": "verify"})
    employer.refresh_from_db()
    assert employer.state == "submitted"


def send(client, rows):
    file = SimpleUploadedFile("单位.xlsx", xlsx(rows, headings=HEADINGS))
    return client.post(f"{LIST}import/", {"file": file, "seen": "on"})


def test_employers_are_taken_in_and_their_links_shown_once(client, operator):
    answer = send(client, [["示例甲", make_code(1), "民企", "崂山"], ["示例乙", make_code(2), "高校", "崂山"]])
    text = answer.content.decode()
    links = re.findall(r"http://testserver(/employer/claim/[\w-]+/)", text)
    assert (answer.status_code, len(set(links)), text.count('class="qr"')) == (200, 2, 2)
    assert list(Employer.objects.values_list("state", flat=True)) == ["verified", "verified"]
    client.force_login(make_user())
    assert client.get(links[0]).status_code == 200
    client.post(links[0])
    assert Membership.objects.get().role == "owner"


def test_a_wrong_row_takes_nobody_in(client, operator):
    answer = send(client, [["示例甲", make_code(1), "民企", "崂山"], ["示例乙", "123", "高校", "崂山"]])
    assert (answer.status_code, Employer.objects.count()) == (422, 0)
    assert "18 characters" in answer.content.decode()


@pytest.mark.parametrize(("name", "content"), [("a.pdf", b"%PDF-"), ("a.xlsx", b"PK\x03\x04"), ("a.xlsx", b"text")])
def test_a_file_of_another_kind_is_refused(client, operator, name, content):
    answer = client.post(f"{LIST}import/", {"file": SimpleUploadedFile(name, content), "seen": "on"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_a_new_claim_link_for_one_that_nobody_owns(client, operator):
    employer = make_employer()
    assert client.post(page(employer), {"act": "claim_link"}).status_code == 403
    Membership.objects.all().delete()
    answer = client.post(page(employer), {"act": "claim_link"})
    assert "/employer/claim/" in answer.content.decode()
