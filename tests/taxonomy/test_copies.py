"""One copy of the vocabularies a process, always the one that the database has."""

from __future__ import annotations

import pytest
from celery.signals import task_postrun, task_prerun
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from apps.core.models import Epoch
from apps.taxonomy import lookups, vocabulary
from apps.taxonomy.models import Skill, Term

pytestmark = pytest.mark.usefixtures("taxonomy")
LAOSHAN = {"vocabulary": "district", "code": "370212"}


@pytest.fixture
def request_open(taxonomy):
    vocabulary.pin()
    yield
    vocabulary.unpin()


def rename(label: str) -> None:
    row = Term.objects.get(**LAOSHAN)
    row.label_en = label
    row.save()


def rename_elsewhere(label: str) -> None:
    """As another process would: this one hears nothing of it."""
    Term.objects.filter(**LAOSHAN).update(label_en=label)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_epoch SET value = value + 1 WHERE name = %s", [vocabulary.EPOCH])


def shown() -> str:
    return lookups.label("district", "370212")


def test_a_change_is_seen_at_once():
    assert shown() == "Laoshan"
    rename("Mount Lao")
    assert shown() == "Mount Lao"


def test_a_change_of_another_process_is_seen():
    assert shown() == "Laoshan"
    rename_elsewhere("Mount Lao")
    assert shown() == "Mount Lao"


def test_within_a_request_one_copy_serves_for_one_query(request_open, django_assert_num_queries):
    vocabulary.unpin()
    shown()  # the copy of this process is up to date
    vocabulary.pin()
    with django_assert_num_queries(1):
        assert [shown() for _ in range(50)] == ["Laoshan"] * 50
        lookups.find_skill("阴极保护")
    rename_elsewhere("Mount Lao")
    assert shown() == "Laoshan"
    vocabulary.pin()  # the next request
    assert shown() == "Mount Lao"


def test_within_a_request_its_own_change_is_seen(request_open):
    assert shown() == "Laoshan"
    rename("Mount Lao")
    assert shown() == "Mount Lao"


def test_requests_and_tasks_begin_anew():
    for begins, ends in ((request_started, request_finished), (task_prerun, task_postrun)):
        begins.disconnect(close_old_connections)  # as the test client does: a test keeps its transaction
        ends.disconnect(close_old_connections)
        try:
            begins.send(sender=None)
            assert vocabulary._pin.get() == []
            ends.send(sender=None)
            assert vocabulary._pin.get() is None
        finally:
            request_started.connect(close_old_connections)
            request_finished.connect(close_old_connections)


def test_a_pinned_stretch_asks_once(django_assert_num_queries):
    shown()
    with django_assert_num_queries(1), vocabulary.pinned():
        for _ in range(20):
            shown()
    with vocabulary.pinned() as outer, vocabulary.pinned() as inner:
        assert inner is outer


def test_a_new_name_of_a_skill_moves_the_rankings():
    before = dict(Epoch.objects.values_list("name", "value"))
    Skill.objects.get(code="cathodic_protection").aliases.create(text="galvanic rescue", language="en")
    after = dict(Epoch.objects.values_list("name", "value"))
    assert after["taxonomy"] == before["taxonomy"] + 1
    found = lookups.find_skill("galvanic rescue")
    assert found is not None
    assert found.code == "cathodic_protection"


def test_a_new_label_of_a_district_does_not():
    before = Epoch.objects.get(name="taxonomy").value
    rename("Mount Lao")
    assert Epoch.objects.get(name="taxonomy").value == before
