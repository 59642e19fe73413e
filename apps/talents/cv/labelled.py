"""Entries written as labels and values ("公司名称：…", "Name of employer …"), one or several on a line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from apps.talents.cv.dates import find_range
from apps.talents.cv.layout import Line
from apps.talents.cv.pieces import Piece, trimmed

Record = dict[str, Piece]
POST = {
    "organisation": "公司名称|公司|单位名称|工作单位|任职单位|就职单位|所在单位|单位|企业名称|企业|机构名称|机构|雇主|employer|company name|company|organi[sz]ation name|organi[sz]ation|institution|"
    "name (?:and address )?of (?:the )?employer|arbeitgeber|firma|unternehmen",
    "title": "职位名称|职位|职务|岗位名称|岗位|担任职务|担任岗位|任职岗位|职称|头衔|position held|position|job title|title|role|occupation or position held|occupation|designation|funktion|tätigkeit als",
    "time": "在职时间|工作时间|任职时间|起止时间|起止年月|时间段|时间|日期|任职期间|工作年限|dates? of employment|dates?(?: \\(from.{1,12}\\))?|period|duration|zeitraum|time",
    "begun": "入职时间|开始时间|start date|start|from",
    "ended": "离职时间|结束时间|end date|end|until",
    "other": "所在部门|部门|工作地点|地点|工作描述|工作内容|工作职责|职责描述|主要职责|岗位职责|职责|主要业绩|工作业绩|业绩|所属行业|行业|汇报对象|下属人数|离职原因|description|location|city|department|"
    "main activities(?: and responsibilities)?|main duties|responsibilities|type of business(?: or sector)?|tasks|achievements|sector|industry|aufgaben",
}
STUDY = {
    "school": "学校名称|毕业院校|毕业学校|院校名称|就读院校|就读学校|所在院校|学校|院校|school|university|institution|college|"
    "name (?:and type )?of (?:the )?(?:institution|organi[sz]ation)(?: providing education(?: and training)?)?|hochschule|universität",
    "discipline": "专业名称|所学专业|主修专业|就读专业|专业方向|专业|学科|所属学科|major|field of study|field|subject|discipline|specialty|speciali[sz]ation|studiengang|fachrichtung",
    "degree": "学历/学位|学历学位|学历及学位|学位/学历|最高学历|学历层次|学历|学位名称|学位|degree|qualification|title of qualification(?: awarded)?|award|abschluss",
    "time": "就读时间|在校时间|起止时间|起止年月|学习时间|时间段|时间|日期|dates?|period|duration|years|zeitraum",
    "begun": "入学时间|入学年月|start date|start|from",
    "ended": "毕业时间|毕业年月|毕业日期|graduation date|graduation|graduated|end date|end",
    "other": "主修课程|核心课程|课程|指导教师|导师|论文题目|毕业论文|成绩|绩点|gpa|排名|研究方向|学习形式|学制|thesis(?: title)?|dissertation|supervisor|advisor|grade|location|courses|principal subjects.{0,40}|level.{0,40}|note",
}  # fmt: skip


def _pattern(labels: Mapping[str, str]) -> re.Pattern[str]:
    """A label at the beginning of a line or after a gap, and what separates it from its value."""
    names = "|".join(f"(?P<{field}>{words})" for field, words in labels.items())
    return re.compile(
        rf"(?:(?<=^)|(?<=[\s|;；,，/]))(?:{names})(?:\s*[:：]\s*|\t\s*|(?-i:(?<=[a-z)]) (?=[A-Z\d])))", re.IGNORECASE
    )


_PATTERNS = {"organisation": _pattern(POST), "school": _pattern(STUDY)}


def records(lines: list[Line], head: str) -> list[Record]:
    """Entries of labelled facts; `head` ("organisation" or "school") is the fact an entry must have. [] for other sections."""
    pattern = _PATTERNS[head]
    found: list[Record] = []
    fields: dict[str, int] = {}
    for line in lines:
        for field, value in _values(line, pattern):
            fields[field] = fields.get(field, 0) + 1
            if not found or field in found[-1]:  # a fact that is there already begins the next entry
                if field == "other":
                    continue
                found.append({})
            found[-1][field] = value
            if field == "other":
                found[-1].setdefault("text", found[-1].pop("other"))
    labelled = fields.get(head, 0) and (fields.keys() & {"time", "begun", "title", "degree"})
    return [record for record in found if head in record or "title" in record or "degree" in record] if labelled else []


def _values(line: Line, pattern: re.Pattern[str]) -> list[tuple[str, Piece]]:
    span = find_range(line.text)
    if span and len(line.text) - (span.end - span.start) < 6:
        return [("time", Piece(line.text, line.start))]
    hits = [hit for hit in pattern.finditer(line.text) if hit.start() == 0 or re.search(r"[:：]|\t", hit.group())]
    if not hits or hits[0].start() > 3:
        return []
    rows: list[tuple[str, Piece]] = []
    for hit, following in zip(hits, [*hits[1:], None], strict=True):
        end = following.start() if following else len(line.text)
        value = trimmed(line.text[hit.end() : end], line.start + hit.end())
        field = hit.lastgroup
        if value and field and not pattern.fullmatch(value.text + ":"):
            rows.append((field, value))
    return rows
