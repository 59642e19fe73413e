"""The pool of experts of the sample world: profiles, ties and undertakings as they stand after some weeks in the pool."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from apps.accounts.models import Consent, User
from apps.experts.lifecycle import address_key
from apps.experts.models import Expert, Task, Tie, TieKind, Undertaking, UndertakingKind
from apps.experts.states import MOVES, ExpertState
from apps.experts.undertakings import VALID_DAYS
from apps.sample.cast import FIRM
from apps.sample.chance import public_id
from apps.sample.firms import credit_code
from apps.sample.history import Deed, walk
from apps.sample.users import account
from apps.sample.world import SOURCE, World

DATA = Path(__file__).parent / "data" / "experts.toml"
JOINED = 60  # days ago, the first one
LEFT = 20  # days until the undertakings of the one who signs again run out
Row = dict[str, Any]


def rows() -> list[Row]:
    found: list[Row] = tomllib.loads(DATA.read_text(encoding="utf-8"))["expert"]
    return found


def add(world: World) -> None:
    """All of them at once: a few statements whatever their number."""
    rng, plan = world.dice("experts"), rows()
    moments = sorted(world.days.moment(rng, JOINED - at) for at in range(len(plan)))
    users = [_user(world, rng, row, at) for row, at in zip(plan, moments, strict=True)]
    User.objects.bulk_create(user for user in users if user.pk is None)
    experts = [_expert(world, rng, row, user, at) for row, user, at in zip(plan, users, moments, strict=True)]
    Expert.objects.bulk_create(experts)
    pairs = list(zip(plan, experts, strict=True))
    Tie.objects.bulk_create(tie for row, expert in pairs for tie in _ties(world, rng, row, expert))
    signed = [made for row, expert in pairs if row.get("signed", True) for made in _signed(world, rng, row, expert)]
    Consent.objects.bulk_create(made.consent for made in signed)
    Undertaking.objects.bulk_create(signed)
    for row, expert in pairs:
        _history(world, row, expert)


def _user(world: World, rng: Random, row: Row, joined: datetime) -> User:
    """The login of the cast, or an account at a domain of her own that nobody signs in to."""
    if "login" in row:
        return world.cast[row["login"]]
    chinese, family, given = row["name"]
    address = f"{given}.{family}@{row['domain']}".lower()
    return account(rng, address, chinese or f"{given} {family}", joined, language=row.get("language", "zh-hans"))


def _expert(world: World, rng: Random, row: Row, user: User, joined: datetime) -> Expert:
    chinese, family, given = row["name"]
    email = user.email or ""
    confirmed = joined + timedelta(hours=1)
    return Expert(
        public_id=public_id(rng), user=user, email=email, email_key=address_key(email), joined_at=joined,
        state=ExpertState.PAUSED if row.get("paused") else ExpertState.ACTIVE, source=SOURCE,
        name_zh=chinese, family_name=family, given_name=given, title_zh=row["title"][0], title_en=row["title"][1],
        chains=row["chains"], disciplines=row["disciplines"], languages=row["languages"],
        tasks=row.get("tasks", [Task.APPRAISAL, Task.REVIEW]), cases_max=row.get("cases_max", 5),
        facts_confirmed_on=confirmed.date() if row.get("signed", True) else None,
    )  # fmt: skip


def _ties(world: World, rng: Random, row: Row, expert: Expert) -> list[Tie]:
    name_zh, name_en = row["employer"]
    parents = [credit_code(FIRM)] if row.get("subsidiary") else []
    code = credit_code(row["number"]) if "number" in row else ""
    own = [
        {
            "kind": TieKind.EMPLOYER,
            "name_zh": name_zh,
            "name_en": name_en,
            "credit_code": code,
            "parent_codes": parents,
        },
        {"kind": TieKind.MAIL_DOMAIN, "domain": row["domain"]},
    ]
    made = []
    for facts in [*own, *row["ties"]]:
        facts = dict(facts)
        if "years" in facts:
            facts["until"] = world.days.ago(365 * facts.pop("years"))
        if "account" in facts:
            facts["account"] = world.cast[facts["account"]].public_id
        made.append(Tie(public_id=public_id(rng), expert=expert, **facts))
    return made


def _signed(world: World, rng: Random, row: Row, expert: Expert) -> list[Undertaking]:
    """Signed on the day she joined; one of the cast's runs out soon."""
    assert expert.user is not None
    assert expert.joined_at is not None
    made = []
    for kind in UndertakingKind:
        at = expert.joined_at + timedelta(hours=1)
        notice = world.notices[kind]
        consent = Consent(
            public_id=public_id(rng), user=expert.user, purpose=kind, notice=notice, subject_ref=expert.public_id,
            language=expert.user.language, given_at=at,
        )  # fmt: skip
        world.chronicle.happened(consent, "give", by=expert.user, at=at, purpose=kind)
        soon = row.get("signs_again") and kind == UndertakingKind.CONFIDENTIALITY
        expires = world.days.ahead(LEFT) if soon else at.date() + timedelta(days=VALID_DAYS)
        signed_on = expires - timedelta(days=VALID_DAYS) if soon else at.date()
        made.append(
            Undertaking(public_id=public_id(rng), expert=expert, kind=kind, consent=consent, signed_on=signed_on, expires_on=expires)
        )  # fmt: skip
        data = {"kind": str(kind), "version": notice.version}
        world.chronicle.happened(expert, "sign_undertaking", by=expert.user, at=at, **data)
    return made


def _history(world: World, row: Row, expert: Expert) -> None:
    """She joined, said that her facts are whole, and one has paused since."""
    user, joined = expert.user, expert.joined_at
    assert user is not None
    assert joined is not None
    steps = ["join", *(["pause"] if row.get("paused") else [])]
    deeds = [Deed(user, joined + timedelta(days=20 * at), "expert") for at in range(len(steps))]
    world.chronicle.walked(expert, walk(MOVES, ExpertState.INVITED, steps), deeds)
    if expert.facts_confirmed_on is not None:
        world.chronicle.happened(expert, "confirm_facts", by=user, at=joined + timedelta(hours=1))
