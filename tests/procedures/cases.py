"""Publicity periods and objections as the product leaves them; texts are invented."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress

from apps.accounts.models import User
from apps.core.actors import SYSTEM
from apps.procedures import lifecycle, objections
from apps.procedures.models import Objection, Publicity
from tests.factories import make_operator, make_organisation, make_user

TITLE = {"zh-hans": "拟揭榜方公示", "zh-hant": "擬揭榜方公示", "en": "Proposed award"}
BODY = [
    {
        "label": {"zh-hans": "单位", "zh-hant": "單位", "en": "Body"},
        "value": {"zh-hans": "示例研究所", "zh-hant": "示例研究所", "en": "Example Institute"},
    }
]
WORDS = {
    "name": "林知远", "phone": "13900000000", "ground": "false_facts", "text": "指标没有达到。", "remedy": "请重新评审。",
}  # fmt: skip


def announce(subject: Any = None, **given: Any) -> Publicity:
    """For five working days from today on, about `subject` (an organisation unless told otherwise)."""
    facts = {"title": TITLE, "body": BODY, "determined_by": [], "district": "370212", "by": SYSTEM, **given}
    return lifecycle.announce(subject or make_organisation(), **facts)


def objector(**fields: Any) -> User:
    """Somebody with a confirmed address."""
    user = make_user(**fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def judge(district: str = "", **fields: Any) -> User:
    return make_operator(district=district, verbs=["procedures.objections"], **fields)


def lodge(publicity: Publicity | None = None, **given: Any) -> Objection:
    return objections.lodge(publicity or announce(), **{"by": given.pop("by", None) or objector(), **WORDS, **given})


def at(state: str, publicity: Publicity | None = None, *, by: User | None = None) -> Objection:
    """An objection that has come to `state` step by step."""
    officer, objection = by or judge(), lodge(publicity)
    steps: dict[str, list[Any]] = {
        "lodged": [],
        "refused": [lambda: objections.refuse(objection, by=officer, reason="与公示内容无关。")],
        "accepted": [lambda: objections.accept(objection, by=officer)],
    }
    steps["investigating"] = [*steps["accepted"], lambda: objections.investigate(objection, by=officer)]
    steps["upheld"] = [*steps["investigating"], lambda: objections.uphold(objection, by=officer)]
    steps["dismissed"] = [*steps["investigating"], lambda: objections.dismiss(objection, by=officer)]
    steps["answered"] = [
        *steps["dismissed"],
        lambda: objections.answer(objection, by=officer, text="经核查，指标达到。"),
    ]
    for take in steps[state]:
        take()
    return objection
