"""The small invented cast of the journeys. Whoever may be found has said so and has been encoded by a worker."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from apps.accounts.models import User
from apps.core import marks
from apps.employers.models import Employer
from apps.positions.models import Position
from apps.talents.models import Talent
from tests.factories import make_employer, make_operator, make_position, make_talent
from tests.journeys.workers import work

COATING, COATING_EN = "深海装备防腐涂层研发工程师", "Deep-sea coating engineer"
OTHERS = (
    ("VR optics engineer", "Pancake lenses for virtual reality headsets, ray tracing and MTF.", "en", "vr"),
    ("Battery electrolyte researcher", "Lithium electrolytes, interphases and impedance of cells.", "en", "nev"),
    ("Logistics planner", "Warehouse planning, cold chain and customs.", "en", "logistics"),
    ("Marine biologist", "Aquaculture of shellfish, larval development and feed.", "en", "food"),
    ("高分子材料博士后", "从事橡胶与轮胎用高分子材料的合成与老化研究。", "zh-hans", "materials"),
    ("芯片验证工程师", "数字芯片前端验证，验证平台搭建与覆盖率收敛。", "zh-hans", "ic"),
)


def known(user: User) -> User:
    """Her address has been proved by a code."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def employer() -> Employer:
    found = make_employer()
    known(found.owner)
    return found


def operator() -> User:
    return known(make_operator())


def coating_doctor() -> Talent:
    """She wrote in English only, and has what a marine coating position asks for."""
    talent = make_talent(
        headline="Corrosion protection scientist for subsea equipment",
        about="I develop epoxy coatings against seawater corrosion of deep-sea vehicles; EIS and pull-off tests.",
        skills=("deep_sea_anticorrosion_coating",),
    )
    known(talent.user)
    return talent


def optics_engineer() -> Talent:
    return others(OTHERS[:1])[0]


def others(rows: tuple[tuple[str, str, str, str], ...] = OTHERS) -> list[Talent]:
    return [
        make_talent(headline=title, about=about, language=language, chains=[chain], disciplines=[])
        for title, about, language, chain in rows
    ]


def name_shown(language: str) -> str:
    """How a page in `language` names one of the cast who has opened her identity."""
    return "Canary" if language == "en" else "金丝雀"


def encoded(*talents: Talent) -> None:
    """A worker has made their vectors."""
    marks.touch("talent", [talent.pk for talent in talents])
    work("talent")


def published(owner: Employer) -> Position:
    """A position in force with its list of people, as a worker has ranked it."""
    position = make_position(owner, title=COATING, title_en=COATING_EN, skills=("deep_sea_anticorrosion_coating",))
    marks.touch("position", [position.pk])
    work("position")
    return position
