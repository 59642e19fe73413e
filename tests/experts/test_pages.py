"""The expert's pages: joining by the link, profile, ties row by row, undertakings, what is due."""

from __future__ import annotations

import pytest
from django.urls import reverse

from apps.accounts import reference
from apps.experts import lifecycle, profiles
from apps.experts.days import today
from apps.experts.models import Expert, Tie, UndertakingKind
from apps.web.expert import due
from tests.experts.test_lifecycle import ADDRESS, last_secret
from tests.factories import make_expert, make_notice, make_operator, make_talent, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def expert(client):
    for kind in UndertakingKind:
        make_notice(kind)
    found = make_expert(employer="", signed=False, confirmed=False, chains=[], disciplines=[])
    client.force_login(found.user)
    return found


def url(name, *args):
    return reverse(f"expert:{name}", args=args)


def post(client, name, *args, follow=True, **data):
    return client.post(url(name, *args), data, follow=follow)


def test_the_link_leads_in(client):
    lifecycle.invite(ADDRESS, by=make_operator())
    address = url("join", last_secret())
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    user = make_user(ADDRESS)
    client.force_login(user)
    assert client.post(address, follow=True).redirect_chain[-1][0] == url("home")
    assert Expert.objects.get().user == user
    assert client.get(address).status_code == 410


def test_the_link_does_not_lead_another_in(client):
    lifecycle.invite(ADDRESS, by=make_operator())
    client.force_login(make_user())
    page = client.post(url("join", last_secret()), follow=True)
    assert "another address" in page.content.decode()
    assert Expert.objects.get().user is None


def test_home_says_what_is_due_until_all_is_done(client, expert):
    titles = [str(item.title) for item in client.get(url("home")).context["due"]]
    assert titles == [
        "Choose your fields", "Say where you work and whom you are tied to",
        "Sign: confidentiality undertaking", "Sign: independence undertaking",
    ]  # fmt: skip
    post(client, "fields", chains=["marine_equip"], cases_max=3)
    post(client, "tie-add", "employer", **{"employer-name_zh": "岚屿研究所"})
    post(client, "ties-confirm")
    for kind in UndertakingKind.values:
        post(client, "undertaking-act", kind, act="sign")
    page = client.get(url("home"))
    assert page.context["due"] == []
    assert [step["state"] for step in page.context["steps"]] == ["done", "done", "done"]
    assert set(Expert.objects.available(on=today(), chain="marine_equip")) == {expert}


def test_another_topic_adds_what_is_due(client, expert, monkeypatch):
    added = due.Due("A case waits", "x", "/x/", "Open", until=today())
    monkeypatch.setattr(due, "PROVIDERS", [*due.PROVIDERS, lambda row: [added] if row == expert else []])
    assert client.get(url("home")).context["due"][0] == added


def test_profile_and_fields_are_stored_or_refused_at_the_field(client, expert):
    post(client, "profile", name_zh="苏砚清", family_name="Su", given_name="Yanqing", title_en="Professor")
    expert.refresh_from_db()
    assert (expert.title_en, expert.chains) == ("Professor", [])
    wrong = post(client, "profile", name_zh="苏砚清", orcid="12")
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["orcid"])
    assert list(post(client, "profile").context["form"].errors) == ["name_zh"]
    wrong = post(client, "fields", chains=["nowhere"], cases_max=0)
    assert set(wrong.context["form"].errors) == {"chains", "cases_max"}


def test_each_row_is_saved_by_itself(client, expert):
    post(client, "tie-add", "relative", **{"relative-name_zh": "苏海宁", "relative-body_name": "澄海材料"})
    wrong = post(client, "tie-add", "employer", **{"employer-credit_code": "123"})
    assert wrong.status_code == 422
    assert [section["code"] for section in wrong.context["sections"] if section["open"]] == ["employer"]
    tie = Tie.objects.get()
    assert "苏海宁" in client.get(url("ties")).content.decode()
    post(client, "tie", tie.public_id, **{f"{tie.public_id}-name_zh": "苏海晏"})
    assert (Tie.objects.get().name_zh, Tie.objects.get().body_name) == ("苏海晏", "")
    post(client, "tie-remove", tie.public_id)
    assert not Tie.objects.exists()


