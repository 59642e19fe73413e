"""Which lines head a section. A heading is made of few words, and all of them are words of headings.

`WHOLE` names headings as they stand; beyond them a small grammar reads what people compose: "Selected peer-reviewed
publications", "Research & Work Experience", "代表性论著", "学习及工作简历". One foreign word and the line is no heading.
"""

from __future__ import annotations

import re

from apps.core.text import fold
from apps.talents.cv.pieces import words_of

_HAN = "\u3400-\u9fff"
LONGEST = 60
MOST_WORDS = 8

_PHRASES = {
    "profile": "who i am|about|about me|personal statement|in brief|at a glance|my story|自述|自我评价|个人简介|个人概况|个人总结|自我介绍|个人优势|简介|个人评价|"
    "个人概述|自我描述|自我总结|profil|kurzprofil|über mich|à propos|perfil|个人亮点|职业概述|核心优势|优势亮点|个人陈述|关于我",
    "direction": "research|research interests|research interest|research direction|research areas|research focus|research statement|fields of interest|"
    "current research|研究方向|研究兴趣|研究领域|专业方向|主要研究方向|forschungsinteressen|forschungsschwerpunkte",
    "objective": "objective|career objective|career goal|career goals|looking for|what i am looking for|求职意向|求职目标|职业目标|意向岗位|期望职位|应聘岗位|求职信息|期望工作|应聘职位|意向|目标职位|职业规划",
    "education": "studies|degrees|study|formación|formación académica|formation|ausbildung|studium|akademischer werdegang|akademische ausbildung|schulbildung|"
    "bildungsweg|bildung|hochschulbildung|promotion und studium|studium und promotion|éducation|educación|parcours académique|istruzione|学历|教育|where i studied",
    "experience": "jobs|work|employment|career|positions held|where i worked|where i have worked|berufserfahrung|beruflicher werdegang|berufspraxis|berufliche erfahrung|berufliche stationen|berufliche tätigkeiten|praktika|"
    "werdegang|expérience professionnelle|expériences professionnelles|expérience|experiencia|experiencia profesional|experiencia laboral|"
    "esperienza professionale|工作|任职|从业|经历|职业生涯|职业历程|职业轨迹",
    "duties": "工作内容|主要工作|工作职责|responsibilities|key achievements|key responsibilities|main duties|主要业绩|工作业绩|主要职责|岗位职责|职责描述|工作描述",
    "skills": "what i can do|what i know|know-how|toolbox|technical|kenntnisse|fähigkeiten|fachkenntnisse|edv-kenntnisse|it-kenntnisse|kompetenzen|"
    "fähigkeiten und kenntnisse|kenntnisse und fähigkeiten|besondere kenntnisse|methodenkenntnisse|compétences|habilidades|competencias|competenze|"
    "掌握技能|技术栈|擅长|专长|特长|关键词|擅长领域|专业领域",
    "languages": "sprachen|sprachkenntnisse|langues|idiomas|lingue|mother tongue|mother tongue(s)|muttersprache|外语|语言|语文|语文能力|英语水平|语种",
    "publications": "publikationen|veröffentlichungen|publicaciones|pubblicazioni|论文|著作|发表文章|学术成果|科研成果|研究成果|代表作|代表性成果|学术产出|论著",
    "patents": "patente|brevets|patentes|inventions|intellectual property|专利|知识产权|发明",
    "works": "成果|论文与专利|论文专利|publications and patents|patents and publications|papers and patents|成果清单|科研产出",
    "contact": "contact|get in touch|reach me|personal details|personal information|personal data|persönliche daten|persönliche angaben|angaben zur person|kontakt|kontaktdaten|coordonnées|"
    "datos personales|bio data|联系方式|个人信息|基本信息|基本资料|个人资料|基本情况|个人情况|联络方式|联系我|个人基本信息|个人基本情况",
    "other": "photo|照片|interests|hobbies|hobby|referees|references|referenzen|auszeichnungen|weiterbildung|weiterbildungen|interessen|ehrenamt|stipendien|loisirs|intereses|"
    "outside work|in my free time|其他|其它|证书|奖励|荣誉|获奖|奖项|爱好|推荐人|附加信息|社会活动|主要课程|主修课程|学术兼职|社会兼职|学术会议|学术活动|学术服务|兴趣爱好|个人爱好|科研项目|主持项目|参与项目|承担项目|"
    "基金项目|在研项目|课题|人才计划|所获荣誉|荣誉奖励|荣誉称号|获奖情况|技能证书|资格证书|职业资格|执业资格|备注|证明人|团队",
}  # fmt: skip
WHOLE = {fold(name): kind for kind, names in _PHRASES.items() for name in names.split("|")}

