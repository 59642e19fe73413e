"""One's own place in the pool, by API."""

from __future__ import annotations

import pytest

from apps.experts import lifecycle, quality
from apps.experts.models import Expert
from tests.factories import make_expert, make_operator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
OWN = "me/expert/"


def test_who_is_not_in_the_pool_finds_nothing(api):
    client = api(make_user())
    assert client.call("get", OWN).status_code == 404
    assert client.call("patch", OWN, {"name_zh": "某人"}).status_code == 404
    assert not Expert.objects.exists()


def test_she_reads_all_of_it_but_the_notes_of_operators(api):
    expert = make_expert()
    quality.note(expert, "poor", "迟交。", by=make_operator())
    answer = api(expert.user).ok("get", OWN)
    assert (answer["id"], answer["state"], answer["missing"], answer["open_cases"]) == (
        expert.public_id,
        "active",
        [],
        0,
    )
    assert [(row["kind"], row["name_zh"], row["source"]) for row in answer["ties"]] == [
        ("employer", "岚屿研究所", "self")
    ]
    assert [row["in_force"] for row in answer["undertakings"]] == [True, True]
    assert "迟交" not in str(answer)


def test_what_is_named_changes_and_the_rest_stays(api):
    expert = make_expert()
    answer = api(expert.user).ok("patch", OWN, {"title_en": "Professor", "tasks": ["judge"], "cases_max": 2})
    assert (answer["title_en"], answer["tasks"], answer["cases_max"]) == ("Professor", ["judge"], 2)
    assert (answer["name_zh"], answer["chains"]) == ("苏砚清", ["marine_equip"])


@pytest.mark.parametrize(
    "wrong", [{"tasks": ["sing"]}, {"chains": ["nowhere"]}, {"cases_max": 0}, {"orcid": "1"}, {"name_zh": "", "family_name": ""}]
)  # fmt: skip
def test_what_is_wrong_changes_nothing(api, wrong):
    expert = make_expert()
    assert api(expert.user).call("patch", OWN, {"title_en": "x", **wrong}).status_code == 400
    expert.refresh_from_db()
    assert expert.title_en == ""


def test_who_has_left_reads_and_changes_nothing(api):
    expert = make_expert()
    lifecycle.end(expert, by=expert.user)
    client = api(expert.user)
    assert client.ok("get", OWN)["state"] == "ended"
    assert client.call("patch", OWN, {"title_en": "x"}).status_code == 403
