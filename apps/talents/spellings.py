"""The spellings of one name: 王小明, Xiaoming WANG, WANG XIAO MING, Wang, Xiao-Ming and WONG Siu-ming are one.

A Chinese name is read as pinyin (all readings of the given name; 单, 曾, 解, 仇 as family names are Shan, Zeng, Xie, Qiu),
as Wade-Giles, which Taiwan writes, and as the Cantonese of Hong Kong's identity cards. ü is written ü, v, yu or u.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from functools import cache

from cantoroman import Cantonese
from opencc import OpenCC
from pypinyin import Style, lazy_pinyin, pinyin

from apps.core.text import to_simplified
from apps.talents.letters import is_pinyin, letters_of

_COMPOUND = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "司徒",
        "夏侯",
        "端木",
        "百里",
        "呼延",
        "令狐",
        "宇文",
        "长孙",
        "轩辕",
        "独孤",
        "南宫",
        "西门",
        "东郭",
        "南门",
        "万俟",
        "闻人",
        "钟离",
        "淳于",
        "单于",
        "太叔",
        "申屠",
        "公羊",
        "濮阳",
        "仲孙",
        "赫连",
        "澹台",
        "公冶",
        "宗政",
        "拓跋",
        "鲜于",
        "闾丘",
        "司寇",
        "司空",
        "巫马",
        "公西",
        "漆雕",
        "乐正",
        "公良",
        "段干",
        "羊舌",
        "微生",
        "梁丘",
        "左丘",
        "张简",
        "范姜",
    ]
)
# Readings that differ from the everyday one when the characters are a family name.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "查": "zha", "仇": "qiu", "盖": "ge", "朴": "piao", "任": "ren", "华": "hua",
    "区": "ou", "尉": "wei", "翟": "zhai", "乐": "yue", "召": "shao", "缪": "miao", "冼": "xian", "晟": "cheng", "宓": "mi",
    "种": "chong", "员": "yun", "覃": "qin", "那": "na", "盛": "sheng", "秘": "bi", "折": "she", "黑": "he", "逄": "pang",
    "繁": "po", "应": "ying", "哈": "ha", "阚": "kan", "纪": "ji", "尉迟": "yuchi", "万俟": "moqi", "澹台": "tantai",
    "单于": "chanyu", "长孙": "zhangsun", "鲜于": "xianyu", "令狐": "linghu", "乐正": "yuezheng", "司徒": "situ",
}  # fmt: skip
# Spellings in use beside the rule: by other readings, older passports, Korea, South-East Asia.
_OTHER_SURNAMES = {
    "朴": "park pak", "覃": "tan", "乐": "le", "吕": "lyu lu", "贾": "jia", "盖": "gai", "翟": "di", "查": "cha", "缪": "mou", "区": "qu", "黄": "ng oei wee",
    "陈": "tan chin chen", "林": "lim lin", "李": "lee li", "张": "teo chong", "王": "ong", "吴": "goh", "郑": "tay chung jung jeong", "谢": "chia", "蔡": "chua tsai",
    "许": "koh hsu", "刘": "low liew lau", "金": "kim", "崔": "choi", "尹": "yoon yun", "姜": "kang", "韩": "han", "申": "shin", "权": "kwon", "徐": "seo hsu tsui", "洪": "hong ang",
    "叶": "yap yeh", "何": "hoe", "杨": "yeo yang young", "郭": "kuo quek", "邓": "teng", "梁": "neo", "周": "chow chou chew", "赵": "chao chew", "孙": "soon", "曹": "tsao chou", "欧阳": "auyeung ouyoung auyong",
}  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "ø": "oe"})
VARIANTS = 24  # readings of one name that are kept; characters with many readings do not multiply for ever
_DOUBLED_V = re.compile("(?<=[ln])yu(?=e|$|[^aeiou])")


@cache
def _cantonese() -> Cantonese:
    """Read once a process: three tables of all characters."""
    return Cantonese()


@cache
def _to_hong_kong() -> OpenCC:
    return OpenCC("s2hk")


def variants(name_zh: str, family_name: str, given_name: str) -> set[str]:
    """Spellings by which one person can be recognised: letters only, lower case.

    From the Chinese name all readings, family name first; from the Latin one the name as given and turned around, since
    people write both orders. Empty for a single name, for initials or for none: too many share it.
    """
    found: set[str] = set()
    if len(name_zh) >= 2:
        found |= {f"{family}{given}" for family, given in _readings(to_simplified(name_zh))}
        found.add(to_simplified(name_zh))
    if family_name and given_name and not is_initials(given_name) and not is_initials(family_name):
        for table in ({}, _UMLAUTS):
            family, given = letters_of(family_name.translate(table)), letters_of(given_name.translate(table))
            found |= {f"{family}{given}", f"{given}{family}"} if family and given else set()
    return {key for name in found for key in _with_umlauts(name)}


def families(name_zh: str) -> frozenset[str]:
    """How the family name of a name in characters may be written in Latin letters, in every romanisation."""
    return frozenset(family for family, _given in _readings(to_simplified(name_zh)))


def abbreviations(name_zh: str, family_name: str, given_name: str) -> set[str]:
    """Family name and first letter ("wang x"), in all spellings: what X. Wang has in common with Xiaoming Wang."""
    pairs = _readings(to_simplified(name_zh)) if len(name_zh) >= 2 else set()
    if family_name and given_name:
        pairs.add((letters_of(family_name), letters_of(given_name)))
    return {f"{family} {given[0]}" for one, given in pairs if one and given for family in _with_umlauts(one)}


def is_initials(given_name: str) -> bool:
    """X., X.-M., XM, J. R.: letters that stand for names."""
    words = [word for word in re.split(r"[\s.\-]+", given_name) if word]
    single = all(len(word) == 1 for word in words)
    return bool(words) and (
        single or (len(words) == 1 and words[0].isupper() and len(words[0]) == 2 and not is_pinyin(words[0]))
    )


def _with_umlauts(name: str) -> set[str]:
    """ü is v in a key; lv and nv are met under lu and nu too, as passports wrote them."""
    canonical = _DOUBLED_V.sub("v", name)
    canonical = re.sub("(?<=[jqxy])v", "u", canonical)
    return {canonical, re.sub("(?<=[ln])v", "u", canonical)}


def _readings(name: str) -> set[tuple[str, str]]:
    """(family, given) of a Chinese name in simplified characters, in every romanisation."""
    family = name[:2] if name[:2] in _COMPOUND and len(name) > 2 else name[:1]
    given = name[len(family) :].replace("·", "")
    if not given:
        return set()
    families = {_SURNAMES.get(family) or letters_of("".join(lazy_pinyin(family)))}
    others = set(_OTHER_SURNAMES.get(family, "").split())
    spoken = pinyin(given, style=Style.NORMAL, heteronym=True)
    mandarin = _products(spoken)
    found = {(one, two) for one in families | others for two in mandarin}
    wade = {letters_of("".join(lazy_pinyin(part, style=Style.WADEGILES))) for part in (family, given)}
    if len(wade) == 2:
        found.add(
            (
                letters_of("".join(lazy_pinyin(family, style=Style.WADEGILES))),
                letters_of("".join(lazy_pinyin(given, style=Style.WADEGILES))),
            )
        )
    cantonese = _products(_cantonese().getRoman(_to_hong_kong().convert(given)))
    heads = _products(_cantonese().getRoman(_to_hong_kong().convert(family)))
    found |= {(one, two) for one in heads | others for two in cantonese}
    return {(one, two) for one, two in found if one and two}


def _products(parts: Iterable[Iterable[str]]) -> set[str]:
    """All ways to read the syllables, at most VARIANTS. Empty when one cannot be read."""
    readings = [sorted({letters_of(part) for part in syllable}) for syllable in parts]
    return {"".join(row) for row in itertools.islice(itertools.product(*readings), VARIANTS)}
