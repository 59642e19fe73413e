"""Rows of employers and of the people who act for them, in every state of verification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from apps.accounts.models import Membership, Organisation, User
from apps.employers.lifecycle import VALID_FOR
from apps.employers.models import Employer, EmployerText, ReleaseMode
from apps.employers.states import MOVES, EmployerState
from apps.sample import cast, firms, names
from apps.sample.chance import exactly, public_id, weighted
from apps.sample.days import HISTORY
from apps.sample.families import by_chain, table
from apps.sample.firms import FirmIdea
from apps.sample.history import Deed, Walk, backdate, walk
from apps.sample.users import account
from apps.sample.world import EMPLOYER_TYPES, SOURCE, Firm, World

# How many of 205 end where; the rest is verified. Paths are moves of machine 5.
ELSEWHERE: dict[tuple[str, ...], int] = {
    (): 7,
    ("submit",): 5,
    ("submit", "return_"): 4,
    ("submit", "reject"): 2,
    ("submit", "verify", "suspend"): 3,
    ("submit", "verify", "expire"): 3,
}
VERIFIED: dict[tuple[str, ...], float] = {
    ("submit", "verify"): 75,
    ("submit", "return_", "submit", "verify"): 12,
    ("vouch",): 8,
    ("submit", "verify", "suspend", "reinstate"): 2,
}
REASONS = {"return_": "employer_return", "reject": "employer_reject", "suspend": "employer_suspend"}
HEALTHY = ("health", "biomed", "food")
MODES = {ReleaseMode.REVIEW: 80, ReleaseMode.AFTER_8_WORKING_HOURS: 14, ReleaseMode.DIRECT: 6}


@dataclass(frozen=True)
class _Plan:
    idea: FirmIdea
    path: Walk
    moments: list[datetime]  # creation, then one a step


def add(world: World) -> None:
    """All employers with their texts, members and histories; the first is the one of the cast."""
    rng = world.dice("employers")
    plans = [_plan(world, idea, path) for idea, path in zip(_ideas(world), _paths(rng), strict=True)]
    organisations = Organisation.objects.bulk_create(_organisation(rng, plan) for plan in plans)
    owners = _people(world, plans)
    employers = [
        _employer(world, plan, organisation, owner)
        for plan, organisation, owner in zip(plans, organisations, owners, strict=True)
    ]
    Employer.objects.bulk_create(employers)
    EmployerText.objects.bulk_create(
        row for plan, employer in zip(plans, employers, strict=True) for row in _texts(plan, employer)
    )
    for plan, employer, owner in zip(plans, employers, owners, strict=True):
        ended = plan.moments[-1] if plan.path.end in (EmployerState.SUSPENDED, EmployerState.EXPIRED) else None
        world.firms.append(Firm(employer, plan.idea.chains, employer.verified_at, owner, ended_at=ended))
        _tell(world, plan, employer, owner)
    _members(world)
    created = [plan.moments[0] for plan in plans]
    backdate(Organisation, "created_at", dict(zip((o.pk for o in organisations), created, strict=True)))
    backdate(Employer, "created_at", dict(zip((e.pk for e in employers), created, strict=True)))


def _ideas(world: World) -> list[FirmIdea]:
    """The cast's firm, then the others: every chain has its share of employers."""
    rng = world.dice("firms")
    chains = list(by_chain())
    kinds = [kind for kind, count in EMPLOYER_TYPES.items() for _ in range(count)]
    kinds.remove("private")  # the one of the cast
    rng.shuffle(kinds)
    foreign = iter(table("firms")["brands"]["foreign"])
    own = islice(firms.brands(rng), len(kinds))
    ideas = [cast.firm(world.days.today.year)]
    for number, (kind, brand) in enumerate(zip(kinds, own, strict=True), 2):
        if kind in ("foreign", "jv"):
            brand = tuple(next(foreign))
        main = rng.choice(HEALTHY[:2]) if kind == "hospital" else chains[number % len(chains)]
        more = [chain for chain in rng.sample(chains, rng.choice([0, 0, 1, 2])) if chain != main]
        ideas.append(firms.invent(rng, number, kind, (main, *more), (brand[0], brand[1]), world.days.today.year))
    return ideas


def _paths(rng: Random) -> list[Walk]:
    """One a firm; the cast's firm, the first, is verified in the ordinary way."""
    total = sum(EMPLOYER_TYPES.values()) - 1
    elsewhere = [path for path, count in ELSEWHERE.items() for _ in range(count)]
    paths = [*elsewhere, *exactly(rng, VERIFIED, total - len(elsewhere))]
    rng.shuffle(paths)
    return [walk(MOVES, EmployerState.UNVERIFIED, path) for path in [("submit", "verify"), *paths]]