# ---------------------------------------------------------------- English
_NOUNS = {
    "education": "education qualifications degrees studies schooling",
    "experience": "experience experiences employment appointments positions career jobs roles internship internships placements postings employers",
    "skills": "skill skills competencies competences competence expertise tools methods techniques technologies software proficiencies proficiency "
    "knowledge capabilities strengths specialties specialities equipment instrumentation skillset keywords",
    "languages": "language languages",
    "publications": "publication publications papers articles preprints proceedings writings books chapters",
    "patents": "patent patents inventions",
    "profile": "profile summary overview introduction bio biography statement about",
    "direction": "interests",
    "other": "award awards honours honors prizes prize scholarships scholarship fellowships grants grant funding teaching supervision mentoring service projects project memberships "
    "membership certifications certification certificates certificate hobbies referees references volunteering activities activity talks conferences presentations posters courses "
    "coursework achievements accomplishments affiliations outreach training licences licenses leadership distinctions recognition development publicity reviewing",
}  # fmt: skip
_KIND_OF_NOUN = {word: kind for kind, words in _NOUNS.items() for word in words.split()}
_MODIFIERS = words_of(
    "selected professional relevant key core main recent academic technical scientific industrial industry other "
    "additional further work working research peer reviewed refereed of and & in the my a list full personal brief "
    "special specialist computer computing laboratory lab foreign spoken history background held current previous "
    "past prior postdoctoral engineering university higher formal practical international job related digital soft "
    "hard it programming conference journal journals granted filed pending issued invention areas i speak speaking "
    "know what can do date to etc others first author co authored student graduate undergraduate postgraduate "
    "doctoral educational employment career teaching clinical commercial management managerial language on with for "
    "applied theoretical experimental summary profile record training most significant representative number total "
    "years post since during abroad overseas extra curricular extracurricular community memberships analytical hands "
    "trade instruments scholarly licenses as an at experience education publications"
)
_AFTER_NOUN = words_of(
    "& and of in for i held spoken speaking etc others to since with summary profile record overview list background "
    "history on as at"
)
_BACKGROUND = {"background", "history", "record", "career"}
_EDUCATION_CONTEXT = {"academic", "educational", "education", "university", "school"}
_WORK_CONTEXT = {"work", "professional", "employment", "career", "industrial", "industry", "job", "working"}

# ---------------------------------------------------------------- Chinese
_HAN_PARTS = {
    "education": "受教育|教育|学历|求学|学业|学习|本科|研究生|学位",
    "experience": "工作|职业|任职|从业|实习|就业|履职|职场|科研|研究|实践|博士后|职务|海外|境外",
    "skills": "专业技能|技能|特长|专长|能力|工具|软件|技术|技巧|仪器",
    "languages": "语言|外语",
    "publications": "学术论文|论文|论著|著作|文章|期刊|会议论文|专著|学术成果|科研成果|研究成果|代表作",
    "patents": "知识产权|专利|发明|软著|软件著作权",
    "other": "项目|课题|基金|社会|社团|校园|培训|教学|获奖|奖励|荣誉|奖项|证书|兼职|会议|课程|活动|竞赛|资质|志愿|学生工作|班级",
    "tail": "经历|经验|背景|履历|情况|概况|简历|简介|成果|水平|清单|列表|概述|业绩|一览|目录|汇总|描述|说明|信息|概要|程度",
    "filler": "主要|个人|专业|学术|代表性|代表|已|发表|授权|申请|公开|受理|部分|近三年|近五年|近年|近年来|相关|核心|关键|重要|国家|国际|国内|技术|实验|计算机|编程|最高|全日制|常用|熟悉|擅长|"
    "掌握|的|所获|获得|获|与|及|和|以及|暨|或|、|/|&|·|我|本人|目前|曾|校内|校外|在校|高等|主持|参与|其他|其它|行业|岗位|办公|基本|期间|第一作者|通讯作者|等|SCI|sci|EI|ei|发明|实用新型|型",
}  # fmt: skip
_PART = {fold(word): kind for kind, words in _HAN_PARTS.items() for word in words.split("|")}
_HAN_WORDS = re.compile("|".join(sorted(map(re.escape, _PART), key=len, reverse=True)))

_LEAD = re.compile(
    r"^(?:[\s\W\d_]*(?:[一二三四五六七八九十]{1,3}\s*[、.．)）]|[IVXⅠ-Ⅹ]{1,4}\s*[.)、]\s|[A-H]\s?[.)]\s)?)[\s\W\d_]*(?=[^\W\d_])"
)
_TRAIL = re.compile(r"[\s\W_]+$")
_NOTE = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]")
_BOTH = re.compile(
    rf"^([A-Za-z][A-Za-z&,\-/ ]*?)\s*[/|·—-]?\s*([{_HAN}、与及和/]+)$|^([{_HAN}、与及和/]+)\s*[/|·—-]?\s*([A-Za-z][A-Za-z&,\-/ ]*)$"
)