def test_what_the_office_noted_is_read_and_stays(client, expert):
    office = make_operator()
    tie = profiles.save_tie(expert, "relative", {"name_zh": "苏海宁"}, by=office, source="office")
    page = client.get(url("ties")).content.decode()
    assert "noted by the office" in page
    assert url("tie-remove", tie.public_id) not in page
    assert client.get(url("tie", tie.public_id)).status_code == 404
    post(client, "tie-remove", tie.public_id)
    assert Tie.objects.exists()


def test_rows_of_others_do_not_exist(client, expert):
    other = make_expert().ties.get()
    assert client.get(url("tie", other.public_id)).status_code == 404
    assert post(client, "tie-remove", other.public_id).status_code == 404
    assert post(client, "tie-add", "joint_proposal").status_code == 404
    assert Tie.objects.get() == other


def test_an_undertaking_is_signed_and_taken_back(client, expert):
    kind = UndertakingKind.INDEPENDENCE
    post(client, "undertaking-act", kind, act="sign")
    assert "holds until" in client.get(url("undertakings")).content.decode()
    post(client, "undertaking-act", kind, act="take_back")
    assert "holds until" not in client.get(url("undertakings")).content.decode()
    assert post(client, "undertaking-act", "nothing").status_code == 404


def test_she_pauses_resumes_and_leaves(client, expert):
    for act, state in (("pause", "paused"), ("resume", "active"), ("end", "ended")):
        post(client, "act", act=act)
        expert.refresh_from_db()
        assert expert.state == state
    assert post(client, "act", act="resume").status_code == 403
    assert post(client, "act", act="nonsense").status_code == 400


WRITES = [
    ("profile", ()),
    ("fields", ()),
    ("tie-add", ("relative",)),
    ("ties-confirm", ()),
    ("undertaking-act", ("expert_independence",)),
]


@pytest.mark.parametrize(("name", "args"), WRITES)
def test_who_has_left_reads_and_writes_nothing(client, expert, name, args):
    lifecycle.end(expert, by=expert.user)
    assert post(client, name, *args, name_zh="x", cases_max=1).status_code == 403
    for page in ("home", "profile", "fields", "ties", "undertakings"):
        assert client.get(url(page)).status_code == 200


@pytest.mark.parametrize("name", ["home", "profile", "fields", "ties", "undertakings"])
def test_who_is_not_in_the_pool_sees_no_page_of_it(client, name):
    client.force_login(make_user())
    assert client.get(url(name)).status_code == 302
    client.logout()
    assert "/login/" in client.get(url(name)).url


def test_her_own_pages_are_the_experts_unless_she_is_more(client, expert):
    assert client.get("/me/").url == url("home")
    page = client.get("/settings/")
    assert [str(item["label"]) for item in page.context["portal_nav"]][-1] == "Undertakings"
    assert url("home") in [item["url"] for item in page.context["account_nav"]]
    make_talent(user=expert.user)
    assert client.get("/me/").url == reverse("talent:home")
    assert "岚屿" not in client.get(reverse("account:own-data")).content.decode()
    profiles.save_tie(expert, "employer", {"name_zh": "岚屿研究所"}, by=expert.user)
    assert "岚屿研究所" in client.get(reverse("account:own-data")).content.decode()


def test_her_data_comes_as_a_file(client, expert):
    answer = client.get(reverse("account:own-data"))
    assert answer.json()["expert"]["id"] == expert.public_id
    assert answer["Cache-Control"]


def test_both_notices_ship_with_the_platform():
    reference.load()
    for kind in UndertakingKind:
        assert make_notice(kind).text_en.startswith("As an expert")
