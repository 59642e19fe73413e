"""The pool of experts of the sample world: complete, independent of each other's employers, found clear or not for a call."""

from __future__ import annotations

from apps.accounts.models import User
from apps.challenges.models import Challenge
from apps.experts import profiles, undertakings
from apps.experts.days import today
from apps.experts.models import Expert, Tie
from apps.procedures.independence import Verdict, verdict
from apps.reviews import independence, parties
from apps.sample.cast import LOGINS
from apps.sample.world import World
from apps.taxonomy import vocabulary
from apps.web.expert import due


def test_the_expert_of_the_cast_is_whole_and_has_one_thing_to_do(world: World) -> None:
    expert = Expert.objects.get(user__email=LOGINS["expert"])
    assert profiles.missing(expert) == []
    assert all([expert.chains, expert.disciplines, expert.languages, expert.title_zh, expert.title_en])
    assert undertakings.all_signed(expert, on=today())
    assert set(expert.ties.values_list("kind", flat=True)) == {
        "employer", "former_employer", "mail_domain", "adviser", "student", "co_author", "team_mate", "relative",
    }  # fmt: skip
    assert [item.until is not None for item in due.items(expert)] == [True]


def test_the_pool_is_of_many_fields_languages_and_bodies(world: World) -> None:
    pool = list(Expert.objects.select_related("user").prefetch_related("ties"))
    assert len(pool) >= 10
    known = vocabulary.current()
    assert {code for expert in pool for code in expert.chains} <= set(known.chains)
    assert any(not expert.name_zh for expert in pool)
    assert all((expert.user.email or "").endswith(".example") for expert in pool if expert.user)
    assert all(profiles.missing(expert) == [] for expert in pool)
    for tie in Tie.objects.all():
        assert profiles._cleaned(tie.kind, {name: getattr(tie, name) for name in profiles.FACTS[tie.kind]})


def test_who_is_of_the_group_of_the_poster_or_has_not_signed_is_not_clear(world: World) -> None:
    call = Challenge.objects.filter(employer=world.firms[0].employer, state="published").earliest("pk")
    pool = list(Expert.objects.select_related("user").order_by("pk"))
    sides = independence.parties_of(call)
    found = dict(zip((e.name_zh for e in pool), independence.all_conflicts(pool, sides), strict=True))
    not_clear = {name for name, rows in found.items() if verdict(rows) is not Verdict.CLEAR}
    assert not_clear == {"梁朔渡", "姚景淳"}
    assert {row.kind for row in found["梁朔渡"]} == {"related_employer"}


def test_the_logins_of_the_demo_are_not_tied_by_their_addresses(world: World) -> None:
    expert = Expert.objects.get(user__email=LOGINS["expert"])
    talent = User.objects.get(email=LOGINS["talent"])
    side = parties._account(talent, "")
    assert "demo.example" in independence.persons_of([expert])[expert.pk].ties.mail_domains
    rows = independence.all_conflicts([expert], [independence.Party("p", (side,), independence_ties())])
    assert rows == [[]]


def independence_ties():
    from apps.procedures.independence import Ties

    return Ties(mail_domains=frozenset({"demo.example"}))
