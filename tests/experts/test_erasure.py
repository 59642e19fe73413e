"""An erased account leaves a row that panels refer to and nothing that tells who she was; her export has all before."""

from __future__ import annotations

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from apps.accounts import lifecycle as accounts
from apps.accounts import members
from apps.accounts.models import Consent
from apps.core.actors import SYSTEM
from apps.experts import export, load, profiles, quality
from apps.experts.erasure import EMPTY
from apps.experts.models import Expert
from tests.experts.test_lifecycle import heard
from tests.factories import make_expert, make_member, make_operator, make_organisation, make_user

__all__ = ["heard"]
pytestmark = pytest.mark.django_db


def test_erasure_takes_everything_that_names_anybody(heard):
    expert = make_expert(user=make_user(state="deactivation_requested", erase_on="2026-01-01"))
    profiles.save_tie(expert, "relative", {"name_zh": "苏海宁"}, by=expert.user)
    quality.note(expert, "good", "意见具体。", by=make_operator())
    accounts.erase(expert.user, by=SYSTEM)
    row = Expert.objects.get(pk=expert.pk)
    assert {name: getattr(row, name) for name in EMPTY} == EMPTY
    assert (row.state, row.ties.count(), row.notes.count(), row.undertakings.count()) == ("ended", 0, 0, 2)
    assert not Consent.objects.filter(user=expert.user, withdrawn_at__isnull=True).exists()
    assert expert.public_id in heard


def test_every_column_that_may_name_her_is_emptied_or_kept_on_purpose():
    kept = {"id", "public_id", "user", "state", "joined_at", "cases_max", "district", "source", "created_at"}
    assert {field.name for field in Expert._meta.fields} == kept | set(EMPTY)


def test_her_export_has_her_facts_but_not_the_notes_of_operators():
    expert = make_expert(title_zh="研究员")
    profiles.save_tie(expert, "relative", {"name_zh": "苏海宁", "body_name": "澄海材料"}, by=expert.user)
    quality.note(expert, "poor", "迟交。", by=make_operator())
    text = json.dumps(export.own_data(expert), cls=DjangoJSONEncoder, ensure_ascii=False)
    assert all(word in text for word in ("苏砚清", "研究员", "苏海宁", "澄海材料", "岚屿研究所", "expert_independence"))
    assert "迟交" not in text


def test_others_hear_when_she_joins_or_leaves_an_organisation(heard):
    expert = make_expert()
    organisation = make_organisation()
    make_member(organisation)
    membership = organisation.memberships.create(user=expert.user, role="recruiter")
    members.end(membership, by=expert.user)
    assert heard == [expert.public_id] * 2


def test_load_is_what_the_apps_above_count(monkeypatch):
    monkeypatch.setattr(load, "_counts", {})
    busy, free = make_expert(cases_max=3), make_expert(cases_max=3)
    assert load.open_cases([busy, free]) == {busy.pk: 0, free.pk: 0}
    load.register("appraisals", lambda keys: {busy.pk: 1})
    load.register("reviews", lambda keys: {busy.pk: 2, free.pk: 2})
    assert load.open_cases([busy, free]) == {busy.pk: 3, free.pk: 2}
    assert load.with_room([busy, free]) == [free]
