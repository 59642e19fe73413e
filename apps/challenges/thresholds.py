"""Wordings that seem to shut solvers out by what they are, not by what they can do: R6 allows no such threshold.

A list is no judge: the poster and the operators see what was found, and who approves such a call says why it may stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.challenges.content import ChallengeContent
from apps.core.text import fold_aligned


@dataclass(frozen=True)
class Threshold:
    """`ground` is a code, `word` what was found as written."""

    ground: str
    word: str
    message: Promise


MESSAGES = {
    "region": _("A call is open to solvers of any region."),
    "degree": _("A degree may not be a condition of a call. Please say what the work demands."),
    "title": _("A title or rank may not be a condition of a call. Please say what the work demands."),
    "age": _("Age may not be a condition of a call."),
    "registration": _("How long a solver has been registered may not be a condition of a call."),
}
# Texts come folded: simplified, half width, lower case. A degree or a place alone is a topic; with a demand it shuts out.
_NEEDS = r"(?:须|需|必须|要求|应当?|限|仅限|只限|具有|具备|拥有|持有|获得?|取得)"
_AND_ABOVE = r"(?:及以上|以上|或以上|及其以上)"
_DEGREE = r"(?:博士|硕士|本科|大专|研究生|学士)"
_TITLE = r"(?:院士|教授|副教授|研究员|副研究员|高级工程师|高工|正高|副高|正高级|副高级|高级职称|中级职称|国家级人才|长江学者|杰青)"
PATTERNS: dict[str, str] = {
    "region": (
        r"(?:仅|只)?限\s*(?:于)?\s*(?:本地|本市|本省|本区|青岛|山东|省内|市内|国内|境内|国外|海外)(?!\s*区域)"
        r"|(?:须|必须|要求|应当?)\s*(?:在|为|是)?\s*(?:本地|本市|本省|本区|青岛|山东|省内|市内)\s*(?:注册|登记|设立|的?(?:企业|单位|机构|团队|居民))"
        r"|(?:本地|本市|本省|省内|市内|青岛|山东)\s*(?:企业|单位|机构|团队)?\s*优先"
        r"|\b(?:only|must\s+be|limited\s+to)\b[^.;\n]{0,40}\b(?:based|located|registered|resident)\s+in\b"
        r"|\b(?:local|chinese|domestic)\s+(?:firms|teams|companies|applicants|institutes)\s+(?:only|preferred)\b"
    ),
    "degree": (
        rf"{_NEEDS}\s*[^。；;\n]{{0,8}}{_DEGREE}\s*(?:研究生)?\s*(?:学历|学位|{_AND_ABOVE})"
        rf"|{_DEGREE}\s*(?:研究生)?\s*(?:学历|学位)?\s*{_AND_ABOVE}"
        r"|\b(?:must|should|has\s+to|have\s+to|required?|need(?:s|ed)?|hold(?:s|ing)?)\b[^.;\n]{0,40}\b(?:ph\.?\s?d|doctorate|doctoral\s+degree|master'?s?\s+degree|bachelor)\b"
        r"|\b(?:ph\.?\s?d|doctorate|master'?s?(?:\s+degree)?|bachelor'?s?(?:\s+degree)?)\s+(?:is\s+|are\s+)?(?:required|or\s+(?:above|higher)|only)\b"
    ),
    "title": (
        rf"{_NEEDS}\s*[^。；;\n]{{0,8}}{_TITLE}|{_TITLE}\s*(?:职称|称号)?\s*(?:{_AND_ABOVE}|领衔|牵头)"
        r"|\b(?:led\s+by|must\s+be|headed\s+by|required?)\b[^.;\n]{0,30}\b(?:professor|academician|senior\s+engineer)\b"
        r"|\b(?:professors?|academicians?)\s+(?:only|or\s+above|required)\b"
    ),
    "age": (
        r"年龄[^。；;\n]{0,10}(?:\d{2}|[二三四五六]十)|(?:\d{2}|[二三四五六]十[一二三四五六七八九]?)\s*周?岁\s*(?:及)?(?:以下|以内|以上|内)"
        r"|\b(?:under|below|over|above)\s+(?:the\s+age\s+of\s+\d{2}|\d{2}\s+years)\b|\b(?:not?\s+older|younger)\s+than\s+\d{2}\b"
    ),
    "registration": (
        r"(?:注册|成立|设立|登记)\s*(?:时间|年限)?\s*(?:须|应|要求)?\s*(?:满|不少于|不低于|超过|[一二两三五十\d]+\s*年以上)"
        r"|\b(?:registered|established|founded)\s+(?:for\s+)?(?:at\s+least|more\s+than|over)\b"
    ),
}
_COMPILED = {ground: re.compile(pattern) for ground, pattern in PATTERNS.items()}


def found(content: ChallengeContent) -> list[Threshold]:
    """In what the solver is asked to bring, in any language of the call; each wording once."""
    rows: dict[tuple[str, str], Threshold] = {}
    for text in content.texts:
        folded, starts = fold_aligned(text.conditions)
        for ground, pattern in _COMPILED.items():
            for hit in pattern.finditer(folded):
                word = text.conditions[starts[hit.start()] : starts[hit.end()]].strip()
                rows.setdefault((ground, word), Threshold(ground, word, MESSAGES[ground]))
    return list(rows.values())
