"""Rules of an edition as data, each with its reason: what is not known is 'please check', and never passes by itself."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from apps.contests import entries
from apps.contests.eligibility import Verdict, findings
from apps.contests.models import Edition, Entry
from apps.core.moves import GuardFailed
from apps.procedures.calendar import city_zone
from tests.contests.cases import draft, keeper, make_edition, submitted
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
CLOSES = datetime(2031, 6, 30, 23, 0, tzinfo=city_zone())


def judge(kind, number, *, company=True, **facts):
    edition = make_edition(state="planned")
    Edition.objects.update(opens_at=datetime(2031, 1, 1, tzinfo=city_zone()), closes_at=CLOSES)
    edition.refresh_from_db()
    edition.groups.update(needs_company=company)
    edition.rules.create(kind=kind, number=number)
    (found,) = findings(Entry(edition=edition, group=edition.groups.get(), **facts))
    assert found.reason
    return found.verdict


@pytest.mark.parametrize(
    ("kind", "number", "facts", "expected"),
    [
        ("age_max", 55, {"born_on": "1975-07-01"}, MET),  # 55, and 56 the day after
        ("age_max", 55, {"born_on": "1975-06-30"}, NOT_MET),  # 56 on the last day
        ("age_max", 55, {"born_on": ""}, UNKNOWN),
        ("abroad_min", 12, {"abroad_months": 12}, MET),
        ("abroad_min", 12, {"abroad_months": 11}, NOT_MET),
        ("abroad_min", 12, {}, UNKNOWN),
        ("company_age_max", 3, {"founded_on": date(2028, 6, 30)}, MET),
        ("company_age_max", 3, {"founded_on": date(2028, 6, 29)}, NOT_MET),
        ("company_age_max", 3, {}, UNKNOWN),
        ("company_age_max", 3, {"has_company": False}, NOT_MET),
        ("company_age_max", 3, {"has_company": False, "company": False}, MET),
        ("company_age_max", 3, {"company": False}, UNKNOWN),
        ("share_min", 30, {"share": Decimal(30), "largest_holder": False}, MET),
        ("share_min", 30, {"share": Decimal("29.99"), "largest_holder": False}, NOT_MET),
        ("share_min", 30, {"share": Decimal(5), "largest_holder": True}, MET),
        ("share_min", 30, {"share": Decimal(5)}, UNKNOWN),
        ("share_min", 30, {}, UNKNOWN),
        ("legal_rep", None, {"legal_rep": True}, MET),
        ("legal_rep", None, {"legal_rep": False}, NOT_MET),
        ("legal_rep", None, {}, UNKNOWN),
        ("doctor", None, {"doctor": True}, MET),
        ("doctor", None, {"doctor": False}, NOT_MET),
        ("no_earlier_award", None, {"earlier_award": False}, MET),
        ("no_earlier_award", None, {"earlier_award": True}, NOT_MET),
        ("no_earlier_award", None, {}, UNKNOWN),
    ],
)
def test_rules_at_their_edges(kind, number, facts, expected):
    assert judge(kind, number, company=facts.pop("company", True), **facts) is expected


def test_a_rule_that_is_broken_cannot_be_handed_in():
    edition = make_edition(state="planned")
    edition.rules.create(kind="age_max", number=55)
    entry = Entry(edition=edition)
    assert entry.pk is None
    from apps.contests import lifecycle

    lifecycle.announce(edition, by=keeper())
    entry = draft(edition, born_on="1950-01-01")
    with pytest.raises(GuardFailed, match="at most 55"):
        entries.submit(entry, by=entry.entrant)
    entry.refresh_from_db()
    assert entry.state == "draft"


def test_what_is_unknown_has_to_be_checked_before_an_entry_qualifies():
    edition = make_edition(state="planned")
    rule = edition.rules.create(kind="abroad_min", number=12)
    from apps.contests import lifecycle

    lifecycle.announce(edition, by=keeper())
    entry = submitted(edition, make_user(), abroad_months=None)
    for checked in ({}, {rule.pk: "  "}):
        with pytest.raises(GuardFailed, match="check"):
            entries.qualify(entry, by=keeper(), checked=checked)
    entries.qualify(entry, by=keeper(), checked={rule.pk: "留学回国人员证明已核。"})
    assert entry.state == "qualified"
