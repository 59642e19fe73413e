"""The plan of the year: who is in charge is reminded in time and told once that it is late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.events import plans
from apps.events.models import PlanItem
from apps.notifications.models import Message
from apps.procedures.calendar import today
from tests.factories import make_operator, make_user

pytestmark = pytest.mark.django_db


def item(days: int, **fields) -> PlanItem:
    owner = fields.pop("owner", None) or make_user(is_staff=True)
    given = {"title_zh": "千名博士青岛行", "title_en": "A thousand doctors", "year": 2026, **fields}
    return PlanItem.objects.create(due_on=today() + timedelta(days=days), owner=owner, **given)


@pytest.mark.parametrize(("days", "kinds"), [(8, []), (7, ["plan_due"]), (0, ["plan_due"]), (-1, ["plan_late"])])
def test_when_somebody_is_told(days, kinds):
    row = item(days)
    plans.remind()
    plans.remind()  # the clock strikes every minute
    assert list(Message.objects.filter(recipient=row.owner).values_list("kind", flat=True)) == kinds


def test_what_is_done_reminds_nobody_and_a_new_day_begins_anew():
    done, moved = item(-1, done_on=today()), item(3)
    assert plans.remind() == 1
    moved.due_on = today() + timedelta(days=5)
    plans.moved(moved)
    moved.save()
    assert plans.remind() == 1
    assert not Message.objects.filter(recipient=done.owner).exists()


@pytest.mark.usefixtures("taxonomy")
def test_operators_of_a_district_keep_theirs_and_note_what_is_their_own(client):
    local = make_operator(district="370212", verbs=["events.keep"])
    inside, outside, own = item(5, district="370212"), item(5, district="370202"), item(5, owner=local)
    client.force_login(local)
    client.cookies["django_language"] = "en"
    assert set(PlanItem.objects.kept_by(local)) == {inside, own}
    assert client.get(reverse("admin:events_planitem_change", args=[outside.pk])).status_code == 302
    page = reverse("admin:events_planitem_change", args=[inside.pk])
    sent = {"year": 2026, "title_zh": "新标题", "title_en": "", "due_on": today().isoformat(), "owner": local.pk,
            "district": "370212", "done_on": today().isoformat(), "note": ""}  # fmt: skip
    assert client.post(page, sent).status_code == 302
    inside.refresh_from_db()
    assert (inside.title_zh, inside.done_on) == ("新标题", today())
    assert client.post(page, sent | {"district": "370202"}).status_code == 200, "not a district of hers"
    assert client.post(page, sent | {"district": ""}).status_code == 200, "nor is the whole city"
    inside.refresh_from_db()
    assert inside.district == "370212"
    hers = reverse("admin:events_planitem_change", args=[own.pk])
    assert client.post(hers, sent | {"district": ""}).status_code == 302, "her own point of the whole city's plan"
    own.refresh_from_db()
    assert own.done_on == today()
    assert client.get(reverse("admin:events_planitem_changelist") + "?stand=done").status_code == 200
    client.force_login(make_operator(verbs=["positions.review"]))
    assert client.get(reverse("admin:events_planitem_changelist")).status_code == 403
