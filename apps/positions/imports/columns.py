"""What a sheet of positions may hold, and how people head these columns in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.text import fold
from apps.positions.pay import WAN, Hint


@dataclass(frozen=True)
class Field:
    """A column: its label for the mapping page and the headings by which it is recognised."""

    label: Promise
    names: tuple[str, ...]


FIELDS: dict[str, Field] = {
    "employer": Field(
        _("Employer"),
        ("用人单位", "单位名称", "招聘单位", "企业名称", "公司名称", "需求单位", "单位", "企业", "公司", "统一社会信用代码",
         "employer", "company", "organisation", "organization"),
    ),
    "title": Field(
        _("Title"),
        ("岗位名称", "职位名称", "招聘岗位", "需求岗位", "岗位", "职位", "岗位名", "job title", "position title", "position", "title"),
    ),
    "title_en": Field(_("Title in English"), ("岗位英文名称", "英文岗位名称", "英文名称", "岗位名称英文", "title in english", "english title")),
    "kind": Field(_("Kind"), ("岗位类别", "岗位类型", "职位类别", "人才类别", "类别", "position type", "category", "kind")),
    "chain": Field(_("Industry chain"), ("产业链", "所属产业链", "重点产业链", "产业领域", "所属产业", "行业", "industry chain", "industry", "sector")),
    "duties": Field(
        _("Duties"),
        ("岗位职责", "工作职责", "职责描述", "工作内容", "主要职责", "岗位描述", "职位描述", "工作描述", "职责", "岗位职责及要求", "岗位简介",
         "responsibilities", "duties", "job description", "description"),
    ),
    "requirements": Field(
        _("Requirements"),
        ("任职要求", "任职资格", "岗位要求", "职位要求", "应聘条件", "任职条件", "招聘条件", "具体要求", "能力要求", "资格条件", "其他要求", "要求",
         "requirements", "qualifications"),
    ),
    "degree": Field(_("Degree at least"), ("学历要求", "最低学历", "学历学位", "学历", "学位", "学位要求", "学历/学位", "degree", "education")),
    "pay": Field(
        _("Pay"),
        ("年薪", "薪酬", "薪资", "薪资待遇", "薪酬待遇", "待遇", "薪酬范围", "薪资范围", "年薪范围", "月薪", "工资", "税前年薪", "薪资福利",
         "salary", "annual salary", "pay", "compensation"),
    ),
    "pay_min": Field(_("Pay from"), ("最低年薪", "年薪下限", "薪资下限", "薪酬下限", "最低薪资", "最低薪酬", "年薪起", "salary min", "minimum salary", "pay from")),
    "pay_max": Field(_("Pay to"), ("最高年薪", "年薪上限", "薪资上限", "薪酬上限", "最高薪资", "最高薪酬", "年薪止", "salary max", "maximum salary", "pay to")),
    "headcount": Field(
        _("Openings"),
        ("招聘人数", "需求人数", "岗位人数", "拟招人数", "计划人数", "引进人数", "人数", "数量", "headcount", "openings", "vacancies", "number"),
    ),
    "district": Field(
        _("District"),
        ("工作区市", "所在区市", "区市", "工作地区", "所在区", "区域", "工作地点", "工作地址", "地点", "district", "location", "place of work"),
    ),
    "workplace": Field(_("Place of work"), ("详细地址", "办公地址", "具体地址", "工作详细地址", "address", "workplace")),
    "disciplines": Field(_("Disciplines"), ("专业要求", "所需专业", "专业", "学科", "需求专业", "专业方向", "discipline", "major", "field of study")),
    "skills": Field(_("Skills"), ("技能要求", "技能", "关键技能", "专业技能", "关键词", "skills", "key skills", "keywords")),
    "years": Field(_("Years of experience"), ("工作经验", "工作年限", "经验要求", "从业年限", "经验", "experience", "years of experience")),
    "start_on": Field(_("Start"), ("到岗时间", "入职时间", "到岗日期", "start date", "start")),
    "valid_until": Field(_("Open until"), ("截止日期", "有效期", "截止时间", "报名截止", "招聘截止日期", "有效期至", "deadline", "valid until", "closing date")),
}  # fmt: skip
NAMES = {code: field.names for code, field in FIELDS.items()}
PAY_FIELDS = ("pay", "pay_min", "pay_max")


def missing(mapping: dict[str, int], *, many_employers: bool) -> list[str]:
    """Fields without which no row could be taken in."""
    gaps = [code for code in ("title", "degree") if code not in mapping]
    gaps += [] if {"duties", "requirements"} & mapping.keys() else ["duties"]
    gaps += [] if "pay" in mapping or {"pay_min", "pay_max"} <= mapping.keys() else ["pay"]
    return gaps + (["employer"] if many_employers and "employer" not in mapping else [])


def pay_hint(heading: str) -> Hint:
    """What "年薪（万元）" or "Monthly salary (CNY)" says about the bare figures beneath."""
    key = fold(heading)
    unit = WAN if "万" in key else 1 if "元" in key or "cny" in key or "rmb" in key else 0
    if "月" in key or "month" in key:
        return Hint(unit, monthly=True)
    return Hint(unit, monthly=False if "年" in key or "annual" in key or "year" in key else None)
