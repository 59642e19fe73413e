"""Why nobody answered, what would change it, and the call that follows: every figure is the platform's own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from apps.accounts.models import Membership, User
from apps.challenges import content as contents
from apps.challenges.content import IndicatorContent, SkillContent
from apps.challenges.models import Annex, AnnexUndertaking, Challenge
from apps.core import files
from apps.core.models import AuditEntry, File
from apps.core.moves import GuardFailed
from apps.matching import call_runs, invitations, needs
from apps.matching.forecast import forecast
from apps.matching.models import SolverInvitation
from apps.notifications.models import Message
from apps.proposals.models import Proposal
from apps.proposals.tasks import run_clock as proposals_clock
from apps.reviews import failing, recovery, recovery_invitations, recovery_words
from apps.reviews.recovery import Cause
from apps.talents.models import BlockedEmployer, Experience
from apps.web import challenge_cards
from tests.challenges.content import make_challenge, make_programme, with_key
from tests.factories import make_member, make_operator, make_talent, make_user
from tests.matching.conftest import cheap_encoder, numbered_vocabulary  # noqa: F401  fixtures of this file too
from tests.matching.world import encode, rank_call
from tests.proposals.content import make_draft

pytestmark = pytest.mark.django_db
INVITES = ["challenges.review", "matching.review"]
SHOWN, OTHER, NOBODY = "resin synthesis", "impedance spectroscopy", "zzqx wwvk"
WORK = {
    SHOWN: "Over six winters I led resin synthesis for the hulls of an icebreaker and wrote down what held.",
    OTHER: "Each spring we took impedance spectroscopy out to the buoys to see how far the coats had aged.",
}


def asks(*metrics: str) -> tuple[IndicatorContent, ...]:
    return tuple(IndicatorContent(name, name, "ge", Decimal(1), "", "", "") for name in metrics)


def call(state: str = "failed", **changes) -> Challenge:
    given = {"indicators": asks(SHOWN, NOBODY), "skills": (SkillContent(OTHER),)}
    return make_challenge(state=state, **{**given, **changes})


def solver(*skills: str, **fields):
    """Somebody who told of her work among her jobs, as people do: what is only claimed shows nothing."""
    person = make_talent(
        headline=f"Engineer {len(skills)} {timezone.now().timestamp()}", about="I live ashore.", **fields
    )
    told = " ".join(WORK[skill] for skill in skills) or "I planned warehouses and the lorries that go between them."
    Experience.objects.create(talent=person, organisation="A yard", title="Engineer", text=told, language="en")
    return person


def owner_of(challenge: Challenge) -> User:
    return Membership.objects.get(organisation=challenge.employer.organisation, role="owner").user


def causes(challenge: Challenge) -> dict[Cause, recovery.Found]:
    return {row.cause: row for row in recovery.report(challenge).causes}


@pytest.fixture
def able():
    """Two who show what can be shown, one who shows nothing."""
    people = [solver(SHOWN, OTHER, salary_expected=600_000), solver(SHOWN, OTHER, salary_expected=500_000), solver()]
    encode(*people)
    return people


# ---------------------------------------------------------------- for which calls
@pytest.mark.parametrize("state", ["published", "reviewing", "awarded", "cancelled", "draft"])
def test_there_is_no_report_of_a_call_that_can_still_be_won(state):
    with pytest.raises(GuardFailed, match="without a valid proposal"):
        recovery.report(make_challenge(state=state))


def test_a_closed_call_has_one_only_while_nothing_could_win(monkeypatch):
    challenge = call("closed")
    assert recovery.reportable(challenge)
    monkeypatch.setattr(failing, "valid", lambda _challenge: [Proposal()])
    assert not recovery.reportable(challenge)


# ---------------------------------------------------------------- why
def test_what_nobody_shows_is_named(able):
    found = recovery.report(call())
    (row,) = [one for one in found.causes if one.cause is Cause.UNCOVERED]
    assert (row.need.texts, row.figures) == ((NOBODY,), {"eligible": 3})
    assert found.facts.reach.capable == 2


def test_nobody_can_do_it_at_all(able):
    assert Cause.NOBODY_CAPABLE in causes(call(indicators=asks(NOBODY, "kkjh qqzz"), skills=()))
    assert Cause.NOBODY_CAPABLE not in causes(call())


def test_money_below_what_those_who_could_do_it_expect(able):
    poor = call(bounty=400_000, term_months=24)
    assert causes(poor)[Cause.PAY].figures == {"yearly": 200_000, "pay": 550_000, "capable": 2, "likely": 0}
    assert Cause.PAY not in causes(call(bounty=4_000_000, term_months=24))


def test_money_and_time_beside_comparable_calls(able):
    for _number in range(3):
        make_challenge(state="published", bounty=2_400_000, term_months=24)
    found = causes(call(bounty=300_000, term_months=6))
    assert found[Cause.MARKET].figures == {"monthly": 50_000, "others": 100_000, "calls": 3}
    assert found[Cause.TERM].figures == {"term": 6, "others": 24, "calls": 3}
    like_them = causes(call(bounty=2_400_000, term_months=24))
    assert {Cause.MARKET, Cause.TERM} & set(like_them) == set()


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_calls_that_failed_too_and_fewer_than_three_teach_nothing(able, state):
    for _number in range(3):
        make_challenge(state=state, bounty=2_400_000, term_months=24)
    make_challenge(state="published", bounty=2_400_000, term_months=24)
    assert Cause.MARKET not in causes(call(bounty=300_000, term_months=6))


def test_nobody_heard_of_it(able):
    challenge = call()
    assert causes(challenge)[Cause.UNHEARD].figures == {"told": 0, "capable": 2}
    for talent in able[:1]:
        SolverInvitation.objects.create(challenge=challenge, user=talent.user, ground="ranked", by=make_user())
    assert Cause.UNHEARD not in causes(challenge)


def test_papers_that_nobody_was_let_to_read(able):
    challenge = call()
    stored = files.store(
        b"%PDF-1.7 paper", name="paper.pdf", content_type="application/pdf", data_class=File.DataClass.ANNEX,
        owner_ref=challenge.public_id,
    )  # fmt: skip
    Annex.objects.create(challenge=challenge, title="图纸", level="trade_secret", file=stored)
    AnnexUndertaking.objects.create(
        challenge=challenge, user=make_user(), country="DE", version=1, signed_at=timezone.now()
    )
    assert causes(challenge)[Cause.PAPERS].figures == {"waiting": 1, "readers": 1}


def test_begun_and_never_sealed(able):
    challenge = with_key(call("published"))
    make_draft(challenge)
    Challenge.objects.filter(pk=challenge.pk).update(state="failed")
    challenge.refresh_from_db()
    assert causes(challenge)[Cause.UNFINISHED].figures == {"drafts": 1}


# ---------------------------------------------------------------- what would change it
def test_each_change_is_the_ranking_run_once_more(able):
    challenge = call(bounty=400_000, term_months=24)
    found = recovery.report(challenge)
    organisation = challenge.employer.organisation
    assert [row.code for row in found.changes] == ["without-1", "bounty"]
    for row in found.changes:
        assert row.after == forecast(row.apply(found.facts.content), organisation)
    dropped, raised = found.changes
    assert [row.metric for row in dropped.apply(found.facts.content).indicators] == [SHOWN]
    assert raised.after.likely == 2
    assert raised.figures["bounty"] % 10_000 == 0
    assert found.together == forecast(recovery.changed(found.facts.content, found.changes), organisation)


def test_a_published_call_with_the_changed_text_finds_what_was_foretold(able):
    challenge = call(bounty=400_000, term_months=24)
    found = recovery.report(challenge)
    text = found.changes[1].apply(found.facts.content)
    same = make_challenge(
        state="published", employer=challenge.employer, indicators=text.indicators, skills=text.skills,
        bounty=text.bounty, term_months=text.term_months,
    )  # fmt: skip
    run = rank_call(same)
    after = found.changes[1].after
    assert {name: run.reach[name] for name in ("eligible", "capable", "likely")} == {
        "eligible": after.eligible, "capable": after.capable, "likely": after.likely,
    }  # fmt: skip


def test_the_last_indicator_is_never_taken_away(able):
    found = recovery.report(call(indicators=asks(NOBODY)))
    assert Cause.UNCOVERED in {row.cause for row in found.causes}
    assert not [row for row in found.changes if row.need is not None]


def test_a_longer_term_keeps_the_pay_of_a_year(able):
    for _number in range(3):
        make_challenge(state="published", bounty=2_400_000, term_months=24)
    challenge = call(bounty=1_200_000, term_months=6)
    (change,) = [row for row in recovery.report(challenge).changes if row.code == "term"]
    text = change.apply(contents.read(challenge.current))
    assert (text.term_months, text.bounty) == (24, 4_800_000)


# ---------------------------------------------------------------- in words
def test_small_numbers_of_people_are_not_told_to_the_poster(able):
    challenge = call()
    found = recovery.report(challenge)
    exact, told = recovery_words.told(found, exact=True), recovery_words.told(found, exact=False)
    assert (exact["now"]["capable"], told["now"]["capable"]) == ("2", "fewer than five")
    assert "2 cover" in str(exact["causes"])
    assert "2 cover" not in str(told["causes"])
    assert [row["capable_width"] for row in recovery_words.picture(found, exact=False)] == [100] * len(
        recovery_words.picture(found, exact=False)
    )


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_every_cause_has_its_sentence(able, language):
    figures = dict.fromkeys(
        ("eligible", "capable", "likely", "yearly", "pay", "monthly", "others", "calls", "term", "told", "waiting",
         "readers", "drafts", "sealed"), 7,
    )  # fmt: skip
    need = needs.Need(needs.INDICATOR, ("寿命",))
    with translation.override(language):
        for code in Cause:
            sentence = recovery_words.cause(recovery.Found(code, figures, need), exact=True)
            assert sentence
            assert "%" not in sentence


# ---------------------------------------------------------------- the call that follows
def test_it_takes_up_texts_and_chosen_changes_and_remembers_where_it_comes_from(able):
    failed = call(bounty=400_000, term_months=24)
    report = recovery.report(failed)
    made = recovery.take_up(failed, failed.programme, codes=["without-1", "bounty"], by=owner_of(failed))
    text = contents.read(made.draft)
    assert (made.state, made.follows, made.employer) == ("draft", failed, failed.employer)
    assert ([row.metric for row in text.indicators], text.bounty) == ([SHOWN], report.changes[1].figures["bounty"])
    assert text.milestones == contents.read(failed.current).milestones


def test_without_changes_nothing_has_to_be_computed(monkeypatch):
    failed = call()
    monkeypatch.setattr(recovery, "report", None)
    made = recovery.take_up(failed, failed.programme, codes=[], by=owner_of(failed))
    assert contents.read(made.draft) == replace(contents.read(failed.current))


def test_only_what_is_proposed_now_can_be_chosen(able):
    failed = call()
    with pytest.raises(GuardFailed, match="changed"):
        recovery.take_up(failed, failed.programme, codes=["bounty-of-yesterday"], by=owner_of(failed))
    assert not Challenge.objects.filter(follows=failed).exists()


@pytest.mark.parametrize("state", ["closed", "published", "cancelled"])
def test_only_a_failed_call_is_taken_up(state):
    other = call(state)
    with pytest.raises(GuardFailed):
        recovery.take_up(other, other.programme, codes=[], by=owner_of(other))


# ---------------------------------------------------------------- near misses
@pytest.fixture
def pair(able):
    """A call with a ranked list that failed, and the open one that follows it."""
    failed = with_key(call("published"))
    rank_call(failed)
    failed.writer = make_user(display_name="Writer Ofdraft")
    make_draft(failed, user=failed.writer)
    Challenge.objects.filter(pk=failed.pk).update(state="failed")
    failed.refresh_from_db()
    following = make_challenge(state="published", employer=failed.employer)
    Challenge.objects.filter(pk=following.pk).update(follows=failed)
    following.refresh_from_db()
    return failed, following


def test_who_began_and_who_stood_high_are_told_once(pair, able):
    failed, following = pair
    operator = make_operator(verbs=INVITES)
    assert recovery_invitations.invite(following, by=operator) == 4
    grounds = dict(SolverInvitation.objects.values_list("user", "ground"))
    assert grounds == {failed.writer.pk: "draft", **{talent.user_id: "near" for talent in able}}
    assert Message.objects.filter(kind="call_invitation").count() == 4
    assert recovery_invitations.invite(following, by=operator) == 0
    assert AuditEntry.objects.filter(act="invite_solver").count() == 4


def test_nobody_is_told_against_her_wish(pair, able):
    failed, _following = pair
    hides, leaves, stays = able
    BlockedEmployer.objects.create(talent=hides, organisation=failed.employer.organisation)
    type(leaves).objects.filter(pk=leaves.pk).update(automated_ranking=False)
    assert set(recovery_invitations.near_misses(failed)) == {failed.writer, stays.user}


@pytest.mark.parametrize(
    ("state", "asked"), [("draft", True), ("ineligible", True), ("not_awarded", True), ("withdrawn", False), ("disqualified", False)]
)  # fmt: skip
def test_whose_proposal_did_not_pass_came_near_and_who_withdrew_did_not(pair, state, asked):
    failed, _following = pair
    Proposal.objects.filter(challenge=failed).update(state=state, sealed_at=timezone.now())
    assert (failed.writer in recovery_invitations.near_misses(failed)) is asked


def test_a_draft_that_the_clock_ended_came_near_too(pair):
    """After the closing there are no drafts any more: each has lapsed by then."""
    failed, _following = pair
    assert proposals_clock() == 1
    assert Proposal.objects.get(challenge=failed).state == "withdrawn"
    assert recovery_invitations.near_misses(failed)[failed.writer] == "draft"


def test_a_closed_account_is_left_out(pair):
    failed, following = pair
    User.objects.filter(pk=failed.writer.pk).update(state="closed")
    recovery_invitations.invite(following, by=make_operator(verbs=INVITES))
    assert not SolverInvitation.objects.filter(user=failed.writer).exists()


def test_a_call_that_follows_none_has_no_near_misses(pair):
    failed, _following = pair
    with pytest.raises(GuardFailed, match="takes up no other"):
        recovery_invitations.invite(failed, by=make_operator(verbs=INVITES))


def test_only_operators_of_the_call_and_only_while_it_is_open(pair):
    _failed, following = pair
    for stranger in (make_operator(district="370202", verbs=INVITES), owner_of(following), make_user()):
        with pytest.raises(GuardFailed, match="may not invite"):
            recovery_invitations.invite(following, by=stranger)
    Challenge.objects.filter(pk=following.pk).update(closes_at=timezone.now())
    following.refresh_from_db()
    with pytest.raises(GuardFailed, match="takes no proposals"):
        recovery_invitations.invite(following, by=make_operator(verbs=INVITES))
    assert not SolverInvitation.objects.exists()


def test_her_invitations_stand_in_her_own_data(pair, able):
    _failed, following = pair
    recovery_invitations.invite(following, by=make_operator(verbs=INVITES))
    (told,) = invitations.told(able[0].user)
    assert (told["call"], told["ground"]) == (following.public_id, "near")
    assert call_runs.current_run(following) is None


# ---------------------------------------------------------------- pages
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_poster_reads_why_and_takes_it_up_again(client, able, language):
    failed = call(bounty=400_000, term_months=24)
    client.force_login(owner_of(failed))
    client.cookies["django_language"] = language
    here = reverse("employer:challenge-recovery", args=[failed.public_id])
    page = client.get(here)
    assert page.status_code == 200
    assert NOBODY in page.content.decode()
    programme = make_programme()
    sent = {"change": ["bounty"], "programme": programme.public_id}
    made = client.post(here, sent)
    follower = Challenge.objects.get(follows=failed)
    assert made["Location"] == reverse("employer:challenge", args=[follower.public_id])
    assert follower.programme == programme
    assert follower.public_id in client.get(here).content.decode()


def test_a_stranger_a_manager_and_an_open_call(client, able):
    failed, still_open = call(), call("published")
    for user in (make_member(make_challenge().employer.organisation), owner_of(failed)):
        client.force_login(user)
        assert client.get(reverse("employer:challenge-recovery", args=[still_open.public_id])).status_code == 404
    manager = make_member(failed.employer.organisation, "hiring_manager")
    client.force_login(manager)
    here = reverse("employer:challenge-recovery", args=[failed.public_id])
    assert client.get(here).status_code == 200
    client.post(here, {"programme": failed.programme.public_id})
    assert not Challenge.objects.filter(follows=failed).exists()


def test_the_operator_ends_it_and_tells_those_who_came_near(client, pair, able):
    failed, following = pair
    Challenge.objects.filter(pk=failed.pk).update(state="closed")
    client.force_login(make_operator(verbs=INVITES))
    here = reverse("operator-recovery", args=[failed.public_id])
    assert 'value="fail"' in client.get(here).content.decode()
    client.post(here, {"act": "fail", "reason": "无人揭榜"})
    failed.refresh_from_db()
    assert failed.state == "failed"
    page = client.get(here).content.decode()
    assert 'value="fail"' not in page
    assert following.public_id in page
    client.post(here, {"act": "invite", "call": following.public_id})
    assert SolverInvitation.objects.filter(challenge=following).count() == 4


@pytest.mark.parametrize("sent", [{"act": "invite", "call": "none"}, {"act": "fly"}, {}])
def test_an_unknown_act_does_nothing(client, able, sent):
    failed = call()
    client.force_login(make_operator(verbs=INVITES))
    here = reverse("operator-recovery", args=[failed.public_id])
    assert client.post(here, sent).status_code == 302
    assert not SolverInvitation.objects.exists()


@pytest.mark.parametrize("verbs", [["positions.review"], []])
def test_other_operators_and_others_do_not_see_it(client, able, verbs):
    failed = call()
    user = make_operator(verbs=verbs) if verbs else owner_of(failed)
    client.force_login(user)
    assert client.get(reverse("operator-recovery", args=[failed.public_id])).status_code in (302, 403, 404)


def test_who_may_not_end_it_has_no_button_and_no_way(client, able):
    closed = call("closed")
    client.force_login(make_operator(verbs=["challenges.publish"]))
    here = reverse("operator-recovery", args=[closed.public_id])
    assert 'value="fail"' not in client.get(here).content.decode()
    client.post(here, {"act": "fail", "reason": "无人揭榜"})
    closed.refresh_from_db()
    assert closed.state == "closed"


def test_both_calls_show_where_they_come_from_and_what_became_of_them(client, pair):
    failed, following = pair
    public = {row: reverse("public:challenge", args=[row.public_id]) for row in pair}
    assert public[failed] in client.get(public[following]).content.decode()
    assert public[following] in client.get(public[failed]).content.decode()
    client.force_login(owner_of(failed))
    own = {row: reverse("employer:challenge", args=[row.public_id]) for row in pair}
    assert own[failed] in client.get(own[following]).content.decode()
    assert own[following] in client.get(own[failed]).content.decode()


def test_a_draft_that_follows_is_told_to_nobody_else(client):
    failed = call()
    made = recovery.take_up(failed, failed.programme, codes=[], by=owner_of(failed))
    assert made.public_id not in client.get(reverse("public:challenge", args=[failed.public_id])).content.decode()
    seen = challenge_cards.lineage(failed, Challenge.objects.visible_to(owner_of(failed)))
    assert [row["call"] for row in seen["after"]] == [made]
