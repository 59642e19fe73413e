"""Pages of visitors, entrants, judges and operators, and the promotion of a problem."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from apps.challenges.models import Problem
from apps.contests import awards, entries
from apps.contests.models import Cut, Edition, Entry, FollowUp, Judge, Sheet, Track
from apps.core import audit
from apps.notifications.models import Message
from apps.procedures.calendar import today
from apps.web.own_data import everything
from tests.contests.cases import (
    DECIDE,
    FOLLOW,
    KEEP,
    close,
    decider,
    draft,
    finalists,
    keeper,
    make_edition,
    pool,
    qualified,
    scoring,
    seated,
    submitted,
)
from tests.factories import make_employer, make_operator, make_user

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "zh-hans", "zh-hant")


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


def as_(client, user):
    client.force_login(user)
    return client


@pytest.mark.parametrize("language", LANGUAGES)
def test_contests_for_everybody(taxonomy, client, language):
    edition = make_edition()
    hidden = make_edition(state="planned", title_en="Secret")
    head = {"accept-language": language}
    for name, args in (("contests", []), ("edition", [edition.public_id])):
        body = client.get(reverse(f"contests:{name}", args=args), headers=head).text
        assert ("Example contest" if language == "en" else "示例创业大赛") in body
        assert "Secret" not in body
    assert client.get(reverse("contests:edition", args=[hidden.public_id])).status_code == 404


def form(edition, **more):
    given = {"group": edition.groups.get().pk, "track": edition.tracks.get().pk, "district": "370212", "title": "深海涂层",
             "summary": "新。", "solution": "新。", "plan": "三步。", "name": "顾知遥", "phone": "13800000000", "works_at": "海外大学",
             "members": "林示例 | 示例大学 | 技术"}  # fmt: skip
    return {**given, **more}


def test_an_entry_is_saved_as_one_goes_and_handed_in(taxonomy, client):
    edition, user = make_edition(), make_user()
    as_(client, user).post(reverse("contests:enter", args=[edition.public_id]))
    entry = Entry.objects.get()
    page = reverse("contests:edit", args=[entry.public_id])
    assert "data-autosave" in client.get(page).text
    answer = client.post(page, {"title": "半", "saves": "0"}, headers={"x-autosave": "1"})
    assert (answer.status_code, answer.headers["X-Saves"]) == (204, "1")
    stale = client.post(page, {"title": "旧", "saves": "0"}, headers={"x-autosave": "1"})
    assert stale.status_code == 409
    typed = client.post(page, form(edition, title="另一个窗口写的", saves="0"))
    assert (typed.status_code, "another window" in typed.text, "另一个窗口写的" in typed.text) == (422, True, True)
    wrong = client.post(page, form(edition, credit_code="123", saves="1"))
    assert wrong.status_code == 422
    assert "18 characters" in wrong.text
    assert client.post(page, form(edition, group="999999", saves="1")).status_code == 422
    assert client.post(page, form(edition, saves="1", act="submit")).status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.members.get().works_at) == ("submitted", "示例大学")
    own = client.get(reverse("contests:entry", args=[entry.public_id])).text
    assert "Submitted" in own
    assert "深海涂层" in client.get(reverse("contests:mine")).text
    client.post(reverse("contests:act", args=[entry.public_id]), {"act": "withdraw"})
    entry.refresh_from_db()
    assert entry.state == "withdrawn"


def test_nobody_reads_or_writes_the_entry_of_another(taxonomy, client):
    entry = draft(make_edition())
    as_(client, make_user())
    for name in ("entry", "edit", "landing"):
        assert client.get(reverse(f"contests:{name}", args=[entry.public_id])).status_code == 404
    assert client.post(reverse("contests:act", args=[entry.public_id]), {"act": "withdraw"}).status_code == 404
    client.logout()
    assert client.get(reverse("contests:mine")).status_code == 302


def test_an_award_is_not_told_before_it_is_made_public(taxonomy, client):
    edition, (entry,) = finalists(1)
    awards.award_by_order(edition, by=decider())
    page = reverse("contests:entry", args=[entry.public_id])
    body = as_(client, entry.entrant).get(page).text
    assert "In the final" in body
    assert "First" not in body
    assert everything(entry.entrant)["contests"]["entries"][0]["award"] is None
    awards.make_public(edition, by=keeper())
    assert "First" in client.get(page).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_judge_reads_no_name_and_hands_in(taxonomy, client, language):
    edition = make_edition()
    entry = qualified(edition, name="顾知遥", company="示例涂层公司", works_at="岚屿大学")
    close(edition)
    pool(3)
    stage = scoring(edition.stages.get())
    judge = stage.bench.first()
    as_(client, judge.expert.user)
    sheet = Sheet.objects.get(judge=judge)
    page = reverse("contests:sheet", args=[sheet.public_id])
    for address in (page, reverse("contests:seat", args=[judge.public_id]), reverse("contests:judging")):
        body = client.get(address, headers={"accept-language": language}).text
        for secret in ("顾知遥", "示例涂层公司", "岚屿大学", entry.public_id, entry.entrant.email):
            assert secret not in body
    keys = [f"mark_{key}" for key in edition.criteria.values_list("pk", flat=True)]
    assert client.post(page, {keys[0]: "101", "comment": ""}).status_code == 422
    client.post(page, {keys[0]: "80", keys[1]: "70.5", "comment": "好。", "saves": "0", "act": "hand_in"})
    sheet.refresh_from_db()
    assert sheet.state == "handed_in"
    client.post(reverse("contests:take-back", args=[sheet.public_id]))
    sheet.refresh_from_db()
    assert sheet.state == "draft"
    other = Sheet.objects.exclude(judge=judge).first()
    assert client.get(reverse("contests:sheet", args=[other.public_id])).status_code == 404


def test_a_judge_answers_on_her_page(taxonomy, client):
    edition = make_edition()
    qualified(edition)
    close(edition)
    pool(4)
    stage = edition.stages.get()
    from apps.contests import bench

    bench.draw_judges(stage, by=keeper())
    judge, other = Judge.objects.filter(state="invited")[:2]
    answer = reverse("contests:answer", args=[judge.public_id])
    as_(client, judge.expert.user).post(answer, {"act": "accept"})
    judge.refresh_from_db()
    assert judge.state == "invited"  # without the declaration
    client.post(answer, {"act": "accept", "independent": "on"})
    judge.refresh_from_db()
    assert judge.state == "accepted"
    assert client.post(reverse("contests:answer", args=[other.public_id]), {"act": "decline"}).status_code == 404


def admin_page(name, row):
    return reverse(f"admin:contests_{name}_change", args=[row.pk])


@pytest.mark.parametrize("language", LANGUAGES)
def test_operators_make_announce_and_decide(taxonomy, client, language):
    as_(client, make_operator(verbs=[*KEEP, *DECIDE], district="370212"))
    head = {"accept-language": language}
    assert client.get(reverse("admin:contests_edition_changelist"), headers=head).status_code == 200
    client.post(reverse("admin:contests_edition_preset"), {"preset": "returnees", "district": "370212"})
    edition = Edition.objects.get()
    assert client.get(admin_page("edition", edition), headers=head).status_code == 200
    assert client.get(reverse("admin:contests_edition_edit", args=[edition.pk]), headers=head).status_code == 200
    cuts = {
        f"cut_{s.public_id}_{g.public_id}": "7"
        for s in edition.stages.exclude(kind="final")
        for g in edition.groups.all()
    }
    client.post(reverse("admin:contests_edition_cuts", args=[edition.pk]), cuts)
    assert set(Cut.objects.values_list("places", flat=True)) == {7}
    client.post(admin_page("edition", edition), {"act": "announce"})
    edition.refresh_from_db()
    assert edition.state == "announced"
    assert client.get(reverse("admin:contests_edition_edit", args=[edition.pk])).status_code == 403
    assert (
        client.post(reverse("admin:contests_edition_preset"), {"preset": "returnees", "district": "370202"}).status_code
        == 403
    )


def test_an_entry_page_asks_for_what_was_checked(taxonomy, client):
    edition = make_edition(state="planned")
    rule = edition.rules.create(kind="abroad_min", number=12)
    from apps.contests import lifecycle

    lifecycle.announce(edition, by=keeper())
    entry = submitted(edition, abroad_months=None)
    page = admin_page("entry", entry)
    assert "please check" in as_(client, keeper()).get(page).text
    client.post(page, {"act": "qualify"})
    entry.refresh_from_db()
    assert entry.state == "submitted"
    client.post(page, {"act": "qualify", f"checked_{rule.pk}": "证明已核。"})
    entry.refresh_from_db()
    assert entry.state == "qualified"
    assert as_(client, make_operator(verbs=KEEP, district="370202")).get(page).status_code == 302
    assert as_(client, decider()).post(page, {"act": "return", "reason": "x"}).status_code == 403


def test_an_operator_is_not_led_to_an_entry_of_her_own(taxonomy, client):
    entry = submitted(make_edition(), keeper())
    assert as_(client, entry.entrant).get(admin_page("entry", entry)).status_code == 403


def test_the_page_of_a_follow_up(taxonomy, client):
    finalists(1)
    case, officer = FollowUp.objects.get(), make_operator(verbs=FOLLOW, district="370212")
    page = admin_page("followup", case)
    assert as_(client, officer).get(page).status_code == 200
    for data in ({"act": "give_to", "owner": officer.public_id}, {"act": "register"},
                 {"act": "add_task", "text": "走访", "due_on": f"{today():%F}"},
                 {"act": "visit", "visited_on": f"{today():%F}", "note": "已走访。"}, {"act": "visit", "visited_on": "x", "note": "x"}):  # fmt: skip
        client.post(page, data)
    case.refresh_from_db()
    assert (case.owner, case.state, case.tasks.count(), case.visits.count()) == (officer, "registered", 1, 1)
    assert client.get(page).status_code == 200
    assert as_(client, make_operator(verbs=FOLLOW, district="370202")).get(page).status_code == 302


def listed(**fields):
    employer = make_employer()
    return Problem.objects.create(
        employer=employer, state="listed", title="船体防污涂层寿命不足", title_en="Antifouling coatings fail early",
        description="两年即失效。", district="370212", fresh_until=today(), listed_at="2031-01-01T00:00Z",
        created_by=employer.owner, **fields,
    )  # fmt: skip


def test_a_listed_problem_becomes_a_track_with_its_lineage(taxonomy, client):
    edition, problem = make_edition(), listed()
    both = make_operator(verbs=["challenges.review", *KEEP], district="370212")
    page = reverse("contests:promote", args=[problem.public_id])
    assert as_(client, both).get(page).status_code == 200
    assert client.post(page, {"edition": "nonsense"}).status_code == 422
    client.post(page, {"edition": edition.public_id})
    problem.refresh_from_db()
    track = Track.objects.get(subject_ref=problem.public_id)
    assert (problem.state, track.subject_kind, track.poster) == (
        "promoted",
        "challenges.problem",
        problem.employer.organisation,
    )
    assert audit.timeline(problem).last().data == {"track": track.public_id}
    assert str(edition) in client.get(page).text
    assert Message.objects.get(recipient=problem.created_by).kind == "problem_became_track"
    assert "Antifouling" in client.get(reverse("contests:edition", args=[edition.public_id])).text
    own = Client(headers={"accept-language": "en"})
    own.force_login(problem.created_by)
    assert str(edition) in own.get(reverse("employer:problem", args=[problem.public_id])).text
    client.post(page, {"edition": edition.public_id})
    assert Track.objects.filter(subject_ref=problem.public_id).count() == 1


@pytest.mark.parametrize("verbs", [["challenges.review"], KEEP])
def test_promoting_needs_both_rights(taxonomy, client, verbs):
    edition, problem = make_edition(), listed()
    as_(client, make_operator(verbs=verbs, district="370212"))
    client.post(reverse("contests:promote", args=[problem.public_id]), {"edition": edition.public_id})
    problem.refresh_from_db()
    assert problem.state == "listed"


def test_a_track_is_not_added_once_somebody_has_entered(taxonomy, client):
    edition, problem = make_edition(), listed()
    draft(edition)
    as_(client, make_operator(verbs=["challenges.review", *KEEP]))
    client.post(reverse("contests:promote", args=[problem.public_id]), {"edition": edition.public_id})
    problem.refresh_from_db()
    assert (problem.state, Track.objects.filter(subject_ref=problem.public_id).exists()) == ("listed", False)


def test_own_data_and_erasure(taxonomy):
    from apps.contests import erasure

    edition = make_edition()
    entry = submitted(edition, name="顾知遥")
    entries.start(make_edition(), by=entry.entrant)
    told = json.dumps(everything(entry.entrant), default=str, ensure_ascii=False)
    assert "顾知遥" in told
    erasure.forget(entry.entrant)
    assert set(Entry.objects.values_list("state", "name", "title", "phone")) == {("withdrawn", "", "", "")}
    assert seated
