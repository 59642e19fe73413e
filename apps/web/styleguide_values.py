"""Invented values of the style guide: the shapes that components take, spelled out once."""

from datetime import datetime, timedelta
from typing import Any

NAV = [
    {"label": "总览", "url": "#1", "icon": "layout-dashboard", "active": True, "count": None},
    {"label": "岗位", "url": "#2", "icon": "briefcase", "active": False, "count": 6},
    {"label": "推荐人选", "short": "推荐", "url": "#3", "icon": "sparkles", "active": False, "count": 12},
    {"label": "进展看板", "short": "看板", "url": "#4", "icon": "layout-kanban", "active": False, "count": None},
    {"label": "成员", "url": "#5", "icon": "users", "active": False, "count": None},
    {"label": "单位资料", "url": "#6", "icon": "building", "active": False, "count": None},
]
STATES = [
    ("draft", "草稿"), ("submitted", "已提交"), ("shortlisted", "通过初筛"), ("hired", "已入职"),
    ("returned", "退回修改"), ("rejected", "未通过"),
]  # fmt: skip
CHAINS = [
    {"label": "海洋装备", "url": "#", "demand": 214, "supply": 388},
    {"label": "集成电路", "url": "#", "demand": 402, "supply": 175},
    {"label": "Biomedicine", "url": "", "demand": 96, "supply": 530},
    {"label": "海洋食品", "url": "#", "demand": 38, "supply": 0},
]
FACTORS: list[dict[str, Any]] = [
    {"label": "正文相近", "points": 31250, "max": 40000, "neutral": False},
    {"label": "技能与水平", "points": 21400, "max": 25000, "neutral": False, "note": "5 / 6"},
    {"label": "Discipline", "points": 10000, "max": 10000, "neutral": False},
    {"label": "期望薪酬", "points": 3500, "max": 7000, "neutral": True},
    {"label": "产业链", "points": 8000, "max": 8000, "neutral": False},
]
REASONS = [
    {
        "label": "技能：防腐涂层",
        "points": 8200,
        "posting_text": "防腐涂层",
        "posting_context": "负责深海装备防腐涂层的配方与加速老化试验。",
        "talent_text": "anticorrosion coatings",
        "talent_context": "Eight years on anticorrosion coatings for offshore wind foundations.",
    },
    {"label": "Degree", "points": 5000, "posting_text": "博士", "talent_text": "Dr.-Ing."},
    {"label": "最早到岗", "points": -1500, "against": True, "posting_text": "三个月内", "talent_text": "九个月后"},
]


def positions(now: datetime) -> list[dict[str, Any]]:
    """Three cards: full, short, and one with a long English title and a score."""
    return [
        {
            "title": "深海装备防腐涂层研发工程师",
            "title_under": "R&D Engineer, Anticorrosion Coatings for Deep-Sea Equipment",
            "url": "#", "pay_min": 280000, "pay_max": 480000, "employer_name": "青岛澜石海洋材料有限公司",
            "district_label": "崂山区", "degree_label": "博士", "headcount": 2, "chain_label": "海洋装备",
            "summary": "为四千米级装备开发长效防腐体系，带三人小组完成配方、工艺与海试，直到量产。",
            "skills": ["防腐涂层", "电化学阻抗谱", "盐雾试验", "环氧树脂", "失效分析", "海试"],
            "valid_until": (now + timedelta(days=60)).date(), "state": "published", "state_label": "招聘中",
        },
        {"title": "集成电路封装工艺经理", "url": "#", "pay_min": 300000, "pay_max": None, "headcount": 1},
        {
            "title": "Principal Scientist, Perception for Unmanned Surface Vessels in Crowded Harbours",
            "url": "#", "pay_min": None, "pay_max": None, "employer_name": "Lanxin Intelligent Shipping",
            "district_label": "West Coast New Area", "degree_label": "Doctor", "headcount": 1, "score": 82437,
            "skills": ["sensor fusion", "SLAM", "radar"], "summary": "", "chain_label": "Shipbuilding",
        },
    ]  # fmt: skip


