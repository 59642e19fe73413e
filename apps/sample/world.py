"""The world while it is being made: what its parts need to know of each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from apps.accounts.models import NoticeText, User
from apps.challenges.models import Challenge
from apps.core.actors import SYSTEM, Actor
from apps.employers.models import Employer
from apps.notifications.models import Message
from apps.positions.content import PositionContent
from apps.positions.models import Position, PositionRevision
from apps.sample.chance import dice
from apps.sample.days import Days
from apps.sample.families import Family
from apps.sample.history import Chronicle
from apps.talents.models import Talent

SOURCE = "sample"  # of the rows that have a column for it


@dataclass(frozen=True)
class Size:
    """How many of each. `hiring` of the employers have positions."""

    name: str
    positions: int
    hiring: int
    talents: int
    applications: int


SIZES = {
    "small": Size("small", positions=300, hiring=120, talents=400, applications=260),
    "city": Size("city", positions=2_700, hiring=153, talents=12_000, applications=4_000),
}
# of the 25th fair: 129 private, 34 universities and institutes, 27 state-owned, 15 of other types
EMPLOYER_TYPES = {
    "private": 129, "university": 12, "institute": 22, "soe": 27,
    "foreign": 3, "jv": 2, "public_inst": 2, "hospital": 2, "new_rd": 3, "startup": 2, "social_org": 1,
}  # fmt: skip


@dataclass
class Firm:
    """An employer with the people who act for it; `owner` is None where nobody has claimed it yet."""

    employer: Employer
    chains: tuple[str, ...]
    verified_at: datetime | None
    owner: User | None = None
    manager: User | None = None
    ended_at: datetime | None = None  # suspended, or its verification expired


@dataclass
class Post:
    """A position with its revisions; `live_from` is when it was published, if it ever was."""

    position: Position
    revision: PositionRevision
    content: PositionContent
    family: Family
    firm: Firm
    live_from: datetime | None
    ended_at: datetime | None = None  # filled, closed, expired or taken down


@dataclass
class Person:
    """A talent; `fits` are codes of the families she is made of, `kind` ideal, between or near."""

    talent: Talent
    language: str
    fits: tuple[str, ...]
    kind: str
    joined_at: datetime


@dataclass
class Answered:
    """A call that is answered: how far it goes, whose answers, and who of the tour gives the first of them."""

    challenge: Challenge
    step: str
    answers: str
    by: str = ""


@dataclass
class World:
    seed: int
    size: Size
    days: Days
    notices: dict[str, NoticeText]
    chronicle: Chronicle = field(default_factory=Chronicle)
    cast: dict[str, User] = field(default_factory=dict)
    operators: list[User] = field(default_factory=list)
    district_operators: dict[str, User] = field(default_factory=dict)
    firms: list[Firm] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    unanswered: list[Challenge] = field(default_factory=list)  # calls that end without a valid proposal

    def dice(self, *topic: object) -> Random:
        return dice(self.seed, *topic)

    @property
    def clock(self) -> Actor:
        """Who acts when time does."""
        return SYSTEM

    def operator_for(self, rng: Random, district: str) -> User:
        """The reviewer of the city, or now and then the one of the district."""
        local = self.district_operators.get(district)
        return local if local is not None and rng.random() < 0.5 else self.operators[0]
