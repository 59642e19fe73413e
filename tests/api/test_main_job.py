"""The whole main job over REST alone: from a posting in Chinese to a hire, by four people with tokens."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from apps.accounts.models import AccessEntry, Membership
from apps.core import marks
from apps.matching.models import Label, Match
from apps.matching.states import MatchState
from apps.talents.models import Talent
from tests.api.conftest import Api
from tests.api.work import work
from tests.factories import PASSWORD, make_employer, make_operator, make_position, make_talent, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy", "notices")]

POSTING = {
    "title": "海洋防腐涂层研发工程师",
    "description": "负责深海装备环氧防腐涂层的配方设计、附着力与电化学阻抗评价，解决海水腐蚀问题。",
    "requirements": "博士，材料或腐蚀与防护方向，熟悉海洋环境腐蚀机理与涂层失效分析。",
    "chain": "marine_equip",
    "degree_min": "doctor",
    "salary_min": 280_000,
    "salary_max": 480_000,
    "headcount": 1,
    "district": "370212",
    "skills": ["深海防腐涂层", "电化学阻抗谱"],
}


def owner(position):
    return Membership.objects.get(organisation=position.employer.organisation, role="owner").user


def with_token(user) -> Api:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Api()
    found = client.ok("post", "auth/token/", {"email": user.email, "password": PASSWORD})
    client.credentials(HTTP_AUTHORIZATION=f"Token {found['token']}")
    return client


@pytest.fixture
def people():
    coating = make_talent(
        headline="Corrosion protection scientist for subsea equipment",
        about="I develop epoxy coatings against seawater corrosion of deep-sea vehicles; EIS, pull-off tests.",
        skills=("deep_sea_anticorrosion_coating",),
    )
    make_talent(
        headline="VR optics engineer", about="Pancake lenses for virtual reality headsets, ray tracing.", chains=["vr"]
    )
    for _number in range(5):
        make_talent(headline="Logistics planner", about="Warehouses and cold chain.", chains=["logistics"])
    make_talent(headline="Coatings technician", degree="master")
    marks.touch("talent", list(Talent.objects.values_list("pk", flat=True)))
    work()
    return coating


def test_from_a_posting_to_a_hire(people):
    employer, operator, talent = make_employer(), with_token(make_operator(district="370212")), with_token(people.user)
    recruiter = with_token(employer.owner)

    # the employer posts, sees whom the draft would find, and submits
    draft = recruiter.ok("post", "positions/", {**POSTING, "valid_until": f"{timezone.localdate() + timedelta(60)}"})
    one = f"positions/{draft['id']}/"
    assert (draft["state"], draft["title"], draft["draft"]["state"]) == ("draft", POSTING["title"], "draft")
    assert [row["code"] for row in draft["skills"]] == ["deep_sea_anticorrosion_coating", "electrochemical_impedance"]
    assert recruiter.ok("get", one + "preview/")["compared"] == 8
    assert recruiter.ok("post", one + "submit/")["state"] == "pending"

    # the operator publishes; the ranking is pending until a worker has done it
    assert operator.ok("post", one + "publish/", {})["state"] == "published"
    assert operator.ok("get", one + "matches/")["run"]["state"] == "pending"
    work()
    found = operator.ok("get", one + "matches/")
    assert (found["run"]["state"], found["run"]["compared"], found["run"]["basic"]) == ("finished", 8, False)
    assert found["excluded"] == {"count": 1, "by_rule": {"degree": 1}}
    assert found["relaxed"] == {"degree": 1}
    first = found["results"][0]
    assert (first["rank"], first["talent"]["id"]) == (1, people.public_id)
    assert first["talent"]["headline"] == "Corrosion protection scientist for subsea equipment"
    assert sum(reason["points"] for reason in first["reasons"]) == first["score"]
    assert 0 < first["score"] <= 100_000

    # review and release
    assert operator.ok("post", f"matches/{first['id']}/approve/")["state"] == "approved"
    assert operator.ok("post", one + "release/", {}) == {"released": 1}

    # the employer sees an anonymous card and shows interest
    shortlist = recruiter.ok("get", one + "shortlist/")
    assert [card["rank"] for card in shortlist["results"]] == [1]
    card = shortlist["results"][0]
    assert card["degree"]["code"] == "doctor"
    assert recruiter.ok("post", f"matches/{card['id']}/interest/")["state"] == "sent_to_talent"

    # the talent reads who asks, and agrees
    asked = talent.ok("get", "me/requests/")["results"]
    assert [(row["position"], row["employer"]["id"]) for row in asked] == [(draft["id"], employer.public_id)]
    assert talent.ok("get", "me/messages/")["results"][0]["kind"] == "interest"
    agreed = talent.ok("post", f"matches/{asked[0]['id']}/agree/")
    assert agreed["state"] == "converted"

    # the pipeline, told to both sides
    mine = f"applications/{agreed['application']}/"
    assert recruiter.ok("get", mine + "talent/")["identity"]["family_name"] == people.family_name
    assert talent.ok("get", "me/access-log/")["results"][0]["organisation"] == employer.organisation.name
    recruiter.ok("post", mine + "view/")
    recruiter.ok("post", mine + "shortlist/")
    moment = (timezone.now() + timedelta(days=3)).replace(microsecond=0)
    recruiter.ok("post", mine + "invite/", {"proposed": [moment.isoformat()]})
    assert talent.ok("post", mine + "choose-time/", {"time": moment.isoformat()})["chosen_at"]
    until = timezone.now() + timedelta(days=9)
    recruiter.ok("post", mine + "offer/", {"salary": 420_000, "until": until.isoformat()})
    assert talent.ok("post", mine + "accept/")["state"] == "accepted"
    operator.ok("post", mine + "arrange/", {"permit_reference": "QD-1"})
    start_on = f"{timezone.localdate() + timedelta(30)}"
    assert operator.ok("post", mine + "hire/", {"start_on": start_on})["state"] == "hired"

    acts = ["submit", "view", "shortlist", "invite", "offer", "accept", "arrange", "hire"]
    for side in (recruiter, talent, operator):
        assert [step["act"] for step in side.ok("get", mine)["timeline"]] == acts
    assert recruiter.ok("get", one)["state"] == "filled"
    assert AccessEntry.objects.filter(person=people.user).count() == 1


def test_a_direct_application_needs_no_operator(people, api):

    position = make_position()
    talent, recruiter = api(people.user), api(owner(position))
    refused = talent.call("post", "applications/", {"position": position.public_id, "consent": False})
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "consent")
    sent = talent.ok("post", "applications/", {"position": position.public_id, "letter": "I would like to come."})
    assert sent["state"] == "submitted"
    again = talent.call("post", "applications/", {"position": position.public_id})
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "conflict")

    mine = f"applications/{sent['id']}/"
    assert [row["id"] for row in recruiter.ok("get", "applications/")["results"]] == [sent["id"]]
    assert recruiter.ok("get", mine)["letter"] == "I would like to come."
    assert talent.ok("post", mine + "withdraw/")["state"] == "withdrawn"
    assert recruiter.call("get", mine).status_code == 404
    assert recruiter.call("get", mine + "talent/").status_code == 404
    assert recruiter.ok("get", "applications/")["results"] == []


def test_decisions_of_review(people, api):
    position = make_position()
    marks.touch("position", [position.pk])
    work()
    operator = api(make_operator())
    rows = operator.ok("get", f"positions/{position.public_id}/matches/")["results"]
    one, two, three = (f"matches/{row['id']}/" for row in rows[:3])
    assert operator.ok("post", one + "hold/", {})["state"] == "held"
    assert operator.ok("post", two + "reject/", {"reason": "too_junior"})["state"] == "rejected"
    words = operator.ok("post", three + "reject/", {"reason": "works for a competitor of theirs"})
    assert words["state"] == "rejected"

    kept = Label.objects.order_by("id").values_list("kind", "reason_code")
    assert list(kept) == [("held", ""), ("rejected", "too_junior"), ("rejected", "other")]
    assert operator.call("post", two + "hold/", {}).status_code == 409
    last = rows[-1]
    assert operator.ok("post", f"matches/{last['id']}/reorder/", {"rank": 1})["rank"] == 1
    after = operator.ok("get", f"positions/{position.public_id}/matches/")["results"]
    assert (after[0]["id"], after[0]["rank"], after[0]["computed_rank"]) == (last["id"], 1, last["rank"])
    assert operator.call("post", one + "reorder/", {"rank": 0}).status_code == 400
    assert operator.call("post", one + "reject/", {"reason": " "}).status_code == 400


def test_operators_never_review_their_own_employer(people, api):

    position, operator = make_position(), make_operator()
    Membership.objects.create(user=operator, organisation=position.employer.organisation, role="hiring_manager")
    marks.touch("position", [position.pk])
    work()
    client = api(operator)
    assert client.call("get", f"positions/{position.public_id}/matches/").status_code == 403
    match = position.matches.first()
    assert client.call("post", f"matches/{match.public_id}/approve/").status_code == 404


def test_a_talent_passes_or_is_passed_over(people, api):

    position = make_position()
    marks.touch("position", [position.pk])
    work()
    first, second = Match.objects.filter(position=position).order_by("results__rank")[:2]
    Match.objects.filter(pk__in=[first.pk, second.pk]).update(
        state=MatchState.SENT_TO_EMPLOYER, released_at=timezone.now()
    )
    recruiter = api(owner(position))
    assert recruiter.ok("post", f"matches/{second.card_id}/pass/", {})["state"] == "no_interest"
    recruiter.ok("post", f"matches/{first.card_id}/interest/")
    assert recruiter.call("post", f"matches/{first.card_id}/interest/").status_code == 409
    assert recruiter.call("post", f"matches/{first.public_id}/interest/").status_code == 404
    talent = api(first.talent.user)
    for method, path in (("get", f"matches/{first.public_id}/agree/"), ("post", f"matches/{first.card_id}/agree/")):
        assert talent.call(method, path).status_code in (404, 405)
    first.refresh_from_db()
    assert first.state == MatchState.SENT_TO_TALENT
    assert talent.ok("post", f"matches/{first.public_id}/refuse/")["state"] == "no_interest"
    stranger = api(make_user())
    assert stranger.call("post", f"matches/{first.public_id}/refuse/").status_code == 404


def test_a_person_places_whom_no_program_ranks(people, api):
    unranked = make_talent(automated_ranking=False, headline="Marine coating expert")
    position, operator = make_position(), make_operator()
    marks.touch("position", [position.pk])
    work()
    one, client, recruiter = f"positions/{position.public_id}/", api(operator), api(owner(position))
    assert [row["id"] for row in client.ok("get", one + "unranked/")["results"]] == [unranked.public_id]

    given = {"talent": unranked.public_id, "rank": 1, "reason": "ten years at sea"}
    for wrong in ({"reason": " "}, {"rank": 0}, {"rank": 151}, {"talent": "nobody"}):
        assert client.call("post", one + "placements/", {**given, **wrong}).status_code == 400
    ranked = client.ok("get", one + "matches/")["results"][0]["talent"]["id"]
    assert client.call("post", one + "placements/", {**given, "talent": ranked}).status_code == 409
    assert recruiter.call("post", one + "placements/", given).status_code == 403
    placed = client.ok("post", one + "placements/", given)
    assert (placed["state"], placed["rank"]) == ("approved", 1)

    first, second = client.ok("get", one + "matches/")["results"][:2]
    assert (first["id"], first["score"], first["computed_rank"], first["reasons"]) == (placed["id"], None, None, [])
    assert (first["by_hand"], second["by_hand"], second["rank"]) == (True, False, 2)
    assert client.call("post", f"matches/{placed['id']}/reorder/", {"rank": 2}).status_code == 409

    client.ok("post", one + "release/")
    [card] = recruiter.ok("get", one + "shortlist/")["results"]
    assert (card["rank"], card["score"], card["by_hand"], card["reasons"]) == (1, None, True, [])
    assert "ten years" not in str(card)
    assert client.call("post", f"matches/{placed['id']}/take-out/", {"reason": ""}).status_code == 400
    assert client.ok("post", f"matches/{placed['id']}/take-out/", {"reason": "the wrong field"})["rank"] is None
    assert recruiter.ok("get", one + "shortlist/")["results"] == []
