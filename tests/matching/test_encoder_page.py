"""Operators see which encoder is in force and how far the next one is; who may hurries it, after a question."""

import logging

import pytest
from django.urls import reverse

from apps.matching import policies, reencoding
from apps.matching.models import EncoderChange, Generation
from tests.factories import make_operator, make_position, make_talent
from tests.matching.changing import OTHER, restart
from tests.matching.test_weights import PEOPLE, READ
from tests.matching.world import encode, rank, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def change(settings):
    position, talents = make_position(), [make_talent(about=f"Coatings {n}.") for n in range(3)]
    encode(*talents)
    rank(position)
    restart(settings, OTHER)
    change = reencoding.advance()
    work("encode_position", position.pk)
    return change


@pytest.fixture
def operator_client(client):
    client.force_login(make_operator())
    client.cookies["django_language"] = "en"
    return client


def url_of(change):
    return reverse("admin:matching_encoderchange_change", args=[change.pk])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["1 of 4 (25 %)", "Being encoded", "Encoder in force"]),
        ("zh-hans", ["正在重新编码", "生效中的编码器", "25%"]),
        ("zh-hant", ["正在重新編碼", "生效中的編碼器", "25%"]),
    ],
)
def test_the_page_shows_how_far_it_is(operator_client, change, language, words):
    operator_client.cookies["django_language"] = language
    page = operator_client.get(url_of(change)).content.decode()
    for text in [*words, "letters-1 → letters-2", 'hx-trigger="every 3s"']:
        assert text in page
    listed = operator_client.get(reverse("admin:matching_encoderchange_changelist")).content.decode()
    assert "25" in listed
    assert "letters-2" in listed


def test_the_part_that_renews_itself_stops_at_the_end(operator_client, change):
    part = operator_client.get(url_of(change), {"part": "1"}).content.decode()
    assert "<html" not in part
    assert "hx-get" in part
    EncoderChange.objects.update(running=False, outcome="switched", ended_at=change.started_at)
    assert "hx-get" not in operator_client.get(url_of(change), {"part": "1"}).content.decode()


def test_a_question_comes_before_hurrying(operator_client, change):
    assert 'value="hurry"' not in operator_client.get(url_of(change)).content.decode()
    assert 'value="hurry"' in operator_client.get(url_of(change), {"confirm": "1"}).content.decode()
    operator_client.post(url_of(change), {"act": "hurry"})
    change.refresh_from_db()
    assert change.hurried_at is not None


@pytest.mark.parametrize("role", [name for name in PEOPLE if name != "anonymous"])
def test_who_may_look_and_who_may_hurry(client, change, role):
    user = PEOPLE[role]()
    client.force_login(user)
    assert (client.get(url_of(change)).status_code == 200) is (role in READ)
    client.post(url_of(change), {"act": "hurry"})
    change.refresh_from_db()
    assert (change.hurried_at is not None) is (role == "tuner") is policies.can_hurry_encoder(user)


def test_an_encoder_that_is_gone_or_unusable_is_told(operator_client, change, settings, monkeypatch):
    monkeypatch.setattr(logging.getLogger("apps.matching.engine.encoders.loading"), "disabled", True)
    Generation.objects.update(encoder_spec="tests.matching.world.TakenAway")
    restart(settings, "tests.matching.world.Misspelt")
    page = operator_client.get(reverse("admin:matching_encoderchange_changelist")).content.decode()
    assert "It can no longer be loaded" in page
    assert "TakenAway" in page
    assert "The encoder that the settings name cannot be used" in page
    assert "Misspelt" in page
