"""Which employer offers what, and how far each position has come: decided before any row is made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle
from random import Random

from apps.employers.states import EmployerState
from apps.positions.content import PositionContent
from apps.sample import cast, postings
from apps.sample.chance import exactly, weighted
from apps.sample.families import Family, by_chain
from apps.sample.world import Firm, World
from apps.taxonomy import vocabulary

Path = tuple[str, ...]
# Shares of ways through machine 3, of positions of verified employers.
PATHS: dict[Path, float] = {
    (): 5,
    ("submit",): 6,
    ("submit", "return_"): 3,
    ("submit", "publish"): 56,
    ("submit", "return_", "submit", "publish"): 6,
    ("submit", "publish", "pause", "resume"): 2,
    ("submit", "publish", "take_down", "reinstate"): 1,
    ("submit", "publish", "expire", "renew", "publish"): 2,
    ("submit", "publish", "pause"): 4,
    ("submit", "publish", "fill"): 6,
    ("submit", "publish", "expire"): 5,
    ("submit", "publish", "close"): 3,
    ("submit", "publish", "take_down"): 1,
}
PUBLISHED: Path = ("submit", "publish")
HEAVY = {"marine_equip": 1.6, "smart_home": 1.4, "ai": 1.4, "biomed": 1.4, "ic": 1.3, "materials": 1.3,
         "software": 1.2, "nev": 1.2, "smart_mfg": 1.2, "tourism": 0.7, "trade": 0.7, "finance": 0.8}  # fmt: skip
NOT_VERIFIED = 12  # of the hiring employers: they draft while they wait, or have been stopped
ENDED = (EmployerState.SUSPENDED, EmployerState.EXPIRED)
HOSTS = ("postdoc_mobile", "postdoc_workstation")


@dataclass(frozen=True)
class Opening:
    """A position to be: whose, what it says, and the moves it has made."""

    firm: Firm
    family: Family
    content: PositionContent
    path: Path


def plan(world: World) -> list[Opening]:
    """`size.positions` openings: first those of the cast, then one of each hiring employer, then the rest."""
    places = _places(world)
    rng = world.dice("paths")
    verified = [firm.employer.state == EmployerState.VERIFIED for _chain, firm in places]
    paths = iter(exactly(rng, PATHS, sum(verified)))
    openings = [Opening(world.firms[0], family, content, path) for family, content, path in cast.openings(world)]
    said = {_words(opening.content) for opening in openings}
    turn = {chain: _cycle(world, rows) for chain, rows in by_chain().items()}
    for number, ((chain, firm), is_verified) in enumerate(zip(places, verified, strict=True)):
        path = next(paths) if is_verified else PUBLISHED if firm.employer.state in ENDED else ()
        family = next(turn[chain])
        openings.append(Opening(firm, family, _content(world, number, firm, family, said), path))
    return _with_top_pay(openings)


def _places(world: World) -> list[tuple[str, Firm]]:
    """(chain, employer) of every opening that is not the cast's."""
    rng = world.dice("places")
    firms = _hiring(world)
    places = [(firm.chains[0], firm) for firm in firms if firm is not world.firms[0]]
    shares = {chain: HEAVY.get(chain, 1.0) for chain in by_chain()}
    wanted = Counter(exactly(rng, shares, world.size.positions))
    wanted[cast.CHAIN] -= cast.OPENINGS
    for chain, count in Counter(chain for chain, _firm in places).items():
        wanted[chain] -= count
    takers: dict[str, list[Firm]] = defaultdict(list)
    for firm in firms[1:]:
        if firm.employer.state == EmployerState.VERIFIED:
            for chain in firm.chains:
                takers[chain].append(firm)
    for chain, count in wanted.items():
        weights = [1 + (firm.employer.staff_count or 0) ** 0.5 for firm in takers[chain]]
        places += [(chain, firm) for firm in rng.choices(takers[chain], weights=weights, k=max(0, count))]
    return places


def _hiring(world: World) -> list[Firm]:
    """The cast's employer, some that are not verified, and verified ones of every chain."""
    rng = world.dice("hiring")
    rest = world.firms[1:]
    rng.shuffle(rest)
    waiting = [f for f in rest if f.employer.state not in (EmployerState.VERIFIED, EmployerState.REJECTED)]
    verified = [f for f in rest if f.employer.state == EmployerState.VERIFIED]
    first = list({firm.chains[0]: firm for firm in verified}.values())
    others = [firm for firm in verified if firm not in first]
    stopped = [firm for firm in waiting if firm.employer.state in ENDED]
    early = [firm for firm in waiting if firm not in stopped]
    chosen = [world.firms[0], *stopped, *early[: NOT_VERIFIED - len(stopped)], *first]
    return [*chosen, *others[: world.size.hiring - len(chosen)]]


def _cycle(world: World, rows: list[Family]) -> Iterator[Family]:
    """The families of a chain in turn, shuffled: every one is used before any comes again."""
    shuffled = list(rows)
    world.dice("turn", rows[0].chain).shuffle(shuffled)
    return cycle(shuffled)


def _content(world: World, number: int, firm: Firm, family: Family, said: set[tuple[str, ...]]) -> PositionContent:
    """What the opening says; drawn again until nobody has said the same."""
    rng = world.dice("posting", number)
    if family.kind == "postdoc" and not set(HOSTS) & set(firm.employer.honours):
        firm.employer.honours.append(HOSTS[1])
        firm.employer.honours_confirmed.append(HOSTS[1])
    written = weighted(rng, postings.LANGUAGES)
    for _attempt in range(50):
        district = _district(rng, firm)
        skills = vocabulary.current().skills
        content = postings.invent(rng, family, district=district, skills=skills, written=written)
        if _words(content) not in said:
            said.add(_words(content))
            return content
    raise ValueError(f"{family.code}: all that could be said has been said")


def _words(content: PositionContent) -> tuple[str, ...]:
    """The part that readers would recognise as the same."""
    text = content.original()
    return (text.language, text.title, text.description, text.requirements)


def _district(rng: Random, firm: Firm) -> str:
    own = firm.employer.organisation.district
    return own if rng.random() < 0.9 else rng.choice(["370212", "370211", "370214"])


def _with_top_pay(openings: list[Opening]) -> list[Opening]:
    """One published position for a lead scientist pays the most there is."""
    for place, opening in enumerate(openings):
        expert = opening.family.kind == "lead_scientist" and opening.family.pay[1] * postings.WAN >= postings.TOP_PAY[1]
        if expert and opening.path == PUBLISHED and opening.firm.employer.state == EmployerState.VERIFIED:
            low, high = postings.TOP_PAY
            openings[place] = replace(opening, content=replace(opening.content, salary_min=low, salary_max=high))
            return openings
    raise ValueError("no published position for a lead scientist")