def _plan(world: World, idea: FirmIdea, path: Walk) -> _Plan:
    rng = world.dice("employer-days", idea.number)
    last = 72 if path.end == EmployerState.VERIFIED else 3
    return _Plan(idea, path, world.days.row(rng, HISTORY - 3, last, len(path) + 1))


def _organisation(rng: Random, plan: _Plan) -> Organisation:
    idea = plan.idea
    return Organisation(
        public_id=public_id(rng), name_zh=idea.name_zh, name_en=idea.name_en, credit_code=idea.credit_code,
        mail_domains=[idea.domain], district=idea.district,
    )  # fmt: skip


def _people(world: World, plans: list[_Plan]) -> list[User | None]:
    """The owner of each employer; None for most of those that an operator has taken in with their papers seen."""
    rng = world.dice("owners")
    owners: list[User | None] = []
    for plan in plans:
        if plan.idea.number == cast.FIRM:
            owners.append(world.cast["employer"])
            continue
        vouched = [step.name for step in plan.path.steps] == ["vouch"]
        name = names.invent(rng, "CN", chinese=True)
        made = account(rng, f"hr@{plan.idea.domain}", name.name_zh, plan.moments[0])
        owners.append(None if vouched and rng.random() < 0.7 else made)
    User.objects.bulk_create([owner for owner in owners if owner is not None and owner.pk is None])
    return owners


def _employer(world: World, plan: _Plan, organisation: Organisation, owner: User | None) -> Employer:
    idea = plan.idea
    rng = world.dice("employer", idea.number)
    took = {step.name: moment for step, moment in zip(plan.path.steps, plan.moments[1:], strict=True)}
    verified_at = took.get("verify") or took.get("vouch")
    until = (verified_at + VALID_FOR).date() if verified_at else None
    if "expire" in took:
        until = took["expire"].date() - timedelta(days=1)
    return Employer(
        public_id=public_id(rng), organisation=organisation, state=plan.path.end, type=idea.type,
        honours=list(idea.honours), honours_confirmed=list(idea.honours), chains=list(idea.chains), address=idea.address, website=f"https://www.{idea.domain}",
        founded_year=idea.founded, staff_count=idea.staff,
        contact_name=owner.display_name if owner else "人力资源部", contact_phone=f"0532-0000{idea.number:04d}",
        contact_email=f"hr@{idea.domain}", submitted_at=took.get("submit"), verified_at=verified_at,
        verified_by=world.operators[0] if verified_at else None, verified_until=until, source=SOURCE,
        release_mode=ReleaseMode.REVIEW if idea.number == cast.FIRM else weighted(rng, MODES),
    )  # fmt: skip


def _texts(plan: _Plan, employer: Employer) -> list[EmployerText]:
    rows = []
    for at, language in enumerate(("zh-hans", "en")):
        rows.append(
            EmployerText(
                employer=employer, language=language, is_original=language == "zh-hans",
                slogan=plan.idea.slogan[at], description=plan.idea.about[at],
            )
        )  # fmt: skip
    return rows


def _tell(world: World, plan: _Plan, employer: Employer, owner: User | None) -> None:
    rng = world.dice("employer-deeds", plan.idea.number)
    operator = world.operators[0]
    deeds = []
    for step, at in zip(plan.path.steps, plan.moments[1:], strict=True):
        by, role = (owner or operator, "owner") if step.name == "submit" else (operator, "operator")
        reasons = table("phrases")["reasons"].get(REASONS.get(step.name, ""), [""])
        deeds.append(Deed(by, at, role, reason=rng.choice(reasons)))
    world.chronicle.walked(employer, plan.path, deeds)


def _members(world: World) -> None:
    """Owners, and in every third firm somebody of the department who comments and scores."""
    rng = world.dice("members")
    rows, moments = [], []
    managers = []
    for firm in world.firms:
        if firm.owner is None:
            continue
        number = int(firm.employer.contact_phone[-4:])
        joined = firm.owner.date_joined
        if number == cast.FIRM or rng.random() < 0.35:
            name = names.invent(rng, "CN", chinese=True)
            domain = firm.employer.organisation.mail_domains[0]
            firm.manager = account(rng, f"tech@{domain}", name.name_zh, joined)
            managers.append(firm.manager)
        rows.append(Membership(user=firm.owner, organisation=firm.employer.organisation, role=Membership.Role.OWNER))
        moments.append(joined)
    User.objects.bulk_create(managers)
    for firm in world.firms:
        if firm.manager is not None:
            role = Membership.Role.HIRING_MANAGER
            rows.append(Membership(user=firm.manager, organisation=firm.employer.organisation, role=role))
            moments.append(firm.manager.date_joined)
    for row in rows:
        row.public_id = public_id(rng)
    Membership.objects.bulk_create(rows)
    backdate(Membership, "created_at", dict(zip((row.pk for row in rows), moments, strict=True)))
