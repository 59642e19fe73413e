"""A position over REST: written, changed, sent to review, and everything that may happen to it later."""

from datetime import timedelta

import pytest

from apps.accounts.models import Membership
from apps.positions.dates import today
from apps.positions.models import Position
from apps.positions.states import PositionState
from tests.factories import make_employer, make_operator, make_position, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]

BODY = {
    "title": "涂层研发工程师", "title_en": "Coatings engineer", "description": "负责配方设计。", "requirements": "博士。",
    "degree_min": "doctor", "salary_min": 250_000, "salary_max": 400_000, "district": "370212",
}  # fmt: skip


def team_of(position_or_employer):
    employer = getattr(position_or_employer, "employer", position_or_employer)
    return Membership.objects.get(organisation=employer.organisation).user


def refused(client, path, body=None, status=409):
    answer = client.call("post", path, body if body is not None else {})
    assert answer.status_code == status, answer.content
    return answer.json()["errors"][0]["detail"]


def test_five_musts_and_defaults_for_the_rest(api):
    made = api(team_of(make_employer())).ok("post", "positions/", BODY)
    assert (made["kind"], made["headcount"], made["negotiable"], made["skills"]) == ("rd_engineer", 1, False, [])
    assert made["valid_until"] == f"{today() + timedelta(days=90)}"
    stored = Position.objects.get(public_id=made["id"])
    texts = stored.draft.texts.order_by("language").values_list("language", "title", "is_original")
    assert list(texts) == [("en", "Coatings engineer", False), ("zh-hans", "涂层研发工程师", True)]


