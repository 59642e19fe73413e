"""Several officers at one moment, over real connections: exactly as many awards as there are, one entry a person."""

import pytest

from apps.contests import awards, entries
from apps.contests.models import Award, Entry, Tier
from tests.contests.cases import decider, finalists, make_edition
from tests.factories import make_user
from tests.proposals.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_operators_at_once_never_exceed_a_quota():
    edition, rows = finalists(6)
    tier = edition.tiers.get(name_zh="二等奖")
    deciders = [decider() for _row in rows]
    found = at_once(*[
        lambda row=row, by=by: awards.award(Entry.objects.get(pk=row.pk), Tier.objects.get(pk=tier.pk), by=by, reason="评审委员会决定。").rank
        for row, by in zip(rows, deciders, strict=True)
    ])  # fmt: skip
    assert sum(isinstance(answer, int) for answer in found) == 2
    assert (
        Award.objects.count()
        == Entry.objects.filter(state="awarded").count()
        == Tier.objects.get(pk=tier.pk).given
        == 2
    )


def test_one_person_clicking_often_has_one_entry():
    edition, user = make_edition(), make_user()
    found = at_once(*[lambda: entries.start(edition, by=user).public_id] * 5)
    assert len(set(found)) == 1
    assert Entry.objects.count() == 1
