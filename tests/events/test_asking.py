"""An event's own form: what is asked and checked, who reads the answers, and when they are gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from apps.events import asking, erasure, export, registering
from apps.events.models import Question, Registration, RegistrationAnswer
from apps.events.terms import AnswerKind
from tests.events.cases import make_event
from tests.factories import make_operator, make_user

pytestmark = pytest.mark.django_db
WHY = {"purpose_zh": "安排座位", "purpose_en": "To plan the seats"}


def ask(event, kind="text", **fields) -> Question:
    given = {"label_zh": "研究方向", "label_en": "Field of research", **WHY, **fields}
    return Question.objects.create(event=event, kind=kind, **given)


def test_answers_are_stored_encrypted_and_read_in_the_readers_words():
    event = make_event()
    line = ask(event, required=True)
    choice = ask(
        event, "choice", label_en="Meal", label_zh="用餐", choices_zh="素食\n清真", choices_en="Vegetarian\nHalal"
    )
    given = {line.public_id: " 深海防腐 ", choice.public_id: "1"}
    row = registering.request(event, by=make_user(), answers=given)
    assert {answer.question: answer.words for answer in row.answers.all()} == {line: "深海防腐", choice: "Halal"}
    raw = RegistrationAnswer.objects.raw("SELECT id, value::text AS stored FROM events_registrationanswer")
    assert all("深海" not in one.stored for one in raw)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", ""), ("text", "x" * 301), ("choice", ""), ("choice", "2"), ("choice", "-1"), ("choice", "²"),
        ("yes_no", "perhaps"), ("consent", "no"), ("consent", ""),
    ],
)  # fmt: skip
def test_a_wrong_or_missing_answer_is_told_at_its_question_and_nothing_is_stored(kind, value):
    event = make_event()
    question = ask(event, kind, required=True, choices_zh="甲\n乙", choices_en="A\nB")
    with pytest.raises(ValidationError) as refused:
        registering.request(event, by=make_user(), answers={question.public_id: value})
    assert set(refused.value.message_dict) == {question.public_id}
    assert not Registration.objects.exists()


def test_a_question_of_another_event_is_not_answered_here():
    event, other = make_event(), ask(make_event())
    with pytest.raises(ValidationError):
        registering.request(event, by=make_user(), answers={other.public_id: "x"})


def test_answers_go_when_their_days_are_over_and_with_the_account():
    event = make_event(days=-40)
    soon, later = ask(event, keep_days=10), ask(event, keep_days=60)
    user = make_user()
    row = Registration.objects.create(event=event, user=user, requested_at=timezone.now())
    asking.store(row, {soon: "a", later: "b"})
    assert asking.forget_old() == 1
    assert row.answers.get().question == later
    assert export.own_data(user)[0]["answers"] == {later.label: "b"}
    erasure.forget(user)
    assert not row.answers.exists()


def test_who_asks_says_what_for():
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        ask(make_event(), purpose_zh="", purpose_en="")


def test_the_page_asks_tells_what_is_wrong_and_keeps_what_was_typed(client):
    event, user = make_event(), make_user()
    needed, kind = ask(event, required=True), ask(event, AnswerKind.CONSENT, label_en="Photos may be taken")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    page = reverse("events:event", args=[event.public_id])
    text = client.get(page).content.decode()
    assert "Field of research" in text
    assert "To plan the seats Kept for 30 days after the event." in text
    sent = {"taking_part": "talent", f"q_{kind.public_id}": "on"}
    answer = client.post(reverse("events:register", args=[event.public_id]), sent)
    assert answer.status_code == 422
    assert "Please fill this in." in answer.content.decode()
    assert not Registration.objects.exists()
    client.post(reverse("events:register", args=[event.public_id]), sent | {f"q_{needed.public_id}": "coatings"})
    assert {one.words for one in Registration.objects.get().answers.all()} == {"coatings", "yes"}


def test_answers_are_for_who_keeps_the_event_not_for_the_door(client):
    event = make_event()
    question = ask(event)
    registering.request(event, by=make_user(), answers={question.public_id: "secret field"})
    here = reverse("admin:events_event_change", args=[event.pk])
    for verbs, sees in ((["events.keep"], True), (["events.door"], False)):
        client.force_login(make_operator(verbs=verbs))
        assert ("secret field" in client.get(here).content.decode()) is sees


def test_a_form_is_built_beside_the_event(client):
    event = make_event(state="planned")
    client.force_login(make_operator(verbs=["events.keep"]))
    page = client.get(reverse("admin:events_event_edit", args=[event.pk])).content.decode()
    assert "questions-0-label_zh" in page or "questions-__prefix__-label_zh" in page


def test_thirty_days_are_thirty_days():
    event = make_event(starts_at=timezone.now() - timedelta(days=29))
    row = Registration.objects.create(event=event, user=make_user(), requested_at=timezone.now())
    asking.store(row, {ask(event): "a"})
    assert asking.forget_old() == 0
