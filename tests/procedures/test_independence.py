"""Who is not independent of whom: each kind, near misses, unknown facts, and a planted graph found whole."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.procedures.independence import Conflict, ConflictKind, Party, Person, Ties, Verdict, conflicts, verdict
from apps.procedures.likeness import Body, Human

TODAY = date(2026, 3, 2)
FIRM = Body(("青岛澄海材料有限公司", "Chenghai Materials Co., Ltd."), "91370212MA00000011")
INSTITUTE = Body(("岚屿研究所",), "12370200MB00000022")


def expert(ref="e1", human=None, **ties) -> Person:
    """One whose facts are whole and fresh, so that only what the test adds is found."""
    human = human or Human("苏砚清", "Su", "Yanqing", frozenset({f"account:{ref}"}))
    return Person(ref, human, Ties(**{"bodies": (INSTITUTE,), **ties}), TODAY - timedelta(days=30), signed=True)


BOSS = (Human("陆知行", "Lu", "Zhixing", frozenset({"account:lu"})),)


def party(ref="p1", people=BOSS, **ties) -> Party:
    return Party(ref, people, Ties(**{"bodies": (FIRM,), **ties}))


def kinds(person: Person, side: Party) -> set[tuple[str, str]]:
    return {(found.kind, found.certainty) for found in conflicts(person, [side], on=TODAY)}


LU = Human("陆知行", keys=frozenset({"account:lu"}))
SU = Human("苏砚清", keys=frozenset({"account:e1"}))
CERTAIN = [
    (expert(bodies=(FIRM,)), party(), {"same_credit_code", "same_employer"}),
    (expert(bodies=(Body(("CHENGHAI MATERIALS CO LTD",)),)), party(), {"same_employer"}),
    (expert(bodies=(Body(("青島澄海材料有限公司",)),)), party(), {"same_employer"}),
    (expert(bodies=(Body(("旧名",), "9137 0212 ma00000011"),)), party(), {"same_credit_code"}),
    (expert(bodies=(Body(("a",), "P", children=frozenset({FIRM.credit_code})),)), party(), {"related_employer"}),
    (expert(bodies=(Body(("a",), "C", parents=frozenset({FIRM.credit_code})),)), party(), {"related_employer"}),
    (expert(bodies=(Body(("a",), "P"),)), party(bodies=(replace(FIRM, parents=frozenset({"P"})),)), {"related_employer"}),
    (expert(bodies=(Body(("a",), "C"),)), party(bodies=(replace(FIRM, children=frozenset({"C"})),)), {"related_employer"}),
    (
        expert(bodies=(Body(("a",), "S", parents=frozenset({"P"})),)),
        party(bodies=(replace(FIRM, parents=frozenset({"P"})),)),
        {"related_employer"},
    ),
    (expert(mail_domains=frozenset({"chenghai.example.com"})), party(mail_domains=frozenset({"example.com"})),
     {"same_mail_domain"}),
    (expert(mail_domains=frozenset({"lab.chenghai.com.cn"})), party(mail_domains=frozenset({"chenghai.com.cn"})),
     {"same_mail_domain"}),
    (expert(human=LU), party(), {"same_person"}),
    (expert(joint_proposals=frozenset({"x7"})), party(joint_proposals=frozenset({"x7"})), {"past_joint_proposal"}),
]  # fmt: skip
for one, two, name in (
    ("co_authors", "co_authors", "co_author"), ("advisers", "students", "adviser"), ("students", "advisers", "student"),
    ("team_mates", "team_mates", "team_mate"), ("relatives", "relatives", "relative"),
):  # fmt: skip
    CERTAIN += [(expert(**{one: (LU,)}), party(), {name}), (expert(), party(**{two: (SU,)}), {name})]


@pytest.mark.parametrize(("person", "side", "found"), CERTAIN)
def test_each_kind_is_found_from_either_side(person, side, found):
    assert kinds(person, side) == {(kind, "certain") for kind in found}
    assert verdict(conflicts(person, [side], on=TODAY)) is Verdict.CONFLICT


POSSIBLE = [
    (expert(human=Human("陆知行")), party(), "same_person"),
    (expert(human=Human("", "Lu", "Zhi-Xing")), party(), "same_person"),
    (expert(co_authors=(Human("", "Lu", "Z."),)), party(), "co_author"),
    (expert(advisers=(Human("陸知行"),)), party(), "adviser"),
    (expert(mail_domains=frozenset({"mail.ouc.edu.cn"})), party(mail_domains=frozenset({"stu.ouc.edu.cn"})), "same_mail_domain"),
    (expert(bodies=(Body(("青岛澄海材料股份有限公司",)),)), party(), "same_employer"),
    (expert(bodies=(Body(FIRM.names, "91370212MA00000099"),)), party(), "same_employer"),
]  # fmt: skip


@pytest.mark.parametrize(("person", "side", "kind"), POSSIBLE)
def test_what_is_only_likely_is_a_question_neither_clear_nor_certain(person, side, kind):
    assert kinds(person, side) == {(kind, "possible")}
    assert verdict(conflicts(person, [side], on=TODAY)) is Verdict.ASK


CLEAR = [
    (expert(), party()),
    (expert(human=Human("陆智行")), party()),  # sounds alike, written otherwise
    (expert(mail_domains=frozenset({"163.com", "qq.com"})), party(mail_domains=frozenset({"qq.com", "163.com"}))),
    (expert(mail_domains=frozenset({"abc.com.cn"})), party(mail_domains=frozenset({"xyz.com.cn"}))),
    (expert(mail_domains=frozenset({"mychenghai.com"})), party(mail_domains=frozenset({"chenghai.com"}))),
    (expert(bodies=(Body(("青岛澄海材料检测有限公司",), "A"),)), party()),
    (expert(bodies=(Body(("有限公司",), "A"),)), party(bodies=(Body(("集团",), "B"),))),  # nothing but legal forms
    (expert(joint_proposals=frozenset({"x7"})), party(joint_proposals=frozenset({"x8"}))),
    (expert(co_authors=(Human("何川"),)), party(co_authors=(Human("何川"),))),  # a third person both wrote with
]


@pytest.mark.parametrize(("person", "side"), CLEAR)
def test_what_only_looks_alike_is_clear(person, side):
    assert conflicts(person, [side], on=TODAY) == []
    assert verdict([]) is Verdict.CLEAR


def test_the_same_characters_at_the_same_body_are_one_person():
    named = Human("陆知行", body="青岛澄海材料有限公司")
    at_work = party(people=(Human("陆知行", body="青島澄海材料有限公司"),))
    assert kinds(expert(advisers=(named,)), at_work) == {("adviser", "certain")}
    assert kinds(expert(advisers=(replace(named, body="别处"),)), at_work) == {("adviser", "possible")}


UNKNOWN = {
    "employer": {"ties": Ties()},
    "name": {"human": Human(keys=frozenset({"account:e1"}))},
    "undertaking": {"signed": False},
    "declaration": {"declared_on": None},
    "old_declaration": {"declared_on": TODAY - timedelta(days=366)},
}


@pytest.mark.parametrize("fact", UNKNOWN)
def test_unknown_is_not_clear(fact):
    person = replace(expert(), **UNKNOWN[fact])
    found = conflicts(person, [party()], on=TODAY)
    assert found == [Conflict("", ConflictKind.UNKNOWN, fact, "", "possible")]
    assert verdict(found) is Verdict.ASK
    assert conflicts(person, [], on=TODAY) == found, "before any applicant is known too"


def test_facts_confirmed_a_year_ago_today_still_count():
    person = replace(expert(), declared_on=TODAY - timedelta(days=365))
    assert conflicts(person, [party()], on=TODAY) == []
    assert conflicts(person, [party()], on=TODAY, fresh_days=364) != []


def test_an_employer_without_name_and_code_is_unknown():
    assert kinds(expert(bodies=(Body(),)), party()) == {("unknown", "possible")}


def test_a_side_of_which_nothing_is_known_is_not_clear():
    assert conflicts(expert(), [Party("p9")], on=TODAY) == [Conflict("p9", "unknown", "", "party", "possible")]


humans = st.sampled_from([LU, SU, Human("何川"), Human("", "He", "Chuan"), Human("", "Lu", "Z")])
several = st.lists(humans, max_size=3).map(tuple)
bodies = st.lists(st.sampled_from([FIRM, INSTITUTE, Body(("a",), "C", frozenset({FIRM.credit_code}))]), max_size=3)
domains = st.frozensets(st.sampled_from(["qq.com", "ouc.edu.cn", "lab.chenghai.com", "chenghai.com"]))
ties = st.builds(
    Ties, bodies=bodies.map(tuple), mail_domains=domains, advisers=several, students=several, co_authors=several,
    team_mates=several, relatives=several, joint_proposals=st.frozensets(st.sampled_from(["x1", "x2"])),
)  # fmt: skip
LISTS = ("bodies", "advisers", "students", "co_authors", "team_mates", "relatives")


def _turned(facts: Ties) -> Ties:
    return replace(facts, **{name: getattr(facts, name)[::-1] for name in LISTS})


@given(ties, ties, several)
def test_no_order_changes_what_is_found(own, theirs, people):
    person = replace(expert(), ties=own)
    sides = [Party("p1", people, theirs), party("p2")]
    turned = [party("p2"), Party("p1", people[::-1], _turned(theirs))]
    found = conflicts(person, sides, on=TODAY)
    assert found == conflicts(replace(person, ties=_turned(own)), turned, on=TODAY)
    assert found == sorted(set(found))


@given(ties, ties, ties, several)
def test_another_side_never_takes_a_conflict_away(own, theirs, others, people):
    person = replace(expert(), ties=own)
    alone = conflicts(person, [Party("p1", people, theirs)], on=TODAY)
    both = conflicts(person, [Party("p1", people, theirs), Party("p2", people, others)], on=TODAY)
    assert set(alone) <= set(both)


# ---- a planted graph: 300 experts, 60 sides, 200 conflicts of every kind, and near misses beside them

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "安波川达恩帆歌海嘉凯岚铭宁鹏琪然思涛威希言泽"
PLANTED = [kind for kind in ConflictKind if kind not in (ConflictKind.UNKNOWN,)]


class World:
    """Everybody has a name, a body and a domain of her own, until a conflict is planted."""

    def __init__(self) -> None:
        names = [f + a + b for f in FAMILY for a in GIVEN for b in GIVEN if a != b]
        random.Random(7).shuffle(names)
        self.names = iter(names)
        self.experts = [self.expert(number) for number in range(300)]
        self.sides = [self.side(number) for number in range(60)]
        self.planted: set[tuple[str, str, str]] = set()

    def human(self, key: str) -> Human:
        return Human(next(self.names), keys=frozenset({key}))

    def expert(self, number: int) -> Person:
        body = Body((f"第{number}研究院",), f"EXP{number:06}")
        own = Ties(bodies=(body,), mail_domains=frozenset({f"institute{number}.cn"}))
        return Person(f"e{number}", self.human(f"e{number}"), own, TODAY, signed=True)

    def side(self, number: int) -> Party:
        people = tuple(self.human(f"s{number}-{i}") for i in range(4))
        body = Body((f"第{number}制造厂",), f"FIRM{number:06}")
        return Party(f"s{number}", people, Ties(bodies=(body,), mail_domains=frozenset({f"works{number}.com"})))

    def plant(self, kind: ConflictKind, at: int, to: int) -> None:
        person, side = self.experts[at], self.sides[to]
        own, body = person.ties, side.ties.bodies[0]
        who, name = side.people[at % 4], {"co_author": "co_authors", "adviser": "advisers"}.get(kind, f"{kind}s")
        added = {
            "same_employer": {"bodies": (*own.bodies, Body(body.names))},
            "same_credit_code": {"bodies": (*own.bodies, Body(("改名前",), body.credit_code.lower()))},
            "related_employer": {"bodies": (*own.bodies, Body(("分厂",), f"SUB{at}", frozenset({body.credit_code})))},
            "same_mail_domain": {"mail_domains": own.mail_domains | {f"rd.works{to}.com"}},
            "past_joint_proposal": {"joint_proposals": own.joint_proposals | {f"old{to}"}},
        }
        if kind == ConflictKind.SAME_PERSON:
            self.experts[at] = replace(person, human=replace(person.human, keys=person.human.keys | who.keys))
        else:
            facts = added.get(kind) or {name: (*getattr(own, name), who)}
            self.experts[at] = replace(person, ties=replace(own, **facts))
        if kind == ConflictKind.PAST_JOINT_PROPOSAL:
            self.sides[to] = replace(side, ties=replace(side.ties, joint_proposals=frozenset({f"old{to}"})))
        self.planted.add((person.ref, side.ref, str(kind)))

    def near_miss(self, at: int, to: int) -> None:
        """A namesake, free mail, the university's domain, a body that sounds alike: never certain."""
        person, side = self.experts[at], self.sides[to]
        namesake = replace(side.people[0], keys=frozenset({f"other{at}"}))
        own = replace(
            person.ties,
            co_authors=(*person.ties.co_authors, namesake),
            mail_domains=person.ties.mail_domains | {"qq.com", "lab.ouc.edu.cn"},
            bodies=(*person.ties.bodies, Body((f"第{to}制造厂股份有限公司",), f"MISS{at}")),
        )
        self.experts[at] = replace(person, ties=own)
        mail = side.ties.mail_domains | {"qq.com", "ouc.edu.cn"}
        self.sides[to] = replace(side, ties=replace(side.ties, mail_domains=mail))


def test_a_planted_graph_is_found_whole_and_nothing_else_is_certain():
    world, chance = World(), random.Random(11)
    while len(world.planted) < 200:
        world.plant(PLANTED[len(world.planted) % len(PLANTED)], chance.randrange(200), chance.randrange(60))
    for number in range(80):
        world.near_miss(chance.randrange(300), number % 60)
    chance.shuffle(world.sides)
    found = [(e.ref, c) for e in world.experts for c in conflicts(e, world.sides, on=TODAY)]
    assert {(ref, c.party, c.kind) for ref, c in found if c.certainty == "certain"} == world.planted
    assert {kind for _ref, _party, kind in world.planted} == {str(kind) for kind in PLANTED}
    asked = {(c.kind, c.certainty) for _ref, c in found if c.certainty == "possible"}
    assert asked == {("co_author", "possible"), ("same_mail_domain", "possible"), ("same_employer", "possible")}
