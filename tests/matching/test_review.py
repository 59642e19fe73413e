"""An operator decides about pairs: each decision is audited, kept as a label, and refused where it may not be taken."""

import pytest
from django.urls import reverse

from apps.core import audit
from apps.core.moves import GuardFailed, IllegalMove, LostRace
from apps.matching import lists, review, review_page
from apps.matching.models import Label, Match, ReleaseClock
from apps.matching.states import MatchState
from tests.factories import make_employer, make_member, make_operator, make_position, make_talent
from tests.matching.world import match_of, ranked

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return make_operator(display_name="Reviewer")


@pytest.fixture
def position():
    return make_position()


@pytest.fixture
def pair(position):
    talent = make_talent()
    ranked(position, talent)
    return match_of(position, talent)


def acts(match):
    return list(audit.timeline(match, public_only=False).values_list("act", flat=True))


def labels(match):
    return list(Label.objects.filter(match=match).order_by("id").values_list("kind", "reason_code"))


DECISIONS = {
    "approve": (lambda match, by: review.approve(match, by=by), "approved", ("approved", "")),
    "hold": (lambda match, by: review.hold(match, by=by, reason="ask her first"), "held", ("held", "")),
    "reject": (
        lambda match, by: review.reject(match, by=by, reason_code="too_junior"), "rejected", ("rejected", "too_junior"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_is_stored_with_its_score_audited_and_kept_as_a_label(name, pair, operator):
    decide, state, label = DECISIONS[name]
    result = lists.results(pair.position)[0]
    decide(pair, operator)
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by, pair.decided_score) == (state, operator, result.score)
    assert pair.decided_at is not None
    assert acts(pair) == [name]
    assert labels(pair) == [label]
    kept = Label.objects.get()
    assert (kept.score, kept.values, kept.weights_version, kept.by) == (result.score, result.values, result.run.weights_version, operator)  # fmt: skip


@pytest.mark.parametrize("state", ["approved", "sent_to_employer", "converted", "stale", "no_interest"])
def test_what_is_past_review_is_not_approved_again(state, pair, operator):
    Match.objects.update(state=state)
    pair.refresh_from_db()
    with pytest.raises(IllegalMove):
        review.approve(pair, by=operator)
    assert (labels(pair), acts(pair)) == ([], [])


@pytest.mark.parametrize(
    ("code", "reason", "message"),
    [("", "", "Choose a reason"), ("ugly", "x", "Choose a reason"), ("other", "  ", "give a reason")],
)
def test_a_rejection_needs_a_reason(code, reason, message, pair, operator):
    with pytest.raises(GuardFailed, match=message):
        review.reject(pair, by=operator, reason_code=code, reason=reason)
    assert match_of(pair.position, pair.talent).state == MatchState.SUGGESTED
    assert (labels(pair), acts(pair)) == ([], [])


def test_of_two_operators_one_decides(pair, operator):
    seen_by_another = match_of(pair.position, pair.talent)
    review.approve(pair, by=operator)
    with pytest.raises(LostRace):
        review.reject(seen_by_another, by=make_operator(), reason_code="conflict")
    assert labels(pair) == [("approved", "")]


def test_a_rejected_pair_leaves_the_list_and_may_be_approved_after_all(pair, operator):
    review.reject(pair, by=operator, reason_code="evidence_weak")
    assert lists.ordered(pair.position) == []
    review.approve(pair, by=operator)
    assert [row.match.pk for row in lists.ordered(pair.position)] == [pair.pk]


# ---------------------------------------------------------------- order
@pytest.fixture
def three(position):
    """Three people in computed order, the best first."""
    rows = ranked(position, *[make_talent(years=years, salary_expected=pay) for years, pay in [(5, 300_000), (5, 500_000), (5, 600_000)]])  # fmt: skip
    assert [row.rank for row in rows] == [1, 2, 3]
    return [row.match for row in rows]


def order(position):
    return [row.match.pk for row in lists.ordered(position)]


def test_a_place_given_by_hand_is_kept_the_others_close_up(position, three, operator):
    first, second, third = three
    review.reorder(third, by=operator, rank=1)
    assert order(position) == [third.pk, first.pk, second.pk]
    assert acts(third) == ["reorder"]
    assert audit.timeline(third, public_only=False).get().data == {"before": None, "after": 1}
    assert labels(third) == [("reordered", "")]
    assert match_of(position, third.talent).state == MatchState.SUGGESTED
    review.reorder(third, by=operator, rank=None)
    assert order(position) == [first.pk, second.pk, third.pk]


def test_two_on_one_place_and_a_place_behind_the_end(position, three, operator):
    first, second, third = three
    review.reorder(third, by=operator, rank=1)
    review.reorder(second, by=operator, rank=1)
    assert order(position) == [second.pk, third.pk, first.pk]
    review.reorder(second, by=operator, rank=900)
    assert order(position) == [third.pk, first.pk, second.pk]


@pytest.mark.parametrize("rank", [0, -1, 1001, 10**12])
def test_a_rank_out_of_bounds_is_refused(rank, pair, operator):
    with pytest.raises(GuardFailed, match="from 1 on"):
        review.reorder(pair, by=operator, rank=rank)
    assert (match_of(pair.position, pair.talent).override_rank, acts(pair)) == (None, [])


# ---------------------------------------------------------------- assignment
def test_a_pair_is_given_to_a_colleague_and_on_to_another(pair, operator):
    colleague, another = make_operator(), make_operator(district="370212")
    review.assign(pair, to=colleague, by=operator)
    review.assign(pair, to=another, by=operator)
    pair.refresh_from_db()
    assert (pair.state, pair.assigned_to) == ("assigned", another)
    assert acts(pair) == ["assign", "reassign"]
    review.approve(pair, by=another)
    assert pair.state == "approved"


@pytest.mark.parametrize("who", ["elsewhere", "own_employer", "herself", "no_operator"])
def test_a_colleague_who_may_not_judge_it_is_refused(who, pair, operator):
    organisation = pair.position.employer.organisation
    colleague = make_operator(district="370283" if who == "elsewhere" else "")
    if who == "own_employer":
        colleague.memberships.create(organisation=organisation, role="recruiter")
    if who == "herself":
        pair.talent = make_talent(user=colleague)
    if who == "no_operator":
        colleague = make_member(organisation)
    with pytest.raises(GuardFailed, match="may not review"):
        review.assign(pair, to=colleague, by=operator)
    assert acts(pair) == []


# ---------------------------------------------------------------- the page in the admin
def post(client, pair, **data):
    run = lists.current_run(pair.position)
    address = reverse("admin:matching_matchrun_change", args=[run.pk])
    return client.post(address, {"match": pair.public_id, **data}, follow=True, headers={"accept-language": "en"})


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_the_page_decides_in_bulk(client, position, three, operator):
    client.force_login(operator)
    response = post(client, three[0], act="approve", match=[row.public_id for row in three])
    assert told(response) == ["3 decisions stored."]
    assert list(Match.objects.values_list("state", flat=True).distinct()) == ["approved"]
    assert Label.objects.count() == 3


@pytest.mark.parametrize("times", [1, 2])  # of two former lists one is kept
def test_a_decision_on_a_list_that_was_made_anew_meanwhile_is_kept_and_nobody_unseen_is_sent(
    client, position, pair, operator, times
):
    client.force_login(operator)
    address = reverse("admin:matching_matchrun_change", args=[lists.current_run(position).pk])
    for _ in range(times):
        ranked(position, make_talent())
    now = reverse("admin:matching_matchrun_change", args=[lists.current_run(position).pk])
    assert now != address
    form = {"list_of": position.public_id, "match": pair.public_id}
    approved = client.post(address, form | {"act": "approve"}, follow=True, headers={"accept-language": "en"})
    assert (approved.redirect_chain[-1][0], told(approved)) == (now, ["1 decision stored."])
    sent = client.post(address, form | {"act": "send_top"}, follow=True, headers={"accept-language": "en"})
    assert told(sent) == ["The list was made anew meanwhile, so nobody was sent. Please look at it again."]
    assert not Match.objects.filter(released_at__isnull=False).exists()
    if times == 1:
        assert client.get(address, follow=True).redirect_chain[-1][0] == now


def test_the_page_refuses_a_pair_of_oneself_and_does_the_others(client, position, operator):
    mine, other = make_talent(user=operator), make_talent()
    ranked(position, mine, other)
    client.force_login(operator)
    both = [match_of(position, who) for who in (mine, other)]
    response = post(client, both[0], act="approve", match=[row.public_id for row in both])
    assert set(told(response)) == {"You may not review this pair.", "1 decision stored."}
    assert [match_of(position, who).state for who in (mine, other)] == ["suggested", "approved"]


@pytest.mark.parametrize("kin", ["own", "parent", "sister"])
def test_nobody_opens_the_list_of_her_own_employer(client, pair, operator, kin):
    organisation = pair.position.employer.organisation
    parent = make_employer().organisation
    organisation.parent = parent
    organisation.save()
    sister = make_employer().organisation
    sister.parent = parent
    sister.save()
    operator.memberships.create(
        organisation={"own": organisation, "parent": parent, "sister": sister}[kin], role="owner"
    )
    client.force_login(operator)
    run = lists.current_run(pair.position)
    assert client.get(reverse("admin:matching_matchrun_change", args=[run.pk])).status_code == 302
    assert (
        pair.position.employer.organisation.name not in client.get(reverse("admin:matching_matchrun_changelist")).text
    )
    post(client, pair, act="approve")
    assert match_of(pair.position, pair.talent).state == MatchState.SUGGESTED


@pytest.mark.parametrize(("district", "opens"), [("", True), ("370212", True), ("370283", False)])
def test_an_operator_opens_lists_of_her_district(client, pair, district, opens):
    client.force_login(make_operator(district=district))
    run = lists.current_run(pair.position)
    page = client.get(reverse("admin:matching_matchrun_change", args=[run.pk]))
    assert page.status_code == (200 if opens else 302)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"act": "reorder", "rank": "first"}, "A rank is a number from 1 on."),
        ({"act": "reorder", "rank": "99999999999999999999"}, "A rank is a number from 1 on."),
        ({"act": "reorder", "rank": "²"}, "A rank is a number from 1 on."),
        ({"act": "reject", "reason_code": "x"}, "Choose a reason."),
        ({"act": "assign", "colleague": "nobody"}, "Choose a colleague."),
        ({"act": "erase"}, "This act is not known."),
        ({"act": "approve", "match": "unknown"}, "Choose at least one person."),
        ({"act": "release"}, "Nothing to release: approve at least one candidate first."),
    ],
)
def test_bad_input_on_the_page_is_a_message(client, pair, operator, data, message):
    client.force_login(operator)
    assert told(post(client, pair, **data)) == [message]
    assert match_of(pair.position, pair.talent).state == MatchState.SUGGESTED


