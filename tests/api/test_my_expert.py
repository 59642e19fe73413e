"""What an expert does for herself by API: signing, taking back, pausing, resuming, leaving; nobody does it for another."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from apps.accounts.models import NoticeText
from apps.core import audit
from apps.experts import lifecycle, undertakings
from apps.experts.days import today
from apps.experts.models import UndertakingKind
from tests.factories import make_expert, make_notice, make_operator, make_user

pytestmark = pytest.mark.django_db
OWN = "me/expert/"
SIGN, TAKE_BACK = f"{OWN}undertakings/", f"{OWN}undertakings/take-back/"
BOTH = UndertakingKind.values


@pytest.fixture(autouse=True)
def texts():
    for kind in BOTH:
        make_notice(kind)


def signed(expert) -> bool:
    return undertakings.all_signed(expert, on=today())


def test_she_reads_what_she_signs_and_signs_it(api):
    expert = make_expert(signed=False)
    client = api(expert.user)
    before = client.ok("get", SIGN)["results"]
    assert [(row["kind"], row["version"], row["text"], row["held"], row["can_sign"]) for row in before] == [
        (kind, 1, "Notice", None, True) for kind in BOTH
    ]
    for kind in BOTH:
        assert not signed(expert)
        answer = client.call("post", SIGN, {"kind": kind})
        assert (answer.status_code, answer.json()["kind"], answer.json()["in_force"]) == (201, kind, True)
    assert signed(expert)
    assert [row["can_sign"] for row in client.ok("get", SIGN)["results"]] == [False, False]


def test_what_holds_is_not_signed_twice_and_keeps_its_text(api):
    expert = make_expert()
    client = api(expert.user)
    NoticeText.objects.create(purpose=BOTH[0], version=2, text_zh_hans="新", text_zh_hant="新", text_en="New words")
    assert client.ok("post", SIGN, {"kind": BOTH[0]})["version"] == 1
    assert expert.undertakings.count() == len(BOTH)
    assert client.ok("get", SIGN)["results"][0]["text"] == "Notice"
    with time_machine.travel(today() + timedelta(days=365 - undertakings.RENEW_DAYS)):
        client = api(expert.user)  # the token of last year has run out
        assert client.ok("get", SIGN)["results"][0]["can_sign"]
        assert client.ok("post", SIGN, {"kind": BOTH[0]})["version"] == 2


def test_taken_back_it_holds_no_longer(api):
    expert = make_expert()
    client = api(expert.user)
    for _time in range(2):
        answer = client.ok("post", TAKE_BACK, {"kind": BOTH[1]})
        assert sorted(row["in_force"] for row in answer["undertakings"]) == [False, True]
    assert not signed(expert)


@pytest.mark.parametrize("path", [SIGN, TAKE_BACK])
@pytest.mark.parametrize("body", [{}, {"kind": "marriage"}, {"kind": ""}])
def test_what_is_none_of_hers_is_not_signed(api, path, body):
    expert = make_expert()
    answer = api(expert.user).call("post", path, body)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "kind")


def test_she_pauses_resumes_and_leaves(api):
    expert = make_expert()
    client = api(expert.user)
    assert client.ok("post", f"{OWN}pause/")["state"] == "paused"
    assert client.call("post", f"{OWN}pause/").status_code == 409
    assert client.ok("post", f"{OWN}resume/")["state"] == "active"
    assert client.call("post", f"{OWN}resume/").status_code == 409
    assert client.ok("post", f"{OWN}leave/")["state"] == "ended"
    steps = audit.timeline(expert, public_only=False).filter(act__in=("pause", "resume", "end"))
    assert [(entry.act, entry.actor_role) for entry in steps] == [
        ("pause", "expert"), ("resume", "expert"), ("end", "expert"),
    ]  # fmt: skip


def test_whom_the_office_paused_the_office_resumes(api):
    expert = make_expert()
    lifecycle.pause(expert, by=make_operator(), reason="迟交")
    assert api(expert.user).call("post", f"{OWN}resume/").status_code == 409
    expert.refresh_from_db()
    assert expert.state == "paused"


STEPS = [(SIGN, {"kind": BOTH[0]}), (TAKE_BACK, {"kind": BOTH[0]}), *((f"{OWN}{x}/", None) for x in ("pause", "resume", "leave"))]  # fmt: skip


@pytest.mark.parametrize(("path", "body"), STEPS)
def test_who_has_left_changes_nothing(api, path, body):
    expert = make_expert()
    lifecycle.end(expert, by=expert.user)
    assert api(expert.user).call("post", path, body).status_code == 403
    assert signed(expert)
    expert.refresh_from_db()
    assert expert.state == "ended"


@pytest.mark.parametrize(("path", "body"), STEPS)
def test_who_is_not_in_the_pool_finds_nothing(api, path, body):
    keeper, expert = make_operator(verbs=["experts.keep"]), make_expert()
    for user in (make_user(), keeper):
        assert api(user).call("post", path, body).status_code == 404
    assert api().call("post", path, body).status_code == 401
    assert api(make_user()).call("get", SIGN).status_code == 404
    expert.refresh_from_db()
    assert expert.state == "active"
    assert signed(expert)
