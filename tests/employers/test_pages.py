"""The employer's own pages: start, claim, profile, papers; and what others get of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps.accounts import invitations
from apps.accounts.models import Invitation, Membership
from apps.core.models import File
from apps.employers import profiles
from apps.employers.models import Employer
from tests.employers.codes import make_code
from tests.factories import make_employer, make_member, make_operator, make_organisation, make_user

pytestmark = pytest.mark.usefixtures("taxonomy")
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
START = {"name_zh": "示例新单位", "type": "private", "district": "370212", "agree": "on"}


@pytest.fixture
def user(client):
    user = make_user(language="en", language_chosen=True)
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def sign_in(client, user):
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


# ---------------------------------------------------------------- start
def test_somebody_enters_an_employer_and_owns_it(client, user):
    answer = client.post("/employer/start/", {**START, "credit_code": make_code(7).lower()})
    assert (answer.status_code, answer.url) == (302, "/employer/")
    employer = Employer.objects.get()
    assert (employer.organisation.credit_code, employer.state) == (make_code(7), "unverified")
    assert Membership.objects.get().user == user
    assert client.get("/employer/").status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name_zh": ""}, "name_zh"),
        ({"name_zh": "长" * 201}, "name_zh"),
        ({"name_zh": "a\x00b"}, "name_zh"),
        ({"name_zh": "在册单位"}, "name_zh"),
        ({"type": "mystery"}, "type"),
        ({"type": ""}, "type"),
        ({"district": "310000"}, "district"),
        ({"credit_code": "123"}, "credit_code"),
        ({"credit_code": make_code(3)}, "credit_code"),
        ({"agree": ""}, "agree"),
    ],
)
def test_bad_input_is_told_at_the_field_and_nothing_is_stored(client, user, change, field):
    known = make_employer()
    known.organisation.name_zh, known.organisation.credit_code = "在册单位", make_code(3)
    known.organisation.save()
    answer = client.post("/employer/start/", {**START, **change})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert list(Employer.objects.all()) == [known]


def test_a_stranger_signs_in_first(client):
    assert client.get("/employer/start/").status_code == 302


# ---------------------------------------------------------------- claim
@pytest.fixture
def claim(client):
    organisation = make_employer().organisation
    Membership.objects.all().delete()
    _invitation, secret = invitations.create(organisation, "owner", by=make_operator())
    return organisation, f"/employer/claim/{secret}/"


def test_a_claim_link_shows_whose_it_is_and_joins_by_post_only(client, claim):
    organisation, address = claim
    assert organisation.name_en in client.get(address, headers={"accept-language": "en"}).content.decode()
    assert client.post(address).url.startswith(reverse("account_login"))
    user = sign_in(client, make_user())
    assert client.get(address).status_code == 200
    assert Membership.objects.count() == 0
    assert client.post(address).url == "/employer/"
    assert list(Membership.objects.values_list("user", "organisation", "role")) == [(user.pk, organisation.pk, "owner")]
    assert client.get(address).status_code == 410


def test_an_expired_or_made_up_claim_link_leads_nowhere(client, claim):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert client.get(claim[1]).status_code == 410
    assert client.get("/employer/claim/nonsense/").status_code == 410
    assert Membership.objects.count() == 0


# ---------------------------------------------------------------- profile
PROFILE = {"name_zh": "示例", "name_en": "Example", "type": "soe", "district": "370202", "address": "松岭路", "website": "example.test",
           "founded_year": "1999", "staff_count": "120", "contact_name": "李", "contact_phone": "0532", "contact_email": "a@b.test",
           "slogan_zh": "一句话", "description_en": "About", "honours": ["gazelle"], "chains": ["ai"]}  # fmt: skip


def test_an_owner_keeps_the_profile(client):
    employer = make_employer(state="unverified")
    sign_in(client, employer.owner)
    assert client.post("/employer/profile/", PROFILE).status_code == 302
    employer = Employer.objects.get()
    assert (employer.type, employer.website, employer.honours, employer.chains) == (
        "soe",
        "https://example.test",
        ["gazelle"],
        ["ai"],
    )
    assert sorted(employer.texts.values_list("language", "slogan")) == [("en", ""), ("zh-hans", "一句话")]
    page = client.get("/employer/profile/").content.decode()
    assert "一句话" in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"website": "no site"}, "website"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"founded_year": "1700"}, "founded_year"),
        ({"founded_year": "2999"}, "founded_year"),
        ({"staff_count": "-3"}, "staff_count"),
        ({"staff_count": "many"}, "staff_count"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"honours": ["nobel"]}, "honours"),
        ({"chains": ["nowhere"]}, "chains"),
        ({"description_en": "x" * 6001}, "description_en"),
        ({"credit_code": "1" * 18}, "credit_code"),
    ],
)
def test_a_wrong_field_of_the_profile_stores_nothing(client, change, field):
    employer = make_employer(state="unverified")
    sign_in(client, employer.owner)
    answer = client.post("/employer/profile/", {**PROFILE, **change})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Employer.objects.get().type == "private"


def test_a_recruiter_writes_but_renames_nothing(client):
    employer = make_employer(state="unverified")
    before = employer.organisation.name_zh
    sign_in(client, make_member(employer.organisation, "recruiter"))
    assert client.post("/employer/profile/", PROFILE).status_code == 302
    employer = Employer.objects.select_related("organisation").get()
    assert (employer.type, employer.organisation.name_zh) == ("soe", before)


def test_a_hiring_manager_only_reads(client):
    employer = make_employer()
    sign_in(client, make_member(employer.organisation, "hiring_manager"))
    assert client.get("/employer/profile/").status_code == 200
    assert client.post("/employer/profile/", PROFILE).status_code == 403
    assert client.get("/employer/verification/").status_code == 403
    assert Employer.objects.get().type == "private"


# ---------------------------------------------------------------- papers
def upload(client, name="执照.png", content=PNG, kind="licence"):
    return client.post("/employer/verification/", {"kind": kind, "file": SimpleUploadedFile(name, content)})


def test_papers_are_stored_encrypted_and_submitted(client, settings):
    employer = make_employer(state="unverified", contact_name="Li", contact_phone="1")
    employer.organisation.credit_code = make_code(4)
    employer.organisation.save()
    sign_in(client, employer.owner)
    assert upload(client).status_code == 302
    assert client.post("/employer/verification/submit/").status_code == 302
    assert Employer.objects.get().state == "unverified", "the mandate is missing"
    upload(client, kind="mandate")
    client.post("/employer/verification/submit/")
    assert Employer.objects.get().state == "submitted"
    stored = [path.read_bytes() for path in settings.FILES_ROOT.glob("*/*")]
    assert len(stored) == 2
    assert not any(PNG[:8] in content for content in stored)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.exe", b"MZ", "licence"),
        ("a.pdf", PNG, "licence"),
        ("a.png", b"", "licence"),
        ("a.svg", b"<svg onload=alert(1)>", "licence"),
        ("a.png", PNG + b"0" * 20_000_000, "licence"),
    ],
)
def test_a_wrong_file_is_refused_at_the_field(client, name, content, kind):
    sign_in(client, make_employer(state="unverified").owner)
    answer = upload(client, name, content, kind)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert File.objects.count() == 0


def test_a_paper_is_removed_by_its_own_owner_only(client, django_capture_on_commit_callbacks):
    employer = make_employer(state="unverified")
    profiles.add_document(employer, "licence", PNG, name="a.png", content_type="image/png", by=employer.owner)
    address = f"/employer/verification/papers/{employer.documents.get().public_id}/remove/"
    sign_in(client, make_employer().owner)
    assert client.post(address).status_code == 404
    sign_in(client, make_member(employer.organisation, "recruiter"))
    assert client.post(address).status_code == 403
    sign_in(client, employer.owner)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address).status_code == 302
    assert (employer.documents.count(), File.objects.count()) == (0, 0)


# ---------------------------------------------------------------- downloads
@pytest.fixture
def paper():
    employer = make_employer(district="370212")
    profiles.add_document(employer, "licence", PNG, name='营业 "执照".png', content_type="image/png", by=employer.owner)
    return employer


def test_a_download_is_an_attachment_that_runs_nothing(client, paper):
    sign_in(client, paper.owner)
    answer = client.get(f"/files/{paper.documents.get().file.public_id}/")
    assert answer.content == PNG
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"__ ____.png\"; filename*=UTF-8''%E8%90%A5%E4%B8%9A%20%22%E6%89%A7%E7%85%A7%22.png"
    )
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "image/png")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_papers_do_not_exist_for_others(client, paper):
    address = f"/files/{paper.documents.get().file.public_id}/"
    assert client.get(address).status_code == 404
    strangers = [
        make_user(),
        make_employer().owner,
        make_member(paper.organisation, "recruiter"),
        make_operator(district="370202"),
    ]
    for user in strangers:
        client.force_login(user)
        assert client.get(address).status_code == 404
    client.force_login(make_operator(district="370212"))
    assert client.get(address).status_code == 200
    assert client.get("/files/nothing/").status_code == 404


def test_a_file_that_was_swept_away_is_a_404(client, paper, settings):
    for path in settings.FILES_ROOT.glob("*/*"):
        path.unlink()
    client.force_login(paper.owner)
    assert client.get(f"/files/{paper.documents.get().file.public_id}/").status_code == 404


# ---------------------------------------------------------------- the frame
@pytest.mark.parametrize("path", ["", "profile/", "verification/", "positions/", "positions/new/", "import/"])
def test_pages_of_an_employer_need_one(client, path):
    assert client.get(f"/employer/{path}").url.startswith(reverse("account_login"))
    client.force_login(make_member(make_organisation(kind="department")))
    assert client.get(f"/employer/{path}").url == "/employer/start/"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("state", ["unverified", "submitted", "returned", "verified", "suspended", "expired"])
def test_the_home_page_speaks_of_every_state(client, language, state):
    employer = make_employer(state=state)
    client.force_login(employer.owner)
    client.cookies["django_language"] = language
    assert client.get("/employer/").status_code == 200
