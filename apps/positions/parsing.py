"""Reading a pasted job ad into what the form asks for. What it cannot read it leaves empty; it never fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.core.text import fold, mend, to_simplified
from apps.positions import figures, pay
from apps.positions.content import SkillContent
from apps.taxonomy import lookups
from apps.taxonomy.chains import propose_chain
from apps.taxonomy.degrees import find_degree
from apps.taxonomy.levels import level_near
from apps.taxonomy.linking import SURE

LONGEST = 20_000  # characters read; ads are shorter
MOST_SKILLS = 12
MOST_DISCIPLINES = 4
TITLE_LENGTH = 160
SUMMARY_LENGTH = 240


@dataclass(frozen=True)
class AdProposal:
    """What an ad says, as far as it can be read. Empty strings, None and () are "not found"."""

    language: str
    title: str = ""
    duties: str = ""
    requirements: str = ""
    summary: str = ""
    pay: tuple[int, int] | None = None
    negotiable: bool = False
    degree: str = ""
    district: str = ""
    headcount: int | None = None
    years: int | None = None
    kind: str = ""
    chain: str = ""
    disciplines: tuple[str, ...] = ()
    skills: tuple[SkillContent, ...] = field(default_factory=tuple)


# Labels at the beginning of a line: "岗位职责：", "Salary -", "3、任职要求". Longest first.
_LABELS: dict[str, tuple[str, ...]] = {
    "title": ("招聘岗位名称", "岗位名称", "职位名称", "招聘岗位", "招聘职位", "岗位", "职位", "job title", "position title", "position", "title", "role"),
    "duties": (
        "岗位职责", "工作职责", "职责描述", "工作内容", "主要职责", "岗位描述", "职位描述", "工作描述", "岗位内容", "职责",
        "key responsibilities", "main responsibilities", "responsibilities", "duties", "what you will do", "your tasks",
        "job description", "the role", "your role", "tasks",
    ),
    "requirements": (
        "任职要求", "任职资格", "岗位要求", "职位要求", "应聘条件", "任职条件", "招聘条件", "招聘要求", "专业要求", "能力要求", "资格要求", "要求", "条件",
        "requirements", "qualifications", "your profile", "who you are", "what we look for", "what you bring", "we expect",
        "essential criteria", "skills and experience", "about you",
    ),
    "pay": ("薪资待遇", "薪酬待遇", "工资待遇", "福利待遇", "薪酬范围", "薪资范围", "年薪", "薪酬", "薪资", "月薪", "工资", "待遇", "salary", "pay", "compensation", "remuneration"),
    "degree": ("学历要求", "最低学历", "学历学位", "学历", "学位", "degree", "education"),
    "district": ("工作地点", "工作地址", "办公地点", "工作区域", "地点", "地址", "location", "place of work", "workplace"),
    "headcount": ("招聘人数", "需求人数", "岗位人数", "人数", "headcount", "number of openings", "openings", "vacancies"),
    "years": ("工作经验", "工作年限", "经验要求", "experience"),
    "other": (
        "公司简介", "单位简介", "企业简介", "关于我们", "公司介绍", "公司福利", "福利", "联系方式", "联系人", "联系电话", "投递邮箱", "简历投递", "招聘单位", "单位名称", "公司名称",
        "about us", "what we offer", "we offer", "benefits", "how to apply", "contact", "company", "employer",
    ),
}  # fmt: skip
_ORDER = sorted(((label, kind) for kind, labels in _LABELS.items() for label in labels), key=lambda pair: -len(pair[0]))
_START = re.compile(r"^[\s\-•●·*#【\[（(]*(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})[、.．)）:：]\s*)?[【\[「]?")
_CLOSED = re.compile(r"\s*(?:[】\]」）)]|[:：|—–]|-\s)")
_SHORT = {"pay", "degree", "headcount", "district"}  # "待遇 20-30万": a blank is enough after these
_OPENINGS = re.compile(r"\s*[（(]\s*(?:招)?\s*(\d{1,4})\s*(?:人|名|位)\s*[)）]\s*$")
_AFTER = re.compile(r"^\s*[】\]」）)]?\s*[:：\-—–|]*\s*")
_DEMANDS = re.compile(
    r"学历|博士|硕士|本科|经验|熟悉|掌握|精通|具备|具有|能力|优先|专业|毕业|ph\.?\s?d|degree|experience|must|required|"
    r"familiar|knowledge of|proficien|fluent|ability to|skilled"
)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def language_of(text: str) -> str:
    """zh-hans, zh-hant or en, by the script most of the text is written in."""
    han = len(_HAN.findall(text))
    if han * 4 < len(re.findall(r"[A-Za-z]", text)) or not han:
        return "en"
    simplified = to_simplified(text)
    changed = sum(a != b for a, b in zip(text, simplified, strict=False)) if len(text) == len(simplified) else han
    return "zh-hant" if changed * 20 > han else "zh-hans"


def read_ad(text: str) -> AdProposal:
    """A proposal from the first 20,000 characters of an ad in Chinese or English."""
    text = mend(text[:LONGEST]).replace("\r\n", "\n").replace("\r", "\n")
    parts = _split(text)
    duties, requirements = _duties_and_requirements(parts)
    title, openings = _without_openings(_title(parts))
    body = "\n".join((title, duties, requirements))
    asked = parts.get("requirements") or requirements
    skills = propose_skills(body)
    low_high = _pay(parts, text)
    return AdProposal(
        language=language_of(body),
        title=title,
        duties=duties,
        requirements=requirements,
        summary=propose_summary(duties or requirements),
        pay=low_high,
        negotiable=low_high is not None and pay.is_by_agreement(parts.get("pay", "")),
        degree=_degree(parts.get("degree", ""), asked, title),
        district=_district(parts.get("district", ""), text),
        headcount=_headcount(parts.get("headcount", "")) or openings,
        years=years_asked(parts.get("years", ""), asked),
        kind=propose_kind(title),
        chain=propose_best_chain(body, skills),
        disciplines=propose_disciplines(asked),
        skills=skills,
    )


def _label_of(line: str) -> tuple[str, str] | None:
    """(kind, rest of the line) if the line begins with a label; a label without colon must be the whole line."""
    bare = line[_START.match(line).end() :]  # type: ignore[union-attr]
    for label, kind in _ORDER:
        if fold(bare[: len(label)]) != label:
            continue
        tail = bare[len(label) :]
        rest = tail[_AFTER.match(tail).end() :].strip()  # type: ignore[union-attr]
        if not rest or _CLOSED.match(tail) or (kind in _SHORT and tail[:1].isspace() and len(bare) <= 60):
            return kind, rest
    return None


def _split(text: str) -> dict[str, str]:
    """The ad by parts; what stands before any label is under ""."""
    found: dict[str, list[str]] = {"": []}
    current = ""
    for line in text.split("\n"):
        labelled = _label_of(line)
        if labelled is None:
            found.setdefault(current, []).append(line.strip())
            continue
        kind, rest = labelled
        found.setdefault(kind, [])
        if rest:
            found[kind].append(rest)
        # only these go on over several lines; after "Salary: 20-30" the text before it goes on
        if kind in {"duties", "requirements", "other"} or not rest:
            current = kind
    return {kind: "\n".join(lines).strip() for kind, lines in found.items()}


def _title(parts: dict[str, str]) -> str:
    if parts.get("title"):
        return _first_line(parts["title"])
    first = _first_line(parts.get("", ""))
    return re.sub(r"^(?:急聘|诚聘|高薪诚聘|招聘|we are hiring:?|hiring:?)\s*[:：]?\s*", "", first, flags=re.IGNORECASE)


def _without_openings(title: str) -> tuple[str, int | None]:
    """ "涂层工程师（2人）" names two things."""
    found = _OPENINGS.search(title)
    return (title[: found.start()], int(found.group(1)) or None) if found else (title, None)


def _first_line(text: str) -> str:
    line = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return line[:TITLE_LENGTH] if len(line) <= 80 else ""


def _duties_and_requirements(parts: dict[str, str]) -> tuple[str, str]:
    """As labelled; an ad without labels is divided by what its lines speak about."""
    duties, requirements = parts.get("duties", ""), parts.get("requirements", "")
    if duties or requirements:
        return duties, requirements
    lines = [line for line in parts.get("", "").split("\n") if line.strip()]
    rest = lines[1:] if "title" not in parts and len(lines) > 1 and len(lines[0]) <= 80 else lines
    demands = [line for line in rest if _DEMANDS.search(fold(line))]
    return "\n".join(line for line in rest if line not in demands), "\n".join(demands)


def _candidates(labelled: str, text: str) -> Iterator[str]:
    """Where a pay band may stand: behind its label, else in a line that speaks of pay."""
    yield from (line for line in labelled.split("\n") if line)
    yield from (line for line in text.split("\n") if re.search(r"薪|万|salary|pay\b|cny|rmb", fold(line)))


def _pay(parts: dict[str, str], text: str) -> tuple[int, int] | None:
    for line in _candidates(parts.get("pay", ""), text):
        if len(line) > 120 or not re.search(r"\d|[一二三四五六七八九]十", fold(line)):
            continue
        try:
            return pay.parse_pay(line)
        except pay.PayError:
            continue
    return None


def _degree(labelled: str, *others: str) -> str:
    for text in (labelled, *others):
        hit = find_degree(text, floor=True) if text else None
        if hit is not None:
            return hit.code
    return ""


def _district(labelled: str, text: str) -> str:
    for part in (labelled, text):
        hits = lookups.find_terms_in("district", part)
        if hits:
            return hits[0].value.code
    return ""


def _headcount(labelled: str) -> int | None:
    try:
        return figures.parse_headcount(labelled) if labelled else None
    except figures.FigureError:
        return None


def years_asked(labelled: str, requirements: str) -> int | None:
    """Years of experience, from their own words or from a line of the requirements that speaks of experience."""
    if labelled:
        return figures.find_years(labelled)
    lines = [
        line for line in re.split(r"[\n；;。]", requirements) if re.search(r"经验|经历|工作|experience", fold(line))
    ]
    return next((years for line in lines if (years := figures.find_years(line)) is not None), None)


def propose_skills(text: str) -> tuple[SkillContent, ...]:
    """Skills of the vocabulary that a text surely names, in their order, the words as the author wrote them."""
    return tuple(proposal.skill for proposal in skill_proposals(text) if proposal.is_sure)


@dataclass(frozen=True)
class SkillProposal:
    """A skill read from text[start:end], and how sure the reading is (0..1); unsure ones are to be looked at."""

    skill: SkillContent
    start: int
    end: int
    confidence: float

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE


def skill_proposals(text: str) -> list[SkillProposal]:
    """Sure and unsure ones with where each stands; of several mentions the surest. Levels stand near the words."""
    found: dict[str, SkillProposal] = {}
    for link in lookups.link_skills(text):
        before = found.get(link.code)
        if before is None or before.confidence < link.confidence:
            level = level_near(text, link.start, link.end)
            words = text[link.start : link.end].strip()[:80]
            skill = SkillContent(words, link.code, level) if level else SkillContent(words, link.code)
            found[link.code] = SkillProposal(skill, link.start, link.end, link.confidence)
    return list(found.values())[:MOST_SKILLS]


def propose_best_chain(text: str, skills: tuple[SkillContent, ...] = ()) -> str:
    proposals = propose_chain(text, [skill.code for skill in skills])
    return proposals[0].chain.code if proposals else ""


def propose_disciplines(text: str) -> tuple[str, ...]:
    codes = dict.fromkeys(hit.value.code for hit in lookups.find_terms_in("discipline", text))
    return tuple(codes)[:MOST_DISCIPLINES]


def propose_kind(title: str) -> str:
    """The kind of position that a title names, the longest name first; empty for an unusual title."""
    hits = lookups.find_terms_in("position_kind", title)
    return max(hits, key=lambda hit: hit.end - hit.start).value.code if hits else ""


def propose_summary(text: str) -> str:
    """The first sentences of the duties, three lines at most."""
    plain = re.sub(r"\s*\n\s*(?:[-•●·*]|\d{1,2}[、.．)）])?\s*", " ", text).strip()
    plain = re.sub(r"^(?:[-•●·*]|\d{1,2}[、.．)）])\s*", "", plain)
    if len(plain) <= SUMMARY_LENGTH:
        return plain
    cut = plain[:SUMMARY_LENGTH]
    end = max(cut.rfind(mark) for mark in ("。", "；", ". ", "; ", "！"))
    return cut[: end + 1].strip() if end > 40 else cut.rsplit(" ", 1)[0].strip() + "…"
