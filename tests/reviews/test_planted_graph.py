"""Who is tied to whom, out of stored rows alone: 200 planted conflicts are found, and no other pair is one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import Consent, Membership, Organisation, User
from apps.challenges.models import Challenge, ChallengeRevision
from apps.experts import profiles
from apps.experts.days import today
from apps.experts.models import Expert, Tie, Undertaking, UndertakingKind
from apps.experts.states import ExpertState
from apps.procedures.independence import ConflictKind, Verdict, verdict
from apps.procedures.persons import FORMER
from apps.proposals.models import Member, Proposal
from apps.reviews import independence
from apps.reviews.parties import POSTER
from apps.talents.models import Talent
from tests.challenges.content import make_challenge
from tests.employers.codes import make_code
from tests.factories import make_notice

pytestmark = pytest.mark.django_db

CALLS, ENTRANTS, PLANTED, CLEAN, DOUBTFUL = 4, 12, 200, 60, 20
KINDS = [kind for kind in ConflictKind if kind != ConflictKind.UNKNOWN]
PEOPLE = ("co_author", "adviser", "student", "team_mate", "relative")
FAMILY = "赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "安波川达恩帆歌海嘉凯岚铭宁鹏琪然思涛威希言泽"
numbers = count(1)


def names() -> Iterator[str]:
    found = [f + a + b for f in FAMILY for a in GIVEN for b in GIVEN if a != b]
    random.Random(7).shuffle(found)
    return iter(found)


class Entrant:
    """A proposal with its firm on file, a lead of that firm, a partner without an account, and a talent abroad."""

    def __init__(self, graph: Graph, call: Challenge, *, name: str = "", state: str = "eligible") -> None:
        self.number = number = next(numbers)
        self.firm = Organisation.objects.create(
            name_zh=f"第{number}制造厂", name_en=f"Works {number} Ltd", credit_code=make_code(number),
            parent=Organisation.objects.create(name_zh=f"第{number}集团", credit_code=make_code(20_000 + number)),
            mail_domains=[f"works{number}.cn"],
        )  # fmt: skip
        self.lead, self.abroad = graph.user(f"works{number}.cn"), graph.user("qq.com")
        self.lead_name, self.abroad_name = name or next(graph.names), next(graph.names)
        Talent.objects.create(user=self.abroad, name_zh=self.abroad_name, family_name="Reader", given_name=f"R{number}")
        now = timezone.now()
        self.proposal = Proposal.objects.create(
            challenge=call, lead=self.lead, organisation=self.firm, applicant=f"o{number}", state=state,
            confirmed=call.current, sealed_at=now, opened_at=now,
        )  # fmt: skip
        self.partner, self.partner_code = f"第{number}协作所", make_code(40_000 + number)
        self.member(self.lead_name, user=self.lead, organisation_name=self.firm.name_zh, is_lead=True)
        self.member(
            next(graph.names),
            email=f"a@partner{number}.cn",
            organisation_name=self.partner,
            credit_code=self.partner_code,
        )
        self.member(f"R{number} Reader", user=self.abroad, organisation_name=f"Faraway College {number}")

    def member(self, name: str, **facts: Any) -> Member:
        return Member.objects.create(
            proposal=self.proposal,
            name=name,
            country="CN",
            budget_share=0,
            ip_share=0,
            independent="organisation_name" not in facts,
            **facts,
        )

    @property
    def ref(self) -> str:
        return self.proposal.public_id


class Poster:
    """The firm of a call with a group above it, its owner, and a joint poster known by name and code only."""

    ref = POSTER

    def __init__(self, graph: Graph) -> None:
        self.call = make_challenge(state="published")
        self.number = number = next(numbers)
        self.firm = self.call.employer.organisation
        self.firm.name_zh, self.firm.credit_code = f"第{number}发榜厂", make_code(number)
        self.firm.parent = Organisation.objects.create(
            name_zh=f"第{number}控股", credit_code=make_code(20_000 + number)
        )
        self.firm.mail_domains = [f"poster{number}.cn"]
        self.firm.save()
        self.owner = graph.user(f"poster{number}.cn", display_name=next(graph.names))
        Membership.objects.filter(organisation=self.firm).update(user=self.owner)
        self.partner, self.partner_code = f"第{number}联合厂", make_code(40_000 + number)
        facts = {"partner_name": self.partner, "partner_code": self.partner_code}
        ChallengeRevision.objects.filter(pk=self.call.current_id).update(**facts)
        self.call.refresh_from_db()


class Graph:
    """Everybody has a name, a body, a code and a domain of her own, until a conflict is planted."""

    def __init__(self) -> None:
        self.names = names()
        self.posters = [Poster(self) for _each in range(CALLS)]
        self.entrants = {poster: [Entrant(self, poster.call) for _each in range(ENTRANTS)] for poster in self.posters}
        self.past = make_challenge(state="published")  # a call of another year
        self.experts = self.pool(PLANTED + CLEAN + DOUBTFUL)
        self.clean = self.experts[PLANTED : PLANTED + CLEAN]
        self.doubtful = self.experts[PLANTED + CLEAN :]
        self.planted: dict[int, tuple[Poster, str, str]] = {}

    def user(self, domain: str, **fields: Any) -> User:
        user = User(email=f"u{next(numbers)}@{domain}", password="!", **fields)
        user.save()
        return user

    def pool(self, size: int) -> list[Expert]:
        day, now = today(), timezone.now()
        users = User.objects.bulk_create(User(email=f"e@institute{number}.cn", password="!") for number in range(size))
        experts = Expert.objects.bulk_create(
            Expert(
                user=user, email=user.email, email_key=f"{at:064}", state=ExpertState.ACTIVE, joined_at=now,
                name_zh=next(self.names), facts_confirmed_on=day,
            )
            for at, user in enumerate(users)
        )  # fmt: skip
        Tie.objects.bulk_create(
            Tie(expert=expert, kind="employer", name_zh=f"第{at}研究院", credit_code=make_code(60_000 + at))
            for at, expert in enumerate(experts)
        )
        for kind in UndertakingKind.values:
            notice = make_notice(kind)
            consents = Consent.objects.bulk_create(
                Consent(user=user, purpose=kind, notice=notice, language="en") for user in users
            )
            Undertaking.objects.bulk_create(
                Undertaking(
                    expert=expert, kind=kind, consent=consent, signed_on=day, expires_on=day + timedelta(days=365)
                )
                for expert, consent in zip(experts, consents, strict=True)
            )
        return experts

    def found(self) -> dict[int, dict[tuple[str, str], dict[str, set[str]]]]:
        """By expert, by call and party: kinds by certainty."""
        experts = list(Expert.objects.order_by("pk"))
        rows: dict[int, dict[tuple[str, str], dict[str, set[str]]]] = {expert.pk: {} for expert in experts}
        for poster in self.posters:
            call = Challenge.objects.get(pk=poster.call.pk)
            for expert, clashes in zip(
                experts, independence.all_conflicts(experts, independence.parties_of(call)), strict=True
            ):
                for row in clashes:
                    kinds = rows[expert.pk].setdefault((call.public_id, row.party), {})
                    kinds.setdefault(row.certainty, set()).add(str(row.kind))
        return rows


# ---------------------------------------------------------------- what is planted: one row or a few, by kind and way
Way = Callable[[Graph, Expert, Any], None]


def tie(kind: str, facts: Callable[[Any], dict[str, Any]]) -> Way:
    return lambda graph, expert, side: Tie(expert=expert, kind=kind, **facts(side)).save()


def takes_part(graph: Graph, expert: Expert, side: Entrant) -> None:
    side.member("Somebody Else", user=expert.user)


def same_name_and_house(graph: Graph, expert: Expert, side: Entrant) -> None:
    side.member(expert.name_zh, organisation_name=expert.ties.get().name_zh)


def acts_for(graph: Graph, expert: Expert, side: Any) -> None:
    Membership.objects.create(user=expert.user, organisation=side.firm, role="recruiter")


def on_file(graph: Graph, expert: Expert, **facts: Any) -> Organisation:
    """The expert's employer has a row of its own."""
    return Organisation.objects.create(credit_code=expert.ties.get().credit_code, name_zh="别名", **facts)


