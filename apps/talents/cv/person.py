"""Name and contact in a CV."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

from apps.talents.cv.facts import Found
from apps.talents.cv.headings import heading_kind
from apps.talents.cv.layout import Line, Section
from apps.talents.cv.naming import STRONG, body_weight, is_place, title_weight
from apps.taxonomy.names import without_marks

SplitName = Callable[[str], tuple[str, str, str]]
_HAN = "\u3400-\u9fff"
_LABEL = re.compile(
    r"(?:^|[\s|])(?:姓\s*名|中文名|英文名|氏\s*名|full name|name|vor- und nachname)(?:\s*[/(（]?\s*(?:(?:full\s+)?name|姓\s*名)\s*[)）]?)?(?:\s*[:：]\s*|\s+)(?P<name>[^|\n\t;；]{2,60})",
    re.IGNORECASE,
)
_NEXT_LABEL = re.compile(
    r"[\s,，]+(?:性\s*别|出生|生日|gender|sex|年龄|民族|电话|手机|邮箱|籍贯|联系|英文名|求职|date of birth|nationality|tel|phone|e-?mail)",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"简历|简 历|履历|履歷|resume|résumé|curriculum|vitae|lebenslauf|\bcv\b|电话|電話|邮箱|照片|photo|[@\d:：/]|求职|应聘|个人|europass|page\b|confidential|persönliche|personal|available|references",
    re.IGNORECASE,
)
_POSTNOMINAL = re.compile(
    r"[,，]?\s+(?:ph\.?\s?d\.?|m\.?sc\.?|b\.?sc\.?|ceng|mimeche|mba|m\.?d\.?|dr\.-ing\.|b\.?eng\.?|m\.?eng\.?|frsc|mrsc|pe|p\.eng\.?|pmp|cfa|fieee|miet|dphil)(?=$|[\s,.])",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"^(?:(?:Univ\.-)?Prof\.?|Dr\.?(?:-Ing\.?|\s?rer\.?\s?nat\.?|\s?phil\.?)?|Dipl\.-Ing\.?|Mr\.?|Mrs\.?|Ms\.?|M\.Sc\.)\s+"
)
_HAN_NAME = re.compile(rf"(?<![{_HAN}])(?:[{_HAN}]{{2,5}}|[{_HAN}]\s[{_HAN}](?:\s[{_HAN}])?)(?![{_HAN}])")
_SPACED_NAME = re.compile(rf"\s*(?P<name>[{_HAN}](?:\s+[{_HAN}]){{1,2}})(?=\s*$|\s{{2,}}|\u3000)")
_HAN_POST = re.compile("(?:的|之)?(?:个人)?(?:简历|履历|履歷)$|(?:博士|教授|先生|女士)$")
_WORD = r"(?:[A-ZÀ-Þ][\w'’.\-À-ɏ]*|(?:de|da|di|dos|du|van|von|der|den|del|della|la|le|bin|ibn|al|el|ten|ter|zu|af|y)\b)"
_LATIN_NAME = re.compile(rf"^{_WORD},?(?:\s+{_WORD},?){{0,5}}$")
_CV_WORDS = re.compile(
    r"(?:个\s*人\s*|個人)?(?:简\s*历|履\s*[历歷])(?:\s*表)?|curriculum vitae(?:\s+of)?|r[ée]sum[ée](?:\s+of)?|\bcv\b|lebenslauf|europass",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
)  # bounded: the text may be one long word
_PHONE = re.compile(r"(?<![A-Za-z0-9.@_])(?:\(\+\d{1,3}\)\s*|\+|00)?\(?\d[\d \t().\-–/]{6,22}\d(?![A-Za-z0-9@])")
_PHONE_LABEL = re.compile(
    r"(?:tel(?:ephone)?|phone|mobile?|cell|ph|whatsapp|电话|電話|手机|手機|联系方式|联系电话|移动|telefon|handy|mobil|móvil|teléfono|téléphone|📞|☎|\b[tmp])"
    r"\s*(?:号码?|號碼?|no\b|number)?\W*$",
    re.IGNORECASE,
)
_NO_PHONE = re.compile(
    r"(?:(?<![a-z.@-])(?:ZL|CN|US|EP|WO|GB|JP|DE|No\.?|isbn|issn|doi|QQ|postcode|zip|(?:orc|researcher)?id)|号|邮编"
    r"|orcid\W*org/)\W*$",
    re.IGNORECASE,
)  # of an office of patents; the end of an address ("@pku.edu.cn | 138 …") or of a town (Madrid) is none
_WECHAT = re.compile(
    r"(?:微信号?|wechat|weixin|vx)(?:\s*[(（/]?\s*(?:wechat|weixin|微信|id|号)\s*[)）]?)*\s*[:：]?\s*(?P<id>[A-Za-z0-9][-\w]{4,30})",
    re.IGNORECASE | re.ASCII,
)
_SAME = re.compile(
    r"微信同(?:号|手机|电话)|同微信|微信[:：]?\s*同(?:上|手机号?|电话)|(?:same on|also) wechat|wechat[^\n]{0,6}same",
    re.IGNORECASE,
)
TOP_LINES = 8
POSTS = ("experience", "education")


def names(
    sections: list[Section], split: SplitName, address: Found[str] | None
) -> tuple[Found[str] | None, Found[str] | None, Found[str] | None]:
    """(name_zh, family, given): behind a label, else from lines that look like a name; the e-mail address may tell which."""
    chinese = family = given = None
    for line, confidence in _candidates(sections, address.value if address else ""):
        zh, last, first = split(_POSTNOMINAL.sub("", _HONORIFIC.sub("", line.text)))
        last, first = _by_address(last, first, line.text, address.value if address else "")
        if zh and chinese is None:
            chinese = Found(zh, line.start, line.end, confidence)
        if (last or first) and family is None and given is None:
            family = Found(last, line.start, line.end, confidence) if last else None
            given = Found(first, line.start, line.end, confidence) if first else None
    return chinese, family, given


def _by_address(family: str, given: str, written: str, address: str) -> tuple[str, str]:
    """A family name of several words begins where the address says: lucia.castillovega@ is Lucía | Castillo Vega."""
    words = f"{given} {family}".split()
    if not family or len(words) < 3 or "," in written or family.isupper() != given.isupper():
        return family, given
    tokens = set(re.split(r"[^a-z]+", address.split("@", maxsplit=1)[0].lower()))
    plain = [re.sub("[^a-z]", "", without_marks(word).lower()) for word in words]
    for place in range(1, len(words)):
        if len(plain[place]) > 2 and tokens & {plain[place], "".join(plain[place:])}:
            return " ".join(words[place:]), " ".join(words[:place])
    return family, given


def _candidates(sections: list[Section], address: str) -> list[tuple[Line, float]]:
    lines = [line for section in sections for line in section.lines]
    labelled = [found for line in lines[: TOP_LINES * 3] if (found := _labelled(line))]
    if labelled:
        return [(line, 0.95) for line in labelled[:2]]
    rows: list[tuple[Line, float]] = []
    posts = {line.start for section in sections if section.kind in POSTS for line in section.lines}
    for place, line in enumerate(lines[:TOP_LINES]):
        if rows and line.start in posts:  # an employer may look like a name in the other script
            break
        rows += [(found, 0.9 if place < 3 else 0.6) for found in _named(line)]
        if len(rows) >= 2:
            break
    if not rows:
        rows = [(name, 0.7) for name in _broken_names(lines[: TOP_LINES * 2]) if _resembles(name.text, address)]
    if _fits(rows, address) or not address:
        return rows
    elsewhere = [
        (found, 0.85)
        for line in lines
        if len(line.text) <= 60
        for found in _named(line)
        if _resembles(found.text, address)
    ]
    return elsewhere[:1] + _neighbours(elsewhere, lines) + rows if elsewhere else rows


def _broken_names(lines: list[Line]) -> Iterator[Line]:
    """Given and family name on two lines, one word each."""
    for first, second in itertools.pairwise(lines):
        words = f"{first.text} {second.text}"
        if len(words.split()) == 2 and second.start - first.end <= 2 and looks_like_name(words):
            yield Line(words, first.start, second.end)


def _fits(rows: list[tuple[Line, float]], address: str) -> bool:
    """Whether one of the first lines is a name as sure as can be: Chinese, or like the address."""
    return any(re.search(f"[{_HAN}]", line.text) or _resembles(line.text, address) for line, _confidence in rows)


def _neighbours(found: list[tuple[Line, float]], lines: list[Line]) -> list[tuple[Line, float]]:
    """The Chinese name on the line before or after the Latin one."""
    line = found[0][0]
    near = [other for other in lines if 0 < other.start - line.end < 4 or 0 < line.start - other.end < 4]
    return [(name, 0.8) for other in near for name in _named(other) if re.search(f"[{_HAN}]", name.text)]


def _resembles(name: str, address: str) -> bool:
    local = re.sub("[^a-z]", "", address.split("@", maxsplit=1)[0].lower())
    words = [word for word in re.findall("[a-z]+", name.lower()) if len(word) >= 3]
    return any(word in local for word in words) or (len(local) >= 4 and local in re.sub("[^a-z]", "", name.lower()))


def _labelled(line: Line) -> Line | None:
    found = _LABEL.search(line.text)
    if found is None or found.start() > 24:
        return None
    name = _NEXT_LABEL.split(found["name"])[0].strip(" ,，")
    if re.search(r"\d|@", name) or len(name) < 2 or body_weight(name) == STRONG:
        return None
    begin = line.start + found.start("name")
    return Line(name, begin, begin + len(name))


def _named(line: Line) -> Iterator[Line]:
    """The name at the beginning of a line, if there is one."""
    if spaced := _SPACED_NAME.match(line.text):
        words = re.sub(r"\s+", " ", spaced["name"])
        if looks_like_name(words):
            yield Line(words, line.start + spaced.start("name"), line.start + spaced.end("name"))
            return
    first = re.split(
        r"\s{2,}|\u3000|\t|\s?[|·•⋄]\s|[,，;；]\s?(?=.*[@\d])|\s[–—-]\s|[,，](?=[\u3400-\u9fff])", line.text
    )[0]
    words = _CV_WORDS.sub("", first).strip(" \u3000,，-–—:：的")
    words = _HONORIFIC.sub("", _HAN_POST.sub("", _POSTNOMINAL.sub("", words))).strip(" ,，")
    if looks_like_name(words):
        begin = line.start + max(line.text.find(words), 0)
        yield Line(words, begin, begin + len(words))


def looks_like_name(words: str) -> bool:
    if not words or len(words) > 50 or _NOT_A_NAME.search(words) or heading_kind(words) is not None:
        return False
    if title_weight(words) == STRONG or body_weight(words) == STRONG or is_place(words):
        return False
    han = _HAN_NAME.fullmatch(words)
    if han or ("·" in words and re.fullmatch(rf"[{_HAN}·]{{3,12}}", words)):
        return True
    latin = re.sub(rf"[{_HAN}\uac00-\ud7af\u3040-\u30ff（）()]", " ", words).strip()
    if not latin or len(re.sub(rf"[^{_HAN}]", "", words)) > 5:
        return False
    return _LATIN_NAME.match(re.sub(r"\s+", " ", latin)) is not None and 2 <= len(latin.split()) <= 6


def email(text: str) -> Found[str] | None:
    found = _EMAIL.search(text)
    return Found(found.group(), found.start(), found.end(), 0.98) if found else None


def phone(text: str) -> Found[str] | None:
    """The first number that is labelled as a telephone or written like one; patent numbers and years are neither."""
    best: Found[str] | None = None
    for found in _PHONE.finditer(text):
        written = found.group().strip()
        digits = re.sub(r"\D", "", written)
        before = text[max(0, found.start() - 18) : found.start()]
        labelled = _PHONE_LABEL.search(before) is not None
        if not 8 <= len(digits) <= 15 or _is_time(written) or (not labelled and _NO_PHONE.search(before)):
            continue
        plus = written.startswith(("+", "(+", "00"))
        mobile = re.fullmatch(r"(?:86)?1[3-9]\d{9}", digits) is not None
        early = found.start() < 400 and bool(re.search(r"[ ()\-]", written))
        confidence = 0.97 if labelled or plus else 0.9 if mobile else 0.8 if early else 0.5
        if best is None or confidence > best.confidence + 0.05:
            best = Found(written, found.start(), found.start() + len(written), confidence)
    return best if best and best.confidence > 0.6 else None


def _is_time(written: str) -> bool:
    written = written.lstrip("( ")
    return (
        re.match(r"(?:0?\d[./-])?(?:19|20)\d\d\D", written) is not None
        and re.search(r"(?:19|20)\d\d", written[5:]) is not None
    ) or bool(re.fullmatch(r"(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}", written))


def wechat(text: str, number: Found[str] | None = None) -> Found[str] | None:
    if found := _WECHAT.search(text):
        return Found(found["id"], found.start("id"), found.end("id"), 0.95)
    if number is not None and (same := _SAME.search(text)):
        return Found(number.value, same.start(), same.end(), 0.8)
    return None
