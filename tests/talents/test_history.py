"""The trail of a profile as an operator reads it."""

import pytest

from apps.core import audit
from apps.talents import history
from tests.factories import make_operator, make_talent

pytestmark = pytest.mark.django_db


def test_acts_are_words_and_people_are_roles():
    talent = make_talent()
    audit.record(talent, "unmask", by=make_operator(), role="operator", reason="call", public=False)
    step = history.steps(talent)[-1]
    assert (step["label"], step["who"], step["reason"]) == (
        "Names shown to an operator", "the city's talent office", "call",
    )  # fmt: skip


def test_what_two_profiles_share_is_said_in_words():
    assert history.grounds(["email", "name_school"]) == "e-mail address · name and school"
