"""What anybody may read without signing in."""

import pytest
from django.urls import reverse

from apps.employers.models import EmployerText
from apps.positions.search import refresh_search
from tests.factories import make_employer, make_position, make_talent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def position():
    found = make_position(title="深海装备防腐涂层研发工程师", title_en="Coatings engineer")
    refresh_search([found.pk])
    return found


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_every_public_page_stands_with_and_without_content(client, position, language):
    client.cookies["django_language"] = language
    EmployerText.objects.create(employer=position.employer, language="en", slogan="Quiet seas", description="We paint.")
    pages = [
        reverse("public:home"),
        reverse("public:positions"),
        reverse("public:position", args=[position.public_id]),
        reverse("public:employers"),
        reverse("public:employer", args=[position.employer.public_id]),
        reverse("public:positions") + "?q=潜水艇",
    ]
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)


def test_filters_live_in_the_address(client, position):
    address = reverse("public:positions")
    assert "Coatings engineer" in text(client.get(address, {"q": "涂层"}))
    assert "Coatings engineer" in text(client.get(address, {"chain": "marine_equip"}))
    assert "Coatings engineer" not in text(client.get(address, {"chain": "vr"}))
    assert "Coatings engineer" not in text(client.get(address, {"degree": "master"}))


def test_a_posting_of_2022_is_found_under_the_chain_of_2025(client, position):
    assert "Coatings engineer" in text(client.get(reverse("public:positions"), {"chain": "x25_smart_equip"}))


def test_an_unknown_code_is_an_error_at_the_field(client, position):
    answer = client.get(reverse("public:positions"), {"chain": "nonsense"})
    assert (answer.status_code, "Coatings engineer" in text(answer)) == (400, False)


@pytest.mark.parametrize("state", ["draft", "pending", "paused", "expired", "closed", "taken_down"])
def test_only_live_positions_are_public(client, state):
    hidden = make_position(state=state)
    assert client.get(reverse("public:position", args=[hidden.public_id])).status_code == 404


def test_a_suspended_employer_and_its_positions_are_not_public(client):
    employer = make_employer(state="suspended")
    hidden = make_position(employer)
    assert client.get(reverse("public:position", args=[hidden.public_id])).status_code == 404
    assert client.get(reverse("public:employer", args=[employer.public_id])).status_code == 404


def test_few_talents_are_not_counted(client):
    for _ in range(4):
        make_talent()
    assert "&lt; 5" in text(client.get(reverse("public:home")))


def test_a_hostile_page_number_is_the_first_page(client, position):
    for number in ("0", "-1", "x", "９", "99999999999"):
        assert client.get(reverse("public:positions"), {"page": number}).status_code == 200


def test_lists_ask_a_constant_number_of_queries(client, position, django_assert_max_num_queries):
    employer = make_employer()
    for _ in range(8):
        make_position(employer)
    client.get(reverse("public:positions"))
    with django_assert_max_num_queries(8):
        client.get(reverse("public:positions"))
