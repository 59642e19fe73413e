"""Templates of the held-out half: written before the reader was fitted to the others, other words, other orders.

They judge; single results of theirs are not to be mended by patterns made for them.
"""

from __future__ import annotations

from random import Random

from tests.cvs import english
from tests.cvs.blocks import Block, Bullet, Gap, Grid, Head, Line, Look, Photo, Row, Side, Title
from tests.cvs.english import Made
from tests.cvs.in_word import plain, word
from tests.cvs.on_paper import pdf
from tests.cvs.people import Person
from tests.cvs.writing import (
    degree_en,
    degree_zh,
    only_chinese,
    only_latin,
    paper,
    patent,
    span_de,
    span_en,
    span_zh,
    truth,
    written_name,
)  # fmt: skip


def skills_first(person: Person, dice: Random) -> Made:
    """Word with a text box; everything of a post on one line between bars."""
    style = dice.choice([0, 2, 5])
    body: list[Block] = [
        Title(written_name(1, person)),
        Head("Core Competencies"),
        Line(" • ".join(skill[1] for skill in person.skills)),
        Head("Career Summary"),
        Line(person.aim[1]),
        Head("Employment History"),
    ]
    for job in person.jobs:
        body += [
            Line(f"{job.title[1]} | {job.organisation[1]} | {span_en(style, job.begun, job.ended)}"),
            *(Bullet(duty[1]) for duty in job.duties),
        ]
    body.append(Head("Academic Qualifications"))
    body += [Line(f"{degree_en(0, s)} | {s.school[1]} | {span_en(style, s.begun, s.ended)}") for s in person.studies]
    body += [
        Head("Languages spoken"),
        Line("; ".join(f"{name[1]} ({level[1]})" for _c, name, level in person.languages)),
    ]
    found = truth(person, "en", name=only_latin(person), publications=0, patents=0)
    return word(body, Look(box=(person.email, person.phone)), styles=dice.random() < 0.5), "docx", found


def right_column(person: Person, dice: Random) -> Made:
    """Two columns, the narrow one at the right; dates in brackets below the organisation."""
    style = dice.choice([0, 1, 4])
    wide: list[Block] = [Title(written_name(0, person)), Head("Appointments held")]
    for job in person.jobs:
        wide += [
            Line(job.title[1]),
            Line(f"{job.organisation[1]}, {job.city[1]} ({span_en(style, job.begun, job.ended)})"),
            *(Bullet(duty[1], "–") for duty in job.duties),
        ]
    wide.append(Head("University education"))
    for s in person.studies:
        wide += [Line(f"{degree_en(1, s)}"), Line(f"{s.school[1]} ({span_en(style, s.begun, s.ended)})")]
    wide += [
        Head("Articles in journals"),
        *(Line(f"({n}) {paper(1, row, person)}") for n, row in enumerate(person.papers, 1)),
    ]
    narrow: list[Block] = [
        Photo(),
        *[Gap()] * 8,
        Head("Get in touch"),
        Line(person.email),
        Line(person.phone),
        Head("Software & methods"),
        *(Line(skill[1]) for skill in person.skills),
    ]
    narrow += [Head("Languages"), *(Line(f"{name[1]}, {level[1]}") for _c, name, level in person.languages)]
    return (
        pdf([Side(tuple(wide), tuple(narrow), 0.68)], Look(size=9)),
        "pdf",
        truth(person, "en", name=only_latin(person), patents=0),
    )


def bars(person: Person, dice: Random) -> Made:
    """Chinese, one page, bars between facts."""
    style = dice.randint(0, 6)
    body: list[Block] = [
        Title(person.name.zh),
        Line(f"{person.phone} | {person.email} | 微信号：{person.wechat}"),
        Head("个人优势"),
        Line(person.aim[0]),
        Head("工作履历"),
    ]
    for job in person.jobs:
        body += [
            Row(f"{job.organisation[0]} | {job.title[0]}", span_zh(style, job.begun, job.ended)),
            *(Bullet(duty[0], "◆") for duty in job.duties),
        ]
    body.append(Head("学历背景"))
    body += [
        Row(f"{s.school[0]} | {s.field[0]} | {degree_zh(2, s)}", span_zh(style, s.begun, s.ended))
        for s in person.studies
    ]
    body += [
        Head("技能与语言"),
        Line("技能：" + "、".join(skill[0] for skill in person.skills)),
        Line("语言：" + "、".join(f"{name[0]}（{level[0]}）" for _c, name, level in person.languages)),
    ]
    found = truth(person, "zh-Hans", name=only_chinese(person), publications=0, patents=0)
    found["contact"]["wechat"] = person.wechat
    return pdf(body, Look(ruled_heads=True)), "pdf", found