EMPLOYERS = [
    {
        "name": "青岛澜石海洋材料有限公司", "name_under": "Lanshi Marine Materials", "url": "#", "type_label": "企业",
        "district_label": "崂山区", "verified": True, "chain_label": "海洋装备", "open_positions": 6,
        "honours": ["博士后科研工作站"], "summary": "做深海与海上风电的长效防护材料，研发人员占四成。",
    },
    {"name": "Laoshan Institute of Ocean Acoustics", "url": "#", "open_positions": 0},
]  # fmt: skip
TALENTS = [
    {
        "id": "t1", "code": "K7-203", "rank": 1, "score": 91800, "url": "#", "is_new": True,
        "direction": "海工装备长效防腐涂层", "country_group_label": "西欧", "degree_label": "博士",
        "degree_status_label": "已获", "school_band_label": "世界前100", "years": 8, "papers": 21, "patents": 3,
        "skills": [
            {"label": "防腐涂层", "level_label": "专家", "matched": True},
            {"label": "电化学阻抗谱", "level_label": "熟练", "matched": True},
            {"label": "环氧树脂", "level_label": "熟练", "matched": False},
        ],
        "languages": [{"label": "英语", "level_label": "C2"}, {"label": "中文", "level_label": "母语"}],
        "pay_min": 350000, "pay_max": 420000, "start_label": "三个月后可到岗", "permit_needed": True,
        "verified": ["学位已核验", "身份已核验"],
    },
    {
        "id": "t2", "code": "K7-204", "rank": 2, "score": 64050, "changed": True, "url": "",
        "direction": "Electrochemistry of light metals", "degree_label": "Doctor",
        "degree_status_label": "in progress, done before the start", "years": 1, "papers": 1, "skills": [],
        "state": "held", "state_label": "暂缓",
    },
]  # fmt: skip


def timeline(now: datetime) -> list[dict[str, Any]]:
    """Past steps, the present one and one ahead."""
    return [
        {"label": "已提交", "at": now - timedelta(days=9), "who": "本人"},
        {"label": "通过初筛", "at": now - timedelta(days=6), "who": "用人单位", "tone": "good"},
        {"label": "面试", "at": now - timedelta(hours=3), "current": True, "note": "请在两天内确认时间。"},
        {"label": "录用决定", "ahead": True, "expected": "面试后十个工作日内"},
    ]


def board(now: datetime) -> list[dict[str, Any]]:
    """Three columns; the last asks first."""
    moves = [
        {"state": "interview", "label": "面试"},
        {"state": "rejected", "label": "不合适", "ask_dialog": "reject"},
    ]
    card = {"id": "c1", "title": "K7-203", "url": "#", "subtitle": "深海装备防腐涂层研发工程师", "score": 91800}
    card |= {"since": now - timedelta(days=2), "moves": moves, "move_url": "#"}
    return [
        {"state": "shortlisted", "label": "通过初筛", "cards": [card, {**card, "id": "c2", "title": "王一诺"}]},
        {"state": "interview", "label": "面试", "cards": [], "empty": "还没有人"},
        {"state": "rejected", "label": "不合适", "cards": [], "empty": "拖到这里会先询问", "ask_dialog": "reject"},
    ]


def everything(now: datetime) -> dict[str, Any]:
    """All values of the page."""
    return {
        "portal_nav": NAV,
        "portal_whose": "青岛澜石海洋材料有限公司",
        "unread_count": 3,
        "states": [{"code": code, "label": label} for code, label in STATES],
        "chains": CHAINS,
        "factors": FACTORS,
        "score": sum(factor["points"] for factor in FACTORS),
        "reasons": REASONS,
        "positions": positions(now),
        "employers": EMPLOYERS,
        "talents": TALENTS,
        "timeline": timeline(now),
        "columns": board(now),
        "steps": [
            {"label": "粘贴简历", "state": "done"},
            {"label": "核对", "state": "current"},
            {"label": "看推荐", "state": "ahead"},
        ],
        "stats": [
            {"label": "在招岗位", "value": 2712, "url": "#"},
            {"label": "海外人才", "value": 12043, "note": "较上周 +86"},
            {"label": "平均薪酬", "text": "32.5", "unit": "万元/年"},
            {"label": "已入职", "value": 0},
        ],
        "tabs": [
            {"label": "待处理", "url": "#", "active": True, "count": 12},
            {"label": "已发送", "url": "#", "active": False, "count": 0},
            {"label": "全部", "url": "#", "active": False, "count": None},
        ],
        "crumbs": [{"label": "岗位", "url": "#"}, {"label": "推荐人选", "url": ""}],
        "texts": {"zh-hans": "海工装备涂层", "en": "Coatings for offshore equipment"},
        "chinese_only": {"summary_zh": "只有中文的说明"},
    }
