"""What is counted, for whom, and that every count has its list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Membership
from apps.agreements.models import Payment
from apps.analytics import breakdowns, figures, policies
from apps.analytics.figures import FIGURES, SHARES, Share
from apps.analytics.scope import Scope, calls_of
from apps.challenges.models import Challenge
from apps.proposals.models import Member
from apps.reviews.models import FormAppeal, FormCheck
from tests.agreements.factories import Cast
from tests.analytics.cases import ELSEWHERE, HERE, awarded, call, city_day, mixed, reader, working
from tests.factories import make_member, make_operator, make_user
from tests.proposals.content import make_call, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
EVERYTHING = Scope()


def counts(user, scope=EVERYTHING) -> dict[str, int]:
    return {code: value.count for code, value in figures.values(user, scope).items()}


def test_calls_are_counted_by_what_became_of_them():
    mixed()
    call("draft")
    found = counts(reader())
    assert {code: found[code] for code in (
        "submitted", "published", "open", "judged", "decided", "awarded", "signed", "accepted", "ended_early", "failed",
        "rejected", "cancelled",
    )} == {
        "submitted": 8, "published": 6, "open": 1, "judged": 1, "decided": 4, "awarded": 2, "signed": 2, "accepted": 1,
        "ended_early": 1, "failed": 2, "rejected": 1, "cancelled": 0,
    }  # fmt: skip


def test_bounties_are_summed_over_published_and_over_awarded_calls():
    mixed()
    found = figures.values(reader(), EVERYTHING)
    assert found["published"].amount == 1_000_000 + 3_000_000 + 4 * 2_000_000
    assert found["awarded"].amount == 3_000_000 + 2_000_000


def test_proposals_contracts_and_money():
    cast = Cast()
    contract = working(cast)
    awarded()
    found = figures.values(reader(), EVERYTHING)
    assert (found["proposals"].count, found["won"].count, found["opened_calls"].count) == (2, 2, 2)
    assert (found["contracts"].count, found["contracts"].amount) == (1, contract.amount)
    first = Payment.objects.get(contract=contract)
    assert (found["paid"].count, found["paid"].amount) == (1, first.amount)
    assert (found["unpaid"].count, found["recovered"].count) == (0, 0)


def test_a_proposal_counts_only_once_it_is_opened():
    made = make_call()
    make_draft(made)
    Challenge.objects.filter(pk=made.pk).update(district=HERE)
    assert counts(reader())["proposals"] == 0


def test_a_joint_proposal_has_another_member_who_is_still_in():
    made = awarded()
    proposal = made.proposals.get()
    fields = {"proposal": proposal, "name": "Other", "country": "CN", "budget_share": 0, "ip_share": 0}
    member = Member.objects.create(**fields)
    user = reader()
    assert counts(user)["joint"] == 1
    member.left_at = proposal.opened_at
    member.save()
    assert counts(user)["joint"] == 0


def test_the_form_check_counts_its_outcome_and_the_appeal_that_was_allowed():
    officer = make_user()
    proposals = [awarded().proposals.get() for _each in range(4)]
    at = proposals[0].opened_at
    decided = {"decided_at": at, "decided_by": officer}
    outcomes = ("eligible", "ineligible", "ineligible", "returned")
    checks = [
        FormCheck.objects.update_or_create(
            proposal=row,
            round=1,
            defaults={"outcome": outcome, "appeal_until": at if outcome == "ineligible" else None, **decided},
        )[0]
        for row, outcome in zip(proposals, outcomes, strict=True)
    ]
    FormAppeal.objects.create(
        proposal=proposals[2], form_check=checks[2], state="allowed", lodged_by=officer, due_on=at.date(), **decided
    )
    found = counts(reader())
    assert {code: found[code] for code in ("checked", "passed", "not_passed", "corrected")} == {
        "checked": 3, "passed": 2, "not_passed": 1, "corrected": 1,
    }  # fmt: skip


def test_every_figure_opens_the_rows_that_it_counts():
    mixed()
    working(Cast())
    user = reader()
    for code, value in figures.values(user, EVERYTHING).items():
        rows = figures.rows_of(user, EVERYTHING, FIGURES[code])
        assert (len(rows), figures.total(rows, FIGURES[code])) == (value.count, value.amount), code


def test_every_share_is_made_of_two_figures():
    mixed()
    found = figures.values(reader(), EVERYTHING)
    assert {share.code: figures.ratio(share, found) for share in SHARES} == {
        "per_call": 0, "joint_share": None, "form_pass": None, "award_rate": 0.5, "failed_rate": 0.5, "signing_rate": 1,
        "acceptance_rate": 0.5,
    }  # fmt: skip
    assert all(isinstance(share, Share) and {share.part, share.whole} <= set(FIGURES) for share in SHARES)


# ---------------------------------------------------------------- for whom
def test_a_districts_operator_counts_only_her_district():
    mixed()
    assert counts(reader(ELSEWHERE))["submitted"] == 1
    assert counts(reader(HERE))["submitted"] == 7
    assert counts(reader(HERE), Scope(district=ELSEWHERE))["submitted"] == 0


def test_calls_of_ones_own_employer_are_left_out():
    made = mixed()
    user = reader()
    Membership.objects.create(user=user, organisation=made["open"].employer.organisation, role="recruiter")
    assert counts(user)["submitted"] == 7


def test_calls_in_which_she_or_her_employer_takes_part_are_left_out():
    user = reader()
    first, second = awarded(), awarded(organisation=True)
    assert counts(user)["submitted"] == 2
    fields = {"name": "Other", "country": "CN", "budget_share": 0, "ip_share": 0}
    Member.objects.create(proposal=first.proposals.get(), user=user, **fields)
    assert counts(user)["submitted"] == 1
    Membership.objects.create(user=user, organisation=second.proposals.get().organisation, role="viewer")
    assert counts(user)["submitted"] == 0


def test_money_is_for_those_who_may_read_contracts():
    working(Cast())
    assert "contracts" not in counts(reader(verbs=["challenges.review"]))
    assert counts(reader(verbs=["challenges.finance"]))["contracts"] == 1


@pytest.mark.parametrize("verb", ["challenges.review", "challenges.approve", "challenges.publish", "challenges.open", "challenges.finance"])  # fmt: skip
def test_who_handles_calls_reads_their_report(verb):
    assert policies.can_read_calls(make_operator(verbs=[verb]))


def test_others_read_no_report():
    assert not policies.can_read_calls(make_operator(verbs=["positions.review"]))
    assert not policies.can_read_calls(make_member(call("published").employer.organisation))
    assert not policies.can_read_money(reader(verbs=["challenges.review"]))


# ---------------------------------------------------------------- what narrows it
def test_a_call_belongs_to_the_citys_day_of_its_publication():
    call("published", at=city_day(2026, 3, 1, 0))
    call("published", at=city_day(2026, 2, 28, 23))
    call("submitted", at=city_day(2026, 3, 31, 23))
    user = reader()
    assert counts(user, Scope(month="2026-03"))["submitted"] == 2
    assert counts(user, Scope(month="2026-02"))["submitted"] == 1
    assert counts(user, Scope(year="2026"))["submitted"] == 3
    march = city_day(2026, 3, 1).date()
    assert counts(user, Scope(since=march))["submitted"] == 2
    assert counts(user, Scope(until=march))["submitted"] == 2


def test_a_report_is_narrowed_by_programme_chain_and_state():
    made = mixed()
    user = reader()
    assert counts(user, Scope(programme=made["open"].programme.public_id))["submitted"] == 1
    assert counts(user, Scope(chain="logistics"))["submitted"] == 1
    assert counts(user, Scope(state="failed"))["submitted"] == 2


# ---------------------------------------------------------------- its tables
def test_every_line_of_a_breakdown_counts_what_it_opens():
    mixed()
    call("published", at=city_day(2025, 12, 31, 23))
    call("submitted", chain="", district="")
    user = reader()
    found = breakdowns.of(calls_of(user, EVERYTHING))
    assert [row.by for row in found] == ["state", "programme", "in_chain", "in_district", "year", "month"]
    for table in found:
        assert sum(line.counts["submitted"] for line in table.lines) == 10
        for line in table.lines:
            opened = counts(user, Scope(**{table.by: line.code}))
            assert {code: opened[code] for code in line.counts} == line.counts, (table.by, line.code)


def test_lines_are_named_for_the_reader():
    mixed()
    found = {table.by: [line.label for line in table.lines] for table in breakdowns.of(calls_of(reader(), EVERYTHING))}
    assert "Open for proposals" in found["state"]
    assert found["programme"][0] == "First round"
    assert len(found["in_district"]) == 2


def test_a_report_takes_as_many_queries_for_one_call_as_for_many():
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            figures.values(user, EVERYTHING)
            breakdowns.of(calls_of(user, EVERYTHING))
        rest = ("core_epoch", "accounts_roleholding")  # whether vocabulary and rights are fresh: read once in a request
        return len([row for row in seen if not any(name in row["sql"] for name in rest)])

    user = reader()
    call("published")
    queries()  # reads the vocabularies
    one = queries()
    mixed()
    awarded()
    assert (one, queries()) == (10, 10)
