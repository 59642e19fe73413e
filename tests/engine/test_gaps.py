"""What tells of a lack, and what only sounds like it."""

from __future__ import annotations

import pytest

from apps.matching.engine.fold import fold
from apps.matching.engine.gaps import tells_gap

CLAIMS = """
and handed the process to a contract manufacturer at 30 litres
I scaled the route from lab scale to thirty tonnes
not only the resin but also the hardener
two years without any lost-time accident
I never missed a delivery
supervised 12 student projects
不仅负责配方，还带队量产
不只做算法
全部由我负责
该项目由本人主导
仅用三个月完成样机
只用半年便上线
三年没有发生安全事故
解决了附着力不足的问题
不依赖外部供应商
把工艺交给工厂量产
""".strip().split("\n")
LACKS = """
synthesis I hand to a colleague
scale-up was handed to another department
the route ran at lab scale
it was only a student project
I have never formulated paint
without ever having run a line
仅做过合成
由我的同事负责
由我们总部决定
只用过商业软件
没有做过阻抗测试
海洋涂料经验不足
依赖外部供应商
合成交给同事
""".strip().split("\n")


@pytest.mark.parametrize("clause", CLAIMS)
def test_a_boast_is_no_lack(clause: str) -> None:
    assert not tells_gap(fold(clause))


@pytest.mark.parametrize("clause", LACKS)
def test_a_lack_is_one(clause: str) -> None:
    assert tells_gap(fold(clause))
