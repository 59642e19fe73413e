"""A call over REST: written, submitted, checked, approved, published, amended; a problem that becomes one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Membership
from apps.challenges.models import Challenge, Problem
from tests.challenges.content import make_challenge, make_programme, with_key
from tests.contests.cases import make_edition
from tests.factories import make_employer, make_operator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def body(**changes):
    parts = ("background", "difficulties", "research", "deliverables", "acceptance")
    row = {
        "texts": [
            {"language": "zh-hans", "title": "深海涂层", "summary": "十年寿命", **dict.fromkeys(parts, "说明")},
            {"language": "en", "is_original": False, "title": "Deep-sea coatings", "summary": "Ten years"},
        ],
        "indicators": [{"metric": "寿命", "comparison": "ge", "threshold": "10", "unit": "年", "method": "高压釜", "verifier": "中心"}],
        "milestones": [{"title": "中试", "due_month": 12, "share": "40.00", "goals": [{"metric": "寿命", "threshold": "6"}]},
                       {"title": "验收", "due_month": 24, "share": "60.00", "goals": [{"metric": "寿命", "threshold": "10"}]}],
        "skills": ["防腐涂层"], "disciplines": ["materials"], "cooperation": ["joint"], "kind": "research",
        "chain": "marine_equip", "district": "370212", "source": "生产", "bounty": 2_000_000, "grant": 1_000_000,
        "own_money": 4_000_000, "term_months": 24, "payment_mode": "milestones", "ip_choice": "joint",
        "contact_name": "张工", "contact_phone": "0532", "credit_clean": True, "beyond_own_means": True,
        "closes_at": (timezone.now() + timedelta(days=40)).isoformat(),
    }  # fmt: skip
    return row | changes


@pytest.fixture
def owner():
    return Membership.objects.get(organisation=make_employer().organisation).user


def test_from_draft_to_public_and_amended(api, owner):
    programme = make_programme(appraisal=False)
    poster = api(owner)
    made = poster.ok("post", "challenges/", {"programme": programme.public_id, **body()})
    assert (made["state"], made["missing"], made["content"]) == ("draft", [], None)
    here = f"challenges/{made['id']}/"
    poster.ok("post", f"{here}submit/")
    api(make_operator(verbs=["challenges.review"])).ok("post", f"{here}check/")
    api(make_operator(verbs=["challenges.approve"])).ok("post", f"{here}approve/")
    publisher = api(make_operator(verbs=["challenges.publish"]))
    assert publisher.call("post", f"{here}publish/", {"no_state_secret": False}).status_code == 409
    assert publisher.call("post", f"{here}publish/", {"no_state_secret": True}).status_code == 409  # no keys yet
    with_key(Challenge.objects.get())
    published = publisher.ok("post", f"{here}publish/", {"no_state_secret": True})
    assert (published["state"], published["content"]["bounty"]) == ("published", 2_000_000)
    seen = api().ok("get", here)
    assert (seen["title"], seen["draft"], seen["content"]["contact"]) == ("Deep-sea coatings", None, None)
    poster.ok("patch", here, {"bounty": 2_500_000})
    assert api().ok("get", here)["content"]["bounty"] == 2_000_000
    assert publisher.ok("post", f"{here}amend/", {"note": "追加"})["content"]["bounty"] == 2_500_000
    poster.ok("patch", here, {"bounty": 1})
    assert publisher.call("post", f"{here}amend/", {"note": "少付"}).status_code == 409
    steps = api().ok("get", f"{here}timeline/")["results"]
    assert [step["state_to"] for step in steps][-1] == "published"


def test_what_is_missing_is_named_and_keeps_it_back(api, owner):
    poster = api(owner)
    made = poster.ok(
        "post", "challenges/", {"programme": make_programme().public_id, **body(ip_choice="", milestones=[])}
    )
    assert {row["field"] for row in made["missing"]} == {"ip_choice", "milestones"}
    assert poster.call("post", f"challenges/{made['id']}/submit/").status_code == 409
    assert Challenge.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"bounty": -1}, "bounty"), ({"bounty": 10**13}, "bounty"), ({"chain": "none"}, "chain"),
        ({"milestones": [{"title": "M", "due_month": 1, "share": "100.001"}]}, "milestones.0.share"),
        ({"indicators": [{"metric": "M", "comparison": "ge"}]}, "indicators.0.threshold"),
        ({"texts": [{"language": "en"}, {"language": "en"}]}, "texts"), ({"partner_code": "1"}, "partner_code"),
        ({"programme": "nowhere"}, "programme"), ({"closes_at": "soon"}, "closes_at"),
    ],
)  # fmt: skip
def test_nonsense_is_a_400_at_its_field_and_stores_nothing(api, owner, change, field):
    answer = api(owner).call("post", "challenges/", {"programme": make_programme().public_id, **body(), **change})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"].startswith(field)
    assert not Challenge.objects.exists()


def test_steps_out_of_order_are_conflicts(api):
    officer = api(make_operator(verbs=["challenges.review", "challenges.approve", "challenges.publish"]))
    challenge = make_challenge(state="submitted")
    for step, given in (("approve", {}), ("publish", {"no_state_secret": True}), ("amend", {"note": "x"})):
        assert officer.call("post", f"challenges/{challenge.public_id}/{step}/", given).status_code == 409, step
    assert officer.call("post", f"challenges/{challenge.public_id}/return/", {}).status_code == 400
    challenge.refresh_from_db()
    assert challenge.state == "submitted"


def test_the_list_filters_and_hides_what_was_never_public(api):
    shown = make_challenge(state="published")
    make_challenge(state="submitted")
    assert [row["id"] for row in api().ok("get", "challenges/")["results"]] == [shown.public_id]
    assert api().ok("get", "challenges/?stage=done")["results"] == []
    assert api().call("get", "challenges/?stage=never").status_code == 400
    operator = api(make_operator(verbs=["challenges.review"]))
    assert len(operator.ok("get", "challenges/?state=submitted")["results"]) == 1


def test_a_problem_is_handed_in_listed_and_promoted(api, owner):
    poster = api(owner)
    made = poster.ok("post", "problems/", {"title": "鼓泡", "description": "两年即鼓泡", "budget_max": 800_000})
    here = f"problems/{made['id']}/"
    assert poster.call("post", f"{here}list/").status_code == 403
    poster.ok("post", f"{here}submit/")
    api(make_operator(verbs=["challenges.review"])).ok("post", f"{here}list/")
    assert [row["id"] for row in api().ok("get", "problems/")["results"]] == [made["id"]]
    grown = poster.ok("post", f"{here}promote/", {"programme": make_programme().public_id})
    assert Challenge.objects.get(public_id=grown["challenge"]).problem == Problem.objects.get()
    assert poster.call("post", f"{here}promote/", {"programme": make_programme().public_id}).status_code == 409


def test_a_listed_problem_becomes_a_track_of_a_contest_by_who_keeps_it(api, owner):
    poster, edition = api(owner), make_edition()
    made = poster.ok("post", "problems/", {"title": "鼓泡", "description": "两年即鼓泡"})
    here, body = f"problems/{made['id']}/", {"contest": edition.public_id}
    poster.ok("post", f"{here}submit/")
    screens = api(make_operator(verbs=["challenges.review"]))
    both = api(make_operator(verbs=["challenges.review", "contests.keep"]))
    assert both.call("post", f"{here}promote-to-track/", body).status_code == 409  # not on the list yet
    screens.ok("post", f"{here}list/")
    assert poster.call("post", f"{here}promote-to-track/", body).status_code == 403
    assert screens.call("post", f"{here}promote-to-track/", body).status_code == 400
    grown = both.ok("post", f"{here}promote-to-track/", body)
    assert edition.tracks.get(public_id=grown["track"]).subject_ref == made["id"]
    assert both.call("post", f"{here}promote-to-track/", body).status_code in (403, 404, 409)
    assert edition.tracks.filter(subject_ref=made["id"]).count() == 1


def test_a_band_the_wrong_way_round_and_another_ones_problem(api, owner):
    answer = api(owner).call("post", "problems/", {"title": "T", "description": "D", "budget_min": 9, "budget_max": 3})
    assert answer.status_code == 400
    other = Problem.objects.create(employer=make_employer(), title="T", description="D")
    assert api(owner).call("patch", f"problems/{other.public_id}/", {"title": "mine"}).status_code == 404


def test_rounds_and_their_rules_are_public(api):
    programme = make_programme()
    make_programme(open_=False)
    [row] = api().ok("get", "programmes/")["results"]
    assert (row["id"], sum(one["weight"] for one in row["criteria"])) == (programme.public_id, 100)


def test_a_round_is_made_from_a_preset_opened_and_ended(api):
    keeper = api(make_operator(verbs=["challenges.programmes"]))
    body = {"preset": "firm_to_firm", "title_zh": "自主发榜", "title_en": "Firm to firm", "year": 2026}
    assert keeper.call("post", "programmes/", {**body, "preset": "none"}).status_code == 400
    assert api(make_operator(verbs=["challenges.review"])).call("post", "programmes/", body).status_code == 403
    made = keeper.call("post", "programmes/", body)
    assert made.status_code == 201
    here = f"programmes/{made.json()['id']}/"
    assert api().call("get", here).status_code == 404
    assert keeper.call("post", f"{here}end/").status_code == 409
    assert keeper.call("post", f"{here}open/").status_code == 200
    assert api().call("get", here).status_code == 200
    assert api(make_operator(verbs=["challenges.review"])).call("post", f"{here}end/").status_code == 403
    assert keeper.call("post", f"{here}end/").status_code == 200
    assert keeper.call("post", f"{here}open/").status_code == 409