def subsidiary_on_file(graph: Graph, expert: Expert, side: Any) -> None:
    on_file(graph, expert, parent=side.firm)


def sister_on_file(graph: Graph, expert: Expert, side: Any) -> None:
    on_file(graph, expert, parent=side.firm.parent)


def parent_on_file(graph: Graph, expert: Expert, side: Any) -> None:
    own = on_file(graph, expert)
    Organisation.objects.filter(pk=side.firm.pk).update(parent=own)
    side.firm.refresh_from_db()


def acts_for_a_subsidiary(graph: Graph, expert: Expert, side: Any) -> None:
    firm = Organisation.objects.create(
        name_zh="分厂", credit_code=make_code(80_000 + expert.pk % 9_000), parent=side.firm
    )
    Membership.objects.create(user=expert.user, organisation=firm, role="owner")


def writes_from(graph: Graph, expert: Expert, side: Any) -> None:
    User.objects.filter(pk=expert.user_id).update(email=f"x{expert.pk}@rd.{side.firm.mail_domains[0]}")


def earlier(graph: Graph, side: Entrant, *, sealed: bool = True) -> Proposal:
    """A proposal of another year in which the lead of this one took part."""
    facts = {"state": "not_awarded", "sealed_at": timezone.now()} if sealed else {"state": "draft"}
    made = Proposal.objects.create(
        challenge=graph.past, lead=side.lead, applicant=f"p{next(numbers)}", confirmed=graph.past.current, **facts
    )
    shares = {"country": "CN", "budget_share": 0, "ip_share": 0}
    Member.objects.create(proposal=made, user=side.lead, name=side.lead_name, is_lead=True, **shares)
    return made


