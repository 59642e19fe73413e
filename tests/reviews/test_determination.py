"""From the order to the award, and back where an objection is upheld or a winner is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from apps.accounts import consents
from apps.core import audit
from apps.core.moves import GuardFailed, IllegalMove
from apps.procedures import lifecycle as publicities
from apps.procedures import objections
from apps.procedures import tasks as clock
from apps.reviews import determination, naming, policies, results
from apps.reviews.models import Determination
from tests.factories import make_member, make_notice, make_operator, make_user
from tests.reviews.cases import make_announced, make_judged, make_proposed, make_reviewing

pytestmark = pytest.mark.django_db


def states(call):
    for proposal in call.entrants:
        proposal.refresh_from_db()
    call.refresh_from_db()
    return call.state, [proposal.state for proposal in call.entrants]


def lodge(publicity):
    return objections.lodge(
        publicity,
        by=make_user(),
        name="周到",
        phone="0532-1",
        ground="conflict",
        text="评审专家与申报方有关联",
        remedy="重新评审",
    )


def decide(objection, *, upheld: bool):
    judge = make_operator(verbs=["procedures.objections"])
    objections.accept(objection, by=judge)
    objections.investigate(objection, by=judge)
    (objections.uphold if upheld else objections.dismiss)(objection, by=judge)
    objections.answer(objection, by=judge, text="已核实。")


def after(publicity):
    return time_machine.travel(publicity.open_until() + timedelta(minutes=1), tick=False)


def test_the_whole_way_to_the_award():
    call = make_judged(3)
    made = make_proposed(call)
    assert states(call) == ("proposed_award", ["proposed", "scored", "scored"])
    assert [row["rank"] for row in made.order] == [1, 2, 3]
    determination.announce(made, by=make_operator())
    made.refresh_from_db()
    assert states(call)[0] == "in_publicity"
    with after(made.publicity):
        clock.run_clock()
    assert states(call) == ("awarded", ["awarded", "not_awarded", "not_awarded"])
    made.refresh_from_db()
    assert made.state == "effective"


def test_nothing_is_proposed_before_the_marks_are_locked_nor_without_reasons():
    call = make_reviewing()
    with pytest.raises(GuardFailed, match="not locked"):
        make_proposed(call)
    judged = make_judged()
    with pytest.raises(GuardFailed, match="reasons"):
        determination.propose(judged, [judged.entrants[0]], by=make_operator(), reasons=" ")
    assert not Determination.objects.exists()


def test_below_the_pass_mark_nobody_is_awarded():
    call = make_judged(2, [80, 40])
    with pytest.raises(GuardFailed, match="pass mark"):
        make_proposed(call, call.entrants[1])


def test_as_many_winners_as_the_call_has_routes():
    one = make_judged(2)
    with pytest.raises(GuardFailed, match="1 solvers at most"):
        make_proposed(one, *one.entrants)
    race = make_judged(3, routes=2)
    made = make_proposed(race, *race.entrants[:2])
    assert [row.rank for row in made.winners.all()] == [1, 2]


def test_a_proposal_of_another_call_is_refused():
    call, other = make_judged(), make_judged()
    with pytest.raises(GuardFailed, match="another call"):
        make_proposed(call, other.entrants[0])


def test_two_people_determine_and_announce():
    call = make_judged()
    officer = make_operator()
    made = make_proposed(call, by=officer)
    assert not policies.can_announce(officer, made)
    with pytest.raises(GuardFailed, match="second person"):
        determination.announce(made, by=officer)
    assert policies.can_announce(make_operator(), made)


def test_while_an_objection_is_open_nothing_takes_effect():
    call = make_judged()
    made = make_announced(call)
    objection = lodge(made.publicity)
    with after(made.publicity):
        clock.run_clock()
        assert states(call)[0] == "in_publicity"
        with pytest.raises(GuardFailed):
            determination.take_effect(made)
        decide(objection, upheld=False)
        clock.run_clock()
    assert states(call)[0] == "awarded"


def test_an_upheld_objection_overturns_and_the_second_ranked_wins():
    call = make_judged(3)
    made = make_announced(call)
    decide(lodge(made.publicity), upheld=True)
    made.refresh_from_db()
    made.publicity.refresh_from_db()
    assert (made.state, made.publicity.state) == ("overturned", "withdrawn")
    assert states(call) == ("reviewing", ["shortlisted", "scored", "scored"])
    determination.disqualify(call.entrants[0], by=make_operator(), reason="隐瞒利益关系")
    assert [row.proposal.pk for row in results.standing(call)] == [call.entrants[1].pk, call.entrants[2].pk]
    again = make_announced(call, call.entrants[1])
    assert again.number == 2
    with after(again.publicity):
        clock.run_clock()
    assert states(call) == ("awarded", ["disqualified", "awarded", "not_awarded"])


def test_a_publicity_period_withdrawn_by_its_keeper_overturns_too():
    call = make_judged()
    made = make_announced(call)
    publicities.withdraw(made.publicity, by=make_operator(), reason="名称有误")
    made.refresh_from_db()
    assert made.state == "overturned"
    assert states(call)[0] == "reviewing"


def test_a_winner_who_withdraws_makes_room_for_the_next():
    call = make_judged()
    made = make_announced(call)
    with after(made.publicity):
        clock.run_clock()
    with pytest.raises(GuardFailed, match="reason"):
        determination.renounce(call.entrants[0], by=call.entrants[0].lead, reason="")
    call.entrants[0].refresh_from_db()
    determination.renounce(call.entrants[0], by=call.entrants[0].lead, reason="团队解散")
    made.refresh_from_db()
    assert made.state == "overturned"
    assert states(call) == ("awarded", ["withdrawn", "not_awarded"])
    make_proposed(call, call.entrants[1])
    assert states(call) == ("proposed_award", ["withdrawn", "proposed"])


def test_a_winner_lost_before_the_publicity_puts_the_review_back():
    call = make_judged()
    made = make_proposed(call)
    call.entrants[0].refresh_from_db()
    determination.disqualify(call.entrants[0], by=make_operator(), reason="材料造假")
    made.refresh_from_db()
    assert made.state == "overturned"
    assert states(call)[0] == "reviewing"


def test_in_a_race_the_others_work_on_when_one_winner_goes():
    call = make_judged(3, routes=2)
    made = make_announced(call, *call.entrants[:2])
    with after(made.publicity):
        clock.run_clock()
    call.entrants[0].refresh_from_db()
    determination.renounce(call.entrants[0], by=call.entrants[0].lead, reason="人手不足")
    made.refresh_from_db()
    assert made.state == "effective"
    assert states(call) == ("awarded", ["withdrawn", "awarded", "not_awarded"])


def test_once_there_is_a_contract_it_ends_by_its_own_rules():
    call = make_judged()
    made = make_announced(call)
    with after(made.publicity):
        clock.run_clock()
    type(call).objects.filter(pk=call.pk).update(state="contracted")
    call.entrants[0].refresh_from_db()
    for refused in (determination.renounce, determination.disqualify):
        with pytest.raises(GuardFailed, match="contract"):
            refused(call.entrants[0], by=make_operator(), reason="晚了")


def test_without_a_publicity_period_a_second_person_puts_it_in_effect():
    call = make_judged(publicity=False)
    officer = make_operator()
    made = make_proposed(call, by=officer)
    with pytest.raises(GuardFailed, match="no publicity"):
        determination.announce(made, by=make_operator())
    with pytest.raises(GuardFailed, match="second person"):
        determination.take_effect(made, by=officer)
    with pytest.raises(GuardFailed, match="second person"):
        determination.take_effect(made)
    determination.take_effect(made, by=make_operator())
    assert states(call)[0] == "awarded"


def test_with_a_publicity_period_nobody_puts_it_in_effect_early():
    made = make_announced(make_judged())
    with pytest.raises(GuardFailed, match="not ended"):
        determination.take_effect(made, by=make_operator())


def test_the_poster_decides_where_the_programme_says_so():
    call = make_judged(2, preset="firm_to_firm", panel_size=3)
    owner = make_member(call.employer.organisation)
    assert policies.can_determine(owner, call)
    assert not policies.can_determine(make_operator(), call)
    made = determination.propose(call, [call.entrants[1]], by=owner, reasons="报价低，交付快。", role="poster")
    determination.take_effect(made, by=make_operator())
    assert states(call) == ("awarded", ["not_awarded", "awarded"])


def test_a_public_page_names_only_who_agreed():
    call = make_judged()
    winner = call.entrants[0]
    lead = winner.members.get(is_lead=True)
    assert naming.shown(winner) == f"Proposal {winner.pseudonym.code} (name not shown)"
    text = str(naming.body(call, [winner]))
    assert lead.name not in text
    assert winner.pseudonym.code in text
    make_notice(naming.PURPOSE)
    consent = consents.give(winner.lead, naming.PURPOSE, subject_ref=winner.public_id)
    assert naming.shown(winner) == lead.name
    assert lead.name in str(naming.body(call, [winner]))
    consents.withdraw(consent, by=winner.lead)
    assert naming.shown(winner) == f"Proposal {winner.pseudonym.code} (name not shown)"


def test_the_words_of_the_publicity_stand_in_all_three_languages():
    call = make_judged()
    title = naming.title(call)
    assert set(title) == {"zh-hans", "zh-hant", "en"}
    assert "Longer life" in title["en"]


def test_one_live_determination_at_a_time():
    call = make_judged(2)
    make_proposed(call)
    with pytest.raises((GuardFailed, IllegalMove)):
        make_proposed(call, call.entrants[1])


def test_every_step_is_on_record():
    call = make_judged()
    make_announced(call)
    acts = list(audit.timeline(call, public_only=False).values_list("act", flat=True))
    for act in ("draw_panel", "propose_award", "announce"):
        assert act in acts
    assert timezone.now() >= audit.timeline(call).first().at
