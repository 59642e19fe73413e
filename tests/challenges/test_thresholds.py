"""Conditions that shut solvers out by what they are (R6): found in three scripts, and not in what only names a topic."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.challenges import lifecycle, thresholds
from apps.core import audit
from apps.core.moves import GuardFailed
from tests.challenges.content import CHINESE, ENGLISH, make_challenge, make_programme, whole
from tests.factories import make_user

SHUT = [
    ("region", "仅限青岛企业"), ("region", "須在本市註冊"), ("region", "本地企业优先"), ("region", "限国内团队"),
    ("region", "The solver must be based in Qingdao"), ("region", "Chinese firms only"),
    ("degree", "团队负责人须具有博士学位"), ("degree", "碩士及以上學歷"), ("degree", "The lead must hold a PhD"),
    ("degree", "Master's degree required"), ("title", "由教授或研究员及以上职称人员牵头"), ("title", "须有院士领衔"),
    ("title", "The team must be led by a professor"), ("age", "负责人年龄不超过45岁"), ("age", "45周岁以下"),
    ("age", "The lead is under 45 years"), ("registration", "成立满三年"), ("registration", "注册时间不少于2年"),
    ("registration", "Founded for at least three years"),
]  # fmt: skip
OPEN = [
    "具有高压釜试验条件与海洋防腐经验。", "须能在青岛现场安装调试。", "有本科研团队自有设备", "样件在40岁的老旧平台上验证",
    "基本科研条件齐备", "熟悉博士论文级别的文献检索", "寿命不少于3年的试验记录", "Experience with autoclaves.",
    "Able to install on site in Qingdao.", "Tests last for at least 45 days.", "Coatings tested under 45 MPa",
    "Skilled in mastering data", "",
]  # fmt: skip


def found(text: str) -> set[str]:
    return {row.ground for row in thresholds.found(whole(texts=(replace(CHINESE, conditions=text), ENGLISH)))}


@pytest.mark.parametrize(("ground", "text"), SHUT)
def test_what_shuts_out_is_found(ground: str, text: str) -> None:
    assert ground in found(text)


@pytest.mark.parametrize("text", OPEN)
def test_what_the_work_demands_passes(text: str) -> None:
    assert found(text) == set()


@pytest.mark.django_db
def test_such_a_call_is_approved_only_with_a_note() -> None:
    texts = (replace(CHINESE, conditions="负责人须具有博士学位。"), ENGLISH)
    call = make_challenge(
        state="submitted", programme=make_programme(appraisal=False, district_check=False), texts=texts
    )
    with pytest.raises(GuardFailed, match="shut solvers out"):
        lifecycle.approve(call, by=make_user())
    lifecycle.approve(call, by=make_user(), note="引自国家标准原文。")
    assert audit.timeline(call).get(act="approve").reason == "引自国家标准原文。"