def stood_together(graph: Graph, expert: Expert, side: Entrant, *, sealed: bool = True) -> None:
    made = earlier(graph, side, sealed=sealed)
    shares = {"country": "CN", "budget_share": 0, "ip_share": 0}
    Member.objects.create(proposal=made, user=expert.user, name=expert.name_zh, **shares)


def noted(graph: Graph, expert: Expert, side: Entrant) -> None:
    profiles.note_joint_proposal(expert, earlier(graph, side).public_id)


WAYS: dict[str, list[Way]] = {
    "same_person": [takes_part, same_name_and_house],
    "same_employer": [
        tie("employer", lambda side: {"name_zh": side.firm.name_zh}),
        tie("employer", lambda side: {"name_en": side.firm.name_en.upper()}),
        tie("employer", lambda side: {"name_zh": side.partner}),
        tie("former_employer", lambda side: {"name_zh": side.firm.name_zh, "until": today() - timedelta(days=900)}),
        tie("former_employer", lambda side: {"name_zh": side.partner}),
        acts_for,
    ],
    "same_credit_code": [
        tie("employer", lambda side: {"name_zh": "改名前", "credit_code": side.firm.credit_code}),
        tie("former_employer", lambda side: {"credit_code": side.partner_code, "until": today()}),
        acts_for,
    ],
    "related_employer": [
        tie("employer", lambda side: {"name_zh": "申报的分厂", "parent_codes": [side.firm.credit_code]}),
        tie("employer", lambda side: {"name_zh": "申报的总部", "child_codes": [side.partner_code]}),
        tie("employer", lambda side: {"name_zh": "申报的姊妹厂", "parent_codes": [side.firm.parent.credit_code]}),
        subsidiary_on_file, sister_on_file, parent_on_file, acts_for_a_subsidiary,
    ],
    "same_mail_domain": [
        tie("mail_domain", lambda side: {"domain": side.firm.mail_domains[0]}),
        tie("mail_domain", lambda side: {"domain": f"lab.{side.firm.mail_domains[0]}"}),
        writes_from,
    ],
    "past_joint_proposal": [stood_together, noted],
    **{
        kind: [
            tie(kind, lambda side: {"name_zh": "改了名字", "account": side.lead.public_id}),
            tie(kind, lambda side: {"name_zh": side.lead_name, "body_name": side.firm.name_zh}),
            tie(kind, lambda side: {"name_zh": side.abroad_name, "body_name": f"Faraway College {side.number}"}),
        ]
        for kind in PEOPLE
    },
}  # fmt: skip
OF_THE_POSTER: dict[str, list[Way]] = {
    "same_person": [acts_for],
    **{kind: [tie(kind, lambda side: {"account": side.owner.public_id})] for kind in PEOPLE},
    **{kind: WAYS[kind] for kind in ("same_employer", "same_credit_code", "same_mail_domain")},
    "related_employer": [way for way in WAYS["related_employer"] if way is not parent_on_file],
}