def each_labelled(person: Person, dice: Random) -> Made:
    """Every fact with its label, one a line; typical of job boards."""
    style = dice.choice([0, 1, 2, 3])
    body: list[Block] = [
        Head("基本信息"),
        Line(f"姓  名：{person.name.zh}"),
        Line(f"联系电话：{person.phone}"),
        Line(f"电子邮箱：{person.email}"),
        Head("工作经历"),
    ]
    for job in person.jobs:
        body += [
            Line(f"公司名称：{job.organisation[0]}"),
            Line(f"职位名称：{job.title[0]}"),
            Line(f"在职时间：{span_zh(style, job.begun, job.ended)}"),
            Line(f"工作描述：{job.duties[0][0]}"),
            Gap(),
        ]
    body.append(Head("教育经历"))
    for s in person.studies:
        body += [
            Line(f"学校名称：{s.school[0]}"),
            Line(f"专业名称：{s.field[0]}"),
            Line(f"学历/学位：{degree_zh(0, s)}"),
            Line(f"就读时间：{span_zh(style, s.begun, s.ended)}"),
            Gap(),
        ]
    body += [
        Head("专业技能"),
        *(Line(f"{skill[0]}：{dice.choice(['熟练', '精通', '良好'])}") for skill in person.skills),
    ]
    body += [Head("语言能力"), *(Line(f"{name[0]}：{level[0]}") for _c, name, level in person.languages)]
    found = truth(person, "zh-Hans", name=only_chinese(person), publications=0, patents=0)
    return (plain(body), "txt", found) if dice.random() < 0.5 else (word(body, Look()), "docx", found)


def scholar(person: Person, dice: Random) -> Made:
    """A Chinese scholar: numbered headings, departments, publications and patents in one list each."""
    style = dice.choice([0, 1, 5])
    body: list[Block] = [
        Title(f"{person.name.zh} 博士"),
        Line(f"Email：{person.email}"),
        Line(f"Tel：{person.phone}"),
        Head("1. 教育经历（自本科起）"),
    ]
    body += [
        Line(f"{span_zh(style, s.begun, s.ended)}，{s.school[0]}，{s.field[0]}专业，获{degree_zh(1, s)}学位")
        for s in person.studies
    ]
    body.append(Head("2. 科研与工作经历"))
    body += [
        Line(f"{span_zh(style, job.begun, job.ended)}，{job.organisation[0]}，{job.title[0]}") for job in person.jobs
    ]
    body += [Head("3. 代表性论著"), *(Line(f"[{n}] {paper(0, row, person)}") for n, row in enumerate(person.papers, 1))]
    body += [Head("4. 授权发明专利"), *(Line(f"[{n}] {patent(0, row)}") for n, row in enumerate(person.patents, 1))]
    body += [Head("5. 掌握的技能"), Line("、".join(skill[0] for skill in person.skills))]
    found = truth(person, "zh-Hans", name=only_chinese(person), languages=[])
    for row, study in zip(found["education"], person.studies, strict=True):
        row["discipline"] = study.field[0]
    return pdf(body, Look(header="应聘材料", footer="- {page} -")), "pdf", found


