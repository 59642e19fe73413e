"""Rows of positions in every state, with their revisions and what was done with them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from apps.accounts.models import User
from apps.employers.models import Employer
from apps.positions import content as contents
from apps.positions.content import PositionContent
from apps.positions.models import Position, PositionRevision, PositionSkill, PositionText
from apps.positions.search import refresh_search
from apps.positions.states import MOVES, REVISION_MOVES, PositionState, RevisionState
from apps.sample import openings
from apps.sample.chance import public_id, weighted
from apps.sample.families import table
from apps.sample.history import Deed, backdate, reserve, walk
from apps.sample.openings import Opening, Path
from apps.sample.postings import MOST, WAN
from apps.sample.world import Post, World

# What is going on with the next text of a published position: moves of its next revision; None: there is none.
CHANGES: dict[Path | None, float] = {
    None: 86,
    ("submit", "enter_force"): 6,
    ("submit",): 4,
    (): 2,
    ("submit", "return_"): 2,
}
REASONS = {"return_": "position_return", "take_down": "position_take_down"}
BY_OPERATOR = {"publish", "return_", "take_down", "reinstate", "enter_force", "supersede"}
BY_CLOCK = {"expire"}
OVER = (PositionState.FILLED, PositionState.CLOSED, PositionState.EXPIRED, PositionState.TAKEN_DOWN)
SHARED = ("submit", "return_")  # moves that a position and its text make together


@dataclass
class _Version:
    """A revision being written: its content, and what was done with it."""

    content: PositionContent
    created_at: datetime
    moves: list[str] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)

    def add(self, name: str, deed: Deed) -> None:
        self.moves.append(name)
        self.deeds.append(deed)


@dataclass
class _Life:
    """A position with its versions: the one in force and the one being written are places in `versions`."""

    opening: Opening
    number: int
    created_at: datetime
    versions: list[_Version]
    deeds: list[Deed] = field(default_factory=list)
    current: int | None = None
    draft: int | None = 0
    submitted_at: datetime | None = None
    published: Deed | None = None
    live_from: datetime | None = None


def add(world: World) -> None:
    """All positions with texts, skills and histories."""
    lives = [_life(world, number, opening) for number, opening in enumerate(openings.plan(world))]
    Employer.objects.bulk_update(
        [firm.employer for firm in world.firms], ["honours", "honours_confirmed"]
    )  # hosts of postdocs
    keys = reserve(PositionRevision, sum(len(life.versions) for life in lives))
    positions, revisions = _rows(world, lives, keys)
    Position.objects.bulk_create(positions, batch_size=500)
    pairs = [(revision, version.content) for revision, version in revisions]
    PositionRevision.objects.bulk_create([revision for revision, _content in pairs], batch_size=500)
    PositionText.objects.bulk_create([row for pair in pairs for row in contents.text_rows(*pair)], batch_size=1000)
    PositionSkill.objects.bulk_create([row for pair in pairs for row in contents.skill_rows(*pair)], batch_size=1000)
    backdate(Position, "created_at", {p.pk: life.created_at for p, life in zip(positions, lives, strict=True)})
    backdate(PositionRevision, "created_at", {revision.pk: version.created_at for revision, version in revisions})
    refresh_search([position.pk for position in positions])


# ---------------------------------------------------------------- what happened
def _life(world: World, number: int, opening: Opening) -> _Life:
    rng = world.dice("life", number)
    firm = opening.firm
    assert firm.owner is not None or firm.verified_at is not None
    start = firm.verified_at or firm.owner.date_joined  # type: ignore[union-attr]
    moments = _moments(world, rng, start, firm.ended_at or world.days.yesterday(), opening.path)
    life = _Life(opening, number, moments[0], [_Version(_closing(world, rng, opening, moments[-2]), moments[0])])
    for name, at in zip(opening.path, moments[1:], strict=False):
        _happen(world, rng, life, name, at)
    if opening.path == openings.PUBLISHED and firm is not world.firms[0]:
        _change(world, rng, life, moments[-1])
    return life


def _moments(world: World, rng: Random, start: datetime, end: datetime, path: Path) -> list[datetime]:
    """Creation, one a step, and one more. What was filled, closed or expired stood open for weeks before."""
    if path[-1:] not in (("fill",), ("close",), ("expire",)):
        return world.days.between(rng, start, end, len(path) + 2)
    early = world.days.between(rng, start, start + (end - start) * 0.3, len(path))
    return [*early, *world.days.between(rng, start + (end - start) * 0.75, end, 2)]


def _happen(world: World, rng: Random, life: _Life, name: str, at: datetime) -> None:
    """One move of the position, and what it means for its texts."""
    deed = _deed(world, rng, life, name, at)
    life.deeds.append(deed)
    if name == "renew":
        assert life.current is not None
        life.versions.append(_Version(life.versions[life.current].content, at))
        life.draft = len(life.versions) - 1
    if name in (*SHARED, "renew"):
        assert life.draft is not None
        life.versions[life.draft].add("submit" if name == "renew" else name, deed)
    if name in ("submit", "renew"):
        life.submitted_at = at
    if name == "publish":
        _enter_force(life, deed)
        life.published, life.live_from = deed, at


def _enter_force(life: _Life, deed: Deed) -> None:
    assert life.draft is not None
    if life.current is not None:
        life.versions[life.current].add("supersede", deed)
    life.versions[life.draft].add("enter_force", deed)
    life.current, life.draft = life.draft, None


def _change(world: World, rng: Random, life: _Life, at: datetime) -> None:
    """A published position gets another text: in force by now, waiting, returned, or still being written."""
    moves = weighted(rng, CHANGES)
    if moves is None or life.live_from is None:
        return
    before = life.versions[0].content
    if before.salary_max >= MOST * WAN:  # the highest stay as they are
        return
    content = replace(before, salary_max=before.salary_max + WAN, headcount=before.headcount + 1)
    version = _Version(content, max(at - timedelta(minutes=30), life.live_from))
    life.versions.append(version)
    life.draft = 1
    for place, name in enumerate(moves):
        deed = _deed(world, rng, life, name, at + timedelta(minutes=place * 20))
        if name == "enter_force":
            _enter_force(life, deed)
        else:
            version.add(name, deed)
        if name == "submit":
            life.submitted_at = deed.at


def _deed(world: World, rng: Random, life: _Life, name: str, at: datetime) -> Deed:
    reasons = table("phrases")["reasons"].get(REASONS.get(name, ""), [""])
    if name in BY_CLOCK:
        return Deed(world.clock, at)
    if name in BY_OPERATOR:
        return Deed(world.operator_for(rng, life.opening.content.district), at, "operator", reason=rng.choice(reasons))
    return Deed(life.opening.firm.owner or world.operators[0], at, "recruiter")


def _closing(world: World, rng: Random, opening: Opening, ended: datetime) -> PositionContent:
    """The content with its closing day: just past where the clock has `ended` it, ahead otherwise."""
    content = opening.content
    if opening.path[-1:] == ("expire",):
        return replace(content, valid_until=ended.date() - timedelta(days=1))
    if opening.path[-1:] == ("fill",):
        content = replace(content, headcount=1)
    return replace(content, valid_until=content.valid_until or world.days.ahead(rng.randint(12, 110)))


# ---------------------------------------------------------------- rows
def _rows(
    world: World, lives: list[_Life], keys: list[int]
) -> tuple[list[Position], list[tuple[PositionRevision, _Version]]]:
    positions: list[Position] = []
    revisions: list[tuple[PositionRevision, _Version]] = []
    free = iter(keys)
    for life in lives:
        rng = world.dice("position", life.number)
        position = _position(rng, life)
        owner = life.opening.firm.owner or world.operators[0]
        own = [
            _revision(rng, position, number, version, owner, next(free))
            for number, version in enumerate(life.versions, 1)
        ]
        position.current = own[life.current] if life.current is not None else None
        position.draft = own[life.draft] if life.draft is not None else None
        position.created_by = owner
        positions.append(position)
        revisions += zip(own, life.versions, strict=True)
        world.chronicle.walked(position, walk(MOVES, PositionState.DRAFT, life.opening.path), life.deeds)
        _post(world, life, position, own)
    return positions, revisions


def _position(rng: Random, life: _Life) -> Position:
    version = life.versions[life.current if life.current is not None else 0]
    filled = life.opening.path[-1:] == ("fill",)
    published_by = life.published.by if life.published else None
    assert published_by is None or isinstance(published_by, User)
    return Position(
        public_id=public_id(rng), employer=life.opening.firm.employer,
        state=walk(MOVES, PositionState.DRAFT, life.opening.path).end,
        district=version.content.district, valid_until=version.content.valid_until, hires=1 if filled else 0,
        submitted_at=life.submitted_at, published_at=life.live_from, published_by=published_by,
    )  # fmt: skip


def _revision(
    rng: Random, position: Position, number: int, version: _Version, owner: User, key: int
) -> PositionRevision:
    path = walk(REVISION_MOVES, RevisionState.DRAFT, version.moves)
    revision = PositionRevision(
        pk=key, public_id=public_id(rng), position=position, number=number, state=path.end, created_by=owner
    )
    contents.fill(revision, version.content)
    return revision


def _post(world: World, life: _Life, position: Position, own: list[PositionRevision]) -> None:
    for revision, version in zip(own, life.versions, strict=True):
        path = walk(REVISION_MOVES, RevisionState.DRAFT, version.moves)
        world.chronicle.walked(revision, path, version.deeds)
    place = life.current if life.current is not None else 0
    content, opening = life.versions[place].content, life.opening
    over = life.deeds[-1].at if position.state in OVER else None
    world.posts.append(Post(position, own[place], content, opening.family, opening.firm, life.live_from, over))
