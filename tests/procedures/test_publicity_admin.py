"""Operators' pages of publicity and objections: the queue, every step by its button, and other eyes."""

from __future__ import annotations

import pytest

from tests.factories import make_operator
from tests.procedures.cases import WORDS, announce, at, judge, lodge

pytestmark = pytest.mark.django_db
OBJECTIONS, PERIODS = "/admin/procedures/objection/", "/admin/procedures/publicity/"


def post(client, objection, step, text=""):
    return client.post(f"{OBJECTIONS}{objection.pk}/change/", {"step": step, "text": text})


@pytest.mark.parametrize("decision", ["uphold", "dismiss"])
def test_an_objection_goes_its_way_by_the_buttons(client, decision):
    objection = lodge()
    client.force_login(judge())
    assert client.get(OBJECTIONS).status_code == 200
    steps = (("accept", ""), ("investigate", ""), (decision, ""), ("answer", "经核查，情况如下。"))
    for step, text in steps:
        shown = client.get(f"{OBJECTIONS}{objection.pk}/change/").content.decode()
        assert f'value="{step}"' in shown
        assert WORDS["text"] in shown
        post(client, objection, step, text)
    objection.refresh_from_db()
    assert (objection.state, objection.reply) == ("answered", "经核查，情况如下。")


def test_a_step_out_of_order_or_without_words_changes_nothing(client):
    objection = lodge()
    client.force_login(judge())
    for step, text in (("uphold", ""), ("answer", "x"), ("refuse", " "), ("delete", "")):
        post(client, objection, step, text)
    objection.refresh_from_db()
    assert objection.state == "lodged"


def test_who_determined_the_subject_neither_reads_nor_acts(client):
    officer = judge()
    objection = at("investigating", announce(determined_by=[officer]))
    client.force_login(officer)
    assert client.get(f"{OBJECTIONS}{objection.pk}/change/").status_code == 403
    assert post(client, objection, "dismiss").status_code == 403
    assert WORDS["name"] not in client.get(OBJECTIONS).content.decode()
    objection.refresh_from_db()
    assert objection.state == "investigating"


def test_another_district_and_another_role_see_nothing(client):
    objection = lodge()
    client.force_login(judge("370202"))
    assert objection.publicity.title["zh-hans"] not in client.get(OBJECTIONS).content.decode()
    assert client.get(f"{OBJECTIONS}{objection.pk}/change/").status_code == 302
    client.force_login(make_operator(verbs=["procedures.publicity"]))
    assert client.get(OBJECTIONS).status_code == 403


def test_a_period_is_withdrawn_with_a_reason(client):
    publicity = announce()
    client.force_login(make_operator(verbs=["procedures.publicity"]))
    assert client.get(PERIODS).status_code == 200
    assert 'value="withdraw"' in client.get(f"{PERIODS}{publicity.pk}/change/").content.decode()
    client.post(f"{PERIODS}{publicity.pk}/change/", {"step": "withdraw", "text": ""})
    publicity.refresh_from_db()
    assert publicity.state == "announced"
    client.post(f"{PERIODS}{publicity.pk}/change/", {"step": "withdraw", "text": "金额有误。"})
    publicity.refresh_from_db()
    assert (publicity.state, publicity.note) == ("withdrawn", "金额有误。")
