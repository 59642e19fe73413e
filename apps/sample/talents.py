"""Rows of talents: accounts, profiles, consents, and the keys by which one person is known twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain
from random import Random

from django.db import models

from apps.accounts.lifecycle import THINK_AGAIN
from apps.accounts.models import Consent, User
from apps.accounts.states import MOVES as ACCOUNT_MOVES
from apps.accounts.states import AccountState
from apps.sample import cast, people
from apps.sample.chance import exactly, public_id
from apps.sample.families import families
from apps.sample.history import Deed, Walk, backdate, walk
from apps.sample.people import KINDS, WRITES, Profile, Recipe
from apps.sample.users import account
from apps.sample.world import SOURCE, Person, World
from apps.talents import content, duplicates
from apps.talents.models import (
    BlockedEmployer,
    Education,
    Experience,
    IdentityKey,
    Talent,
    TalentProject,
    TalentSkill,
    TalentText,
    Visibility,
)

MANY = (cast.CHAIN, "materials")  # trades of the city's coast: twice as many people as in the others
TWICE = 3  # people with a second account
ACCOUNTS: dict[tuple[str, ...], int] = {("request_deactivation",): 3, ("restrict",): 2}  # the others are active
CHUNK = 500


@dataclass
class _Rows:
    """Everything about one person before it is stored; `public` ids come from her own generator."""

    profile: Profile
    joined_at: datetime
    path: Walk  # of her account
    asked_at: datetime  # when she asked to be erased, or was restricted, if the path says so
    user: User
    talent: Talent = field(init=False)
    texts: list[TalentText] = field(default_factory=list)
    education: list[Education] = field(default_factory=list)
    experience: list[Experience] = field(default_factory=list)
    skills: list[TalentSkill] = field(default_factory=list)
    projects: list[TalentProject] = field(default_factory=list)
    blocked: list[BlockedEmployer] = field(default_factory=list)


def add(world: World) -> None:
    """`size.talents` people; the first two are those of the cast."""
    rows = [_rows(world, number, profile) for number, profile in enumerate(_profiles(world))]
    User.objects.bulk_create([row.user for row in rows if row.user.pk is None], batch_size=CHUNK)
    Talent.objects.bulk_create([row.talent for row in rows], batch_size=CHUNK)
    for name, model in PARTS.items():
        model._base_manager.bulk_create(chain.from_iterable(getattr(row, name) for row in rows), batch_size=2000)
    backdate(Talent, "created_at", {row.talent.pk: row.joined_at for row in rows})
    _consents(world, rows)
    for row in rows:
        recipe = row.profile.recipe
        fits = tuple(family.code for family in (recipe.family, recipe.other) if family is not None)
        world.people.append(Person(row.talent, row.profile.language, fits, recipe.kind, row.joined_at))
        if row.talent.confirmed_at:
            world.chronicle.happened(row.talent, "create", by=row.user, at=row.joined_at)
            world.chronicle.happened(row.talent, "confirm", by=row.user, at=row.talent.confirmed_at, role="talent")
        if row.path.steps:
            _account_history(world, row)
    _known_twice(world)


PARTS: dict[str, type[models.Model]] = {
    "texts": TalentText,
    "education": Education,
    "experience": Experience,
    "skills": TalentSkill,
    "projects": TalentProject,
    "blocked": BlockedEmployer,
}


# ---------------------------------------------------------------- who there is
def _profiles(world: World) -> Iterator[Profile]:
    """The cast, then people of every family; the last ones have been here before under another address."""
    yield from cast.profiles(world.days)
    rng = world.dice("people")
    count = world.size.talents - cast.TALENTS - TWICE
    writes, kinds = exactly(rng, WRITES, count), exactly(rng, KINDS, count)
    turn = _turn(rng)
    first: list[Profile] = []
    for number, (language, kind) in enumerate(zip(writes, kinds, strict=True)):
        own = world.dice("person", number)
        family = next(turn[kind == "near"])
        other = None
        if kind == "between":
            siblings = [
                f for f in families().values() if f.chain == family.chain and f.code not in (family.code, cast.COATING)
            ]
            other = own.choice(siblings)
        profile = people.invent(own, Recipe(kind, language, family, other), world.days)
        if len(first) < TWICE and profile.education:
            first.append(profile)
        yield profile
    for profile in first:
        yield replace(
            profile, texts=tuple(replace(text, about="") for text in profile.texts), projects=(), experience=()
        )


def _turn(rng: Random) -> tuple[Iterator[people.Family], Iterator[people.Family]]:
    """All families again and again: for those who fit, and for those who are only near.

    Nobody but the coating doctor of the cast fits the coating family: the tour follows her.
    """

    def forever(codes: list[str]) -> Iterator[people.Family]:
        while True:
            rng.shuffle(codes)
            yield from (families()[code] for code in list(codes))

    twice = [family.code for family in families().values() if family.chain in MANY]
    fitting = [code for code in [*families(), *twice] if code != cast.COATING]
    return forever(fitting), forever(list(families()))


# ---------------------------------------------------------------- rows of one person
def _rows(world: World, number: int, profile: Profile) -> _Rows:
    rng = world.dice("talent", number)
    joined = world.days.moment(rng, rng.randint(2, 88))
    user = cast.account_of(world, number)
    path = walk(ACCOUNT_MOVES, AccountState.ACTIVE, _account_path(number))
    asked = max(world.days.moment(rng, rng.randint(1, 5)), joined + timedelta(hours=1))
    rows = _Rows(profile, joined, path, asked, user or _user(rng, number, profile, joined, path, asked))
    rows.texts = [TalentText(**asdict(text)) for text in profile.texts]
    rows.education = [Education(**asdict(degree)) for degree in profile.education]
    rows.experience = [Experience(**asdict(job)) for job in profile.experience]
    rows.skills = [TalentSkill(**asdict(skill), order=order) for order, skill in enumerate(profile.skills)]
    rows.projects = [
        TalentProject(public_id=public_id(rng), **{**_without_id(asdict(project)), "wants": list(project.wants)})
        for project in profile.projects
    ]
    if number >= cast.TALENTS and rng.random() < 0.03:
        rows.blocked = [BlockedEmployer(organisation=rng.choice(world.firms[1:]).employer.organisation)]
    rows.talent = _talent(rng, world, number, rows)
    for name in PARTS:
        for part in getattr(rows, name):
            part.talent = rows.talent
    rows.talent.content_hash = content.digest(_ranked(rows))
    return rows


def _without_id(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name != "id"}


def _account_path(number: int) -> tuple[str, ...]:
    """Some late numbers of the small world have asked for erasure or are restricted."""
    paths = [path for path, count in ACCOUNTS.items() for _ in range(count)]
    place = number - 300
    return paths[place] if 0 <= place < len(paths) else ()


def _user(rng: Random, number: int, profile: Profile, joined: datetime, path: Walk, asked: datetime) -> User:
    leaving = path.end == AccountState.DEACTIVATION_REQUESTED
    return account(
        rng,
        f"talent{number:05d}@people.example",
        "",
        joined,
        language=profile.language,
        state=path.end,
        is_active=path.end != AccountState.RESTRICTED,
        erase_on=(asked + THINK_AGAIN).date() if leaving else None,
    )


def _talent(rng: Random, world: World, number: int, rows: _Rows) -> Talent:
    profile, wishes = rows.profile, rows.profile.wishes
    known = number < cast.TALENTS
    confirmed = known or rng.random() < 0.95
    lists = {name: list(getattr(wishes, name)) for name in ("chains", "disciplines", "districts", "kinds")}
    plain = (
        "years",
        "salary_expected",
        "available_on",
        "intention",
        "needs_permit",
        "paper_count",
        "patent_count",
        "open_to_work",
    )
    return Talent(
        public_id=public_id(rng), user=rows.user, name_zh=profile.name.name_zh, family_name=profile.name.family_name,
        given_name=profile.name.given_name, country=profile.country,
        languages=[asdict(language) for language in profile.languages],
        visibility=Visibility.CARDS if known or rng.random() < 0.94 else Visibility.RECOMMENDATIONS,
        automated_ranking=confirmed and (known or rng.random() < 0.96),
        confirmed_at=rows.joined_at + timedelta(minutes=rng.randint(4, 600)) if confirmed else None,
        revision=1, source=SOURCE, **lists, **{name: getattr(wishes, name) for name in plain},
    )  # fmt: skip


def _ranked(rows: _Rows) -> dict[str, object]:
    """As `content.ranked_content` would read it from the database."""

    def newest(part: Education | Experience) -> tuple[bool, int]:
        return part.end_on is not None, -part.end_on.toordinal() if part.end_on else 0

    def values(parts: list[models.Model], names: tuple[str, ...]) -> list[tuple[object, ...]]:
        return [tuple(getattr(part, name) for name in names) for part in parts]

    return {
        "columns": [getattr(rows.talent, name) for name in content.COLUMNS],
        "texts": values(sorted(rows.texts, key=lambda text: text.language), content.TEXT),
        "education": values(sorted(rows.education, key=newest), content.EDUCATION),
        "experience": values(sorted(rows.experience, key=newest), content.EXPERIENCE),
        "skills": values(rows.skills, content.SKILL),
        "projects": values(rows.projects, content.PROJECT),
        "blocked": sorted(((row.organisation_id, row.domain) for row in rows.blocked), key=str),
    }


# ---------------------------------------------------------------- around the profile
def _consents(world: World, rows: list[_Rows]) -> None:
    """To the account itself by everybody, to ranking by those who are ranked."""
    rng = world.dice("consents")
    found: list[Consent] = []
    for row in rows:
        purposes = ["account", *(["ranking"] if row.talent.automated_ranking else [])]
        for purpose in purposes:
            at = row.joined_at + timedelta(seconds=len(found) % 50)
            found.append(
                Consent(
                    public_id=public_id(rng), user=row.user, purpose=purpose, notice=world.notices[purpose],
                    language=row.user.language, given_at=at, ip_country=row.profile.country,
                )
            )  # fmt: skip
            world.chronicle.happened(found[-1], "give", by=row.user, at=at, purpose=purpose)
    Consent.objects.bulk_create(found, batch_size=1000)


def _account_history(world: World, row: _Rows) -> None:
    if row.path.end == AccountState.RESTRICTED:
        deeds = [Deed(world.operators[0], row.asked_at, "operator", reason="多次提交虚假信息，限制使用。")]
    else:
        deeds = [Deed(row.user, row.asked_at)]
    world.chronicle.walked(row.user, row.path, deeds)


def _known_twice(world: World) -> None:
    """Blind keys of everybody; those with a second account are proposed to an operator as one person."""
    people_ = Talent.objects.select_related("user").prefetch_related("education")
    for start in range(0, len(world.people), CHUNK):
        keys = [person.talent.pk for person in world.people[start : start + CHUNK]]
        IdentityKey.objects.bulk_create(
            [
                IdentityKey(talent=talent, kind=kind, value=value)
                for talent in people_.filter(pk__in=keys).order_by("pk")
                for kind, value in sorted(duplicates.keys_of(talent))
            ],
            batch_size=2000,
        )
    for person in world.people[-TWICE:]:
        duplicates.propose(person.talent)
