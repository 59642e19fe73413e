"""The fixed characters of the demo: five people who can sign in, a firm, and an engineer of another trade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from apps.accounts.models import Role, RoleHolding, User
from apps.accounts.people import mark_verified
from apps.positions.content import PositionContent, SkillContent, TextContent
from apps.sample import people, postings
from apps.sample.chance import dice
from apps.sample.days import HISTORY, Days
from apps.sample.families import Family, families, table
from apps.sample.firms import FirmIdea, credit_code
from apps.sample.names import Name
from apps.sample.people import Profile, Recipe
from apps.sample.postings import WAN
from apps.sample.users import account
from apps.sample.world import World
from apps.talents.sections import Degree, Job, LanguageRow, SkillRow, Text
from apps.taxonomy import vocabulary

PASSWORD = "demo-Qingdao-2022"  # noqa: S105  (public on purpose; such accounts exist in the demo only)
LOGINS = {name: f"{name}@demo.example" for name in ("talent", "employer", "expert", "operator", "admin")}
ROLES = {"operator": "city_operator", "admin": "administrator"}
FIRM = 1  # its number among the employers
CHAIN, COATING, OPTICS = "marine_equip", "marine_equip.coating", "vr.near_eye_optics"
RELEASED, DRAFT = 0, 1  # places of its positions


# ---------------------------------------------------------------- accounts
def add(world: World) -> None:
    """The five who can sign in, and colleagues of the operator who cannot."""
    rng = world.dice("cast")
    joined = world.days.moment(rng, HISTORY - 2)
    password = make_password(PASSWORD)
    for name, email in LOGINS.items():
        staff = {"is_staff": name in ROLES, "is_superuser": name == "admin"}
        language = "en" if name == "talent" else "zh-hans"
        user = account(rng, email, table("cast")["logins"][name], joined, language=language, password=password, **staff)
        user.save()
        mark_verified(user)
        world.cast[name] = user
    world.operators = [world.cast["operator"]]
    for name, role in ROLES.items():
        RoleHolding.objects.create(user=world.cast[name], role=Role.objects.get(code=role))
    # with opening keys, so that sealed proposals of the demo can be opened: the operator, the administrator, and a third,
    # since whoever prepares the keys of a call holds none of them
    for name in ROLES:
        RoleHolding.objects.create(user=world.cast[name], role=Role.objects.get(code="opening_officer"))
    third = account(rng, "keyholder@demo.example", table("cast")["keyholder"], joined, is_staff=True)
    third.save()
    world.cast["keyholder"] = third
    for role in ("city_operator", "opening_officer"):
        RoleHolding.objects.create(user=third, role=Role.objects.get(code=role))
    for district, name in table("cast")["operators"].items():
        local = account(rng, f"operator.{district}@demo.example", name, joined, is_staff=True)
        local.save()
        world.operators.append(local)
        world.district_operators[district] = local
        RoleHolding.objects.create(user=local, role=Role.objects.get(code="district_operator"), district=district)


def account_of(world: World, number: int) -> User | None:
    """The account of the talent `number`, if she can sign in."""
    return world.cast["talent"] if number == 0 else None


# ---------------------------------------------------------------- the firm and its positions
def firm(year: int) -> FirmIdea:
    row = table("cast")["firm"]
    return FirmIdea(
        FIRM, "private", row["name_zh"], row["name_en"], (CHAIN, "materials"), "370212",
        address="青岛市崂山区灯塔一路18号", domain="lanli-marine.example", founded=2014, staff=180,
        honours=("high_tech", "little_giant", "postdoc_workstation"), slogan=(row["slogan_zh"], row["slogan_en"]),
        about=(row["about_zh"], row["about_en"]), credit_code=credit_code(FIRM),
    )  # fmt: skip


def openings(world: World) -> Iterator[tuple[Family, PositionContent, tuple[str, ...]]]:
    """Of the firm: one published, one draft ready to be submitted, one that has been filled."""
    yield families()[COATING], _released(world), ("submit", "publish")
    yield families()[COATING], _draft(world), ()
    family = families()["marine_equip.hadal"]
    skills = vocabulary.current().skills
    filled = postings.invent(world.dice("cast-filled"), family, district="370212", skills=skills, written="zh")
    yield family, filled, ("submit", "publish", "fill")


OPENINGS = 3


def _released(world: World) -> PositionContent:
    """The texts of the coating family as they are, in Chinese."""
    family = families()[COATING]
    text = TextContent(
        "zh-hans", family.title_zh, family.summary_zh,
        "\n".join(postings.numbered(family.duties_zh)), "\n".join(postings.numbered(family.requirements_zh)),
    )  # fmt: skip
    return _content(text, family.skills, family.pay, world)


def _draft(world: World) -> PositionContent:
    row = table("cast")["draft"]
    words = {name: row[name].strip() for name in ("title", "summary", "description", "requirements")}
    return _content(TextContent("zh-hans", **words), row["skills"], row["pay"], world)


def _content(text: TextContent, skills: Any, pay: Any, world: World) -> PositionContent:
    known = vocabulary.current().skills
    return PositionContent(
        texts=(text,), degree_min="doctor", salary_min=pay[0] * WAN, salary_max=pay[1] * WAN, district="370212",
        kind="rd_engineer", chain=CHAIN, disciplines=("materials",), years_min=3, headcount=2,
        skills=tuple(SkillContent(known[code].label_zh_hans, code, 3) for code in skills),
        languages=({"code": "en", "level": "B2", "demanded": False},), valid_until=world.days.ahead(75),
    )  # fmt: skip


# ---------------------------------------------------------------- the talents
def profiles(days: Days) -> list[Profile]:
    """The coating doctor who writes in English, and the VR optics engineer."""
    return [_coating_doctor(days), _optics_engineer(days)]


TALENTS = 2


def _coating_doctor(days: Days) -> Profile:
    family, row = families()[COATING], table("cast")["talent"]
    made = people.invent(dice(0, "coating doctor"), Recipe("ideal", "en", family), days)
    year = days.today.year
    jobs = [(date(year - 4, 3, 1), None), (date(year - 6, 9, 1), date(year - 4, 2, 1))]
    return replace(
        made,
        name=Name(row["name_zh"], row["family_name"], row["given_name"], "zh", chinese=True),
        country=row["country"],
        texts=(Text("en", row["headline"], row["direction"], " ".join(row["about"])),),
        education=tuple(_degree(row, name, year) for name in ("doctor", "master", "bachelor")),
        experience=tuple(
            Job(organisation, title, work, "en", row["country"], start, end)
            for (organisation, title), work, (start, end) in zip(row["jobs"], row["work"], jobs, strict=True)
        ),
        skills=_skills(family),
        languages=(LanguageRow("zh", "native"), LanguageRow("en", "C1"), LanguageRow("no", "B1")),
        wishes=replace(
            made.wishes, intention="job", kinds=("rd_engineer",), districts=("370212",), years=6,
            salary_expected=42 * WAN, available_on=days.ahead(60), needs_permit=False, paper_count=14, patent_count=3,
            open_to_work=True,
        ),
    )  # fmt: skip


def _degree(row: dict[str, Any], degree: str, year: int) -> Degree:
    school = vocabulary.current().schools[row[degree]]
    ended = {"doctor": year - 6, "master": year - 10, "bachelor": year - 12}[degree]
    years = {"doctor": 4, "master": 2, "bachelor": 4}[degree]
    return Degree(
        school.label_en, degree, "awarded", school.code, "Materials Science and Engineering", "materials", school.country,
        date(ended - years, 9, 1), date(ended, 7, 1),
    )  # fmt: skip


def _optics_engineer(days: Days) -> Profile:
    family, row = families()[OPTICS], table("cast")["optics"]
    made = people.invent(dice(0, "optics engineer"), Recipe("ideal", "en", family), days)
    return replace(
        made,
        name=Name("", row["family_name"], row["given_name"], "en", chinese=False),
        country=row["country"],
        texts=(Text("en", row["headline"], family.direction_en, " ".join(family.about_en)),),
        skills=_skills(family),
        languages=(LanguageRow("en", "native"), LanguageRow("zh", "A2")),
        wishes=replace(made.wishes, intention="job", needs_permit=True, open_to_work=True),
    )


def _skills(family: Family) -> tuple[SkillRow, ...]:
    known = vocabulary.current().skills
    return tuple(
        SkillRow(known[code].label_en, code, 4 if place < 3 else 3) for place, code in enumerate(family.skills)
    )
