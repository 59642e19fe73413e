"""Editions to begin with: rules, groups, tracks, criteria, stages, tiers and conditions from a file, to be changed at will."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from apps.contests.models import Condition, Cut, Edition, Places, Rule, Series, Stage, Tier
from apps.core import audit
from apps.core.actors import Actor

FILE = Path(__file__).parent / "data" / "presets.toml"


@cache
def known() -> dict[str, dict[str, Any]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@transaction.atomic
def make(
    name: str, *, year: int, opens_at: datetime, closes_at: datetime, by: Actor, district: str = "",
    places_until: date | None = None,
) -> Edition:  # fmt: skip
    """A planned edition of the preset `name` with all its parts. Raises KeyError for a name that is not known."""
    row = known()[name]
    series_zh, series_en = row["series"]
    series, _created = Series.objects.get_or_create(title_zh=series_zh, defaults={"title_en": series_en})
    edition = Edition.objects.create(
        series=series, year=year, title_zh=f"{year}年{series_zh}", title_en=f"{series_en} {year}", district=district,
        opens_at=opens_at, closes_at=closes_at, landing_months=row["landing_months"],
    )  # fmt: skip
    groups = [
        edition.groups.create(name_zh=zh, name_en=en, needs_company=company, order=at)
        for at, (zh, en, company) in enumerate(row["groups"])
    ]
    for at, (zh, en) in enumerate(row["tracks"]):
        edition.tracks.create(name_zh=zh, name_en=en, order=at)
    for at, (zh, en, weight) in enumerate(row["criteria"]):
        edition.criteria.create(name_zh=zh, name_en=en, weight=weight, order=at)
    for kind, *number in row["rules"]:
        Rule.objects.create(edition=edition, kind=kind, number=number[0] if number else None)
    _stages(edition, groups, row)
    _tiers(edition, groups, row, places_until or closes_at.date() + timedelta(days=365))
    audit.record(edition, "create", by=by, role="operator", state_to=edition.state, data={"preset": name})
    return edition


def _stages(edition: Edition, groups: list[Any], row: dict[str, Any]) -> None:
    for kind, judges, cuts in row["stages"]:
        stage = Stage.objects.create(edition=edition, kind=kind, judges=judges)
        for group, places in zip(groups, cuts, strict=False):
            Cut.objects.create(stage=stage, group=group, places=places)


def _tiers(edition: Edition, groups: list[Any], row: dict[str, Any], until: date) -> None:
    places = {}
    for code, zh, en, quota, funds, allowance in row["places"]:
        places[code] = Places.objects.create(
            edition=edition,
            code=code,
            name_zh=zh,
            name_en=en,
            quota=quota,
            funds=funds,
            allowance=allowance,
            until=until,
        )
    for at, (group, zh, en, quota, prize, code) in enumerate(row["tiers"]):
        Tier.objects.create(
            edition=edition, group=groups[group] if group >= 0 else None, name_zh=zh, name_en=en, order=at, quota=quota,
            prize=prize, places=places.get(code),
        )  # fmt: skip
    for phase, kind, *more in row["conditions"]:
        months, group = (*more, None, None)[:2]
        Condition.objects.create(
            edition=edition, phase=phase, kind=kind, months=months or None,
            group=None if group is None else groups[group],
        )  # fmt: skip