def plant(graph: Graph) -> None:
    """One conflict for each of the first experts: every kind and way in turn, every fifth against a poster."""
    chance, turns = random.Random(11), {(kind, of): count() for kind in KINDS for of in (True, False)}
    for at, expert in enumerate(graph.experts[:PLANTED]):
        kind = str(KINDS[at % len(KINDS)])
        poster = chance.choice(graph.posters)
        against_poster = at % 5 == 0 and kind in OF_THE_POSTER
        side = poster if against_poster else chance.choice(graph.entrants[poster])
        ways = (OF_THE_POSTER if against_poster else WAYS)[kind]
        way = ways[next(turns[KINDS[at % len(KINDS)], against_poster]) % len(ways)]
        if way is parent_on_file:  # its group is another one from now on
            side = Entrant(graph, poster.call)
        way(graph, expert, side)
        graph.planted[expert.pk] = (poster, side.ref, kind)


# ---------------------------------------------------------------- what only looks like one
def left_long_ago(graph: Graph, expert: Expert, side: Entrant) -> None:
    until = today() - FORMER - timedelta(days=2)
    Tie(expert=expert, kind="former_employer", name_zh=side.firm.name_zh, until=until).save()


def no_longer_acts(graph: Graph, expert: Expert, side: Entrant) -> None:
    acts_for(graph, expert, side)
    Membership.objects.filter(user=expert.user).update(ended_at=timezone.now())


def drafted_together(graph: Graph, expert: Expert, side: Entrant) -> None:
    stood_together(graph, expert, side, sealed=False)


def of_one_who_withdrew(graph: Graph, expert: Expert, side: Entrant) -> None:
    gone = Entrant(graph, side.proposal.challenge, state="withdrawn")
    Tie(expert=expert, kind="employer", name_zh=gone.firm.name_zh, credit_code=gone.firm.credit_code).save()


def of_another_group(graph: Graph, expert: Expert, side: Entrant) -> None:
    other = Organisation.objects.create(name_zh="别的集团", credit_code=make_code(90_000 + expert.pk % 9_000))
    on_file(graph, expert, parent=other)


CLEAN_WAYS: list[Way] = [
    lambda graph, expert, side: None,
    tie("mail_domain", lambda side: {"domain": "qq.com"}),
    tie("employer", lambda side: {"name_zh": f"{side.firm.name_zh}附属医院"}),
    tie("co_author", lambda side: {"name_zh": "王小明", "body_name": "某大学"}),
    left_long_ago, no_longer_acts, drafted_together, of_one_who_withdrew, of_another_group,
]  # fmt: skip
DOUBTFUL_WAYS: list[Way] = [
    tie("co_author", lambda side: {"name_zh": side.lead_name, "body_name": "另一所大学"}),
    tie("relative", lambda side: {"name_zh": side.abroad_name}),
]


@pytest.fixture
def graph() -> Graph:
    made = Graph()
    plant(made)
    homophone = Entrant(made, made.posters[0].call, name="王晓明")
    made.entrants[made.posters[0]].append(homophone)
    for ways, experts in ((CLEAN_WAYS, made.clean), (DOUBTFUL_WAYS, made.doubtful)):
        for at, expert in enumerate(experts):
            side = homophone if at % 2 else made.entrants[made.posters[at % CALLS]][at % ENTRANTS]
            ways[at % len(ways)](made, expert, side)
    return made