@pytest.mark.parametrize("name", ["title", "description", "requirements", "degree_min", "salary_min", "district"])
def test_a_must_that_is_missing_is_named(api, name):
    body = {key: value for key, value in BODY.items() if key != name}
    answer = api(team_of(make_employer())).call("post", "positions/", body)
    assert (answer.status_code, [row["attr"] for row in answer.json()["errors"]]) == (400, [name])
    assert not Position.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"salary_min": 500_000}, "salary_min"), ({"salary_max": -1}, "salary_max"), ({"salary_min": "25万"}, "salary_min"),
        ({"valid_until": "2020-01-01"}, "valid_until"), ({"valid_until": "31.12.2030"}, "valid_until"),
        ({"degree_min": "wizard"}, "degree_min"), ({"chain": "nonsense"}, "chain"), ({"headcount": 0}, "headcount"),
        ({"languages": [{"code": "xx"}]}, "languages.0.code"), ({"disciplines": ["x"]}, "disciplines.0"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_at_its_field(api, wrong, name):
    answer = api(team_of(make_employer())).call("post", "positions/", {**BODY, **wrong})
    assert (answer.status_code, [row["attr"] for row in answer.json()["errors"]]) == (400, [name])
    assert not Position.objects.exists()


def test_refusals_come_in_the_language_asked_for(api):
    client = api(team_of(make_employer()))
    answers = {
        language: client.call("post", "positions/", {**BODY, "title": ""}, headers={"accept-language": language})
        for language in ("zh-hans", "en")
    }
    assert answers["en"].json()["errors"][0]["detail"] != answers["zh-hans"].json()["errors"][0]["detail"]


def test_changing_a_draft_keeps_what_is_not_named(api):
    client = api(team_of(make_employer()))
    made = client.ok("post", "positions/", {**BODY, "skills": ["深海防腐涂层"]})
    one = f"positions/{made['id']}/"
    changed = client.ok("patch", one, {"salary_max": 500_000})
    assert changed["draft"] == {**made["draft"], "salary_max": 500_000}
    wrong = client.call("patch", one, {"salary_max": 1})
    assert (wrong.status_code, wrong.json()["errors"][0]["attr"]) == (400, "salary_min")
    english = client.ok("patch", one, {"title": "Coatings lead", "description": "Formulation.", "requirements": "PhD."})
    assert (english["language"], english["title"]) == ("en", "Coatings lead")
    assert Position.objects.get(public_id=made["id"]).draft.texts.count() == 1


def test_a_published_text_stays_until_the_next_one_is_published(api):
    position = make_position(title="旧标题", title_en="Old title")
    client, one = api(team_of(position)), f"positions/{position.public_id}/"
    changed = client.ok("patch", one, {"title": "新标题", "salary_max": 600_000})
    assert (changed["title"], changed["salary_max"]) == ("Old title", 480_000)
    assert (changed["draft"]["salary_max"], changed["draft"]["state"]) == (600_000, "draft")
    client.ok("post", one + "submit/")
    assert "reviewed" in refused_patch(client, one)
    for reader in (api(), api(make_user()), api(make_operator(district="370203"))):
        assert (reader.ok("get", one)["salary_max"], reader.ok("get", one)["draft"]) == (480_000, None)
    operator = api(make_operator(district="370212"))
    assert operator.ok("get", one)["draft"]["state"] == "pending"
    after = operator.ok("post", one + "publish/", {})
    assert (after["salary_max"], after["draft"]) == (600_000, None)


def refused_patch(client, path):
    answer = client.call("patch", path, {"salary_max": 700_000})
    assert answer.status_code == 409
    return answer.json()["errors"][0]["detail"]


def test_back_and_forth_between_employer_and_operator(api):
    employer = make_employer()
    client, operator = api(team_of(employer)), api(make_operator())
    one = f"positions/{client.ok('post', 'positions/', BODY)['id']}/"
    client.ok("post", one + "submit/")
    assert client.ok("post", one + "recall/")["state"] == "draft"
    refused(operator, one + "publish/")
    client.ok("post", one + "submit/")
    refused(operator, one + "return/", {"reason": " "}, status=400)
    assert operator.ok("post", one + "return/", {"reason": "Name the degree."})["state"] == "returned"
    acts = [step["act"] for step in client.ok("get", one + "timeline/")["results"]]
    assert acts == ["submit", "recall", "submit", "return_"]
    assert client.ok("get", one + "timeline/")["results"][-1]["reason"] == "Name the degree."


def test_the_life_of_a_published_position(api):
    position = make_position()
    client, operator, one = api(team_of(position)), api(make_operator()), f"positions/{position.public_id}/"
    assert client.ok("post", one + "pause/")["state"] == "paused"
    assert api().call("get", one).status_code == 404
    assert client.ok("post", one + "resume/")["state"] == "published"
    refused(client, one + "take-down/", {"reason": "x"}, status=403)
    assert operator.ok("post", one + "take-down/", {"reason": "complaint"})["state"] == "taken_down"
    assert operator.ok("post", one + "reinstate/", {})["state"] == "published"
    Position.objects.filter(pk=position.pk).update(state=PositionState.EXPIRED)
    refused(client, one + "renew/", {"valid_until": f"{today() - timedelta(1)}"})
    assert client.ok("post", one + "renew/", {"valid_until": f"{today() + timedelta(30)}"})["state"] == "pending"
    assert client.ok("post", one + "close/")["state"] == "closed"
    refused(client, one + "resume/")


def test_an_unverified_employer_drafts_and_waits(api):
    employer = make_employer(state="submitted")
    client, operator = api(team_of(employer)), api(make_operator())
    one = f"positions/{client.ok('post', 'positions/', BODY)['id']}/"
    client.ok("post", one + "submit/")
    assert "verified" in refused(operator, one + "publish/")
    assert client.call("get", one + "preview/").status_code == 403
    assert operator.ok("post", f"employers/{employer.public_id}/verify/", {})["state"] == "verified"
    assert operator.ok("post", one + "publish/", {})["state"] == "published"


def test_discriminating_words_need_a_reason_to_stand(api):
    employer = make_employer()
    client, operator = api(team_of(employer)), api(make_operator())
    body = {**BODY, "requirements": "博士，仅限男性。"}
    one = f"positions/{client.ok('post', 'positions/', body)['id']}/"
    client.ok("post", one + "submit/")
    assert "discriminate" in refused(operator, one + "publish/")
    assert operator.ok("post", one + "publish/", {"override_reason": "agreed with the office"})["state"] == "published"


def test_who_acts_for_two_employers_names_one(api):
    first, second = make_employer(), make_employer()
    user = team_of(first)
    Membership.objects.create(user=user, organisation=second.organisation, role="recruiter")
    client = api(user)
    answer = client.call("post", "positions/", BODY)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "employer")
    made = client.ok("post", "positions/", {**BODY, "employer": second.public_id})
    assert made["employer"]["id"] == second.public_id
    assert client.call("post", "positions/", {**BODY, "employer": make_employer().public_id}).status_code == 403


def test_employers_and_their_verification(api):
    verified, waiting = make_employer(), make_employer(state="submitted", contact_name="Mei")
    one = f"employers/{waiting.public_id}/"
    assert [row["id"] for row in api().ok("get", "employers/")["results"]] == [verified.public_id]
    assert api().ok("get", f"employers/{verified.public_id}/")["verification"] is None
    operator = api(make_operator(district="370212"))
    assert operator.ok("get", one)["verification"]["contact_name"] == "Mei"
    assert [row["id"] for row in operator.ok("get", "employers/?state=submitted")["results"]] == [waiting.public_id]
    refused(operator, one + "return/", {}, status=400)
    assert operator.ok("post", one + "return/", {"reason": "no licence"})["state"] == "returned"
    refused(operator, one + "verify/")
    two = f"employers/{verified.public_id}/"
    refused(api(team_of(verified)), two + "suspend/", {"reason": "x"}, status=403)
    assert operator.ok("post", two + "suspend/", {"reason": "complaint"})["state"] == "suspended"
    assert api().call("get", two).status_code == 404
    assert operator.ok("post", two + "reinstate/", {})["state"] == "verified"
