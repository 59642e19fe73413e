"""Invented employers: names made of syllables, what they do, where they are. Pure invention, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from apps.sample.families import table

DISTRICTS = {
    "370212": 24, "370211": 26, "370214": 14, "370203": 8, "370202": 9, "370213": 6, "370215": 7, "370281": 7,
    "370283": 3, "370285": 3,
}  # fmt: skip
DISTRICT_NAMES = {
    "370202": "市南区", "370203": "市北区", "370211": "西海岸新区", "370212": "崂山区", "370213": "李沧区",
    "370214": "城阳区", "370215": "即墨区", "370281": "胶州市", "370283": "平度市", "370285": "莱西市",
}  # fmt: skip
STREETS = ["观澜路", "听涛街", "砺石路", "岚光大道", "沧屿路", "望汐街", "鸥歌路", "灯塔一路", "礁湾路", "帆影街"]
# How a name ends, Chinese and English, by type; {b} brand, {t} trade.
FORMS: dict[str, list[tuple[str, str]]] = {
    "private": [
        ("青岛{b}{t}有限公司", "Qingdao {b} {t} Co., Ltd."),
        ("{b}{t}股份有限公司", "{b} {t} Corporation"),
        ("山东{b}{t}有限公司", "Shandong {b} {t} Co., Ltd."),
        ("{b}（青岛）{t}有限公司", "{b} (Qingdao) {t} Co., Ltd."),
    ],
    "soe": [("青岛{b}{t}集团有限公司", "Qingdao {b} {t} Group Co., Ltd."),
            ("{b}{t}投资发展集团有限公司", "{b} {t} Investment and Development Group")],
    "institute": [("{b}{t}研究院", "{b} Academy of {t}"), ("青岛{b}{t}研究所", "Qingdao {b} Institute of {t}")],
    "university": [("{b}理工大学", "{b} University of Technology"), ("{b}海洋大学", "{b} Ocean University"),
                   ("青岛{b}学院", "Qingdao {b} College"), ("{b}大学", "{b} University")],
    "foreign": [("{b}（中国）{t}有限公司", "{b} {t} (China) Co., Ltd.")],
    "jv": [("青岛{b}{t}合资有限公司", "Qingdao {b} {t} Joint Venture Co., Ltd.")],
    "public_inst": [("青岛{b}{t}公共服务中心", "Qingdao {b} Public Centre for {t}")],
    "hospital": [("青岛{b}国际医院", "Qingdao {b} International Hospital"), ("{b}康复医院", "{b} Rehabilitation Hospital")],
    "new_rd": [("青岛{b}{t}创新中心", "Qingdao {b} Innovation Centre for {t}")],
    "startup": [("青岛{b}{t}工作室有限公司", "Qingdao {b} {t} Studio Co., Ltd.")],
    "social_org": [("青岛{b}{t}产业促进会", "Qingdao {b} Association for {t}")],
}  # fmt: skip
HONOURS = ["high_tech", "tech_sme", "specialised_sme", "little_giant", "gazelle", "single_champion", "leading"]


@dataclass(frozen=True)
class FirmIdea:
    """An employer as invented; texts by language. `number` runs from 1 and makes its addresses unique."""

    number: int
    type: str
    name_zh: str
    name_en: str
    chains: tuple[str, ...]
    district: str
    address: str
    domain: str
    founded: int
    staff: int
    honours: tuple[str, ...]
    slogan: tuple[str, str]
    about: tuple[str, str]
    credit_code: str


def brands(rng: Random) -> Iterator[tuple[str, str]]:
    """Names of two syllables, Chinese and Latin, each once; no Latin spelling twice either."""
    parts = table("firms")["brands"]
    pairs = [(a[0] + b[0], a[1] + b[1]) for a in parts["first"] for b in parts["second"] if a[0] != b[0]]
    rng.shuffle(pairs)
    seen: set[str] = set()
    for chinese, latin in pairs:
        if latin not in seen:
            seen.add(latin)
            yield chinese, latin


def invent(rng: Random, number: int, kind: str, chains: tuple[str, ...], brand: tuple[str, str], year: int) -> FirmIdea:
    """An employer of type `kind` whose main chain is the first of `chains`; `year` is the current one."""
    row = table("firms")["chain"][chains[0]]
    trade = rng.choice(row["trades"])
    form = rng.choice(FORMS[kind])
    name_zh, name_en = (text.format(b=b, t=t) for text, b, t in zip(form, brand, trade, strict=True))
    district = rng.choices(list(DISTRICTS), weights=list(DISTRICTS.values()))[0]
    founded = year - rng.randint(2 if kind == "startup" else 6, 4 if kind == "startup" else 28)
    staff = rng.choice([12, 18, 25]) if kind == "startup" else rng.choice([45, 80, 120, 260, 480, 900, 2200])
    honours = rng.sample(HONOURS, rng.choice([0, 1, 1, 2])) if kind in ("private", "soe", "jv") else []
    if kind in ("university", "institute"):
        honours = ["postdoc_mobile" if kind == "university" else "postdoc_workstation"]
    return FirmIdea(
        number, kind, name_zh, name_en, chains, district,
        address=f"青岛市{DISTRICT_NAMES[district]}{rng.choice(STREETS)}{rng.randint(1, 180)}号",
        domain=f"{brand[1].lower().replace(' ', '-')}{number}.example",
        founded=founded, staff=staff, honours=tuple(honours),
        slogan=(row["zh"], row["en"][0].upper() + row["en"][1:]),
        about=_about(rng, name_zh, name_en, row, founded, staff),
        credit_code=credit_code(number),
    )  # fmt: skip


def _about(rng: Random, name_zh: str, name_en: str, row: dict[str, str], founded: int, staff: int) -> tuple[str, str]:
    share, partners = rng.randint(15, 60), rng.randint(2, 9)
    zh = (
        f"{name_zh}成立于{founded}年，{row['zh']}。现有员工约{staff}人，其中研发人员占{share}%；"
        f"与{partners}家高校和研究机构保持联合研究，欢迎海内外人才加入。"
    )
    en = (
        f"{name_en} was founded in {founded} and works on {row['en']}. Of about {staff} people {share}% do research; "
        f"joint projects run with {partners} universities and institutes. Talents from everywhere are welcome."
    )
    return zh, en


_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # of GB 32100: no I, O, S, V, Z
_ORGANISATION = (3, 7, 9, 10, 5, 8, 4, 2)
_WHOLE = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def credit_code(number: int) -> str:
    """A social credit code with right check characters and a region (000000) that does not exist: nobody's."""
    body = f"DEMP{number:04d}"
    digit = -sum(w * int(c, 36) for w, c in zip(_ORGANISATION, body, strict=True)) % 11
    head = f"91000000{body}{'X' if digit == 10 else digit}"
    return head + _CODE[-sum(w * _CODE.index(c) for w, c in zip(_WHOLE, head, strict=True)) % 31]
