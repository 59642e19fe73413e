"""One ranking, from the mark to the stored run: fenced by the mark's lease, exactly one current, few queries."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core import marks
from apps.core.models import Mark
from apps.matching import gather, lists, runs, tasks
from apps.matching.engine.evidence import DEGREE
from apps.matching.engine.weights import WEIGHTS
from apps.matching.models import Match, MatchResult, MatchRun, WeightsVersion
from apps.positions import lifecycle as positions
from apps.talents.models import BlockedEmployer, Experience, Talent, TalentProject
from tests.factories import make_employer, make_organisation, make_position, make_talent
from tests.matching.world import claimed, encode, is_open, mark_of, rank, ranked, work

pytestmark = pytest.mark.django_db


def test_a_run_stores_what_it_was_made_from():
    position, talent = make_position(), make_talent()
    (row,) = ranked(position, talent)
    run = row.run
    assert (run.position, run.generation, run.current, run.compared, run.excluded) == (
        position, mark_of("position", position.pk).gen, True, 1, {"total": 0},
    )  # fmt: skip
    assert (run.posting_revision, run.encoder_id, run.basic) == (position.current.public_id, "letters-1", False)
    assert run.calibration.encoder_id == "letters-1"
    assert (row.rank, row.reserve, row.talent_revision) == (1, False, talent.revision)
    assert sum(row.points.values()) == row.score
    assert {item["factor"] for item in row.evidence} <= {*row.points, DEGREE}


def test_the_same_world_gives_the_same_run_again():
    position = make_position()
    people = [make_talent(years=n, salary_expected=300_000 + n) for n in range(6)]
    first = [(row.match_id, row.score, row.values, row.evidence) for row in ranked(position, *people)]
    rank(position)
    assert [(row.match_id, row.score, row.values, row.evidence) for row in lists.results(position)] == first


def test_excluded_people_are_counted_by_rule_and_listed_nowhere():
    position = make_position(degree_min="doctor")
    ranked(position, make_talent(), make_talent(degree="master"), make_talent(degree="master", open_to_work=False))
    run = lists.current_run(position)
    assert run.excluded == {"total": 2, "degree": 2, "not_open": 1}
    assert Match.objects.count() == 1


def test_fifty_are_shown_and_a_hundred_kept_in_reserve(monkeypatch):
    monkeypatch.setattr(runs, "KEEP", 2)
    monkeypatch.setattr(runs, "RESERVE", 2)
    position = make_position()
    ranked(position, *[make_talent(salary_expected=300_000 + n) for n in range(6)])
    stored = MatchResult.objects.order_by("rank").values_list("rank", "reserve")
    assert list(stored) == [(1, False), (2, False), (3, True), (4, True)]
    assert [row.rank for row in lists.results(position)] == [1, 2]


# ---------------------------------------------------------------- fenced
def zombie(position, monkeypatch, meanwhile):
    """A worker that computes while `meanwhile` happens to its lease."""
    compute = runs.rank

    def slow(*args, **kwargs):
        monkeypatch.setattr(runs, "rank", compute)
        meanwhile()
        return compute(*args, **kwargs)

    monkeypatch.setattr(runs, "rank", slow)
    marks.touch("position", [position.pk])
    return runs.execute(claimed("position", position.pk))


def lose_the_lease():
    Mark.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_worker_that_lost_its_lease_stores_nothing(monkeypatch):
    position, talent = make_position(), make_talent()
    encode(talent)

    def another_takes_it():
        lose_the_lease()
        assert marks.claim(mark_of("position", position.pk).pk) is not None

    assert zombie(position, monkeypatch, another_takes_it) is None
    assert (MatchRun.objects.count(), Match.objects.count()) == (0, 0)
    assert is_open("position", position.pk)


def test_a_slow_worker_does_not_replace_a_newer_run(monkeypatch):
    position, talent = make_position(), make_talent()
    encode(talent)

    def another_does_it():
        lose_the_lease()
        encode(make_talent())
        work("position", position.pk)

    assert zombie(position, monkeypatch, another_does_it) is None
    run = MatchRun.objects.get()
    assert (run.compared, run.current, run.generation) == (2, True, mark_of("position", position.pk).gen)
    assert MatchResult.objects.count() == 2


def test_a_lease_that_ran_out_untaken_may_still_store(monkeypatch):
    position = make_position()
    encode(make_talent())
    assert zombie(position, monkeypatch, lose_the_lease) is not None
    assert not is_open("position", position.pk)


def test_settling_and_storing_are_one_transaction(monkeypatch):
    position = make_position()
    encode(make_talent())
    marks.touch("position", [position.pk])
    mark = mark_of("position", position.pk)
    monkeypatch.setattr(runs, "_drop_gone", lambda *args: 1 / 0)
    tasks.rank_position(mark.pk)
    mark.refresh_from_db()
    assert (mark.done_gen, mark.error) == (0, "ZeroDivisionError: division by zero")
    assert (MatchRun.objects.count(), Match.objects.count()) == (0, 0)


def test_poison_is_parked_and_others_go_on(monkeypatch, settings):
    bad, good = make_position(), make_position()
    marks.touch("position", [bad.pk, good.pk])
    compute = runs.prepared
    monkeypatch.setattr(runs, "prepared", lambda found, g: 1 / 0 if found.pk == bad.pk else compute(found, g))
    for _ in range(settings.MARK_ATTEMPTS + 1):
        Mark.objects.filter(object_id=bad.pk).update(next_at=timezone.now() - timedelta(seconds=1))
        tasks.rank_position(mark_of("position", bad.pk).pk)
    work("position", good.pk)
    parked = mark_of("position", bad.pk)
    assert (parked.parked_at is not None, parked.done_gen, parked.error) == (
        True,
        0,
        "ZeroDivisionError: division by zero",
    )
    assert lists.current_run(bad) is None


def test_a_position_has_one_current_run_by_the_database_itself():
    position = make_position()
    run = rank(position)
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchRun.objects.create(
            position=position, generation=99, posting_revision="x", weights_version=1, encoder_id="x"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchRun.objects.create(
            position=position, generation=run.generation, current=False, posting_revision="x", weights_version=1,
            encoder_id="x",
        )  # fmt: skip


@pytest.mark.parametrize("step", ["pause", "close", "fill"])
def test_a_position_that_is_no_longer_live_settles_without_a_run(step):
    position = make_position()
    rank(position)
    getattr(positions, step)(position, by=position.employer.organisation.memberships.get().user)
    work("position", position.pk)
    assert MatchRun.objects.count() == 1


def test_a_position_that_is_gone_settles_too():
    marks.touch("position", [987_654])
    work("position", 987_654)


# ---------------------------------------------------------------- what it reads
def queries(call):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        call()
    return len(seen)


def full_talent():
    talent = make_talent(skills=("welding", "coating"))
    Experience.objects.create(talent=talent, organisation="Planted Works", title="Engineer", text="Coatings.")
    TalentProject.objects.create(talent=talent, title_en="Primer")
    BlockedEmployer.objects.create(talent=talent, domain="blocked.example")
    return talent


def test_gathering_takes_the_same_number_of_queries_for_five_and_for_twenty_five():
    def read():
        return gather.talent_docs(gather.with_talent_rows(Talent.objects.all()))

    for _ in range(5):
        full_talent()
    few = queries(read)
    for _ in range(20):
        full_talent()
    assert len(read()) == 25
    assert queries(read) == few <= 7


def test_gathering_positions_takes_a_constant_number_of_queries():
    from apps.positions.models import Position

    def read():
        return [gather.posting_doc(row) for row in gather.with_posting_rows(Position.objects.all())]

    make_position(skills=("a",))
    few = queries(read)
    for _ in range(5):
        make_position(skills=("a", "b"))
    assert queries(read) == few == 3


def test_a_run_takes_the_same_number_of_queries_for_five_and_for_twenty_five():
    position = make_position()
    ranked(position, *[full_talent() for _ in range(5)])
    rank(position)  # from the third on, each run drops the one before the last
    few = queries(lambda: rank(position))
    encode(*[full_talent() for _ in range(20)])
    rank(position)
    assert lists.current_run(position).compared == 25
    assert queries(lambda: rank(position)) == few


def test_an_employer_is_known_by_its_parent_and_all_their_mail_domains():
    parent = make_organisation(mail_domains=["Group.example", "shared.example"])
    employer = make_employer()
    organisation = employer.organisation
    organisation.parent, organisation.mail_domains = parent, ["works.example", "shared.example"]
    organisation.save()
    doc = gather.posting_doc(gather.with_posting_rows(type(make_position(employer)).objects).get())
    assert doc.employer_keys == (
        f"org:{organisation.pk}", f"org:{parent.pk}", "domain:works.example", "domain:shared.example",
        "domain:group.example",
    )  # fmt: skip


@pytest.mark.parametrize("by", ["organisation", "parent", "domain"])
def test_who_hides_from_an_employer_is_not_on_its_lists(by):
    employer = make_employer()
    employer.organisation.parent = make_organisation()
    employer.organisation.mail_domains = ["works.example"]
    employer.organisation.save()
    position, elsewhere, talent = make_position(employer), make_position(), make_talent()
    data = {
        "organisation": {"organisation": employer.organisation},
        "parent": {"organisation": employer.organisation.parent},
        "domain": {"domain": "Works.Example"},
    }[by]
    BlockedEmployer.objects.create(talent=talent, **data)
    assert ranked(position, talent) == []
    assert lists.current_run(position).excluded == {"total": 1, "blocked_employer": 1}
    assert len(ranked(elsewhere, talent)) == 1


def test_weights_switched_on_by_an_operator_are_used_and_named():
    position = make_position()
    (before,) = ranked(position, make_talent())
    neutral = {str(factor): value for factor, value in WEIGHTS.neutral.items()}
    points = {str(factor): n for factor, n in WEIGHTS.points.items()}
    first, second = sorted(points, key=points.__getitem__)[-2:]
    points[first], points[second] = points[second], points[first]
    WeightsVersion.objects.create(number=7, weights=points, neutral=neutral, active=True)
    run = rank(position)
    (after,) = lists.results(position)
    assert run.weights_version == 7
    assert sum(after.points.values()) == after.score
    assert after.points != before.points
