"""The reader's currency beside the pay, at the rate that operators keep."""

import pytest
from django.urls import reverse
from django.utils import translation

from apps.taxonomy.models import Term
from apps.web.rates import rate_of
from tests.factories import make_position, make_talent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.mark.parametrize(
    ("language", "country", "currency"),
    [
        ("en", "", "USD"),
        ("zh-hant", "", "HKD"),
        ("zh-hans", "", None),
        ("zh-hans", "DE", "EUR"),
        ("en", "GB", "GBP"),
        ("en", "CN", None),
        ("en", "BR", "USD"),
    ],
)
def test_the_country_of_residence_comes_before_the_language(language, country, currency):
    with translation.override(language):
        rate = rate_of(country)
    assert (rate.currency if rate else None) == currency


@pytest.mark.parametrize("attributes", [{"as_of": "yesterday"}, {"yuan_per_million": 0}, {"yuan_per_million": None}])
def test_a_rate_that_cannot_be_used_is_not_shown(attributes):
    row = Term.objects.get(vocabulary="exchange_rate", code="USD")
    row.attributes |= attributes
    row.save()
    assert rate_of() is None


def test_a_position_shows_its_pay_in_the_readers_currency_too(client):
    position = make_position(salary_min=150_000, salary_max=500_000)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("public:position", args=[position.public_id])).content.decode()
    assert "CNY 150,000–500,000 a year before tax" in page
    assert "≈ USD 21,500–71,800" in page
    client.force_login(make_talent(country="JP").user)
    assert "≈ JPY 2,860,000–9,550,000" in client.get(reverse("public:positions")).content.decode()


def test_a_sample_rate_says_so_until_an_operator_has_replaced_it(client):
    address = reverse("public:position", args=[make_position(salary_min=150_000, salary_max=500_000).public_id])
    client.cookies["django_language"] = "en"
    assert "≈ USD 21,500–71,800</span> (sample rate of 30 December 2022)" in client.get(address).content.decode()
    client.cookies["django_language"] = "zh-hant"
    assert "（2022年12月30日的示例匯率）" in client.get(address).content.decode()
    row = Term.objects.get(vocabulary="exchange_rate", code="USD")
    row.note, row.attributes = "", row.attributes | {"as_of": "2026-11-02"}
    row.save()
    client.cookies["django_language"] = "en"
    page = client.get(address).content.decode()
    assert "sample rate" not in page
    assert 'title="Rate of 2 November 2026"' in page
