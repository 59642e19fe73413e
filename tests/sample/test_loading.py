"""Where a world may be made, that it is made whole or not at all, and the same from the same seed."""

from __future__ import annotations

import statistics
from collections import Counter
from datetime import date

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Q

from apps.accounts import consents, reference
from apps.accounts.models import Organisation, Role, User
from apps.applications.models import Application
from apps.core.models import AuditEntry
from apps.employers.models import Employer
from apps.positions.models import PositionText
from apps.sample import cast, employers, loading, openings
from apps.sample.days import Days
from apps.sample.world import SIZES, World
from apps.talents.models import Talent, TalentText
from apps.taxonomy import vocabulary

TODAY = date(2025, 5, 20)


def test_never_outside_the_demo(taxonomy) -> None:
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_sample")
    assert not User.objects.exists()


def test_all_or_nothing(taxonomy, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(world: World) -> None:
        assert Employer.objects.exists()
        raise RuntimeError("in the middle")

    settings.DEMO = True
    monkeypatch.setitem(loading.PARTS, "positions", broken)
    with pytest.raises(RuntimeError, match="in the middle"):
        loading.load("small", 1)
    assert not any(model.objects.exists() for model in (User, Organisation, Employer, AuditEntry, Role))


def _snapshot(seed: int) -> dict[str, list[tuple[object, ...]]]:
    """What a load leaves behind, rolled back."""
    with transaction.atomic():
        loading.load("small", seed, today=TODAY, rank=False)
        rows = {
            "users": User.objects.values_list("public_id", "email", "display_name", "date_joined"),
            "firms": Organisation.objects.values_list("public_id", "name_zh", "name_en", "credit_code", "district"),
            "posts": PositionText.objects.values_list("revision__public_id", "language", "title", "description"),
            "people": TalentText.objects.values_list("talent__public_id", "language", "headline", "about"),
            # not of those who hide from an employer: its key is in the hash, and no seed decides it
            "facts": Talent.objects.filter(blocked=None).values_list(
                "public_id", "years", "salary_expected", "content_hash"
            ),
            "applications": Application.objects.values_list("public_id", "state", "moved_at"),
            # calls, problems, proposals, events and contests go through the same functions as the pages, at the time of loading
            "steps": AuditEntry.objects.exclude(
                Q(subject_kind__startswith="challenges.")
                | Q(subject_kind__startswith="proposals.")
                | Q(subject_kind__startswith="events.")
                | Q(subject_kind__startswith="contests.")
            ).values_list("subject_kind", "subject_ref", "act", "at", "hash"),
        }
        found = {name: sorted(map(tuple, values), key=str) for name, values in rows.items()}
        transaction.set_rollback(True)
    return found


def test_the_same_seed_makes_the_same_world(taxonomy, settings: LazySettings) -> None:
    settings.DEMO = True
    first, second = _snapshot(7), _snapshot(7)
    assert first == second
    other = _snapshot(8)
    assert all(first[name] != other[name] for name in first)


def test_the_city_has_its_figures(taxonomy, settings: LazySettings) -> None:
    reference.load()
    with vocabulary.pinned():
        notices = {purpose: consents.current_notice(purpose) for purpose in loading.NOTICES}
        world = World(2022, SIZES["city"], Days(TODAY), notices)
        cast.add(world)
        employers.add(world)
        plan = openings.plan(world)
    assert len(plan) == 2_700
    assert len({opening.firm.employer.pk for opening in plan}) == 153
    assert len(Counter(opening.content.chain for opening in plan)) == 24
    assert len({opening.family.code for opening in plan}) == 240
    doctors = [o.content.salary_min + o.content.salary_max for o in plan if o.content.degree_min == "doctor"]
    assert 150_000 <= statistics.median(doctors) / 2 <= 500_000
    assert sum(opening.content.salary_max >= 600_000 for opening in plan) == 1
    words = {
        (o.content.original().title, o.content.original().description, o.content.original().requirements) for o in plan
    }
    assert len(words) == 2_700
    assert SIZES["city"].talents == 12_000
