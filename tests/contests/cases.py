"""Contests as the product would leave them. Names are invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from apps.accounts.models import User
from apps.contests import bench, entries, landing, lifecycle, sheets, stages
from apps.contests.models import Condition, Cut, Edition, Entry, Sheet, Stage, Tier
from apps.contests.states import JudgeState, SheetState
from apps.core.credit_code import check_character
from apps.procedures.calendar import today
from tests.factories import counter, make_expert, make_operator, make_user

KEEP, DECIDE, PAY, FOLLOW = ["contests.keep"], ["contests.decide"], ["contests.finance"], ["contests.follow"]
TEXT = "一种用于深海装备的防腐涂层及其检测方法。"


def keeper(**how: Any) -> User:
    return make_operator(verbs=KEEP, **how)


def decider(**how: Any) -> User:
    return make_operator(verbs=DECIDE, **how)


def credit_code() -> str:
    first = f"91370200MA3{next(counter):06d}"
    return first + check_character(first)


def make_edition(*, state: str = "announced", stage_kinds: tuple[str, ...] = ("final",), **fields: Any) -> Edition:
    """Open for a month: one group, one track, two criteria, tiers 1/2 with prizes, landing and three months of operation."""
    now = timezone.now()
    given = {"title_zh": "示例创业大赛", "title_en": "Example contest", "year": 2031, "district": "370212",
             "opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=30)}  # fmt: skip
    edition = Edition.objects.create(**{**given, **fields})
    group = edition.groups.create(name_zh="创业组", name_en="Start-ups")
    edition.tracks.create(name_zh="海洋", name_en="Marine")
    edition.criteria.create(name_zh="创新", name_en="New", weight=60, order=0)
    edition.criteria.create(name_zh="市场", name_en="Market", weight=40, order=1)
    for order, (zh, en, quota, prize) in enumerate((("一等奖", "First", 1, 100_000), ("二等奖", "Second", 2, 50_000))):
        Tier.objects.create(edition=edition, name_zh=zh, name_en=en, quota=quota, prize=prize, order=order)
    for kind in stage_kinds:
        stage = Stage.objects.create(edition=edition, kind=kind, judges=3)
        if kind != "final":
            Cut.objects.create(stage=stage, group=group, places=2)
    Condition.objects.create(edition=edition, phase="landing", kind="registered_locally")
    Condition.objects.create(edition=edition, phase="payout", kind="months_of_operation", months=3)
    if state == "announced":
        lifecycle.announce(edition, by=keeper())
    return edition


def values(edition: Edition, **more: Any) -> dict[str, Any]:
    """Everything an entry needs to be handed in."""
    return {
        "group": edition.groups.first(), "track": edition.tracks.first(), "district": "370212",
        "title": "深海防腐涂层", "summary": TEXT, "solution": TEXT, "market": TEXT, "plan": TEXT,
        "name": f"示例参赛人{next(counter)}", "phone": "13800000000", "works_at": f"海外大学{next(counter)}", "born_on": "1990-05-17",
        "abroad_months": 36, "doctor": True, "has_company": False, **more,
    }  # fmt: skip


def draft(edition: Edition, user: User | None = None, **more: Any) -> Entry:
    user = user or make_user()
    entry = entries.start(edition, by=user)
    entries.save(entry, values(edition, **more), by=user)
    return entry


def submitted(edition: Edition, user: User | None = None, **more: Any) -> Entry:
    entry = draft(edition, user, **more)
    entries.submit(entry, by=entry.entrant)
    return entry


def qualified(edition: Edition, **more: Any) -> Entry:
    entry = submitted(edition, **more)
    entries.qualify(entry, by=keeper())
    return entry


def close(edition: Edition) -> None:
    """The window is over; everything else stays as it is."""
    now = timezone.now()
    Edition.objects.filter(pk=edition.pk).update(opens_at=now - timedelta(days=9), closes_at=now - timedelta(minutes=1))
    edition.refresh_from_db()


def pool(count: int = 3, **how: Any) -> list[Any]:
    """Judges who have nothing to do with anybody, their mail domains neither."""
    return [_judge(n, **how) for n in range(count)]


def _judge(at: int, **how: Any) -> Any:
    number = next(counter)
    given = {"tasks": ["judge"], "name_zh": f"评委{'甲乙丙丁戊己庚辛壬癸'[at % 10]}", "family_name": "", "given_name": "",
             "employer": f"互不相干研究所{number}", "user": make_user(f"judge@institute{number}.test")}  # fmt: skip
    return make_expert(**{**given, **how})


def seated(stage: Stage) -> Stage:
    """Judges drawn from the pool who have all accepted."""
    bench.draw_judges(stage, by=keeper())
    for judge in stage.bench.filter(state=JudgeState.INVITED).select_related("stage__edition", "expert__user", "group"):
        bench.accept(judge, by=judge.expert.user, independent=True)
    return stage


def scoring(stage: Stage) -> Stage:
    seated(stage)
    stages.begin_scoring(stage, by=keeper(), due_at=timezone.now() + timedelta(days=3))
    return stage


def mark(sheet: Sheet, *marks: str) -> None:
    keys = list(sheet.entry.edition.criteria.order_by("order").values_list("pk", flat=True))
    user = sheet.judge.expert.user
    sheets.save(sheet, by=user, marks=dict(zip(keys, marks, strict=True)), comment="思路清楚，数据充分。")
    sheets.hand_in(sheet, by=user)


def judged(stage: Stage, totals: dict[int, str]) -> Stage:
    """Every judge gives each entry (by key) the same mark for everything, then the marks are locked."""
    for sheet in Sheet.objects.filter(judge__stage=stage, state=SheetState.DRAFT).select_related("judge__expert__user", "entry__edition"):  # fmt: skip
        mark(sheet, totals[sheet.entry_id], totals[sheet.entry_id])
    stages.lock(stage)
    return stage


def finalists(count: int = 3, **how: Any) -> tuple[Edition, list[Entry]]:
    """An edition whose final is judged; the first entry is the best."""
    edition = make_edition(**how)
    rows = [qualified(edition) for _n in range(count)]
    close(edition)
    pool(3)
    stage = edition.stages.get(kind="final")
    judged(scoring(stage), {row.pk: str(90 - at) for at, row in enumerate(rows)})
    for row in rows:
        row.refresh_from_db()
        row.edition = edition
    return edition, rows


def shown(**more: Any) -> landing.Shown:
    facts = {"company": "示例海洋科技有限公司", "credit_code": credit_code(), "registered_on": today()}
    return landing.Shown(**{**facts, **more})


PDF = landing.Upload("licence.pdf", b"%PDF-1.7\n%invented")


def later(**how: float) -> Any:
    """The clock so much later, still running."""
    return time_machine.travel(timezone.now() + timedelta(**how), tick=True)