def two_tongues(person: Person, dice: Random) -> Made:
    """Word table; Chinese labels, English facts."""
    style = dice.choice([0, 3])
    rows = (
        ("姓名 Name", f"{written_name(1, person)} {person.name.zh}"),
        ("电话 Phone", person.phone),
        ("电子邮件 E-mail", person.email),
    )
    body: list[Block] = [Title("个人履历 Personal Résumé"), Grid(rows, (0.3, 0.7)), Head("工作背景 / Work Experience")]
    body.append(
        Grid(
            tuple((span_en(style, job.begun, job.ended), job.organisation[1], job.title[1]) for job in person.jobs),
            (0.3, 0.4, 0.3),
        )
    )
    body.append(Head("学历 / Education"))
    body.append(
        Grid(
            tuple((span_en(style, s.begun, s.ended), s.school[1], degree_en(0, s)) for s in person.studies),
            (0.3, 0.4, 0.3),
        )
    )
    body += [Head("专长 / Expertise"), *(Bullet(skill[1]) for skill in person.skills), Head("外语 / Foreign Languages")]
    body.append(Line(", ".join(f"{name[1]} {level[1]}" for _c, name, level in person.languages)))
    return word(body, Look()), "docx", truth(person, "mixed", script=1, publications=0, patents=0)


def german_in_english(person: Person, dice: Random) -> Made:
    """A German engineer in English: Dr.-Ing., Diplom, dates at the left of a table."""
    style = dice.choice([1, 3])
    degrees = {"doctor": "Dr.-Ing., {f}", "master": "Diplom-Ingenieur, {f}", "bachelor": "Bachelor of Science, {f}"}
    body: list[Block] = [
        Title(f"Dr.-Ing. {written_name(0, person)}"),
        Line(f"{person.home[1]} · {person.phone} · {person.email}"),
        Head("Professional Career"),
    ]
    for job in person.jobs:
        body += [
            Grid(((span_en(style, job.begun, job.ended), f"{job.organisation[1]}"),), (0.28, 0.72), ruled=False),
            Line(job.title[1], 156),
            *(Bullet(duty[1], "-") for duty in job.duties),
        ]
    body.append(Head("Education and Degrees"))
    for s in person.studies:
        body.append(Grid(((span_en(style, s.begun, s.ended), f"{s.school[1]}"),), (0.28, 0.72), ruled=False))
        body.append(Line(degrees[s.degree].format(f=s.field[1]), 156))
    body += [
        Head("Special Skills"),
        Line(", ".join(skill[1] for skill in person.skills)),
        Head("Languages"),
        Line(", ".join(f"{name[1]} ({level[1]})" for _c, name, level in person.languages)),
    ]
    return pdf(body, Look(serif=True)), "pdf", truth(person, "en", name=only_latin(person), publications=0, patents=0)


def graduate(person: Person, dice: Random) -> Made:
    """An American doctoral student: expected date, marks, skills by kind."""
    style = dice.choice([0, 2])
    first, *others = person.studies
    body: list[Block] = [
        Title(written_name(0, person).upper()),
        Line(f"{person.home[1]}, USA ⋄ {person.phone} ⋄ {person.email}"),
        Head("EDUCATION"),
        Row(f"{first.school[1]}", "Expected May 2028"),
        Line(f"{degree_en(0, first)}, GPA: 3.9/4.0"),
    ]
    for s in others:
        body += [Row(s.school[1], span_en(style, s.begun, s.ended)), Line(f"{degree_en(0, s)}, GPA: 3.8/4.0")]
    body.append(Head("RESEARCH & WORK EXPERIENCE"))
    for job in person.jobs:
        body += [
            Row(job.organisation[1], job.city[1]),
            Row(job.title[1], span_en(style, job.begun, job.ended)),
            *(Bullet(duty[1]) for duty in job.duties),
        ]
    body += [
        Head("SKILLS"),
        Line(f"Programming and tools: {', '.join(skill[1] for skill in person.skills[:3])}"),
        Line(f"Laboratory: {', '.join(skill[1] for skill in person.skills[3:])}"),
    ]
    found = truth(person, "en", name=only_latin(person), publications=0, patents=0, languages=[])
    found["education"][0] |= {"from": None, "to": "2028-05", "status": "in_progress"}
    return pdf(body, Look(serif=True, ruled_heads=True)), "pdf", found


