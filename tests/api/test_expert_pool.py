"""The pool of experts by API, for who keeps it: found, invited, paused, ended, noted; never by herself or from elsewhere."""

from __future__ import annotations

import pytest

from apps.accounts.models import AccessEntry
from apps.experts import lifecycle
from apps.experts.models import Expert, QualityNote
from apps.notifications.models import Delivery
from tests.factories import make_expert, make_operator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
HERE, ELSEWHERE = "370212", "370203"


def keeper(**options):
    return make_operator(verbs=["experts.keep"], **options)


def test_she_is_invited_and_the_link_is_sent_again(api):
    client = api(keeper())
    made = client.ok("post", "experts/", {"email": "Su@Example.test", "name_zh": "苏砚清", "chains": ["marine_equip"]})
    assert (made["state"], made["email"], made["district"], made["undertakings"]) == (
        "invited", "su@example.test", "", [],
    )  # fmt: skip
    expert = Expert.objects.get()
    before = expert.invitation_hash
    client.ok("post", f"experts/{made['id']}/send-again/")
    expert.refresh_from_db()
    assert expert.invitation_hash != before
    assert Delivery.objects.filter(kind="expert_invited").count() == 2
    assert client.call("post", "experts/", {"email": "su@example.test"}).status_code == 409
    assert client.call("post", f"experts/{made['id']}/pause/", {"reason": "x"}).status_code == 409


@pytest.mark.parametrize(
    ("given", "attr"),
    [
        ({"email": "nobody"}, "email"), ({}, "email"), ({"email": "a@example.test", "chains": ["x"]}, "chains.0"),
        ({"email": "a@example.test", "district": "1"}, "district"),
        ({"email": "a@example.test", "name_zh": "长" * 81}, "name_zh"),
    ],
)  # fmt: skip
def test_a_wrong_invitation_invites_nobody(api, given, attr):
    answer = api(keeper()).call("post", "experts/", given)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr)
    assert not Expert.objects.exists()


def test_paused_resumed_ended_and_asked_back(api):
    expert, client = make_expert(), api(keeper())
    here = f"experts/{expert.public_id}/"
    assert client.call("post", f"{here}pause/", {"reason": " "}).status_code == 400
    assert client.ok("post", f"{here}pause/", {"reason": "出国一年"})["state"] == "paused"
    assert client.ok("post", f"{here}resume/")["state"] == "active"
    assert client.call("post", f"{here}end/", {}).status_code == 400
    assert client.ok("post", f"{here}end/", {"reason": "退休"})["state"] == "ended"
    assert client.call("post", f"{here}resume/").status_code == 409
    assert client.ok("post", f"{here}invite-again/")["state"] == "invited"
    told = list(expert.user.messages.order_by("pk").values_list("kind", flat=True))
    assert told == ["expert_paused", "expert_resumed", "expert_ended"]


def test_reading_who_she_is_is_noted_for_her_to_see(api):
    expert, user = make_expert(), keeper()
    client = api(user)
    found = client.ok("get", f"experts/{expert.public_id}/")
    assert [row["kind"] for row in found["ties"]] == ["employer"]
    assert [row["in_force"] for row in found["undertakings"]] == [True, True]
    assert AccessEntry.objects.get(person=expert.user).viewer == user
    client.ok("get", "experts/")
    assert AccessEntry.objects.count() == 1


def test_notes_are_added_and_never_reach_her(api):
    expert, client = make_expert(), api(keeper())
    here = f"experts/{expert.public_id}/notes/"
    made = client.ok("post", here, {"rating": "poor", "text": "迟交。", "case": "abcdefgh2345"})
    assert (made["rating"], made["text"], made["case"]) == ("poor", "迟交。", "abcdefgh2345")
    for wrong in ({"rating": "bad", "text": "x"}, {"rating": "good", "text": " "}, {"rating": "good"}):
        assert client.call("post", here, wrong).status_code == 400
    assert [row["id"] for row in client.ok("get", here)["results"]] == [made["id"]]
    assert QualityNote.objects.count() == 1
    own = api(expert.user)
    assert own.call("get", here).status_code == 404
    assert "迟交" not in str(own.ok("get", "me/expert/"))


def test_a_keeper_who_is_an_expert_does_not_keep_herself(api):
    user = keeper()
    own, other = make_expert(user=user), make_expert()
    client = api(user)
    assert [row["id"] for row in client.ok("get", "experts/")["results"]] == [other.public_id]
    here = f"experts/{own.public_id}/"
    assert client.call("get", here).status_code == 404
    assert client.call("get", f"{here}notes/").status_code == 404
    assert client.call("post", f"{here}pause/", {"reason": "x"}).status_code == 404
    own.refresh_from_db()
    assert own.state == "active"


def test_each_district_keeps_its_own(api):
    here, city = make_expert(district=HERE), make_expert()
    there = api(keeper(district=ELSEWHERE))
    local = api(keeper(district=HERE))
    assert there.ok("get", "experts/")["results"] == []
    assert [row["id"] for row in local.ok("get", "experts/")["results"]] == [here.public_id]
    for client, expert in ((there, here), (local, city)):
        assert client.call("get", f"experts/{expert.public_id}/").status_code == 404
        assert client.call("post", f"experts/{expert.public_id}/end/", {"reason": "x"}).status_code == 404
    for district in ("", HERE):
        answer = there.call("post", "experts/", {"email": "a@example.test", "district": district})
        assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "district")
    for user in (make_user(), make_operator(verbs=["challenges.review"]), here.user):
        client = api(user)
        assert client.ok("get", "experts/")["results"] == []
        assert client.call("post", "experts/", {"email": "a@example.test"}).status_code == 403
        assert client.call("post", f"experts/{here.public_id}/end/", {"reason": "x"}).status_code == 404
    assert Expert.objects.filter(state="active").count() == 2


def test_the_pool_is_filtered_and_says_who_has_room(api, django_assert_max_num_queries):
    marine = make_expert(name_zh="林望舒", family_name="Lin", given_name="Wangshu", tasks=["judge"], cases_max=2)
    unsigned = make_expert(signed=False, chains=["bio_medicine"], disciplines=["chemistry"], district=HERE)
    lifecycle.pause(unsigned, by=unsigned.user)
    client = api(keeper())

    def found(query):
        return [row["id"] for row in client.ok("get", f"experts/?{query}")["results"]]

    both = client.ok("get", "experts/")["results"]
    assert [(row["id"], row["signed"], row["open_cases"], row["cases_max"]) for row in both] == [
        (unsigned.public_id, False, 0, 5), (marine.public_id, True, 0, 2),
    ]  # fmt: skip
    assert found("q=lin wang") == found("q=望舒") == found("task=judge") == [marine.public_id]
    assert found("signed=yes") == found("chain=marine_equip") == found("state=active") == [marine.public_id]
    assert found("signed=no") == found("district=370212") == found("discipline=chemistry") == [unsigned.public_id]
    assert found(f"q={marine.public_id}&state=paused") == []
    for wrong in ("state=x", "chain=x", "signed=maybe", "task=sing", "discipline=x"):
        assert client.call("get", f"experts/?{wrong}").status_code == 400
    for _number in range(5):
        make_expert()
    with django_assert_max_num_queries(12):
        client.ok("get", "experts/")