def test_a_pair_of_another_list_is_not_decided_here(client, pair, operator):
    elsewhere = make_position()
    ranked(elsewhere, pair.talent)
    other = match_of(elsewhere, pair.talent)
    client.force_login(operator)
    response = post(client, pair, act="approve", match=other.public_id)
    assert told(response) == ["Choose at least one person."]
    assert match_of(elsewhere, pair.talent).state == MatchState.SUGGESTED


def test_the_page_shows_reasons_bars_and_who_is_excluded(pair, operator, rf):
    hidden = make_talent(open_to_work=False)
    ranked(pair.position, hidden)
    request = rf.get("/")
    request.user = operator
    shown = review_page.context(request, pair.position)
    (person,) = shown["people"]
    assert person["match"] == pair
    assert sum(bar.points for bar in person["bars"]) == person["score"]
    assert sum(reason.points for reason in person["reasons"]) == person["score"]
    assert shown["excluded"] == [("is not open to offers", 1)]


def test_the_clock_is_stopped_and_let_run_on(client, pair, operator):
    clock = ReleaseClock.objects.create(position=pair.position, due_at=pair.created_at)
    client.force_login(operator)
    post(client, pair, act="hold_clock")
    clock.refresh_from_db()
    assert clock.held is True
    post(client, pair, act="resume_clock")
    clock.refresh_from_db()
    assert clock.held is False
    assert acts(pair.position) == ["hold_release", "resume_release"]
