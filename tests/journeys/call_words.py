"""What the people of the stories write, in the language they write in."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.journeys.call_cast import DISTRICT, FIELD
from tests.journeys.calls import in_days

CHINESE: dict[str, str] = {
    "title": "深海防腐涂层寿命提升",
    "summary": "让海工装备涂层在三千米水深下的寿命达到十年。",
    "background": "现有涂层在高压海水中两年即鼓泡。",
    "difficulties": "高压渗透与阴极剥离同时发生。",
    "research": "低渗透树脂体系与界面处理工艺。",
    "deliverables": "配方、工艺规程、样件三十件。",
    "acceptance": "第三方高压釜试验，最终用户现场挂片。",
}
ENGLISH: dict[str, str] = {
    "title": "Longer life for deep-sea coatings",
    "summary": "Coatings of subsea equipment shall last ten years at 3,000 m.",
    "background": "Present coatings blister within two years in sea water under pressure.",
    "difficulties": "Permeation under pressure and cathodic disbonding occur together.",
    "research": "A resin of low permeability and a treatment of the interface.",
    "deliverables": "Formula, process sheet, thirty samples.",
    "acceptance": "An autoclave test by a third party and coupons at the end user's site.",
}
INDICATORS = {
    "zh-hans": [
        {"metric": "涂层寿命", "metric_en": "Life of the coating", "comparison": "ge", "threshold": "10", "unit": "年",
         "method": "高压釜加速试验", "verifier": "海洋材料检测中心"},
        {"metric": "渗透率", "metric_en": "Permeability", "comparison": "le", "threshold": "0.5", "unit": "g/m²·d",
         "method": "称重法", "verifier": "海洋材料检测中心"},
    ],
    "en": [
        {"metric": "Life of the coating", "metric_en": "Life of the coating", "comparison": "ge", "threshold": "10",
         "unit": "years", "method": "Autoclave test", "verifier": "Centre for marine materials"},
        {"metric": "Permeability", "metric_en": "Permeability", "comparison": "le", "threshold": "0.5",
         "unit": "g/m²·d", "method": "By weight", "verifier": "Centre for marine materials"},
    ],
}  # fmt: skip
MILESTONES = {
    "zh-hans": [("配方定型", "Formula settled", 6, 30), ("中试", "Pilot", 14, 30), ("实海验证", "Proof at sea", 24, 40)],
    "en": [("Formula settled", "Formula settled", 6, 30), ("Pilot", "Pilot", 14, 30), ("Proof at sea", "Proof at sea", 24, 40)],
}  # fmt: skip
# by the number of the indicator: what each milestone is measured by
GOALS = ({"goal_1": "1"}, {"goal_0": "6"}, {"goal_0": "10", "goal_1": "0.5"})
LINES = {
    "zh-hans": {"source": "企业生产", "skills": "防腐涂层、电化学阻抗谱", "contact": "张工"},
    "en": {"source": "Our own production", "skills": "anticorrosion coatings, impedance", "contact": "Ms Zhang"},
}
PROPOSAL = {
    "zh-hans": {
        "blind": {
            "route": "以低渗透树脂体系为基础，先解决界面剥离。", "plan": "分三个阶段完成，每阶段由第三方检测。",
            "quote": "1800000", "ip": "共同所有，各占一半。",
            "milestones": [{"title": "配方定型", "month": 6, "result": "渗透率达标"}],
            "budget": [{"item": "材料", "amount": "800000", "why": "试样"}, {"item": "测试", "amount": "1,000,000", "why": "高压釜"}],
        },
        "identity": {"team": "团队五人，长期从事海洋防腐。", "record": "完成过两项同类攻关。", "conflicts": "没有利益冲突。"},
    },
    "en": {
        "blind": {
            "route": "A resin of low permeability first; then the interface against disbonding.",
            "plan": "Three stages, each tested by a third party.", "quote": "1800000", "ip": "Owned jointly, half each.",
            "milestones": [{"title": "Formula settled", "month": 6, "result": "Permeability reached"}],
            "budget": [{"item": "Materials", "amount": "800000", "why": "Samples"}, {"item": "Tests", "amount": "1,000,000", "why": "Autoclave"}],
        },
        "identity": {"team": "Five people who have long worked on marine corrosion.", "record": "Two calls of this kind.",
                     "conflicts": "There are none."},
    },
}  # fmt: skip
DEFENCE = {"zh-hans": "市科技局三楼会议室", "en": "Meeting room, third floor, science bureau"}
REASONS = {"zh-hans": "得分最高，路线可行。", "en": "The highest mark and a sound route."}
COMMENT = {"zh-hans": "路线清楚，指标可验证。", "en": "A clear route; the indicators can be verified."}
BUSY = {"zh-hans": "出差，无法按时评审。", "en": "I am travelling and cannot mark in time."}
NEEDED = {
    "zh-hans": "需求真实，行业内尚无成熟方案，指标可检测。",
    "en": "A real need without a ready solution in the trade; the indicators can be tested.",
}
VAGUE = {
    "zh-hans": "实施计划未写明第三方检测安排，请补充。",
    "en": "The plan does not say who tests each stage; please add it.",
}
PLAN = {
    "zh-hans": "分三个阶段完成，每阶段由海洋材料检测中心检测并出具报告。",
    "en": "Three stages; the centre for marine materials tests each and reports.",
}
NO_BUDGET = {
    "zh-hans": "预算明细与报价不一致。",
    "en": "The items of the budget do not add up to the quote.",
}
APPEAL = {
    "zh-hans": "明细两项合计一百八十万元，与报价一致，请复核。",
    "en": "The two items add up to 1.8 million, which is the quote. Please look again.",
}
ALLOWED = {"zh-hans": "经复核，预算与报价一致，予以通过。", "en": "You are right: budget and quote agree."}
OBJECTION = {
    "zh-hans": {
        "name": "温澜", "phone": "13800000000", "text": "拟中选方案的负责人曾与发榜方签过劳务合同，未作说明。",
        "remedy": "请核实后重新确定。",
    },
    "en": {
        "name": "Wen Lan", "phone": "13800000000",
        "text": "The lead of the chosen proposal has worked for the poster under contract and did not say so.",
        "remedy": "Please look into it and determine anew.",
    },
}  # fmt: skip
SECOND = {
    "zh-hans": "首位拟中选者的利害关系未作说明，异议成立；按排名由第二名递补。",
    "en": "The first in rank had not told of its tie; the objection was upheld. The second in rank follows.",
}
REPORT = {"zh-hans": "本阶段指标已达到，检测报告附后。", "en": "This stage is reached; the test report is enclosed."}
REWORK = {"zh-hans": "样件数量不足，请补齐后重新提交。", "en": "There are too few samples; please complete them."}
USER = {
    "zh-hans": ("海工装备制造厂", "挂片一年无鼓泡，可以使用。"),
    "en": ("A yard for subsea equipment", "No blister in a year on our coupons; we can use it."),
}
OPINION = {
    "zh-hans": {"experts": "许岫云、顾岫石、邵岫林", "opinion": "各项指标均达到，同意验收。"},
    "en": {"experts": "Xu Xiuyun, Gu Xiushi, Shao Xiulin", "opinion": "Every indicator is reached; we agree to it."},
}
REPLY = {
    "zh-hans": "经核实，异议成立，将重新确定。",
    "en": "We have looked into it: you are right, it is determined anew.",
}


def call(language: str, **money: Any) -> dict[str, Any]:
    """A whole call by section, written in `language` and with title and summary in the other one."""
    own, other = (ENGLISH, CHINESE) if language == "en" else (CHINESE, ENGLISH)
    line = LINES[language]
    return {
        "text": {"language": language, **own},
        "translation": {name: other[name] for name in ("title", "summary")},
        "field": {
            "chain": FIELD, "disciplines": ["materials"], "skills": line["skills"], "district": DISTRICT,
            "source": line["source"], "cooperation": ["joint"],
        },
        "indicators": deepcopy(INDICATORS[language]),
        "money": {
            "bounty": 2_000_000, "own_money": 4_000_000, "grant": 1_000_000, "term_months": 24,
            "payment_mode": "milestones", "closes_at": in_days(40), **money,
        },
        "milestones": [
            {"title": title, "title_en": english, "due_month": month, "share": f"{share}.00", **goals}
            for (title, english, month, share), goals in zip(MILESTONES[language], GOALS, strict=True)
        ],
        "terms": {
            "ip_choice": "joint", "contact_name": line["contact"], "contact_phone": "0532-80000000",
            "credit_clean": True, "beyond_own_means": True,
        },
    }  # fmt: skip


def firm_to_firm(language: str) -> dict[str, Any]:
    """A call between firms: no public money, one stage, paid once the result is accepted."""
    script = call(language, bounty=300_000, own_money=400_000, grant=0, term_months=6, payment_mode="after")
    title = "Delivered and proved" if language == "en" else "交付并验证"
    script["milestones"] = [
        {"title": title, "title_en": "Delivered and proved", "due_month": 6, "share": "100.00", **GOALS[-1]}
    ]
    return script


OFFER = {
    language: {
        **texts,
        "blind": {
            **texts["blind"],
            "quote": "280000",
            "budget": [
                {"item": row["item"], "amount": "140000", "why": row["why"]} for row in texts["blind"]["budget"]
            ],
        },
    }
    for language, texts in PROPOSAL.items()
}
CHOICE = {"zh-hans": "报价合理，交付周期最短。", "en": "A fair price and the shortest time."}
NOBODY = {"zh-hans": "截止时没有收到有效申报。", "en": "No proposal lay sealed at the deadline."}


def poor(language: str) -> dict[str, Any]:
    """A call that pays far less than those who could answer it expect."""
    script = firm_to_firm(language)
    metric = "resin synthesis" if language == "en" else "低渗透树脂合成"
    script["indicators"] = [{**script["indicators"][0], "metric": metric, "metric_en": "resin synthesis"}]
    script["milestones"] = [
        {name: value for name, value in row.items() if name != "goal_1"} | {"goal_0": "10"}
        for row in script["milestones"]
    ]
    script["field"]["skills"] = "impedance spectroscopy" if language == "en" else "电化学阻抗谱"
    script["money"] |= {"bounty": 200_000, "own_money": 4_000_000, "term_months": 12}
    return script


ABLE = {
    "zh-hans": (
        "船体材料工程师",
        "在船厂六年负责低渗透树脂合成，冬季航次后逐批记录开裂情况，并用电化学阻抗谱跟踪老化。",
    ),
    "en": (
        "Engineer for hulls",
        "Over six winters I led resin synthesis for the hulls of an icebreaker and wrote down what held.",
    ),
}
"""A headline, and what somebody tells of a job."""