def heading_kind(text: str) -> str | None:
    """The kind of section that a whole line heads, or None."""
    if len(text) > LONGEST or not text.strip():
        return None
    stripped = text.strip()
    if stripped.endswith((".", "。", ";", "；", ",", "，")):
        return None
    bare = _TRAIL.sub("", _NOTE.sub("", _LEAD.sub("", stripped)))
    bare = bare or _TRAIL.sub("", _LEAD.sub("", stripped))
    if not bare:
        return None
    folded = fold(_closed_up(bare))
    if found := _one_script(folded):
        return found
    if both := _BOTH.match(folded):
        kinds = [kind for part in both.groups() if part and (kind := _one_script(part.strip(" ,、/|")))]
        return kinds[0] if kinds else None
    return None


def _closed_up(text: str) -> str:
    """ "E D U C A T I O N" and "教 育 背 景" without their spaces."""
    words = text.split(" ")
    if len(words) >= 4 and all(len(word) <= 1 for word in words if word):
        return "".join(words)
    return re.sub(rf"(?<=[{_HAN}]) +(?=[{_HAN}])", "", text)


def _one_script(folded: str) -> str | None:
    if folded in WHOLE:
        return WHOLE[folded]
    if re.search(f"[{_HAN}]", folded):
        return _chinese(folded)
    return _english(folded)


def _english(folded: str) -> str | None:
    words = re.findall(r"[a-z]+|&|[^\sa-z]", folded.replace("-", " ").replace("/", " & ").replace("’", "'"))
    words = [word for word in words if word not in ",:'+|"]
    if not words or len(words) > MOST_WORDS:
        return None
    if not all(word in _KIND_OF_NOUN or word in _MODIFIERS for word in words):
        return None
    return _of_words(words)


def _of_words(words: list[str]) -> str | None:
    ends = [word for word, after in zip(words, [*words[1:], "&"], strict=True) if after in _AFTER_NOUN]
    if not any(word in _KIND_OF_NOUN or word in _BACKGROUND for word in ends):
        return None  # "Software engineering" is no heading
    kinds = [_KIND_OF_NOUN[word] for word in words if word in _KIND_OF_NOUN]
    said = set(words)
    if not kinds:
        return _of_background(said)
    if "languages" in kinds and said & {"programming", "computer", "computing"}:
        return "skills"
    if kinds[0] == "languages" and set(kinds) <= {"languages", "skills"} and not said & {"and", "&"}:
        return "languages"  # language skills
    main = [kind for kind in kinds if kind not in ("other", "profile", "direction")]
    if {"publications", "patents"} <= set(main):
        return "works"
    if {"education", "experience"} <= set(main) and kinds[-1] == main[-1]:
        return "career" if "teaching" not in said else "other"
    if main == ["experience"] and "teaching" in said and not said & (_WORK_CONTEXT | {"research"}):
        return "other"
    if main and main[0] == "experience" and "project" in said:
        return "other"
    if main:
        return main[0]
    return (
        "direction"
        if kinds == ["direction"] and "research" in said
        else kinds[0]
        if kinds != ["direction"]
        else "other"
    )


def _of_background(said: set[str]) -> str | None:
    """ "Academic background", "work history": words that are no nouns of their own."""
    if said & _EDUCATION_CONTEXT:
        return "education"
    return "experience" if said & _WORK_CONTEXT else "profile"


def _chinese(folded: str) -> str | None:
    """Every character belongs to a word of headings, and the words agree on a kind."""
    text = re.sub(r"\s+", "", folded)
    if len(text) > 16:
        return None
    parts: list[str] = []
    at = 0
    while at < len(text):
        found = _HAN_WORDS.match(text, at)
        if found is None:
            return None
        parts.append(_PART[found.group()])
        at = found.end()
    return _of_parts(set(parts), text)


def _of_parts(said: set[str], text: str) -> str | None:  # one rule a line reads better than a table here
    tail = "tail" in said
    joined = any(char in text for char in "与及和、/&")
    rules = (
        ({"publications", "patents"} <= said, "works"),
        ("patents" in said and "other" not in said, "patents"),
        ("publications" in said, "publications"),
        ("languages" in said and "编程" not in text and not ("skills" in said and joined), "languages"),
        ({"education", "experience"} <= said and tail and "学习" not in text[2:] and "研究生" not in text, "career"),
        ("other" in said and not (joined and "experience" in said), "other"),
        ("education" in said and (tail or joined), "education"),
        ("experience" in said and "skills" not in said and (tail or joined), "experience"),
        ("skills" in said and "other" not in said, "skills"),
    )
    return next((kind for holds, kind in rules if holds), None)
