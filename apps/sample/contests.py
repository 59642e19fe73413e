"""A contest of the sample world: announced, taking entries, some of them already let into the race.

Through the same functions as the pages. The tour's talent has an entry that she has begun.
"""

from __future__ import annotations

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from apps.contests import entries, lifecycle, presets
from apps.contests.models import Edition, Entry
from apps.core.credit_code import check_character
from apps.procedures.calendar import city_zone, today
from apps.sample.world import World
from apps.talents.models import Experience, Talent

DATA = Path(__file__).parent / "data" / "contests.toml"
DISTRICT = "370212"
CODE = "91370212MA3FF0001"  # without its check character; of no company


def add(world: World) -> None:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))
    edition = _edition(world, rows["edition"])
    people = [person.talent for person in world.people if person.talent.user.is_active]
    tour = next(talent for talent in people if talent.user_id == world.cast["talent"].pk)
    others = world.dice("contests").sample([talent for talent in people if talent != tour], len(rows["entry"]))
    for row, talent in zip(rows["entry"], others, strict=True):
        _entry(world, edition, row, tour if row["step"] == "draft" else talent)


def _edition(world: World, row: dict[str, Any]) -> Edition:
    by, text_zh_en = world.operators[0], row["text"]
    edition = presets.make(
        row["preset"], year=_at(0).year, opens_at=_at(row["opens"]), closes_at=_at(row["closes"]), by=by
    )
    edition.text_zh, edition.text_en = text_zh_en
    edition.save(update_fields=["text_zh", "text_en"])
    lifecycle.announce(edition, by=by)
    return edition


def _at(ahead: int) -> datetime:
    """Six in the evening of the city, so many days from the real day: contests that are over take nobody."""
    return datetime.combine(today() + timedelta(days=ahead), time(18), city_zone())


def _entry(world: World, edition: Edition, row: dict[str, Any], talent: Talent) -> Entry:
    user = talent.user
    entry = entries.start(edition, by=user)
    entries.save(entry, _values(edition, row, talent), by=user)
    if row["step"] != "draft":
        entries.submit(entry, by=user)
    if row["step"] == "qualified":
        entries.qualify(entry, by=world.operators[0])
    return entry


def _values(edition: Edition, row: dict[str, Any], talent: Talent) -> dict[str, Any]:
    abroad, born, *company = row["facts"]
    where = Experience.objects.filter(talent=talent, end_on=None).values_list("organisation", flat=True).first()
    values = {name: row[name] for name in ("title", "summary", "solution", "market", "plan")}
    values |= {
        "group": edition.groups.order_by("order")[row["group"]], "track": edition.tracks.order_by("order")[row["track"]],
        "district": DISTRICT, "name": talent.name_zh or f"{talent.given_name} {talent.family_name}", "phone": "+86 532 0000 0000",
        "works_at": where or "", "independent": not where,
        "born_on": born, "abroad_months": abroad, "doctor": True, "has_company": bool(company),
    }  # fmt: skip
    if company:
        name, days, share = company
        founded = today() - timedelta(days=days)
        values |= {"company": name, "credit_code": CODE + check_character(CODE), "founded_on": founded,
                   "share": share, "legal_rep": True}  # fmt: skip
    return values
