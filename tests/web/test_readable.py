"""Small things that a reader would stumble over."""

import re

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from apps.accounts.models import User
from apps.matching.explain import Reason, reasons
from apps.web.talent_cards import facts_card, reason_rows
from tests.factories import make_talent, make_user

YEARS = Reason("years", "years_met", "", 3000, "1", "6", against=False)
DEGREE = Reason("degree", "degree_met", "", 0, "", "", against=False)


@pytest.mark.parametrize(("language", "shown"), [("en", ("1 year", "6 years")), ("zh-hans", ("1 年", "6 年"))])
def test_years_are_no_bare_figures(language, shown):
    with translation.override(language):
        row = reason_rows([YEARS], language)[0]
    assert (row["posting_text"], row["talent_text"]) == shown


def test_a_rule_that_earns_nothing_shows_no_points():
    page = Template('{% include "components/reasons.html" %}')
    with translation.override("en"):
        assert "0.0 points" not in page.render(Context({"reasons": reason_rows([DEGREE], "en")}))
        assert "3.0 points" in page.render(Context({"reasons": reason_rows([YEARS], "en")}))


def test_what_is_unknown_is_named():
    with translation.override("en"):
        found = reasons({"availability": 700}, [], anonymous=True)
    assert [reason.label for reason in found] == ["Start: nothing is known here; a fixed neutral value counts"]


def test_a_title_in_the_other_language_says_so_to_a_screen_reader():
    page = Template("{% load show %}{% beneath text %}")
    with translation.override("en"):
        assert page.render(Context({"text": "涂层工程师"})) == '<bdi lang="zh-Hans">涂层工程师</bdi>'
    with translation.override("zh-hant"):
        assert page.render(Context({"text": "Engineer"})) == '<bdi lang="en">Engineer</bdi>'


class Facts:
    """The part of `CardFacts` that makes a heading."""

    country_group = degree = degree_status = school_band = start_month = None
    years = paper_count = patent_count = salary_expected = needs_permit = None
    languages = skills = verified = ()

    def direction(self) -> str:
        return "Chemistry · Polymers"


def test_no_line_of_a_card_begins_with_a_dot():
    assert facts_card(Facts(), code="x")["direction"] == "Chemistry\u00a0· Polymers"


@pytest.mark.django_db
@pytest.mark.usefixtures("taxonomy")
class TestPages:
    def get(self, client, user: User, name: str, language: str) -> str:
        client.force_login(user)
        client.cookies["django_language"] = language
        return client.get(reverse(name)).content.decode()

    def test_the_button_that_enters_an_employer_is_no_date(self, client) -> None:
        page = self.get(client, make_user(), "employer:start", "zh-hans")
        assert re.findall(r'<button class="btn btn-primary" type="submit">([^<]+)<', page) == ["登记"]

    def test_the_bar_of_a_phone_has_a_short_word_where_the_label_is_long(self, client) -> None:
        page = self.get(client, make_talent().user, "talent:applications", "en")
        bar = page[page.index("bottom-nav") :]
        assert ("For you" in bar, "Recommendations" in bar) == (True, False)

    def test_hiding_from_nobody_is_said_in_words(self, client) -> None:
        assert "Hidden from 0" not in self.get(client, make_talent().user, "talent:profile", "en")

    def test_working_pages_lead_to_the_statements_too(self, client) -> None:
        page = self.get(client, make_talent().user, "talent:applications", "en")
        assert [reverse(f"public:{name}") in page for name in ("privacy", "accessibility")] == [True, True]
