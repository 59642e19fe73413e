"""Every way to say a skill: its labels, its other names, and parts of them that can only mean it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from apps.taxonomy.linking import SkillName
from apps.taxonomy.names import name_key

_AND_ZH = re.compile(r"[与和及、/／]")
_AND_EN = re.compile(r"\s+(?:and|&)\s+|\s*/\s*|,\s+")
_BRACKETS = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*")
_HEADS_ZH = re.compile(
    r"(?:技术|工艺|方法|分析|工程|开发|设计|研究|系统|试验|测试|检测|制备|算法|应用|建模|管理|取证|运营|制造|加工|配方|成型|架构|优化|评估|材料|表征|处理)$"
)
_FIELDS_ZH = re.compile(
    "^(?:食品|船舶|海洋|深海|汽车|整车|车辆|轨道|列车|航空|家电|纺织|金融|投资|旅游|文旅|酒店|医疗|量化|动力|电池|工业|物流|智能|"
    "低空|海工|芯片|显示|橡胶|服装|药物|文化遗产|遗产|景区|企业|铝合金)"
)
_HAN = re.compile("[\u3400-\u9fff]")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_PIECE = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+[+#]*")
LONGEST_PART = 16  # words or Chinese characters
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-&/+.][A-Za-z0-9]+)*[+#]*")
_OPEN = frozenset(
    ["high", "low", "of", "for", "in", "the", "by", "with", "to", "on", "from", "at", "under", "a", "an", "and"]
)
LEAST_HAN = 3  # characters of a part that needs no further proof
LEAST_LATIN = 3
LEAST_WORD = 7  # letters of an ordinary word that may stand for a longer name
MOST_OWNERS = 4  # skills whose names contain a short part, at most
TOO_COMMON = frozenset(
    [
        "数据",
        "结构",
        "材料",
        "信号",
        "过程",
        "质量",
        "安全",
        "性能",
        "仿真",
        "优化",
        "控制",
        "可靠性",
        "自动化",
        "信息化",
        "数字化",
        "智能化",
        "知识产权",
        "产品",
        "项目",
        "供应商",
        "一致性",
        "稳定性",
        "风险管理",
        "数据处理",
        "团队",
        "导热",
        "高性能",
        "海洋",
        "城市",
        "文化",
        "经济",
        "酒店",
        "品牌",
        "客户",
        "环境",
        "服务",
        "市场",
        "活性",
        "家庭",
        "语言",
        "technical",
        "technology",
        "industrial",
        "digital",
        "project",
        "product",
        "quality",
        "service",
        "marine",
        "offshore",
        "vehicle",
        "energy",
        "industry",
        "market",
        "design",
        "analysis",
        "manufacturing",
        "applied",
        "premium",
        "general",
        "speech",
        "container",
        "board",
        "high",
        "speed",
        "iso",
        "iec",
        "astm",
    ]
)


class Row(Protocol):
    """A row of the vocabulary of skills; `broader` is a code or empty."""

    @property
    def code(self) -> str: ...
    @property
    def chain(self) -> str: ...
    @property
    def broader(self) -> str: ...
    @property
    def label_zh_hans(self) -> str: ...
    @property
    def label_zh_hant(self) -> str: ...
    @property
    def label_en(self) -> str: ...


def skill_names(rows: Iterable[tuple[Row, Iterable[tuple[str, bool]]]]) -> list[SkillName]:
    """Names of skills with their other names (text, exact only), and the parts that can only mean one of them."""
    names: list[SkillName] = []
    parts: dict[str, str] = {}
    skills: dict[str, Row] = {}
    for row, aliases in rows:
        skills[row.code] = row
        others = list(aliases)
        labels = dict.fromkeys((row.label_zh_hans, row.label_zh_hant, row.label_en))
        names += [SkillName(label, row.code, label=True) for label in labels]
        names += [SkillName(text, row.code, exact_only=exact) for text, exact in others]
        for text in (row.label_zh_hans, row.label_en, *(text for text, exact in others if not exact)):
            for part in parts_of(text):
                parts.setdefault(name_key(part), part)
    return names + list(_derived(names, parts, skills))


def _derived(names: Sequence[SkillName], parts: Mapping[str, str], skills: Mapping[str, Row]) -> Iterator[SkillName]:
    taken = {name_key(name.text) for name in names}
    holders, headed = _holders(names, parts)
    for key, part in parts.items():
        if key in taken or not holders[key]:
            continue
        owner = _owner(holders[key], skills) or _owner(headed[key], skills)
        spread = {skills[code].chain for code in holders[key]}
        short = _is_short(key) and not _is_capitals(part)
        if owner and not (short and (len(spread) > 1 or len(holders[key]) > MOST_OWNERS)):
            yield SkillName(part, owner, derived=True)


def _holders(
    names: Sequence[SkillName], parts: Mapping[str, str]
) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
    """For each part the skills whose names contain it, and those whose labels do."""
    holders: dict[str, set[str]] = defaultdict(set)
    headed: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for stretch in _stretches(name_key(name.text)):
            if stretch in parts:
                holders[stretch].add(name.code)
                if name.label:
                    headed[stretch].add(name.code)
    return holders, headed


def _stretches(key: str) -> Iterator[str]:
    """All runs of whole words and Chinese characters in a name, as it and in the singular of its last word."""
    bounds = [found.span() for found in _PIECE.finditer(key)]
    for first, (start, _end) in enumerate(bounds):
        for _start, end in bounds[first : first + LONGEST_PART]:
            yield key[start:end]
            if key[end - 1] == "s":
                yield key[start : end - 1]
            elif key[end - 1].isascii():
                yield key[start:end] + "s"


def _owner(codes: set[str], skills: Mapping[str, Row]) -> str | None:
    """The one skill that a part belongs to: the only one, or the one that all others are narrower than."""
    if len(codes) == 1:
        return next(iter(codes))
    for code in sorted(codes):
        if all(other == code or code in _above(other, skills) for other in codes):
            return code
    return None


def _above(code: str, skills: Mapping[str, Row]) -> list[str]:
    found: list[str] = []
    while (row := skills.get(code)) and row.broader and row.broader not in found:
        found.append(code := row.broader)
    return found


def _is_capitals(part: str) -> bool:
    return sum(char.isupper() for char in part) >= 2


def _is_short(key: str) -> bool:
    return len(key) < LEAST_HAN if _HAN.search(key) else " " not in key


def parts_of(text: str) -> Iterator[str]:
    """Shorter names in a name: without brackets, each side of "and", without a general last word, proper names in it."""
    bare = _BRACKETS.sub(" ", text).strip()
    is_chinese = bool(_HAN.search(bare))
    pieces = [bare, *(_AND_ZH if is_chinese else _AND_EN).split(bare)]
    for piece in dict.fromkeys(pieces):
        shorter = _HEADS_ZH.sub("", piece) if is_chinese else piece.rpartition(" ")[0]
        longer = _without_field(piece) if is_chinese else _without_first(piece)
        for part in dict.fromkeys((piece, shorter, *longer)):
            if part != text and _telling(part, whole=part is shorter):
                yield part
    for word in _LATIN.findall(text):
        if word == text or len(word) < LEAST_LATIN or word.lower() in TOO_COMMON:
            continue
        if is_chinese or _is_capitals(word):
            yield word


def _without_field(piece: str) -> Iterator[str]:
    """Chinese names without the field before them or the two characters behind: 食品感官评价, 微服务架构."""
    bare = _FIELDS_ZH.sub("", piece)
    if len(bare) > LEAST_HAN:
        yield bare
    for end in (2, 4):
        if len(piece) - end >= (LEAST_HAN if end == 2 else LEAST_HAN + 1) and _HAN_RUN.fullmatch(piece):
            yield piece[:-end]


def _without_first(piece: str) -> Iterator[str]:
    """English names of three words and more without the first: food sensory evaluation."""
    if piece.count(" ") >= 2:
        yield piece.partition(" ")[2]


def _telling(part: str, *, whole: bool) -> bool:
    """Whether a part can stand alone; of short ones (`whole`: a name without its last word) the spread decides."""
    if _HAN.search(part):
        return (len(part) >= LEAST_HAN or (whole and len(part) == LEAST_HAN - 1)) and part not in TOO_COMMON
    words = part.split()
    if not words or words[-1].lower() in _OPEN or len(part) < LEAST_LATIN or part.lower() in TOO_COMMON:
        return False
    return len(words) >= 2 or (whole and len(part) >= LEAST_WORD) or _is_capitals(part)
