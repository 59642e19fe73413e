"""The pool of a process follows the profiles: confirmed people only, each at the state that was encoded."""

import pytest

from apps.matching import encoding, generations, pools
from apps.matching.models import DocumentVectors
from apps.talents import duplicates, profiles
from apps.talents.models import DuplicateProposal, Talent
from apps.talents.sections import Text, Wishes
from tests.factories import make_operator, make_talent
from tests.matching.world import OtherEncoder, encode, forget, work

pytestmark = pytest.mark.django_db


def pool():
    return pools.current(generations.current())


def ids():
    return set(pool().ids)


def expected_pay(talent):
    found = pool()
    return found.columns.salary_expected[found.row_of[talent.public_id]]


def test_everybody_confirmed_is_in_it():
    people = [make_talent() for _ in range(3)]
    encode(*people)
    assert ids() == {talent.public_id for talent in people}


def test_who_has_not_confirmed_is_not_in_it_and_shapes_nothing_of_others():
    talent = make_talent(confirmed=False)
    encode(talent)
    assert ids() == set()
    assert DocumentVectors.objects.filter(kind="talent").count() == 1  # for her own recommendations
    assert generations.make().talents == 0


def test_confirming_lets_her_in():
    talent = make_talent(confirmed=False)
    encode(talent)
    profiles.confirm(talent, by=talent.user)
    work("talent", talent.pk)
    assert ids() == {talent.public_id}


def test_a_changed_profile_replaces_its_row():
    talent, other = make_talent(salary_expected=400_000), make_talent()
    encode(talent, other)
    assert expected_pay(talent) == 400_000
    profiles.save_wishes(talent, Wishes(salary_expected=500_000), by=talent.user)
    assert ids() == {other.public_id}  # until it is encoded
    work("talent", talent.pk)
    assert ids() == {talent.public_id, other.public_id}
    assert expected_pay(talent) == 500_000
    assert pool().size == 2


def test_a_change_that_raised_no_revision_replaces_it_too():
    talent = make_talent(salary_expected=400_000)
    encode(talent)
    assert expected_pay(talent) == 400_000
    Talent.objects.update(salary_expected=600_000)
    encode(talent)
    assert expected_pay(talent) == 600_000


def test_nothing_is_built_again_while_nobody_changes(monkeypatch):
    encode(make_talent())
    first = pool()
    assert pool() is first
    monkeypatch.setattr(pools, "_people", lambda *args: pytest.fail("read again"))
    assert pool() is first


def test_a_hidden_person_is_excluded_and_a_closed_account_is_gone():
    hidden, closed, kept = make_talent(), make_talent(), make_talent()
    encode(hidden, closed, kept)
    profiles.save_visibility(hidden, "recommendations", by=hidden.user)
    work("talent", hidden.pk)
    type(closed.user).objects.filter(pk=closed.user_id).update(is_active=False)
    found = pool()
    assert set(found.ids) == {hidden.public_id, kept.public_id}
    assert found.columns.visible[found.row_of[hidden.public_id]] == 0


def test_a_merged_profile_is_gone():
    keep, other = make_talent(), make_talent()
    encode(keep, other)
    first, second = sorted((keep.pk, other.pk))
    proposal = DuplicateProposal.objects.create(first_id=first, second_id=second, grounds=["email"])
    duplicates.decide_same(proposal, keep=keep, by=make_operator())
    assert ids() == {keep.public_id}


def test_the_same_words_again_raise_nothing():
    talent = make_talent()
    rows = [Text("en", headline="Engineer", about="Coatings.")]
    profiles.save_texts(talent, rows, by=talent.user)
    work("talent", talent.pk)
    before = Talent.objects.get().revision
    profiles.save_texts(talent, rows, by=talent.user)
    assert Talent.objects.get().revision == before


def test_a_new_process_builds_the_same_pool():
    encode(*[make_talent(salary_expected=300_000 + n) for n in range(4)])
    before = pool()
    forget()
    after = pool()
    assert (after.ids, after.contents) == (before.ids, before.contents)


def test_vectors_of_another_encoder_do_not_count(settings):
    talent = make_talent()
    encode(talent)
    settings.MATCHING_ENCODER = f"{OtherEncoder.__module__}.{OtherEncoder.__name__}"
    forget()
    generation = generations.put_in_force(generations.fitted(encoding.wanted()))
    assert (generation.encoder_id, pools.current(generation).ids, pools.unencoded(generation)) == (
        "letters-2", (), [talent.pk],
    )  # fmt: skip
