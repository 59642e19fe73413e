"""Small plain functions that make rows as the product would leave them. Names are invented."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.models import Consent, Membership, NoticeText, Organisation, Role, RoleHolding, User
from apps.employers.models import Employer
from apps.employers.states import EmployerState
from apps.experts import days as expert_days
from apps.experts.models import Expert, UndertakingKind
from apps.experts.states import ExpertState
from apps.positions.models import Position, PositionRevision, PositionSkill, PositionText
from apps.positions.states import PositionState, RevisionState
from apps.talents.models import Education, Talent, TalentSkill, TalentText

counter = itertools.count(1)
PASSWORD = "correct-horse-battery"
ALL_VERBS = [
    "employers.review", "positions.review", "talents.review", "applications.review", "matching.review",
    "matching.assign", "matching.tune", "taxonomy.edit", "audit.read", "accounts.roles",
    "challenges.review", "challenges.approve", "challenges.publish", "challenges.programmes", "challenges.open", "experts.keep",
]  # fmt: skip


def make_user(email: str = "", **fields: Any) -> User:
    return User.objects.create_user(email or f"person{next(counter)}@example.test", PASSWORD, **fields)


def make_operator(*, district: str = "", verbs: list[str] | None = None, **fields: Any) -> User:
    """Staff with a role of exactly these verbs, for the city or one district."""
    number = next(counter)
    role = Role.objects.create(
        code=f"role{number}",
        label_zh_hans="经办人",
        label_zh_hant="經辦人",
        label_en="Operator",
        verbs=verbs or ALL_VERBS,
    )
    user = make_user(f"operator{number}@example.test", is_staff=True, **fields)
    RoleHolding.objects.create(user=user, role=role, district=district)
    return user


def make_organisation(**fields: Any) -> Organisation:
    number = next(counter)
    return Organisation.objects.create(
        **{"name_zh": f"示例单位{number}", "name_en": f"Example Works {number}", "district": "370212", **fields}
    )


def make_member(organisation: Organisation, role: str = "owner", **fields: Any) -> User:
    user = make_user(**fields)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def make_employer(*, state: str = EmployerState.VERIFIED, district: str = "370212", **fields: Any) -> Employer:
    """An employer with one owner (`employer.owner`), verified unless told otherwise."""
    organisation = make_organisation(district=district)
    owner = make_member(organisation)
    verified = {"verified_at": timezone.now(), "verified_by": owner} if state == EmployerState.VERIFIED else {}
    employer = Employer.objects.create(organisation=organisation, type="private", state=state, **verified, **fields)
    employer.owner = owner
    return employer


def make_position(
    employer: Employer | None = None,
    *,
    state: str = PositionState.PUBLISHED,
    title: str = "深海装备防腐涂层研发工程师",
    title_en: str = "",
    skills: tuple[str, ...] = (),
    requirements: str = "熟悉海洋环境腐蚀机理与涂层失效分析。",
    description: str = "负责深海装备防腐涂层的配方设计与评价。",
    **fields: Any,
) -> Position:
    """A position whose newest revision is in force if it was ever published, else its draft."""
    employer = employer or make_employer()
    district = fields.pop("district", "370212")
    position = Position.objects.create(
        employer=employer,
        state=PositionState.DRAFT,
        district=district,
        valid_until=timezone.localdate() + timedelta(days=60),
    )
    published = state not in (PositionState.DRAFT, PositionState.PENDING, PositionState.RETURNED)
    draft = {"pending": RevisionState.PENDING, "returned": RevisionState.RETURNED}.get(state, RevisionState.DRAFT)
    revision = PositionRevision.objects.create(
        position=position, number=1, state=RevisionState.CURRENT if published else draft,
        district=district,
        **{"chain": "marine_equip", "degree_min": "doctor", "salary_min": 280_000, "salary_max": 480_000,
           "disciplines": ["materials"], **fields},
    )  # fmt: skip
    PositionText.objects.create(
        revision=revision, language="zh-hans", title=title, description=description, requirements=requirements
    )
    if title_en:
        PositionText.objects.create(revision=revision, language="en", title=title_en, is_original=False)
    for order, code in enumerate(skills):
        PositionSkill.objects.create(revision=revision, code=code, text=code, order=order)
    facts = {"state": state, "current" if published else "draft": revision}
    if published:
        facts |= {"published_at": timezone.now(), "published_by": make_user()}
    Position.objects.filter(pk=position.pk).update(**facts)
    position.refresh_from_db()
    return position


def make_talent(
    *,
    headline: str = "Corrosion protection scientist",
    about: str = "I develop protective coatings for ships and subsea equipment.",
    language: str = "en",
    degree: str = "doctor",
    skills: tuple[str, ...] = (),
    confirmed: bool = True,
    user: User | None = None,
    **fields: Any,
) -> Talent:
    """A confirmed talent with one text, one degree and a name that must never leak."""
    number = next(counter)
    talent = Talent.objects.create(
        user=user or make_user(f"talent{number}@example.test"),
        **{"family_name": f"Planted{number}", "given_name": "Canary", "name_zh": "金丝雀", "revision": 1,
           "confirmed_at": timezone.now() if confirmed else None, "chains": ["marine_equip"],
           "disciplines": ["materials"], "years": 5, "salary_expected": 400_000, **fields},
    )  # fmt: skip
    TalentText.objects.create(talent=talent, language=language, headline=headline, direction=headline, about=about)
    Education.objects.create(talent=talent, degree=degree, school_text="Planted School", end_on=date(2020, 7, 1))
    for order, code in enumerate(skills):
        TalentSkill.objects.create(talent=talent, code=code, text=code, level=3, order=order)
    return talent


def make_notice(purpose: str) -> NoticeText:
    return NoticeText.objects.get_or_create(
        purpose=purpose, version=1, defaults={"text_zh_hans": "说明", "text_zh_hant": "說明", "text_en": "Notice"}
    )[0]


def make_consent(user: User, purpose: str = "share_application", **fields: Any) -> Consent:
    return Consent.objects.create(user=user, purpose=purpose, notice=make_notice(purpose), language="en", **fields)


def make_expert(
    *,
    signed: bool = True,
    confirmed: bool = True,
    user: User | None = None,
    employer: str = "岚屿研究所",
    **fields: Any,
) -> Expert:
    """An expert of the pool with an account, one employer, fresh facts and both undertakings, unless told otherwise."""
    number, today = next(counter), expert_days.today()
    user = user or make_user(f"expert{number}@example.test")
    expert = Expert.objects.create(
        user=user, email=user.email or "", email_key=f"{number:064}",
        **{"state": ExpertState.ACTIVE, "joined_at": timezone.now() - timedelta(days=90), "name_zh": "苏砚清", "family_name": "Su",
           "given_name": "Yanqing", "chains": ["marine_equip"], "disciplines": ["materials"], "languages": ["zh", "en"],
           "tasks": ["appraisal", "review"], "facts_confirmed_on": today if confirmed else None, **fields},
    )  # fmt: skip
    if employer:
        expert.ties.create(kind="employer", name_zh=employer)
    for kind in UndertakingKind.values if signed else ():
        expert.undertakings.create(
            kind=kind, consent=make_consent(user, kind), signed_on=today, expires_on=today + timedelta(days=365)
        )
    return expert