def mailed(person: Person, dice: Random) -> Made:
    """Text out of a mail: since/until in words, organisation before title, Japanese and Korean people."""
    name = f"{written_name(2, person)}{'（' + person.name.zh + '）' if person.name.zh else ''}"
    body: list[Block] = [Line(name), Line(f"mail: {person.email}   phone: {person.phone}"), Head("Work"), Gap()]
    for job in person.jobs:
        body.append(
            Line(
                f"{job.organisation[1]} - {job.title[1]} ({span_en(7 if job.ended is None else 2, job.begun, job.ended)})"
            )
        )
        body += [Bullet(duty[1], "+") for duty in job.duties]
    body += [Gap(), Head("Degrees")]
    body += [Line(f"{s.ended[0]}: {degree_en(0, s)}, {s.school[1]}") for s in person.studies]
    body += [
        Gap(),
        Head("What I know"),
        Line(", ".join(skill[1] for skill in person.skills)),
        Gap(),
        Head("Languages I speak"),
        Line(", ".join(f"{name[1]} ({level[1]})" for _c, name, level in person.languages)),
    ]
    found = truth(person, "mixed" if person.name.zh else "en", script=1, publications=0, patents=0)
    found["education"] = [row | {"from": None} for row in found["education"]]
    return plain(body), "txt", found


def lebenslauf_two(person: Person, dice: Random) -> Made:
    """German, organisation before title, line by line."""
    style = dice.randint(0, 1)
    degrees = {"doctor": "Promotion (Dr.-Ing.)", "master": "Master of Science", "bachelor": "Bachelor of Science"}
    body: list[Block] = [
        Title(written_name(0, person)),
        Line(f"E-Mail: {person.email}"),
        Line(f"Mobil: {person.phone}"),
        Head("Beruflicher Werdegang"),
    ]
    for job in person.jobs:
        body += [
            Row(job.organisation[1], span_de(style, job.begun, job.ended)),
            Line(job.title[1]),
            *(Bullet(duty[1]) for duty in job.duties),
        ]
    body.append(Head("Akademische Ausbildung"))
    for s in person.studies:
        body += [Row(s.school[1], span_de(style, s.begun, s.ended)), Line(f"{degrees[s.degree]}, {s.field[1]}")]
    body += [Head("Fachkenntnisse"), *(Bullet(skill[1]) for skill in person.skills)]
    return (
        word(body, Look()),
        "docx",
        truth(person, "de", name=only_latin(person), publications=0, patents=0, languages=[]),
    )


def undated_chinese(person: Person, dice: Random) -> Made:
    """Chinese, posts without dates, skills in sentences."""
    a, b, c, d, *more = (skill[0] for skill in person.skills)
    body: list[Block] = [
        Title(f"{person.name.zh}的简历"),
        Line(f"电话：{person.phone} 邮箱：{person.email}"),
        Head("教育"),
        *(Line(f"{s.school[0]} {s.field[0]} {degree_zh(0, s)} {s.begun[0]}-{s.ended[0]}") for s in person.studies),
        Head("任职情况"),
    ]
    for job in person.jobs:
        body += [Line(f"{job.organisation[0]}，{job.title[0]}"), *(Bullet(duty[0], "-") for duty in job.duties)]
    body += [Head("技能"), Line(f"精通{a}、{b}，熟悉{c}，能够使用{d}。"), *(Line(f"掌握{skill}。") for skill in more)]
    found = truth(person, "zh-Hans", name=only_chinese(person), publications=0, patents=0, languages=[])
    found["experience"] = [row | {"from": None, "to": None} for row in found["experience"]]
    return plain(body) if dice.random() < 0.5 else plain(body, width=200), "txt", found


TEMPLATES = [
    (skills_first, "western", "en"), (right_column, "western", "en"), (bars, "chinese", "zh"),
    (each_labelled, "chinese", "zh"), (scholar, "chinese", "zh"), (two_tongues, "chinese", "zh"),
    (german_in_english, "german", "de"), (graduate, "western", "en"), (mailed, "japanese", "ja"),
    (mailed, "korean", "ko"), (lebenslauf_two, "german", "de"), (undated_chinese, "chinese", "zh"),
    (english.scanned, "western", "en"),
]  # fmt: skip
