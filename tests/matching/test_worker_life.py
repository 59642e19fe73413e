"""A worker that ranks is warm before it takes work; one that cannot warm up starts all the same."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError

from apps.matching import generations, pools, recommendations, worker_life
from tests.factories import make_position, make_talent
from tests.matching.world import encode, forget

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def connection_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's transaction lives in it."""
    monkeypatch.setattr(worker_life, "connection", SimpleNamespace(close=lambda: None))


def worker(*queues: str) -> Any:
    return SimpleNamespace(app=SimpleNamespace(amqp=SimpleNamespace(queues=SimpleNamespace(consume_from=queues))))


def held() -> int:
    """How many people this process holds."""
    return pools._held["pool"].pool.size if "pool" in pools._held else 0


def test_people_and_postings_are_there_before_the_first_task() -> None:
    make_position()
    encode(make_talent(), make_talent())
    generations.current()
    forget()
    worker_life.warm_up("rank@host", worker("rank"))
    assert held() == 2
    assert len(recommendations._prepared) == 1


def test_a_worker_does_not_wait_for_a_city_of_postings(monkeypatch: pytest.MonkeyPatch) -> None:
    make_position()
    encode(make_talent())
    generation = generations.current()
    forget()
    monkeypatch.setattr(worker_life, "POSTINGS_WITHIN", -1.0)
    worker_life.warm_up("rank@host", worker("rank"))
    assert (held(), len(recommendations._prepared)) == (1, 0)
    assert len(recommendations.live_postings(generation)) == 1  # the next who asks has it


def test_a_worker_of_other_queues_reads_nothing() -> None:
    encode(make_talent())
    generations.current()
    forget()
    worker_life.warm_up("bulk@host", worker("bulk", "cv"))
    assert held() == 0


def test_before_the_first_generation_none_is_made() -> None:
    worker_life.warm_up("rank@host", worker("rank"))
    assert generations.in_force() is None


def test_a_worker_without_a_database_starts_cold(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def away() -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(worker_life, "read_all", away)
    worker_life.warm_up("rank@host", worker("rank"))
    assert "starts cold" in caplog.text