def test_two_hundred_planted_conflicts_are_found_and_no_clean_pair_is_one(graph):
    found = graph.found()
    certain = {
        (expert, call, party)
        for expert, parties in found.items()
        for (call, party), kinds in parties.items()
        if "certain" in kinds
    }
    planted = {(expert, poster.call.public_id, ref) for expert, (poster, ref, _kind) in graph.planted.items()}
    assert len(planted) == PLANTED
    assert certain == planted
    for expert, (poster, ref, kind) in graph.planted.items():
        assert kind in found[expert][poster.call.public_id, ref]["certain"], kind
    assert {kind for *_rest, kind in graph.planted.values()} == {str(kind) for kind in KINDS}
    assert {expert.pk: found[expert.pk] for expert in graph.clean if found[expert.pk]} == {}
    for expert in graph.doubtful:
        assert {certainty for kinds in found[expert.pk].values() for certainty in kinds} == {"possible"}
    _verdicts(graph)
    _recomputed(graph, found)
    _queries_do_not_grow(graph)


def _verdicts(graph: Graph) -> None:
    """Clear are the clean ones and who is tied to somebody in another call only; a doubt is not clear."""
    for poster in graph.posters:
        sides = independence.parties_of(Challenge.objects.get(pk=poster.call.pk))
        pool = list(Expert.objects.order_by("pk"))
        clear = {expert.pk for expert in independence.sort(pool, sides).clear}
        tied = {expert for expert, (of, *_rest) in graph.planted.items() if of is poster}
        doubts = {
            expert.pk for expert, rows in zip(pool, independence.all_conflicts(pool, sides), strict=True)
            if verdict(rows) is Verdict.ASK
        }  # fmt: skip
        assert clear == {expert.pk for expert in pool} - tied - doubts
        assert doubts <= {expert.pk for expert in graph.doubtful}


def _recomputed(graph: Graph, before: Any) -> None:
    """A changed row changes exactly its own pair, and taking it back restores what was."""
    expert, poster = graph.clean[0], graph.posters[1]
    made = Tie.objects.create(expert=expert, kind="employer", name_zh=poster.firm.name_zh)
    after = graph.found()
    assert {key for key in after if after[key] != before[key]} == {expert.pk}
    assert after[expert.pk] == {(poster.call.public_id, POSTER): {"certain": {"same_employer"}}}
    made.delete()
    assert graph.found() == before


def _queries_do_not_grow(graph: Graph) -> None:
    """As many for all experts and a full call as for one expert and a call with one proposal."""
    alone = make_challenge(state="published")
    Entrant(graph, alone)
    pool = list(Expert.objects.order_by("pk"))
    taken = []
    for call, experts in ((alone, pool[:1]), (graph.posters[0].call, pool)):
        call = Challenge.objects.select_related("employer__organisation", "current").get(pk=call.pk)
        with CaptureQueriesContext(connection) as queries:
            independence.sort(experts, independence.parties_of(call))
        taken.append(len(queries))
    assert taken[0] >= taken[1] - 3, taken  # a joint poster and a level of the group above cost one each
    assert max(taken) <= 24


@pytest.mark.parametrize("gap", ["unsigned", "no_employer", "not_confirmed", "old", "no_name"])
def test_unknown_facts_are_not_clear_whatever_the_parties(gap):
    graph = Graph.__new__(Graph)
    graph.names = names()
    poster = Poster(graph)
    Entrant(graph, poster.call)
    (expert,) = graph.pool(1)
    sides = independence.parties_of(poster.call)
    assert independence.sort([expert], sides).clear == [expert]
    changes: dict[str, Callable[[], object]] = {
        "unsigned": lambda: expert.undertakings.filter(kind=UndertakingKind.INDEPENDENCE).delete(),
        "no_employer": lambda: expert.ties.all().delete(),
        "not_confirmed": lambda: Expert.objects.update(facts_confirmed_on=None),
        "old": lambda: Expert.objects.update(facts_confirmed_on=today() - timedelta(days=366)),
        "no_name": lambda: Expert.objects.update(name_zh=""),
    }
    changes[gap]()
    expert = Expert.objects.get()
    sorted_ = independence.sort([expert], sides)
    assert (sorted_.clear, dict(sorted_.left_out)) == ([], {"unknown": 1})
    assert not independence.certain(expert, sides)
