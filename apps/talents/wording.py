"""Words about sex, age, origin, religion, family, health and party in what talents write. They never reach the ranking.

People put such things into their CVs out of habit; a ranking that read them could learn to prefer them. `for_ranking`
takes out the statement ("born 1990", "女，32岁", "已婚") and leaves the topic where it is somebody's work ("women's
health research", "伊斯兰金融", "disability studies").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from apps.core.text import fold_aligned

# Texts come folded: simplified, half width, lower case. A statement stands by itself or after a label; the same word
# inside a longer phrase is left alone.
_BEGIN = r"(?:^|(?<=[\s,，、;；:：。.|/·•()（）\[\]-]))"
_END = r"(?=$|[\s,，、;；。.|/·•()（）\[\]-])"
_STOP = r"(?=[^\S\n]*(?:$|[\n,，;；.。|/()（）]))"
_MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DATE = rf"(?:\d{{1,4}}\s*[./年-]\s*\d{{1,2}}(?:\s*[./月-]\s*(?:\d{{1,4}})?)?\s*日?|\d{{1,2}}\.?\s+{_MONTHS}\s+\d{{4}}|{_MONTHS}\s+(?:\d{{1,2}},?\s+)?\d{{4}}|(?:19|20)\d{{2}}\s*年?)"
_NATIONS = "汉|满|蒙古?|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|侗|瑶|白|土家|哈尼|哈萨克|傣|黎"
_FAITHS_EN = r"(?:muslim|christian|catholic|protestant|buddhist|hindu|jewish|jew|sikh|atheist|taoist|mormon)"
_FAITHS_ZH = "穆斯林|基督徒|基督教徒|天主教徒|佛教徒|道教徒|伊斯兰教徒|无宗教信仰|无神论者"
_PARTY = "中共党员|中国共产党党员|共产党员|预备党员|中共预备党员|党员|共青团员|团员|民主党派|无党派人士?|群众|九三学社社员|民盟盟员"
# Numbers in words, and what a person says of herself before a noun.
_TENS = "twenty|thirty|forty|fifty|sixty|seventy"
_NUMBER_ZH = r"(?:[一二三四五六七八九]?十[一二三四五六七八九]?|\d{2})"
_YEAR_ZH = r"[一二][九零〇0][一二三四五六七八九零〇]{2}年"
_I_AM = r"\b(?:i\s+am|i[’']m)\s+"
_ME = r"(?:我|本人)(?:是|系|为)?(?:一?[名位个])?"
_PEOPLE_ZH = "博士后?|硕士|工程师|科学家|研究员|教授|程序员|技术员|设计师|医生"
_RELIGIONS_EN = r"(?:islam|buddhism|christianity|hinduism|judaism|catholicism|taoism|sikhism)"
_RELIGIONS_ZH = "佛教?|基督教?|天主教?|伊斯兰教?|道教|印度教|犹太教|教"
_ILLNESS_EN = r"(?:a\s+disability|diabetes|epilepsy|cancer|depression|asthma|hiv|hepatitis(?:\s+b)?|autism|a\s+(?:hearing|visual|physical)\s+impairment)"
PATTERNS: dict[str, tuple[str, ...]] = {
    "sex": (
        r"\b(?:sex|gender)\s*[:：]\s*[mf]\b|\(?\s*(?:\bpronouns?\s*[:：]?\s*)?\b(?:she\s*/\s*her|he\s*/\s*him|they\s*/\s*them)(?:\s*/\s*(?:hers|his|theirs))?\b\s*\)?",
        rf"{_I_AM}an?\s+(?:\d{{2}}[\s-]*years?[\s-]*old\s+)?(?:(?:wo)?man|(?:fe)?male)\b(?!['’-])|\bas\s+a\s+(?:wo)?man\b(?!['’-])",
        rf"{_BEGIN}{_ME}[男女]性?(?={_PEOPLE_ZH})|{_BEGIN}[男女]性?(?:{_PEOPLE_ZH}){_END}|{_BEGIN}单身[男女]性?{_END}|{_BEGIN}本人[男女]性?{_END}",
        rf"性别\s*[:：]?\s*[男女]性?|{_BEGIN}[男女](?:性|士)?{_END}|(?:先生|女士){_END}",
        r"\b(?:sex|gender)\s*[:：]?\s*(?:fe)?male\b|\b(?:fe)?male\b(?=[^\S\n]*(?:$|[\n,.;|/)]))|\b(?:a|as\s+a)\s+(?:wo)?m[ae]n\b(?!['’-])",
        r"\bi\s+am\s+an?\s+(?:\w+\s+)?(?:(?:wo)?man|female|male|mother|father)\b|(?m:^)\s*(?:mr|mrs|ms|miss)\.?\s|\b(?:she\s*/\s*her|he\s*/\s*him)\b",
        r"\bas\s+a\s+(?:female|male|woman|mother|father)\b|(?:作为|身为)(?:一[名位])?(?:女性|男性|母亲|父亲)",
    ),
    "age": (
        rf"(?:年龄|年纪)\s*[:：]?\s*{_NUMBER_ZH}\s*(?:周?岁)?{_END}|(?:我|本人)?(?:今年|现年|年近|年过){_NUMBER_ZH}\s*(?:周?岁)?{_END}",
        rf"(?:出生(?:于)?|生于)\s*[:：]?\s*{_YEAR_ZH}(?:[一二三四五六七八九十]{{1,2}}月)?|{_DATE}\s*生人?{_END}|{_BEGIN}属[鼠牛虎兔龙蛇马羊猴鸡狗猪]{_END}",
        rf"\bborn\s*[:：]\s*{_DATE}|\byear\s+of\s+birth\s*[:：]?\s*\d{{4}}|{_BEGIN}b\.\s*(?:19|20)\d{{2}}\b|\b\d{{2}}\s*yo\b",
        rf"{_I_AM}\d{{2}}(?:\s+years\s+of\s+age)?(?=\s*(?:$|[,.;\n]))|\b(?:aged\s+)?(?:{_TENS})(?:-\w+)?\s+years\s+old\b|\baged\s+(?:{_TENS})(?:-\w+)?\b",
        r"\bin\s+my\s+(?:early\s+|mid-?\s*|late\s+)?(?:twenties|thirties|forties|fifties|sixties|\d0s)\b|(?m:^)\s*(?:fe)?male\s*[,/]\s*\d{2}(?:\s+years)?\b|(?m:^)[^\S\n]*[mf]\s*[,/]\s*\d{2}[^\S\n]*(?=\n|$)|(?m:^)[^\S\n]*[男女][^\S\n]*(?:19|20)\d{2}[^\S\n]*年?[^\S\n]*(?=\n|$)",
        rf"(?:出生(?:日期|年月|于)?|生日|生于)\s*[:：]?\s*{_DATE}|{_DATE}\s*(?:出生|生于?){_END}",
        r"(?:年龄|年纪)\s*[:：]?\s*\d{2}\s*周?岁?",
        rf"{_BEGIN}(?:今年|现年)?(?:\d{{2}}|[一二三四五六七八九十]{{2,3}})\s*周?岁{_END}",
        rf"\bborn\s*(?:in|on|:)?\s*{_DATE}|\b(?:date\s+of\s+birth|dob|birth\s*date|birthday)\b\s*[:：]?\s*(?:{_DATE})?",
        r"\b(?:age|aged)\s*[:：]?\s*\d{2}\b|\b\d{2}[\s-]*years?[\s-]*old\b(?![^\S\n]+(?!(?:fe)?male|(?:wo)?man|and\b|with\b|engineer|scientist|chinese)[a-z])|\b\d{2}\s*y/?o\b|(?<!\d)[5-9]0后",
    ),
    "origin": (
        rf"{_ME}(?:{_NATIONS})族人?{_END}|{_BEGIN}(?:{_NATIONS})族(?={_PEOPLE_ZH})|民族\s*[:：]?\s*(?:{_NATIONS})族?{_END}|少数民族\s*[:：]\s*\w{{1,4}}族?",
        rf"\b(?:ethnicity|ethnic\s+group|race)\s*[-–—]\s*[a-z]+\b|{_I_AM}ethnically\s+[a-z]+|\bof\s+[a-z]+\s+ethnicity\b|{_BEGIN}(?:african[ -]american|asian[ -]american){_END}",
        rf"民族\s*[:：]?\s*(?:{_NATIONS})族?|{_BEGIN}(?:{_NATIONS})族{_END}|籍贯\s*[:：]?\s*[\u4e00-\u9fff]{{2,9}}|户(?:籍|口)(?:所在地)?\s*[:：]?\s*[\u4e00-\u9fff]{{2,9}}",
        r"国籍\s*[:：]?\s*[\u4e00-\u9fff]{2,8}|出生地\s*[:：]?\s*[\u4e00-\u9fff]{2,9}",
        r"\b(?:nationality|citizenship|ethnicity|ethnic\s+group|race|place\s+of\s+birth|birthplace|native\s+place|hukou)\s*[:：]\s*[a-z]+(?:[ -][a-z]+)?",
        r"\bborn\s+in\s+[a-z]+|\bhan\s+(?:chinese|nationality|ethnic(?:ity)?)\b|\b(?:uyghur|tibetan|hui)\s+(?:nationality|ethnic(?:ity)?|minority)\b",
    ),
    "religion": (
        rf"(?:我|本人)?(?:信奉|信仰|皈依)(?:{_RELIGIONS_ZH}){_END}|{_BEGIN}(?:我|本人)?信(?:{_RELIGIONS_ZH}){_END}|虔诚的[\u4e00-\u9fff]{{1,3}}教?徒",
        rf"\bi\s+(?:practi[sc]e|follow|believe\s+in)\s+{_RELIGIONS_EN}\b|{_I_AM}an?\s+{_FAITHS_EN}\b|{_BEGIN}(?:faith|religious\s+affiliation)\s*[:：]\s*\w+|\bi\s+(?:go\s+to|attend)\s+(?:church|mosque|temple|mass)\b[^.\n]*",
        rf"(?:宗教信仰|信仰|宗教)\s*[:：]\s*[\u4e00-\u9fff]{{1,6}}|{_FAITHS_ZH}",
        rf"\breligio(?:n|us\s+belief)\s*[:：]\s*\w+|\b(?:practi[sc]ing|devout)\s+{_FAITHS_EN}\b|\bi\s+am\s+an?\s+{_FAITHS_EN}\b|{_BEGIN}{_FAITHS_EN}s?{_STOP}",
    ),
    "party": (
        rf"政治面貌\s*[:：]?\s*(?:{_PARTY})?|{_BEGIN}(?:{_PARTY}){_END}|中共党员|共产党员|预备党员|共青团员|(?:加入|入)(?:中国共产党|党){_END}",
        r"\b(?:member\s+of\s+the\s+)?(?:chinese\s+)?communist\s+(?:party|youth\s+league)(?:\s+(?:of\s+china|member))*|\bparty\s+member(?:ship)?\b|\bpolitical\s+(?:status|affiliation)\s*[:：]\s*\w+(?:\s+\w+)?",
    ),
    "marital": (
        rf"{_BEGIN}婚(?:否|姻|育)(?:状况|情况)?\s*[:：]\s*\w{{1,3}}|{_BEGIN}(?:已婚|离异|已育)\s*,?\s*(?:育)?有?[一二两三\d]?(?:个)?(?:子|女|孩子?|儿子|女儿)?(?:[一二两三]女)?{_END}|{_BEGIN}(?:我|本人)?(?:育)?有[一二两三\d]+个?(?:子|女|儿|女儿|儿子|孩子|小孩)(?:[一二两三]女)?{_END}",
        rf"{_BEGIN}(?:[二三]胎)?(?:宝妈|宝爸|二胎妈妈|二胎爸爸|全职妈妈){_END}",
        rf"\bsingle\s+(?:mother|father|mom|mum|dad|parent)(?:\s+of\s+\w+)?\b|{_I_AM}single\b|\b(?:family|civil)\s+status\s*[:：]\s*\w+|\bengaged\s+to\s+be\s+married\b|\bi\s+have\s+(?:a|no|one|two|three|four|\d)\s+(?:child(?:ren)?|kids?|sons?|daughters?)\b|\bmy\s+(?:husband|wife|spouse)(?:\s+and\s+i)?\b|\bdivorced\s+with\s+\w+\s+\w+",
        rf"婚姻(?:状况|情况)?\s*[:：]?\s*(?:已婚|未婚|离异|离婚|丧偶|单身)?|{_BEGIN}(?:已婚已育|未婚未育|已婚未育|已婚|未婚|离异|丧偶|单身|已育|未育)(?:已育|未育)?{_END}",
        r"育有[一二两三四\d]+[子女个名]*(?:孩子|儿子|女儿)?|有[一二两三]个孩子|(?:怀孕(?:中|期间)?|孕期|哺乳期)(?=$|[\s,，、;；。.])|产假(?:中|期间)",
        r"\bmarital\s+status\s*[:：]?\s*\w+|\b(?:happily\s+)?(?:un)?married\b(?![^\S\n]+(?:to|into|up)\b)(?:\s*,?\s*(?:with|and|to)?\s*(?:\w+\s+)?(?:child(?:ren)?|kids?|sons?|daughters?))?|\bdivorced\b(?=[^\S\n]*(?:$|[\n,，;；.。|/()]|and\b|with\b))|\bwidow(?:er|ed)?\b|\bsingle\b(?=\s*(?:$|[,.;|]\s*(?:no|without|born|male|female|\d)))",
        r"\b(?:mother|father|parent)\s+of\s+\w+\b|\b(?:no|one|two|three|\d)\s+(?:child(?:ren)?|kids)\b|\bpregnan(?:t|cy)\b(?=\s*(?:$|[,.;]|leave|since|with))|\b(?:maternity|paternity)\s+leave\b",
    ),
    "health": (
        rf"{_BEGIN}(?:身体|身心)健康{_END}|{_BEGIN}无(?:任何|重大|既往)*(?:疾病|传染病|病)史?{_END}|{_BEGIN}(?:红绿)?色[盲弱]{_END}|{_BEGIN}(?:听力|视力|肢体|语言)障碍{_END}|(?:我|本人)(?:患有?|有)[\u4e00-\u9fff]{{1,6}}病{_END}|{_BEGIN}(?:肢体|视力|听力|语言)残疾(?:[一二三四]级)?|{_BEGIN}持?残疾证{_END}|{_BEGIN}乙肝(?:大三阳|小三阳|阳性){_END}",
        rf"\bi\s+use\s+a\s+wheelchair\b|{_I_AM}(?:in\s+a\s+wheelchair|disabled|deaf|blind|hiv[ -]positive)\b|{_BEGIN}(?:hiv[ -]positive|cancer\s+survivor|(?:visually|hearing|physically)[ -]impaired|in\s+(?:good|excellent|perfect)\s+health){_STOP}|\bi\s+(?:have|live\s+with|suffer\s+from)\s+{_ILLNESS_EN}\b",
        rf"健康(?:状况)?\s*[:：]\s*[\u4e00-\u9fff]{{1,6}}|残疾(?:人士?|证|等级)[\d一二三四级]{{0,4}}{_END}|{_BEGIN}(?:肢体|视力|听力|语言)残疾|乙肝(?:病毒)?携带者?|身高\s*[:：]?\s*\d[\d.]*\s*(?:cm|厘米|米)?|体重\s*[:：]?\s*\d[\d.]*\s*(?:kg|公斤|斤)?|血型\s*[:：]?\s*(?:ab|[abo])型?",
        r"\bhealth(?:\s+status)?\s*[:：]\s*\w+|\bi\s+(?:am|have\s+been)\s+(?:\w+\s+)?(?:disabled|deaf|blind|hiv[ -]positive|autistic|paraplegic)\b|\bregistered\s+disabled\b",
         rf"{_BEGIN}(?:physically\s+)?(?:disabled|deaf|wheelchair\s+user){_END}|\bi\s+(?:have|suffer\s+from)\s+(?:a\s+disability|diabetes|epilepsy|cancer|depression)\b|\bheight\s*[:：]\s*\d[\d.]*\s*(?:cm|m)?\b|\bweight\s*[:：]\s*\d[\d.]*\s*(?:kg)?\b",
    ),
}  # fmt: skip
_COMPILED = {ground: re.compile("|".join(patterns)) for ground, patterns in PATTERNS.items()}


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """(ground, start, end) of each statement, as places in `text`."""
    folded, starts = fold_aligned(text)
    for ground, pattern in _COMPILED.items():
        for hit in pattern.finditer(folded):
            if hit.group().strip():
                yield ground, starts[hit.start()], starts[hit.end()]


_LEFT_ALONE = re.compile(
    r"([,，、;；|/·]\s*)+(?=[,，、;；|/·。.\n]|$)|(?m:^)\s*[,，、;；|/·:：。.]+\s+|(?m:^)\s*[,，、;；|/·:：。]\s*"
)


def for_ranking(text: str) -> str:
    """The text without such statements, and without the commas that they leave behind; the same object without any."""
    found = sorted((start, end) for _ground, start, end in spans(text))
    if not found:
        return text
    kept, at = [], 0
    for start, end in found:
        if start >= at:
            kept.append(text[at:start])
        at = max(at, end)
    return _LEFT_ALONE.sub("", " ".join([*kept, text[at:]])).strip()
