"""A published call changes only by a dated amendment, never to the applicants' harm."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.challenges import amendments, content, differences, drafts, lifecycle
from apps.challenges.content import GoalContent, IndicatorContent, MilestoneContent
from apps.challenges.models import Challenge
from apps.challenges.signals import amended
from apps.core import audit
from apps.core.moves import GuardFailed, LostRace
from tests.challenges.content import CHINESE, ENGLISH, IN_THE_END, make_challenge, whole
from tests.factories import make_user

BEFORE = whole()


@pytest.mark.parametrize(
    "changes",
    [
        {"bounty": 1_999_999}, {"bounty": None}, {"term_months": 23}, {"closes_at": BEFORE.closes_at - timedelta(seconds=1)},
        {"closes_at": None}, {"payment_mode": "after"}, {"kind": "procurement"}, {"routes": 2}, {"ip_choice": "poster"},
        {"export_control": "licence"}, {"level": "solvers"},
        {"milestones": (MilestoneContent("配方定型", 6, Decimal(20)), MilestoneContent("实海验证", 24, Decimal(80), goals=IN_THE_END))},
        {"indicators": (replace(BEFORE.indicators[0], threshold=Decimal(11)), BEFORE.indicators[1])},
        {"indicators": (BEFORE.indicators[0], replace(BEFORE.indicators[1], threshold=Decimal("0.4")))},
        {"indicators": (*BEFORE.indicators, IndicatorContent("硬度", threshold=Decimal(1), unit="H"))},
        {"milestones": (replace(BEFORE.milestones[0], goals=(GoalContent("渗透率", Decimal("0.9")),)), *BEFORE.milestones[1:])},
        {"milestones": (replace(BEFORE.milestones[0], goals=IN_THE_END), *BEFORE.milestones[1:])},
    ],
)  # fmt: skip
def test_what_would_harm_applicants(changes):
    assert amendments.harms(BEFORE, replace(BEFORE, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"bounty": 2_500_000}, {"term_months": 30}, {"closes_at": BEFORE.closes_at + timedelta(days=5)},
        {"ip_choice": "solver"}, {"texts": (replace(CHINESE, background="更详细的说明。"), ENGLISH)},
        {"indicators": (replace(BEFORE.indicators[0], threshold=Decimal(9)), BEFORE.indicators[1])},
        {"indicators": BEFORE.indicators[:1]},
        {"milestones": (replace(BEFORE.milestones[0], proof="检测报告"), *BEFORE.milestones[1:])},
        {"milestones": (replace(BEFORE.milestones[0], goals=(GoalContent("渗透率", Decimal("1.2")),)), *BEFORE.milestones[1:])},
    ],
)  # fmt: skip
def test_what_may_change(changes):
    assert amendments.harms(BEFORE, replace(BEFORE, **changes)) == []


@given(st.integers(min_value=1, max_value=10**10), st.integers(min_value=1, max_value=10**10))
def test_a_bounty_only_rises(old, new):
    assert bool(amendments.harms(replace(BEFORE, bounty=old), replace(BEFORE, bounty=new))) is (new < old)


@pytest.mark.django_db
class TestPuttingInForce:
    def amended(self, **changes) -> Challenge:
        challenge = make_challenge(state="published")
        current = content.read(challenge.current)
        drafts.save(challenge, replace(current, **changes), by=make_user())
        return challenge

    def test_the_new_text_is_in_force_and_the_old_one_is_kept(self):
        challenge = self.amended(bounty=2_500_000)
        old = challenge.current
        heard = []
        amended.connect(lambda **told: heard.append(told["after"].number), weak=False, dispatch_uid="test")
        try:
            lifecycle.amend(challenge, by=make_user(), note="资金增加")
        finally:
            amended.disconnect(dispatch_uid="test")
        old.refresh_from_db()
        assert (challenge.current.bounty, challenge.draft, old.state, heard) == (2_500_000, None, "superseded", [2])
        changes = differences.between(content.read(old), content.read(challenge.current))
        assert (changes[0].before, changes[0].after) == ("2,000,000", "2,500,000")
        assert audit.timeline(challenge).get(act="amend").reason == "资金增加"

    def test_the_shortest_period_begins_again(self):
        soon = timezone.now() + timedelta(days=2)
        challenge = make_challenge(state="published", closes_at=soon)
        drafts.save(challenge, replace(content.read(challenge.current), bounty=3_000_000), by=make_user())
        lifecycle.amend(challenge, by=make_user(), note="加榜额")
        assert challenge.closes_at >= timezone.now() + timedelta(days=19, hours=23)
        assert challenge.current.closes_at == challenge.closes_at

    def test_harm_is_refused_and_nothing_is_stored(self):
        challenge = self.amended(bounty=1)
        with pytest.raises(GuardFailed, match="bounty"):
            lifecycle.amend(challenge, by=make_user(), note="少付")
        challenge.refresh_from_db()
        assert challenge.current.bounty == 2_000_000

    @pytest.mark.parametrize(
        "changes",
        [
            {"milestones": (replace(BEFORE.milestones[0], proof="第三方报告两份"), *BEFORE.milestones[1:])},
            {"indicators": (replace(BEFORE.indicators[0], method="实海三年"), BEFORE.indicators[1])},
            {"indicators": (replace(BEFORE.indicators[0], verifier="别的机构"), BEFORE.indicators[1])},
            {"texts": (replace(CHINESE, acceptance="另加一项试验。"), ENGLISH)},
            {"texts": (replace(CHINESE, conditions="须自有高压釜。"), ENGLISH)},
        ],
    )
    def test_other_words_for_proof_and_acceptance_need_a_persons_finding(self, changes):
        challenge = self.amended(**changes)
        with pytest.raises(GuardFailed, match="asks no more"):
            lifecycle.amend(challenge, by=make_user(), note="说明")
        challenge.refresh_from_db()
        assert challenge.draft is not None
        lifecycle.amend(challenge, by=make_user(), note="说明", harmless=True)
        entry = audit.timeline(challenge).get(act="amend")
        assert (challenge.draft, entry.data["judged_harmless"]) == (None, True)

    def test_no_change_no_reason_or_too_late(self):
        challenge = self.amended()
        with pytest.raises(GuardFailed, match="Nothing"):
            lifecycle.amend(challenge, by=make_user(), note="无")
        challenge = self.amended(bounty=2_500_000)
        with pytest.raises(GuardFailed, match="reason"):
            lifecycle.amend(challenge, by=make_user(), note=" ")
        Challenge.objects.filter(pk=challenge.pk).update(closes_at=timezone.now())
        with pytest.raises(GuardFailed, match="closed"):
            lifecycle.amend(challenge, by=make_user(), note="晚了")

    def test_two_tabs(self):
        challenge = make_challenge()
        first = drafts.save(challenge, whole(bounty=2_100_000), by=make_user(), saves=0)
        with pytest.raises(LostRace):
            drafts.save(challenge, whole(bounty=2_200_000), by=make_user(), saves=0)
        drafts.save(challenge, whole(bounty=2_300_000), by=make_user(), saves=first)
        challenge.draft.refresh_from_db()
        assert challenge.draft.bounty == 2_300_000
