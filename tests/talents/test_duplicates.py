"""One person under two accounts: proposed, decided by an operator, never merged silently."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.core.moves import GuardFailed
from apps.talents import duplicates, profiles
from apps.talents.models import CvReading, DuplicateProposal, IdentityKey, Talent
from apps.talents.sections import Degree
from tests.factories import make_operator, make_talent, make_user
from tests.talents.world import marked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]
OUC = "Ocean University of China"


def person(chinese: str = "", family: str = "", given_name: str = "", school: str = OUC, **fields: str) -> Talent:
    talent = make_talent(name_zh=chinese, family_name=family, given_name=given_name, **fields)
    profiles.save_education(talent, [Degree(school, "doctor")], by=talent.user)
    return talent


@pytest.mark.parametrize("latin", [("WANG", "Xiaoming"), ("Wang", "XIAO MING"), ("Xiaoming", "Wang")])
def test_name_variants_with_one_school_are_proposed(latin: tuple[str, str]) -> None:
    first, second = person("王小明"), person("", *latin, school="中国海洋大学")
    proposal = DuplicateProposal.objects.get()
    assert (proposal.first, proposal.second, proposal.grounds) == (first, second, ["name_school"])


def test_namesakes_of_other_schools_are_kept_apart() -> None:
    person("王小明")
    person("王小明", school="The University of Manchester")
    assert not DuplicateProposal.objects.exists()


def test_phone_mail_and_cv() -> None:
    first = make_talent(user=make_user(phone="+8613800000417"), name_zh="李文", family_name="", given_name="")
    second = make_talent(whatsapp="138 0000 0417")
    text = "An engineer of coatings. " * 20
    for talent in (first, second):
        CvReading.objects.create(talent=talent, text=text, step=CvReading.Step.READ)
        duplicates.refresh(talent)
    assert DuplicateProposal.objects.get().grounds == ["cv", "phone"]


def test_keys_are_blind() -> None:
    talent = person("王小明")
    stored = " ".join(IdentityKey.objects.filter(talent=talent).values_list("value", flat=True))
    assert talent.user.email not in stored
    assert {len(value) for value in stored.split()} == {64}


def test_different_is_never_proposed_again() -> None:
    first, second = person("王小明"), person("王小明")
    proposal = DuplicateProposal.objects.get()
    duplicates.decide_different(proposal, by=make_operator())
    duplicates.refresh(first)
    assert duplicates.propose(second) == []
    assert DuplicateProposal.objects.get().decision == "different"
    with pytest.raises(GuardFailed):
        duplicates.decide_same(proposal, keep=first, by=make_operator())


def test_nothing_is_merged_without_a_decision() -> None:
    person("王小明")
    person("王小明")
    assert not Talent.objects.filter(merged_into__isnull=False).exists()


def test_merging_closes_the_other_and_keeps_it_traceable() -> None:
    first, second = person("王小明"), person("王小明")
    before = marked(first)
    duplicates.decide_same(DuplicateProposal.objects.get(), keep=second, by=make_operator())
    first.refresh_from_db()
    assert (first.merged_into, first.open_to_work) == (second, False)
    assert marked(first) == before + 1
    assert not Talent.objects.rankable().filter(pk=first.pk).exists()
    assert not IdentityKey.objects.filter(talent=first).exists()
    with pytest.raises(GuardFailed):
        duplicates.decide_same(DuplicateProposal.objects.get(), keep=first, by=make_operator())


def test_a_key_of_a_crowd_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "CROWD", 2)
    people = [make_talent(whatsapp="13800000417") for _ in range(4)]
    for talent in people:
        duplicates.refresh(talent)
    DuplicateProposal.objects.all().delete()
    assert duplicates.propose(people[0]) == []


class Pairs(TestCase):
    """Whatever the order in which people come, a pair is one row, smaller key first."""

    @settings(max_examples=15, deadline=None)
    @given(order=st.permutations([0, 1, 2]))
    def test_pairs_are_sorted_and_once(self, order: list[int]) -> None:
        people = [make_talent(whatsapp="13800000417", name_zh="", family_name="", given_name="") for _ in range(3)]
        for place in order + order:
            duplicates.refresh(people[place])
        pairs = list(DuplicateProposal.objects.order_by("first", "second").values_list("first", "second"))
        keys = [talent.pk for talent in people]
        assert pairs == [(keys[0], keys[1]), (keys[0], keys[2]), (keys[1], keys[2])]


@given(
    digits=st.text("0123456789", min_size=11, max_size=11).filter(lambda text: text[0] != "0"),
    prefix=st.sampled_from(["", "+86 ", "0086-", "(86)"]),
)
def test_phones_are_compared_by_their_end(digits: str, prefix: str) -> None:
    assert duplicates.phone_key(prefix + digits) == digits
