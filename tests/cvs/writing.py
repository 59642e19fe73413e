"""How people write the same fact: dates, degrees, names. Each function takes dice, so that a half has all of them."""

from __future__ import annotations

from typing import Any

from tests.cvs.people import Month, Person, Study

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
GERMAN = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Jun.", "Jul.", "Aug.", "Sep.", "Okt.", "Nov.", "Dez."]
DEGREES_EN = {
    "doctor": ["PhD in {f}", "Ph.D., {f}", "Doctor of Philosophy in {f}", "PhD {f}", "Ph.D. in {f}"],
    "master": ["MSc in {f}", "M.Sc., {f}", "Master of Science in {f}", "MEng {f}", "M.Eng. in {f}"],
    "bachelor": ["BSc in {f}", "B.Sc., {f}", "Bachelor of Engineering in {f}", "BEng (Hons) {f}", "B.S. in {f}"],
}
DEGREES_ZH = {
    "doctor": ["博士", "工学博士", "博士研究生"],
    "master": ["硕士", "工学硕士", "硕士研究生"],
    "bachelor": ["本科", "学士", "工学学士"],
}


def span_en(style: int, begun: Month, ended: Month | None) -> str:
    """One of eight English ways."""
    now = ["present", "Present", "now", "current", "Present", "to date", "present", "Present"][style]
    first, last = _english(style, begun), _english(style, ended) if ended else now
    if style == 7 and ended is None:
        return f"Since {first}"
    return f"{first}{[' – ', ' - ', ' to ', '-', '—', ' – ', '–', ' – '][style]}{last}"


def _english(style: int, month: Month) -> str:
    year, number = month
    name = MONTHS[number - 1]
    return [
        f"{name[:3]} {year}", f"{number:02d}/{year}", f"{name} {year}", f"{year}.{number:02d}", str(year),
        f"{name[:3]}. {year}", f"{year}/{number:02d}", f"{year}",
    ][style]  # fmt: skip


def span_zh(style: int, begun: Month, ended: Month | None) -> str:
    """One of seven Chinese ways."""
    first, last = _chinese(style, begun), _chinese(style, ended) if ended else "至今"
    if ended is None and style in (1, 5):
        return f"{first}至今"
    return f"{first}{['-', '至', '—', ' - ', '–', '—', '~'][style]}{last}"


def _chinese(style: int, month: Month) -> str:
    year, number = month
    return [
        f"{year}.{number:02d}",
        f"{year}年{number}月",
        f"{year}/{number:02d}",
        f"{year}-{number:02d}",
        f"{year}.{number}",
        f"{year}年{number}月",
        f"{year}.{number:02d}",
    ][style]


def span_de(style: int, begun: Month, ended: Month | None) -> str:
    first = f"{begun[1]:02d}/{begun[0]}" if style else f"{GERMAN[begun[1] - 1]} {begun[0]}"
    if ended is None:
        return f"seit {first}" if style else f"{first} – heute"
    last = f"{ended[1]:02d}/{ended[0]}" if style else f"{GERMAN[ended[1] - 1]} {ended[0]}"
    return f"{first} – {last}"


def degree_en(style: int, study: Study) -> str:
    forms = DEGREES_EN[study.degree]
    return forms[style % len(forms)].format(f=study.field[1])


def degree_zh(style: int, study: Study) -> str:
    forms = DEGREES_ZH[study.degree]
    return forms[style % len(forms)]


def written_name(style: int, person: Person) -> str:
    """The Latin name: as spoken, family name in capitals, family name first."""
    given, family = person.name.given, person.name.family
    return [
        f"{given} {family}",
        f"{given} {family.upper()}",
        f"{family.upper()} {given}",
        f"{family.upper()}, {given}",
    ][style]


def truth(person: Person, lang: str, **changes: Any) -> dict[str, Any]:
    """What a reader should find; `script` 0 for Chinese, 1 for English words; other keys replace whole fields."""
    script: int = changes.pop("script", 0 if lang.startswith("zh") else 1)
    found: dict[str, Any] = {
        "lang": lang,
        "scanned": False,
        "name": {"zh": person.name.zh or None, "family": person.name.family, "given": person.name.given},
        "contact": {"email": person.email, "phone": person.phone, "wechat": None},
        "education": [
            {
                "school": row.school[script], "degree": row.degree, "status": row.status, "discipline": row.field[script],
                "from": month(row.begun), "to": month(row.ended),
            }
            for row in person.studies
        ],
        "experience": [
            {
                "organisation": row.organisation[script], "title": row.title[script], "from": month(row.begun),
                "to": month(row.ended) if row.ended else "present",
            }
            for row in person.jobs
        ],
        "skills": [skill[script] for skill in person.skills],
        "languages": [{"code": code, "level": level[script]} for code, _name, level in person.languages],
        "publications": len(person.papers),
        "patents": len(person.patents),
    }  # fmt: skip
    return found | changes


def only_chinese(person: Person) -> dict[str, Any]:
    return {"zh": person.name.zh, "family": None, "given": None}


def only_latin(person: Person) -> dict[str, Any]:
    return {"zh": None, "family": person.name.family, "given": person.name.given}


def month(value: Month) -> str:
    return f"{value[0]}-{value[1]:02d}"


def paper(style: int, row: str, person: Person) -> str:
    title, journal, year = row.split("|")
    me = person.name.zh or person.name.family
    if any("\u4e00" <= char <= "\u9fff" for char in title):
        return [f"{me}，等. {title}[J]. {journal}, {year}.", f"{title}，《{journal}》，{year}年，第一作者"][style % 2]
    author = f"{person.name.given[:1]}. {person.name.family}"
    return [f"{author}, T. Example. {title}. {journal}, {year}.", f'{author} et al., "{title}," {journal} ({year})'][
        style % 2
    ]


def patent(style: int, row: str) -> str:
    title, number, year = row.split("|")
    return [f"{title}, {number}, {year}", f"{title}（{number}）", f"{title}. {number}"][style % 3]
