"""Operators review positions."""

from __future__ import annotations

import pytest

from apps.accounts.models import Membership
from apps.positions import drafts, lifecycle
from apps.positions.models import Position
from apps.positions.review_page import highlighted
from tests.factories import make_employer, make_operator, make_position, make_user
from tests.positions.contents import make_content

pytestmark = pytest.mark.usefixtures("taxonomy")
LIST = "/admin/positions/position/"


@pytest.fixture
def operator(client):
    user = make_operator(district="370212")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def page(position):
    return f"{LIST}{position.pk}/change/"


def shown(client, query=""):
    return [position.pk for position in client.get(f"{LIST}{query}").context["cl"].result_list]


def pending(days, **fields):
    position = make_position(state="pending", **fields)
    Position.objects.filter(pk=position.pk).update(submitted_at=f"2026-01-{days:02d}T00:00:00Z")
    return position


def test_what_waits_comes_first_the_oldest_on_top(client, operator):
    live = make_position()
    late, early = pending(9), pending(2)
    employer = make_employer()
    changed = make_position(employer)
    drafts.save(changed, employer, make_content(headcount=9), by=None)
    changed.refresh_from_db()
    lifecycle.submit(changed, by=employer.owner)
    pending(1, district="370202")
    own = pending(1)
    Membership.objects.create(user=operator, organisation=own.employer.organisation, role="recruiter")
    assert shown(client) == [early.pk, late.pk, changed.pk, live.pk]
    assert shown(client, "?queue=change") == [changed.pk]
    assert shown(client, "?queue=new") == [early.pk, late.pk]
    assert shown(client, "?state__exact=pending") == [early.pk, late.pk]


@pytest.mark.parametrize(
    ("state", "act", "reason", "after"),
    [
        ("pending", "publish", "", "published"),
        ("pending", "return", "Where is it?", "returned"),
        ("pending", "return", "", "pending"),
        ("published", "take_down", "A complaint.", "taken_down"),
        ("published", "take_down", "", "published"),
        ("taken_down", "reinstate", "", "published"),
        ("draft", "publish", "", "draft"),
        ("pending", "nonsense", "x", "pending"),
    ],
)
def test_a_button_decides(client, operator, state, act, reason, after):
    position = make_position(state=state)
    assert client.get(page(position)).status_code == 200
    assert client.post(page(position), {"act": act, "reason": reason}).status_code == 302
    position.refresh_from_db()
    assert position.state == after


def test_flagged_words_stand_only_with_a_reason(client, operator):
    position = make_position(state="pending", requirements="男性优先")
    assert [flag.word for flag in client.get(page(position)).context["blocking"]] == ["男性优先"]
    client.post(page(position), {"act": "publish", "reason": ""})
    position.refresh_from_db()
    assert position.state == "pending"
    client.post(page(position), {"act": "publish", "reason": "A part in a play."})
    assert "A part in a play." in client.get(page(position)).content.decode()
    position.refresh_from_db()
    assert position.state == "published"


def test_a_change_is_shown_against_the_text_in_force(client, operator):
    employer = make_employer()
    position = make_position(employer)
    drafts.save(position, employer, make_content(salary_max=900_000, title_en="Coating engineer"), by=None)
    position.refresh_from_db()
    lifecycle.submit(position, by=employer.owner)
    context = client.get(page(position)).context
    assert ("Pay", "28-48万/年", "28-90万/年") in [(row.label, row.before, row.after) for row in context["differences"]]
    assert [text["language"] for text in context["texts"]] == ["zh-hans", "en"]
    client.post(page(position), {"act": "publish"})
    position.refresh_from_db()
    assert position.current.salary_max == 900_000


def test_many_are_published_at_once_and_each_refusal_is_told(client, operator):
    good = [make_position(state="pending") for _number in range(3)]
    flagged = make_position(state="pending", requirements="限女性")
    unverified = make_position(make_employer(state="submitted"), state="pending")
    rows = [*good, flagged, unverified]
    data = {"action": "publish_chosen", "_selected_action": [row.pk for row in rows]}
    answer = client.post(LIST, data, follow=True)
    states = dict(Position.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in rows] == ["published"] * 3 + ["pending"] * 2
    told = [str(message) for message in answer.context["messages"]]
    assert told[0] == "3 positions published."
    assert len(told) == 3


def test_nobody_judges_her_own_employer_or_another_district(client, operator):
    far = make_position(state="pending", district="370202")
    own = make_position(state="pending")
    Membership.objects.create(user=operator, organisation=own.employer.organisation, role="hiring_manager")
    for position in (far, own):
        assert client.get(page(position)).status_code in (302, 403, 404)
        client.post(page(position), {"act": "publish"})
        client.post(LIST, {"action": "publish_chosen", "_selected_action": [position.pk]})
        position.refresh_from_db()
        assert position.state == "pending"


@pytest.mark.parametrize("who", ["stranger", "owner", "operator for employers"])
def test_others_never_get_in(client, who):
    employer = make_employer()
    position = make_position(employer, state="pending")
    users = {
        "stranger": make_user(),
        "owner": employer.owner,
        "operator for employers": make_operator(verbs=["employers.review"]),
    }
    client.force_login(users[who])
    for address in (LIST, page(position)):
        assert client.get(address).status_code in (302, 403)
    client.post(page(position), {"act": "publish"})
    position.refresh_from_db()
    assert position.state == "pending"


def test_marked_text_is_escaped():
    html = highlighted("<script>alert(1)</script> 男性优先 & 35岁以下")
    assert html.startswith('&lt;script&gt;alert(1)&lt;/script&gt; <mark class="pr-bad"')
    assert html.count("<mark") == 2
    assert '&amp; <mark class="pr-warn"' in html
