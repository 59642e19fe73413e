"""An expert's pages of appraisals, and the operators' page of one: asked, read, given, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.core import audit
from apps.notifications.models import Message
from apps.reviews import appraisal
from apps.reviews.appraisal_states import Question
from apps.reviews.models import Opinion
from tests.factories import make_expert, make_operator, make_user
from tests.reviews.test_appraisal import asked, clerk, department, elsewhere, expert_of, given, make_call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
SECRET = "depth of the coating is a matter of months"


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


def told_texts(challenge) -> None:
    challenge.draft.texts.update(difficulties=SECRET)


def own_page(opinion, name="appraisal") -> str:
    return reverse(f"expert:{name}", args=[opinion.public_id])


def call_page(challenge) -> str:
    return reverse("admin:reviews_opinion_call", args=[challenge.public_id])


def answers(**changed: str) -> dict[str, str]:
    return dict.fromkeys(Question.values, "yes") | {"recommendation": "support", "text": "理由充分。"} | changed


@pytest.fixture
def opinion(client) -> Opinion:
    challenge = make_call()
    told_texts(challenge)
    (found,) = asked(challenge)
    client.force_login(found.expert.user)
    return found


# ---------------------------------------------------------------- the expert


def test_before_she_has_declared_she_reads_who_posts_it_and_no_word_of_the_call(client, opinion):
    text = client.get(own_page(opinion)).content.decode()
    assert opinion.challenge.employer.organisation.name in text
    assert 'value="declare"' in text
    assert SECRET not in text
    title = str(opinion.challenge)
    assert title not in text
    assert title not in client.get(reverse("expert:appraisals")).content.decode()


def test_declared_read_saved_given(client, opinion):
    assert client.post(own_page(opinion, "appraisal-act"), {"act": "declare"}).status_code == 302
    text = client.get(own_page(opinion)).content.decode()
    assert SECRET in text
    assert 'name="remark_budget"' in text
    assert own_page(opinion) in client.get(reverse("expert:appraisals")).content.decode()
    client.post(own_page(opinion), {"act": "save", "budget": "no", "remark_budget": "测试费偏低"})
    opinion.refresh_from_db()
    assert opinion.state == "accepted"
    assert "测试费偏低" in client.get(own_page(opinion)).content.decode()
    page = client.post(own_page(opinion), answers(act="give", budget="no"), follow=True)
    assert "Please write a remark" in page.content.decode()
    client.post(own_page(opinion), answers(act="give", budget="no", remark_budget="测试费偏低"))
    opinion.refresh_from_db()
    assert opinion.state == "given"
    text = client.get(own_page(opinion)).content.decode()
    assert "理由充分。" in text
    assert "<textarea" not in text
    client.post(own_page(opinion), answers(text="after the lock"))
    opinion.refresh_from_db()
    assert opinion.text == "理由充分。"


def test_what_is_too_long_is_told_at_its_field_and_nothing_is_stored(client, opinion):
    appraisal.declare(opinion, by=opinion.expert.user)
    page = client.post(own_page(opinion), answers(act="save", remark_term="x" * 1001))
    assert page.status_code == 422
    assert not opinion.answers.exists()


def test_she_declines_with_a_reason_of_the_list(client, opinion):
    act = own_page(opinion, "appraisal-act")
    assert client.post(act, {"act": "decline", "reason": "bored"}).status_code == 400
    assert client.post(act, {"act": "leap"}).status_code == 404
    client.post(act, {"act": "decline", "reason": "no_time"})
    opinion.refresh_from_db()
    assert opinion.state == "declined"
    assert "Decline" not in client.get(own_page(opinion)).content.decode().replace("Declined", "")


def test_after_its_time_the_button_is_gone_and_the_step_refused(client, opinion):
    Opinion.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert 'value="declare"' not in client.get(own_page(opinion)).content.decode()
    page = client.post(own_page(opinion, "appraisal-act"), {"act": "declare"}, follow=True)
    assert "is over" in page.content.decode()


def test_once_the_call_is_public_an_amendment_being_written_is_not_hers_to_read(client, opinion):
    given(opinion)
    challenge = opinion.challenge
    old = challenge.draft
    new = type(old).objects.get(pk=old.pk)
    new.pk, new.public_id, new.number = None, "amendmentxyz", old.number + 1
    new._state.adding = True
    new.save()
    new.texts.create(language="en", is_original=True, title="Amended secret", difficulties="Amended secret")
    type(challenge).objects.filter(pk=challenge.pk).update(current=old, draft=new)
    text = client.get(own_page(opinion)).content.decode()
    assert SECRET in text
    assert "Amended secret" not in text


@pytest.mark.parametrize("name", ["appraisal", "appraisal-act"])
def test_nobody_else_finds_it(client, opinion, name):
    address = own_page(opinion, name)
    for user in (expert_of(3).user, make_expert(user=make_user(elsewhere())).user):
        client.force_login(user)
        assert client.get(address).status_code in (404, 405)
        assert client.post(address, {"act": "declare"}).status_code == 404
    client.force_login(make_user())
    assert client.get(address).status_code == 302  # not in the pool at all
    opinion.refresh_from_db()
    assert opinion.state == "invited"


# ---------------------------------------------------------------- operators


def test_the_operator_asks_and_the_expert_is_told(client):
    challenge, expert = make_call(), expert_of(0)
    client.force_login(clerk())
    text = client.get(call_page(challenge)).content.decode()
    assert expert.public_id in text
    client.post(call_page(challenge), {"act": "ask", "expert": expert.public_id, "days": "5"})
    opinion = Opinion.objects.get(expert=expert)
    assert Message.objects.filter(recipient=expert.user, kind="appraisal_asked").exists()
    assert expert.public_id not in client.get(call_page(challenge)).content.decode().split('name="expert"')[-1]
    page = client.post(call_page(challenge), {"act": "ask", "expert": expert.public_id, "days": "5"})
    assert page.status_code == 404  # not offered any more
    client.post(call_page(challenge), {"act": "call_off", "opinion": opinion.public_id, "reason": "过多"})
    opinion.refresh_from_db()
    assert opinion.state == "called_off"


def test_a_day_that_is_no_number_is_told_and_nobody_asked(client):
    challenge, expert = make_call(), expert_of(0)
    client.force_login(clerk())
    for days in ("", "0", "-1", "61", "９"):
        data = {"act": "ask", "expert": expert.public_id, "days": days}
        assert "working days" in client.post(call_page(challenge), data, follow=True).content.decode()
    assert not Opinion.objects.exists()


def test_answers_are_read_once_given_and_the_department_closes(client):
    challenge, boss = make_call(), department()
    opinions = asked(challenge, 3)
    client.force_login(boss)
    for opinion in opinions:
        appraisal.declare(opinion, by=opinion.expert.user)
        appraisal.save(opinion, {"budget": appraisal.Reply("no", "预算偏高")}, by=opinion.expert.user)
    assert "预算偏高" not in client.get(call_page(challenge)).content.decode()
    page = client.post(call_page(challenge), {"act": "argue"}, follow=True)
    assert "0 opinions count, 3 are needed" in page.content.decode()
    for opinion in opinions:
        replies = {code: appraisal.Reply("yes") for code in Question.values} | {
            "budget": appraisal.Reply("no", "预算偏高")
        }
        appraisal.save(opinion, replies, by=opinion.expert.user, recommendation="support", text="可行")
        appraisal.give(opinion, by=opinion.expert.user)
    assert "预算偏高" in client.get(call_page(challenge)).content.decode()
    client.post(call_page(challenge), {"act": "argue", "note": "同意"})
    challenge.refresh_from_db()
    assert challenge.state == "argued"
    assert audit.timeline(challenge).get(act="argue").reason == "同意"
    page = client.post(call_page(challenge), {"act": "argue"}, follow=True)
    assert "does not wait" in page.content.decode()


def test_an_operator_of_the_district_asks_and_does_not_close(client):
    challenge = make_call()
    for opinion in asked(challenge, 3):
        given(opinion)
    client.force_login(clerk())
    assert client.post(call_page(challenge), {"act": "argue"}).status_code == 403
    challenge.refresh_from_db()
    assert challenge.state == "district_checked"


@pytest.mark.parametrize(
    ("who", "status"),
    [("district", 200), ("department", 200), ("elsewhere", (403, 404)), ("other verbs", (403, 404)), ("poster", 302)],
)
def test_role_by_page(client, who, status):
    challenge = make_call()
    user = {
        "district": clerk,
        "department": department,
        "elsewhere": lambda: make_operator(district="370203", verbs=["challenges.review"]),
        "other verbs": lambda: make_operator(verbs=["positions.review"]),
        "poster": lambda: challenge.employer.organisation.memberships.first().user,
    }[who]()
    client.force_login(user)
    found = client.get(call_page(challenge)).status_code
    assert found == status if isinstance(status, int) else found in status
    if found != 200:
        assert client.post(call_page(challenge), {"act": "argue"}).status_code == found
