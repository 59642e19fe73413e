"""A CV as lines and sections. A heading is a short line (or the beginning of one) that the list of headings knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from apps.core.text import fold

HEADINGS = {
    "profile": "profile|summary|professional summary|personal profile|about|about me|who i am|personal statement|career summary|executive summary|"
    "自我评价|个人简介|个人概况|个人总结|自我介绍|个人优势|简介|个人评价|自述|profil",
    "direction": "research interests|research interest|research direction|research areas|research focus|研究方向|研究兴趣|研究领域|专业方向",
    "objective": "objective|career objective|求职意向|求职目标|职业目标|意向岗位|期望职位|应聘岗位",
    "education": "education|studies|academic background|qualifications|academic qualifications|education and training|educational background|"
    "degrees|education history|academic history|academic record|教育背景|教育经历|学历|学习经历|教育|教育情况|学历背景|求学经历|"
    "formación|formation|ausbildung|studium",
    "experience": "experience|employment|employment history|work experience|professional experience|career history|appointments|jobs|work history|"
    "career|positions held|academic appointments|research experience|industry experience|internships|internship|internship experience|"
    "relevant experience|academic positions|professional appointments|professional background|professional history|work|"
    "工作经历|工作经验|工作履历|职业经历|实习经历|科研经历|工作|任职经历|从业经历|研究经历|工作背景|主要工作经历|职业履历|实践经历",
    "duties": "工作内容|主要工作|工作职责|responsibilities|key achievements|主要业绩|工作业绩",
    "skills": "skills|technical skills|key skills|core skills|core competencies|competencies|technical|expertise|methods and tools|tools|"
    "what i can do|methods|technical expertise|skills and tools|areas of expertise|technical competencies|key competencies|laboratory skills|"
    "computer skills|software|skills summary|professional skills|techniques|tools and methods|"
    "技能|专业技能|技能特长|核心技能|专业特长|技术专长|掌握技能|技术技能|个人技能|技能清单|专长|技能专长|实验技能",
    "languages": "languages|language skills|language|外语|语言|语言能力|外语能力|外语水平|语言水平|语言技能",
    "publications": "publications|papers|selected publications|journal articles|publication list|peer-reviewed publications|"
    "research publications|selected papers|conference papers|articles|论文|发表论文|论文发表|代表论文|学术论文|代表性论文|科研成果|学术成果|论文成果|发表文章",
    "patents": "patents|selected patents|patents and inventions|inventions|专利|发明专利|专利成果|授权专利|知识产权",
    "works": "论文与专利|论文及专利|论文专利|论文、专利|publications and patents|papers and patents|patents and publications|论文和专利|成果",
    "contact": "contact|contact details|contact information|personal details|personal information|personal data|联系方式|个人信息|基本信息|基本资料|个人资料",
    "other": "awards|honours|honors|awards and honours|prizes|scholarships|interests|hobbies|referees|references|funding|grants|teaching|"
    "teaching and supervision|supervision|service|projects|research projects|selected projects|memberships|professional memberships|certifications|"
    "certificates|training|volunteering|activities|additional information|talks|conferences|professional service|outreach|"
    "获奖情况|荣誉奖励|奖励|荣誉|获奖|奖项|兴趣爱好|爱好|项目经历|项目经验|科研项目|主持项目|社会活动|校园经历|培训经历|证书|资格证书|其他|附加信息|推荐人|学术兼职|社会兼职|学术会议|主要课程|照片|photo",
}  # fmt: skip
_KINDS = {name: kind for kind, names in HEADINGS.items() for name in names.split("|")}
_BARE = re.compile(r"^[\s\W\d_一二三四五六七八九十]*?(?=[^\W\d_])|[\s:：\-–—_|.]+$")
_HAN = "\u3400-\u9fff"
_BOTH = re.compile(rf"^([A-Za-z&,\- ]+?)\s*[/|·]?\s*([{_HAN}、与及]+)$|^([{_HAN}、与及]+)\s*[/|·]?\s*([A-Za-z&,\- ]+)$")
_INLINE = re.compile(rf"^([{_HAN}]{{2,6}})(?:[:：\s]\s*)(?=\S)|^([A-Za-z][A-Za-z &]{{2,28}}):\s+(?=\S)")
_BULLET = re.compile(r"^\s*(?:[•●▪◦‣■□➢➤*·]|[-–—]\s|\(?\d{1,2}[.)、]\s?|\[\d{1,2}\]|（\d{1,2}）|\d{1,2}、)\s*")
_PAGE_FOOT = re.compile(
    r"^.{0,60}\b\d{1,2}\s*(?:/|of)\s*\d{1,2}$|^(?:page|第)\s*\d+.{0,12}$|^-+$|^[-=_─━]{4,}$", re.IGNORECASE
)
_LONGEST_HEADING = 48
LONGEST_LINE = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line without outer white space and bullet; [start, end) is its place in the whole text."""

    text: str
    start: int
    end: int
    bullet: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading; `kind` of HEADINGS, or "top" for what stands before the first."""

    kind: str
    lines: tuple[Line, ...]
    start: int

    @property
    def end(self) -> int:
        return self.lines[-1].end if self.lines else self.start


def lines_of(text: str) -> Iterator[Line]:
    """Lines with something in them; foots of pages and rules are left out."""
    at = 0
    for raw in _short_lines(text):
        begin, at = at, at + len(raw)
        raw = raw.removesuffix("\n")
        bare = raw.strip()
        if not bare or _PAGE_FOOT.match(bare):
            continue
        bullet = _BULLET.match(raw)
        lead = bullet.end() if bullet and bullet.end() < len(raw) else len(raw) - len(raw.lstrip())
        words = raw[lead:].rstrip()
        if words.strip():
            lead += len(words) - len(words.lstrip())
            words = words.strip()
            indent = len(raw) - len(raw.lstrip())
            yield Line(words, begin + lead, begin + lead + len(words), bool(bullet), indent)


def _short_lines(text: str) -> Iterator[str]:
    """Lines with their ends; an endless one in pieces, so that no pattern has to look over all of it at once."""
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        for begin in range(0, len(line), LONGEST_LINE):
            yield line[begin : begin + LONGEST_LINE]


def heading_kind(text: str) -> str | None:
    """The kind of section that a whole line heads, or None."""
    bare = _BARE.sub("", text).strip()
    if not bare or len(bare) > _LONGEST_HEADING:
        return None
    folded = fold(bare)
    spaceless = folded.replace(" ", "")
    for form in (folded, spaceless if re.fullmatch(f"[{_HAN} ]+", folded) else folded):
        if form in _KINDS:
            return _KINDS[form]
    if both := _BOTH.match(folded):
        parts = [part.strip(" ,、") for part in both.groups() if part]
        kinds = [_KINDS[part] for part in parts if part in _KINDS]
        return kinds[0] if kinds else None
    return None


def _inline_heading(line: Line) -> tuple[str, Line] | None:
    """A heading with its content behind it: "Languages: English", "专利 一种…"."""
    found = _INLINE.match(line.text)
    if found is None or line.bullet:
        return None
    kind = _KINDS.get(fold(next(part for part in found.groups() if part)).strip())
    if kind is None or kind in ("contact", "duties"):
        return None
    rest = line.text[found.end() :]
    return kind, Line(rest, line.start + found.end(), line.end, bool(_BULLET.match(rest)), line.indent)


def sections_of(text: str) -> list[Section]:
    """The whole CV in order. A heading broken over two lines ("教育" / "经历") is joined."""
    found: list[tuple[str, int, list[Line]]] = [("top", 0, [])]
    headed = False  # the present section has a heading line of its own
    lines = list(lines_of(text))
    at = 0
    while at < len(lines):
        line = lines[at]
        following = lines[at + 1] if at + 1 < len(lines) else None
        at += 1
        joined = following is not None and _broken_heading(line, following)
        kind = joined or (None if line.bullet else heading_kind(line.text))
        at += bool(joined)
        inline = None if kind else _inline_heading(line)
        if kind == "duties":  # a part of the post above
            continue
        if kind is not None:
            found.append((kind, line.start, []))
            headed = True
        elif inline and not (headed and found[-1][0] == "skills" and line.text[0].isascii()):
            found.append((inline[0], line.start, [inline[1]]))  # "Languages: C++" below SKILLS is one of their rows
            headed = False
        else:
            found[-1][2].append(line)
    return [Section(kind, tuple(rows), start) for kind, start, rows in found]


def _broken_heading(line: Line, following: Line) -> str | None:
    if not (re.fullmatch(f"[{_HAN}]{{2}}", line.text) and re.fullmatch(f"[{_HAN}]{{2}}", following.text)):
        return None
    return _KINDS.get(fold(line.text + following.text))


def of_kind(sections: list[Section], *kinds: str) -> list[Section]:
    return [section for section in sections if section.kind in kinds and section.lines]


def mostly_chinese(text: str) -> bool:
    """Whether more of the words are Chinese than Latin: a Han character weighs as much as a word."""
    han = len(re.findall(f"[{_HAN}]", text))
    return han > 1.5 * len(re.findall("[A-Za-zÀ-ɏ]{2,}", text))
