"""Entering: one a person, whole when handed in, nothing that names the team before judges, and what operators decide."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.contests import entries, presets, problem_tracks
from apps.contests.models import Entry, Tier
from apps.core.moves import GuardFailed, IllegalMove, LostRace
from tests.contests.cases import close, credit_code, decider, draft, keeper, make_edition, qualified, submitted, values
from tests.factories import make_employer, make_position, make_user

pytestmark = pytest.mark.django_db


def test_one_live_entry_a_person_by_the_database():
    edition, user = make_edition(), make_user()
    entry = entries.start(edition, by=user)
    assert entries.start(edition, by=user) == entry
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(edition=edition, entrant=user)
    entries.withdraw(entry, by=user)
    assert entries.start(edition, by=user) != entry


def test_what_is_missing_is_said_at_each_field():
    edition, user = make_edition(), make_user()
    entry = entries.start(edition, by=user)
    with pytest.raises(ValidationError) as refused:
        entries.submit(entry, by=user)
    assert {"group", "track", "title", "plan", "phone"} <= set(refused.value.message_dict)


@pytest.mark.parametrize(
    ("field", "value"),
    [("credit_code", "91370200MA3"), ("born_on", "1990-02-30"), ("born_on", "2999-01-01"), ("share", 101)],
)
def test_facts_that_cannot_be_are_refused_and_nothing_is_stored(field, value):
    edition, user = make_edition(), make_user()
    entry = entries.start(edition, by=user)
    with pytest.raises(ValidationError) as refused:
        entries.save(entry, values(edition, **{field: value}), by=user)
    assert list(refused.value.message_dict) == [field]
    entry.refresh_from_db()
    assert (entry.title, entry.saves) == ("", 0)


def test_parts_of_another_contest_and_tracks_closed_to_the_group_are_refused():
    edition, other = make_edition(), make_edition()
    entry = draft(edition)
    with pytest.raises(ValidationError) as refused:
        entries.save(entry, {"group": other.groups.get(), "track": other.tracks.get()}, by=entry.entrant)
    assert set(refused.value.message_dict) == {"group", "track"}
    edition.tracks.get().groups.add(edition.groups.create(name_zh="创新组"))
    with pytest.raises(ValidationError, match="not open to the group"):
        entries.save(entry, {}, by=entry.entrant)


def test_names_before_judges_are_found():
    edition = make_edition()
    entry = draft(
        edition, name="顾知遥", company="示例涂层公司", summary="我们 示例 涂层公司 的方案", plan="由顾知遥带队。"
    )
    entries.save(
        entry,
        {"members": [{"name": "Lin Example", "works_at": "-"}], "market": "as LIN EXAMPLE said"},
        by=entry.entrant,
    )
    with pytest.raises(ValidationError) as refused:
        entries.submit(entry, by=entry.entrant)
    assert set(refused.value.message_dict) == {"summary", "plan", "market"}


def test_where_everybody_works_has_to_be_said():
    edition = make_edition()
    entry = draft(edition, works_at="")
    entries.save(entry, {"members": [{"name": "林示例", "works_at": ""}]}, by=entry.entrant)
    with pytest.raises(ValidationError) as refused:
        entries.submit(entry, by=entry.entrant)
    assert set(refused.value.message_dict) == {"works_at", "members"}
    entries.save(entry, {"independent": True, "members": [{"name": "林示例", "works_at": "-"}]}, by=entry.entrant)
    entries.submit(entry, by=entry.entrant)
    assert entry.members.get().independent


def test_two_tabs_do_not_mix():
    edition = make_edition()
    entry = draft(edition)
    entries.save(entry, {"title": "一"}, by=entry.entrant, saves=1)
    with pytest.raises(LostRace):
        entries.save(entry, {"title": "二"}, by=entry.entrant, saves=1)


def test_after_the_window_nothing_is_taken_but_a_correction():
    edition = make_edition()
    late, back = draft(edition), submitted(edition)
    close(edition)
    for act in (lambda: entries.submit(late, by=late.entrant), lambda: entries.start(edition, by=make_user())):
        with pytest.raises(GuardFailed):
            act()
    entries.return_(back, by=keeper(), reason="请补充计划。")
    entries.save(back, {"plan": "分三步实施。"}, by=back.entrant)
    entries.submit(back, by=back.entrant)
    assert back.state == "submitted"


def test_the_poster_of_a_track_does_not_enter_in_it(taxonomy):
    edition, employer = make_edition(), make_employer()
    track = problem_tracks.create(
        edition, make_position(employer), by=keeper(), name_zh="难题", name_en="", text="", poster=employer.organisation
    )
    entry = draft(edition, employer.owner, track=track)
    with pytest.raises(GuardFailed, match="set the problem"):
        entries.submit(entry, by=employer.owner)


def test_disqualifying_takes_two_people_and_can_be_dropped():
    entry, one = qualified(make_edition()), decider()
    with pytest.raises(GuardFailed):
        entries.disqualify(entry, by=one)
    entries.suspect(entry, by=one, reason="材料不实。")
    with pytest.raises(GuardFailed, match="Somebody else"):
        entries.disqualify(entry, by=one)
    entries.clear(entry, by=decider())
    entries.suspect(entry, by=one, reason="材料不实。")
    entries.disqualify(entry, by=decider())
    assert entry.state == "disqualified"
    with pytest.raises(IllegalMove):
        entries.withdraw(entry, by=entry.entrant)


def test_both_presets_are_whole(taxonomy):
    from django.utils import timezone

    from apps.contests import lifecycle

    now = timezone.now()
    for name in presets.known():
        edition = presets.make(name, year=2031, opens_at=now, closes_at=now + timedelta(days=9), by=keeper())
        assert lifecycle.problems(edition) == []
        lifecycle.announce(edition, by=keeper())
    quotas = list(Tier.objects.filter(edition=edition).order_by("order").values_list("quota", flat=True))
    assert quotas == [24, 36, 48, 12, 24, 48, 12, 24, 48]
    assert list(edition.places.values_list("code", "quota")) == [("A", 24), ("B", 36)]
    assert credit_code()


def test_an_edition_that_is_not_whole_is_not_announced():
    from apps.contests import lifecycle

    edition = make_edition(state="planned", stage_kinds=("preliminary",))
    edition.criteria.update(weight=30)
    edition.stages.get().cuts.all().delete()
    edition.tiers.all().delete()
    with pytest.raises(GuardFailed) as refused:
        lifecycle.announce(edition, by=keeper())
    for word in ("total 60", "needs a final", "how many go on", "award tier"):
        assert word in str(refused.value)
