"""Operators decide about calls, problems and rounds in the admin: each in her scope, never of her own employer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from apps.challenges import access, content, drafts
from apps.challenges.models import Challenge, Criterion, Problem, Programme
from tests.challenges.content import make_challenge, make_programme, with_key
from tests.factories import make_employer, make_operator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def page(challenge: Challenge) -> str:
    return reverse("admin:challenges_challenge_change", args=[challenge.pk])


def press(client, challenge: Challenge, act: str, **data) -> str:
    client.post(page(challenge), {"act": act, **data})
    challenge.refresh_from_db()
    return challenge.state


def test_from_the_district_to_the_public_by_three_pairs_of_eyes(client):
    challenge = make_challenge(state="submitted", programme=make_programme(appraisal=False))
    client.force_login(make_operator(district="370212", verbs=["challenges.review"]))
    assert press(client, challenge, "check") == "district_checked"
    assert client.post(page(challenge), {"act": "approve"}).status_code == 403
    client.force_login(make_operator(verbs=["challenges.approve"]))
    assert press(client, challenge, "approve") == "approved"
    client.force_login(make_operator(verbs=["challenges.publish"]))
    assert press(client, challenge, "publish") == "approved"  # not without the word on state secrets
    assert press(client, challenge, "publish", no_state_secret="on") == "approved"  # nor without keys
    with_key(challenge)
    assert press(client, challenge, "publish", no_state_secret="on") == "published"
    assert client.get(f"/challenges/{challenge.public_id}/").status_code == 200


def test_who_approved_cannot_publish(client):
    both = make_operator(verbs=["challenges.approve", "challenges.publish"])
    challenge = make_challenge(state="submitted", programme=make_programme("firm_to_firm"))
    client.force_login(both)
    assert press(client, challenge, "approve") == "approved"
    assert client.post(page(challenge), {"act": "publish", "no_state_secret": "on"}).status_code == 403
    challenge.refresh_from_db()
    assert challenge.state == "approved"


def test_returned_and_rejected_need_a_reason(client):
    client.force_login(make_operator(verbs=["challenges.review", "challenges.approve"]))
    challenge = make_challenge(state="submitted")
    assert press(client, challenge, "return") == "submitted"
    assert press(client, challenge, "return", reason="指标不可测") == "returned"
    other = make_challenge(state="district_checked")
    assert press(client, other, "reject", reason="市场已有成熟方案") == "rejected"


def test_a_change_of_an_open_call_is_put_in_force_with_its_reason(client):
    challenge = make_challenge(state="published")
    drafts.save(challenge, replace(content.read(challenge.current), bounty=2_600_000), by=make_user())
    client.force_login(make_operator(verbs=["challenges.publish"]))
    assert "2,600,000" in client.get(page(challenge)).content.decode()
    press(client, challenge, "amend")
    assert challenge.current.bounty == 2_000_000
    press(client, challenge, "amend", reason="追加榜额")
    assert challenge.current.bounty == 2_600_000


def test_a_public_call_is_cancelled_with_a_public_reason(client):
    challenge = make_challenge(state="published")
    client.force_login(make_operator(verbs=["challenges.approve"]))
    assert press(client, challenge, "cancel", reason="需求取消") == "cancelled"
    assert challenge.public_reason == "需求取消"


def test_an_export_licence_is_entered_by_the_department(client):
    challenge = make_challenge(state="published", export_control="licence")
    row = access.undertake(challenge, by=make_user(), country="DE")
    client.force_login(make_operator(verbs=["challenges.publish"]))
    assert (
        client.post(page(challenge), {"act": "license", "reader": row.public_id, "licence": "EX-1"}).status_code == 403
    )
    client.cookies["django_language"] = "en"
    assert 'name="licence"' not in client.get(page(challenge)).content.decode()
    client.force_login(make_operator(verbs=["challenges.approve"]))
    before = client.get(page(challenge)).content.decode()
    assert ['id="readers"' in before, "waits for an export licence" in before, 'name="licence"' in before] == [True] * 3
    client.post(page(challenge), {"act": "license", "reader": row.public_id, "licence": "EX-1"})
    row.refresh_from_db()
    assert row.export_licence == "EX-1"
    assert "waits for an export licence" not in client.get(page(challenge)).content.decode()


@pytest.mark.parametrize(
    ("control", "country", "shown"), [("licence", "CN", False), ("china_only", "DE", False), ("licence", "DE", True)]
)
def test_a_licence_is_asked_for_where_one_would_help(client, control, country, shown):
    challenge = make_challenge(state="published", export_control=control)
    access.undertake(challenge, by=make_user(), country=country)
    client.force_login(make_operator(verbs=["challenges.approve"]))
    assert ('name="licence"' in client.get(page(challenge)).content.decode()) is shown


@pytest.mark.parametrize(
    ("verbs", "district", "listed"),
    [
        (["challenges.review"], "", 2), (["challenges.review"], "370212", 2), (["challenges.review"], "370202", 0),
        (["challenges.approve"], "", 2), (["challenges.finance"], "", 2), (["positions.review"], "", None),
    ],
)  # fmt: skip
def test_lists_reach_as_far_as_her_role(client, verbs, district, listed):
    make_challenge()  # a draft is the employer's alone
    make_challenge(state="submitted")
    make_challenge(state="published")
    client.force_login(make_operator(district=district, verbs=verbs))
    answer = client.get(reverse("admin:challenges_challenge_changelist"))
    if listed is None:
        assert answer.status_code == 403
    else:
        assert answer.context["cl"].result_count == listed


def test_nobody_decides_about_her_own_employer(client):
    challenge = make_challenge(state="submitted")
    torn = make_operator(verbs=["challenges.review"])
    challenge.employer.organisation.memberships.create(user=torn, role="owner")
    client.force_login(torn)
    assert client.get(reverse("admin:challenges_challenge_changelist")).context["cl"].result_count == 0
    client.post(page(challenge), {"act": "check"})
    challenge.refresh_from_db()
    assert challenge.state == "submitted"


class TestProblems:
    def problem(self, **fields) -> Problem:
        given = {"title": "鼓泡", "description": "两年即鼓泡", "district": "370212", "state": "submitted", **fields}
        return Problem.objects.create(employer=make_employer(), **given)

    def test_listed_or_returned(self, client):
        client.force_login(make_operator(district="370212", verbs=["challenges.review"]))
        row, other = self.problem(), self.problem()
        here, there = (reverse("admin:challenges_problem_change", args=[one.pk]) for one in (row, other))
        assert client.get(here).status_code == 200
        client.post(here, {"act": "list"})
        client.post(there, {"act": "return", "reason": "请写明指标"})
        row.refresh_from_db()
        other.refresh_from_db()
        assert (row.state, other.state, other.note) == ("listed", "returned", "请写明指标")
        assert client.get(reverse("admin:challenges_problem_changelist")).context["cl"].result_count == 2

    def test_not_in_another_district(self, client):
        client.force_login(make_operator(district="370202", verbs=["challenges.review"]))
        row = self.problem()
        client.post(reverse("admin:challenges_problem_change", args=[row.pk]), {"act": "list"})
        row.refresh_from_db()
        assert row.state == "submitted"


class TestProgrammes:
    @pytest.fixture
    def keeper(self, client):
        keeper = make_operator(verbs=["challenges.programmes"])
        client.force_login(keeper)
        return keeper

    def test_made_from_a_preset_changed_opened_and_then_frozen(self, client, keeper):
        client.post(
            reverse("admin:challenges_programme_add"),
            {"preset": "state_run", "title_zh": "第二批", "title_en": "Second", "year": "2026"},
        )
        programme = Programme.objects.get()
        here = reverse("admin:challenges_programme_change", args=[programme.pk])
        assert client.get(here).status_code == 200
        form = client.get(here).context["adminform"].form
        data = {name: form.initial.get(name, "") for name in form.fields}
        data = {name: value for name, value in data.items() if value is not False and value is not None}
        data |= {f"tie_break_{at}": code for at, code in enumerate(data.pop("tie_break"))}
        rows = list(programme.criteria.all())
        data |= {"criteria-TOTAL_FORMS": len(rows), "criteria-INITIAL_FORMS": len(rows), "pass_mark": "75"}
        for at, row in enumerate(rows):
            data |= {
                f"criteria-{at}-{name}": getattr(row, name)
                for name in ("id", "order", "name_zh", "name_en", "guide_zh", "guide_en", "weight")
            }
            data[f"criteria-{at}-programme"] = programme.pk
        client.post(here, data)
        programme.refresh_from_db()
        assert (programme.pass_mark, programme.tie_break[-1]) == (75, "sealed_earlier")
        client.post(here, {"act": "open"})
        programme.refresh_from_db()
        assert programme.state == "open"
        client.cookies["django_language"] = "zh-hans"
        page = client.get(here).content.decode()
        assert "密封时间较早者优先" in page
        assert "sealed_earlier" not in page
        client.post(here, {**data, "pass_mark": "10"})
        programme.refresh_from_db()
        assert programme.pass_mark == 75
        client.post(here, {"act": "end"})
        programme.refresh_from_db()
        assert programme.state == "ended"

    def test_what_is_not_whole_does_not_open(self, client, keeper):
        programme = make_programme(open_=False)
        Criterion.objects.filter(programme=programme).first().delete()
        here = reverse("admin:challenges_programme_change", args=[programme.pk])
        assert "pp-flag" in client.get(here).content.decode()
        client.post(here, {"act": "open"})
        programme.refresh_from_db()
        assert programme.state == "draft"

    def test_others_stay_outside(self, client):
        programme = make_programme(open_=False)
        client.force_login(make_operator(verbs=["challenges.review"]))
        here = reverse("admin:challenges_programme_change", args=[programme.pk])
        assert client.get(here).status_code == 403
        client.post(here, {"act": "open"})
        programme.refresh_from_db()
        assert programme.state == "draft"


def test_the_start_page_counts_what_waits(client):
    make_challenge(state="submitted")
    client.force_login(make_operator(verbs=["challenges.review"]))
    html = client.get("/admin/", headers={"accept-language": "en"}).content.decode()
    assert "Calls to check" in html
