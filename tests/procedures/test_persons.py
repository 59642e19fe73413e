"""Experts as rows, compared: what each row says arrives, and a planted graph of stored experts is found whole."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.experts import profiles
from apps.experts.days import today
from apps.experts.models import Expert, Tie, UndertakingKind
from apps.procedures.independence import ConflictKind, Party, Ties, Verdict, conflicts, verdict
from apps.procedures.likeness import Body, Human
from apps.procedures.persons import FORMER, account_key, human_keys, known_bodies, orcid_key, person_of, persons_of
from tests.employers.codes import make_code
from tests.factories import make_consent, make_expert, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db
ORCID = "0000-0002-1825-0097"


def kinds(expert: Expert, side: Party) -> set[tuple[str, str]]:
    expert = Expert.objects.get(pk=expert.pk)
    return {(found.kind, found.certainty) for found in conflicts(person_of(expert), [side], on=today())}


def test_every_fact_of_the_rows_arrives():
    expert = make_expert(orcid=ORCID, employer="", user=make_user("su@lab.lanyu.cn"))
    facts = {
        "name_zh": "林知远",
        "family_name": "Lin",
        "given_name": "Zhiyuan",
        "orcid": ORCID,
        "account": "abc",
        "body_name": "某校",
    }
    who = Human("林知远", "Lin", "Zhiyuan", frozenset({orcid_key(ORCID), account_key("abc")}), "某校")
    lists = ("adviser", "student", "co_author", "team_mate", "relative")
    for kind in lists:
        profiles.save_tie(expert, kind, facts, by=expert.user)
    body = {"name_zh": "岚屿所", "name_en": "Lanyu", "credit_code": make_code(1), "parent_codes": [make_code(2)],
            "child_codes": [make_code(3)]}  # fmt: skip
    profiles.save_tie(expert, "employer", body, by=expert.user)
    profiles.save_tie(expert, "mail_domain", {"domain": "lanyu.cn"}, by=expert.user)
    profiles.note_joint_proposal(expert, "p7")
    person = person_of(expert)
    assert person.human == Human(
        "苏砚清", "Su", "Yanqing", human_keys(account=expert.user.public_id, orcid=ORCID), "岚屿所"
    )
    assert (person.ref, person.declared_on, person.signed) == (expert.public_id, today(), True)
    assert person.ties == Ties(
        bodies=(Body(("岚屿所", "Lanyu"), make_code(1), frozenset({make_code(2)}), frozenset({make_code(3)})),),
        mail_domains=frozenset({"lanyu.cn", "lab.lanyu.cn"}),
        joint_proposals=frozenset({"p7"}),
        advisers=(who,), students=(who,), co_authors=(who,), team_mates=(who,), relatives=(who,),
    )  # fmt: skip


def test_no_kind_of_tie_and_no_field_of_the_type_is_left_out():
    read = {
        "bodies",
        "mail_domains",
        "joint_proposals",
        "advisers",
        "students",
        "co_authors",
        "team_mates",
        "relatives",
    }
    assert set(Ties.__dataclass_fields__) == read
    assert len(profiles.FACTS) == 9


def test_the_platform_adds_whom_she_acts_for_and_what_is_on_file():
    parent = make_organisation(credit_code=make_code(10))
    firm = make_organisation(name_zh="澄海材料", credit_code=make_code(11), parent=parent, mail_domains=["chenghai.cn"])
    make_organisation(credit_code=make_code(12), parent=firm)
    inside = make_expert(user=make_member(firm))
    declared = make_expert(employer="")
    profiles.save_tie(declared, "employer", {"credit_code": make_code(11)}, by=declared.user)
    for expert in (inside, declared):
        body = next(row for row in person_of(expert).ties.bodies if row.credit_code)
        assert (body.parents, body.children) == (frozenset({make_code(10)}), frozenset({make_code(12)}))
        assert "澄海材料" in body.names
    assert "chenghai.cn" in person_of(inside).ties.mail_domains
    inside.user.memberships.update(ended_at=inside.joined_at)
    assert not [row for row in person_of(inside).ties.bodies if row.credit_code]


def test_groups_on_file_are_whole_and_their_head_needs_no_credit_code():
    holding = make_organisation(name_zh="控股方")
    aunt = make_organisation(parent=holding, credit_code=make_code(11))
    mother = make_organisation(parent=holding, credit_code=make_code(12))
    firm = make_organisation(parent=mother, credit_code=make_code(13))
    expert = make_expert(employer="", user=make_member(make_organisation(parent=firm, credit_code=make_code(14))))
    for organisation in (mother, aunt, firm):
        known = known_bodies([organisation.credit_code], [])
        party = Party("p", (), Ties(bodies=(known.body(organisation),)))
        assert (ConflictKind.RELATED_EMPLOYER, "certain") in kinds(expert, party), organisation
    stranger = Party("p", (), Ties(bodies=(Body((), make_code(15)),)))
    assert (ConflictKind.RELATED_EMPLOYER, "certain") not in kinds(expert, stranger)


@pytest.mark.parametrize(
    ("ended", "counts"),
    [(None, True), (today() - timedelta(days=30), True), (today() - FORMER, True),
     (today() - FORMER - timedelta(days=1), False)],
)  # fmt: skip
def test_a_former_employer_counts_for_three_years_and_for_ever_without_a_day(ended, counts):
    expert = make_expert()
    profiles.save_tie(expert, "former_employer", {"name_zh": "澄海材料", "until": ended}, by=expert.user)
    assert (Body(("澄海材料",)) in person_of(expert).ties.bodies) == counts


def side(**facts: Any) -> Party:
    return Party("p", (Human("陆知行"),), Ties(bodies=(Body(("澄海材料",)),), **facts))


def test_unknown_is_not_clear():
    assert verdict(conflicts(person_of(make_expert()), [side()], on=today())) == Verdict.CLEAR
    for missing in ({"signed": False}, {"confirmed": False}, {"employer": ""}):
        found = conflicts(person_of(make_expert(**missing)), [side()], on=today())
        assert {row.kind for row in found} == {"unknown"}, missing
    old = make_expert(facts_confirmed_on=today() - timedelta(days=366))
    assert verdict(conflicts(person_of(old), [side()], on=today())) == Verdict.ASK


def test_an_undertaking_taken_back_makes_her_unknown():
    expert = make_expert()
    row = expert.undertakings.get(kind=UndertakingKind.INDEPENDENCE)
    row.consent.withdrawn_at = expert.joined_at
    row.consent.save()
    assert person_of(expert).signed is False


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"name_zh": "陆知行"}, Human("陆知行")),
        ({"name_zh": "陆知行"}, Human("", "LU", "Zhixing")),
        ({"name_zh": "陆知行"}, Human("", "Zhixing", "Lu")),  # a passport read the other way round
        ({"name_zh": "陸知行"}, Human("陆知行")),
        ({"family_name": "Lu", "given_name": "Zhi-Xing"}, Human("陆知行")),
        ({"family_name": "LU", "given_name": "ZHI XING"}, Human("", "Lu", "Zhixing")),
    ],
)
def test_a_name_is_found_in_every_spelling(facts, name):
    expert = make_expert()
    profiles.save_tie(expert, "co_author", facts, by=expert.user)
    assert ("co_author", "possible") in kinds(expert, Party("p", (name,), Ties(bodies=(Body(("澄海材料",)),))))


def test_many_experts_take_as_many_queries_as_one(django_assert_num_queries):
    firm = make_organisation(credit_code=make_code(20))
    for number in range(12):
        expert = make_expert(user=make_member(firm))
        profiles.save_tie(expert, "employer", {"credit_code": make_code(30 + number)}, by=expert.user)
    with CaptureQueriesContext(
        connection,
    ) as one:
        persons_of(Expert.objects.order_by("pk")[:1])
    with django_assert_num_queries(len(one)):
        assert len(persons_of(Expert.objects.all())) == 12


# ---- a planted graph in the database: 240 experts, 60 sides, 200 conflicts of every kind, near misses beside them

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "安波川达恩帆歌海嘉凯岚铭宁鹏琪然思涛威希言泽"
PLANTED = [kind for kind in ConflictKind if kind != ConflictKind.UNKNOWN]
PEOPLE = {"co_author", "adviser", "student", "team_mate", "relative"}


class World:
    """Everybody has a name, a body, a code and a domain of her own, until a conflict is planted."""

    def __init__(self) -> None:
        names = [f + a + b for f in FAMILY for a in GIVEN for b in GIVEN if a != b]
        random.Random(7).shuffle(names)
        self.names = iter(names)
        self.sides = [self.side(number) for number in range(60)]
        self.experts = self.store(240)
        self.planted: set[tuple[str, str, str]] = set()
        self.ties: list[Tie] = []

    def store(self, count: int) -> list[Expert]:
        day, user = today(), make_user()
        consents = {kind: make_consent(user, kind) for kind in UndertakingKind.values}
        rows = []
        for number in range(count):
            expert = make_expert(employer="", signed=False, name_zh=next(self.names), family_name="", given_name="",
                                 user=make_user(f"e{number}@institute{number}.cn"))  # fmt: skip
            for kind in UndertakingKind.values:
                consent = consents[kind]
                consent.pk, consent.public_id, consent.user = None, f"{kind[7:11]}{number}", expert.user
                consent.save()
                expert.undertakings.create(
                    kind=kind, consent=consent, signed_on=day, expires_on=day + timedelta(days=365)
                )
            expert.ties.create(kind="employer", name_zh=f"第{number}研究院", credit_code=make_code(10_000 + number))
            rows.append(expert)
        return rows

    def side(self, number: int) -> Party:
        people = tuple(
            Human(next(self.names), keys=frozenset({account_key(f"s{number}x{i}")}), body=f"第{number}制造厂")
            for i in range(4)
        )
        body = Body((f"第{number}制造厂", f"Works {number} Ltd"), make_code(20_000 + number))
        return Party(f"s{number}", people, Ties(bodies=(body,), mail_domains=frozenset({f"works{number}.com"})))

    def plant(self, kind: str, at: int, to: int, how: int) -> None:
        expert, party = self.experts[at], self.sides[to]
        if (expert.public_id, party.ref, kind) in self.planted:
            return
        body, who = party.ties.bodies[0], party.people[how % 4]
        key = next(iter(who.keys)).removeprefix("account:")
        person = [
            {"account": key},
            {"account": key, "name_zh": "改名者"},
            {"name_zh": who.name_zh, "body_name": who.body},
        ]
        rows = {
            "same_employer": [{"kind": "employer", "name_zh": body.names[0]}, {"kind": "employer", "name_en": body.names[1].upper()},
                              {"kind": "former_employer", "name_zh": body.names[0], "until": today()}],
            "same_credit_code": [{"kind": "employer", "name_zh": "改名前", "credit_code": body.credit_code}],
            "related_employer": [{"kind": "employer", "name_zh": "分厂", "parent_codes": [body.credit_code]},
                                 {"kind": "employer", "name_zh": "总公司", "child_codes": [body.credit_code]}],
            "same_mail_domain": [{"kind": "mail_domain", "domain": f"rd.works{to}.com"},
                                 {"kind": "mail_domain", "domain": f"works{to}.com"}],
            "past_joint_proposal": [{"kind": "joint_proposal", "proposal_ref": f"old{at}s{to}"}],
            **{name: [{"kind": name, **facts} for facts in person] for name in PEOPLE},
        }  # fmt: skip
        if kind == "past_joint_proposal":
            facts = party.ties.joint_proposals | {f"old{at}s{to}"}
            ties = Ties(bodies=party.ties.bodies, mail_domains=party.ties.mail_domains, joint_proposals=facts)
            self.sides[to] = Party(party.ref, party.people, ties)
        if kind == "same_person":
            same = Human(next(self.names), keys=frozenset({account_key(expert.user.public_id)}))
            self.sides[to] = Party(party.ref, (*party.people, same), self.sides[to].ties)
        else:
            choice = rows[kind]
            self.ties.append(Tie(expert=expert, **choice[how % len(choice)]))
        self.planted.add((expert.public_id, party.ref, kind))

    def near_miss(self, at: int, to: int) -> None:
        """A namesake elsewhere, free mail, another number, whoever left long ago: never certain."""
        expert, party = self.experts[at], self.sides[to]
        long_ago = today() - FORMER - timedelta(days=2)
        facts: list[dict[str, Any]] = [
            {"kind": "co_author", "name_zh": party.people[0].name_zh, "body_name": f"第{at}大学"},
            {"kind": "mail_domain", "domain": "qq.com"},
            {"kind": "former_employer", "name_zh": party.ties.bodies[0].names[0], "until": long_ago},
            {"kind": "former_employer", "name_zh": "旧厂", "credit_code": make_code(30_000 + at)},
        ]
        self.ties += [Tie(expert=expert, **row) for row in facts]

    def found(self) -> set[tuple[str, str, str, str]]:
        people = persons_of(Expert.objects.all())
        return {
            (person.ref, row.party, row.kind, row.certainty)
            for person in people.values()
            for row in conflicts(person, self.sides, on=today())
        }


def test_a_planted_graph_of_stored_experts_is_found_whole_and_nothing_is_invented():
    world, chance = World(), random.Random(11)
    number = 0
    while len(world.planted) < 200:
        world.plant(str(PLANTED[number % len(PLANTED)]), chance.randrange(200), chance.randrange(60), number // 11)
        number += 1
    clear = {expert.public_id for expert in world.experts[220:]}  # of whom nothing is planted, nothing comes near
    for at in range(60):
        world.near_miss(chance.randrange(220), at)
    Tie.objects.bulk_create(world.ties)
    found = world.found()
    assert {row[:3] for row in found if row[3] == "certain"} == world.planted
    assert {kind for _ref, _party, kind in world.planted} == {str(kind) for kind in PLANTED}
    assert {row[2] for row in found if row[3] == "possible"} == {"co_author"}
    assert not {row for row in found if row[0] in clear}
    _recompute(world, found)


def _recompute(world: World, before: set[tuple[str, str, str, str]]) -> None:
    """A changed profile: exactly its own pairs change."""
    expert = world.experts[230]
    profiles.save_tie(expert, "employer", {"name_zh": "第3制造厂"}, by=expert.user)
    assert world.found() - before == {(expert.public_id, "s3", "same_employer", "certain")}
    profiles.remove_tie(expert.ties.get(name_zh__isnull=False, credit_code=""), by=expert.user)
    assert world.found() == before
