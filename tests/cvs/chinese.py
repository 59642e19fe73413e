"""Templates of the development half, in Chinese and in two languages."""

from __future__ import annotations

from random import Random

from tests.cvs.blocks import Block, Bullet, Grid, Head, Line, Look, Photo, Row, Title
from tests.cvs.english import Made
from tests.cvs.in_word import plain, word
from tests.cvs.on_paper import pdf
from tests.cvs.people import Person
from tests.cvs.writing import degree_en, degree_zh, only_chinese, paper, patent, span_en, span_zh, truth, written_name


def form(person: Person, dice: Random) -> Made:
    """个人简历 as a table in Word: labels and values in cells."""
    style, forms = dice.randint(0, 6), dice.randint(0, 2)
    rows = (
        ("姓名", person.name.zh, "性别", "女"),
        ("籍贯", person.home[0], "民族", "汉"),
        ("电话", person.phone, "邮箱", person.email),
    )
    body: list[Block] = [Title("个人简历"), Photo(), Grid(rows, (0.2, 0.3, 0.2, 0.3)), Head("教育背景")]
    table = [("时间", "学校", "专业", "学历")]
    table += [(span_zh(style, s.begun, s.ended), s.school[0], s.field[0], degree_zh(forms, s)) for s in person.studies]
    body += [Grid(tuple(table), (0.28, 0.28, 0.28, 0.16)), Head("工作经历")]
    jobs = [("起止时间", "工作单位", "职务")]
    jobs += [(span_zh(style, job.begun, job.ended), job.organisation[0], job.title[0]) for job in person.jobs]
    body += [Grid(tuple(jobs), (0.3, 0.4, 0.3)), Head("专业技能"), Line("、".join(skill[0] for skill in person.skills))]
    body += [Head("外语水平"), Line("；".join(f"{name[0]}（{level[0]}）" for _code, name, level in person.languages))]
    body += [Head("科研成果"), *(Line(f"{n}. {paper(0, row, person)}") for n, row in enumerate(person.papers, 1))]
    body += [Head("专利"), *(Line(f"{n}. {patent(2, row)}") for n, row in enumerate(person.patents, 1))]
    return word(body, Look()), "docx", truth(person, "zh-Hans", name=only_chinese(person))


def labels(person: Person, dice: Random) -> Made:
    """Label: value lists, PDF."""
    style, forms = dice.randint(0, 6), dice.randint(0, 2)
    body: list[Block] = [
        Title("个人简历"),
        Line(f"姓名：{person.name.zh}"),
        Line(f"手机：{person.phone}"),
        Line(f"邮箱：{person.email}"),
        Line(f"微信：{person.wechat}"),
    ]
    body.append(Head("教育背景"))
    body += [
        Line(f"{span_zh(style, s.begun, s.ended)}  {s.school[0]}  {s.field[0]}  {degree_zh(forms, s)}")
        for s in person.studies
    ]
    body.append(Head(dice.choice(["工作经历", "工作经验", "职业经历"])))
    for job in person.jobs:
        body.append(Line(f"{span_zh(style, job.begun, job.ended)}  {job.organisation[0]}  {job.title[0]}"))
        body += [Bullet(f"{duty[0]}；", f"{n}.") for n, duty in enumerate(job.duties, 1)]
    body += [
        Head("技能"),
        *(Line(f"熟练掌握{skill[0]}") for skill in person.skills[:2]),
        Line("、".join(skill[0] for skill in person.skills[2:])),
    ]
    body += [Head("语言"), Line("，".join(f"{name[0]}（{level[0]}）" for _code, name, level in person.languages))]
    body += [Head("专利"), *(Bullet(patent(0, row), f"{n}、") for n, row in enumerate(person.patents, 1))]
    found = truth(person, "zh-Hans", name=only_chinese(person), publications=0)
    found["contact"]["wechat"] = person.wechat
    return pdf(body, Look()), "pdf", found


def browser(person: Person, dice: Random) -> Made:
    """Printed by a browser: characters of the radical blocks, tables, headings in brackets."""
    style, forms = dice.choice([0, 3, 6]), dice.randint(0, 2)
    body: list[Block] = [
        Title(person.name.zh),
        Line(f"{person.phone} | {person.email} | 现居{person.home[0]}"),
        Head("【教育经历】"),
    ]
    body.append(
        Grid(
            tuple(
                (span_zh(style, s.begun, s.ended), s.school[0], s.field[0], degree_zh(forms, s)) for s in person.studies
            ),
            (0.27, 0.27, 0.28, 0.18),
            ruled=False,
        )
    )
    body.append(Head("【工作经历】"))
    for job in person.jobs:
        body.append(
            Grid(
                ((span_zh(style, job.begun, job.ended), job.organisation[0], job.title[0]),),
                (0.27, 0.43, 0.3),
                ruled=False,
            )
        )
        body += [Bullet(duty[0], "•") for duty in job.duties]
    body += [
        Head("【专业技能】"),
        *(Bullet(skill[0], "•") for skill in person.skills),
        Head("【论文】"),
        *(Bullet(paper(0, row, person), f"[{n}]") for n, row in enumerate(person.papers, 1)),
    ]
    return (
        pdf(body, Look(radicals=True, footer="第 {page} 页")),
        "pdf",
        truth(person, "zh-Hans", name=only_chinese(person), patents=0, languages=[]),
    )


def header_contact(person: Person, dice: Random) -> Made:
    """Word; contact in the page header; organisation and title on one line with a tab."""
    style = dice.randint(0, 6)
    body: list[Block] = [
        Title(f"{person.name.zh}　个人简历"),
        Head("一、自我评价"),
        Line(person.aim[0]),
        Head("二、教育背景"),
    ]
    body += [
        Row(f"{s.school[0]}　{s.field[0]}　{degree_zh(1, s)}", span_zh(style, s.begun, s.ended)) for s in person.studies
    ]
    body.append(Head("三、工作经历"))
    for job in person.jobs:
        body += [
            Row(f"{job.organisation[0]}　{job.title[0]}", span_zh(style, job.begun, job.ended)),
            *(Bullet(duty[0]) for duty in job.duties),
        ]
    body += [Head("四、技能特长"), Line("；".join(skill[0] for skill in person.skills)), Head("五、语言能力")]
    body.append(Line("；".join(f"{name[0]}{level[0]}" for _code, name, level in person.languages)))
    body += [
        Head("六、论文与专利"),
        *(Bullet(paper(0, row, person)) for row in person.papers),
        *(Bullet(f"专利：{patent(2, row)}") for row in person.patents),
    ]
    look = Look(header=f"电话：{person.phone}　邮箱：{person.email}")
    return (
        word(body, look, styles=bool(dice.randint(0, 1))),
        "docx",
        truth(person, "zh-Hans", name=only_chinese(person)),
    )


def bilingual(person: Person, dice: Random) -> Made:
    """Headings and facts in both languages, PDF or Word."""
    style = dice.choice([0, 1, 3])
    body: list[Block] = [
        Title(f"{person.name.zh} {written_name(1, person)}"),
        Line(f"电话 Tel: {person.phone}    邮箱 Email: {person.email}    微信 WeChat: {person.wechat}"),
    ]
    body.append(Head("教育背景 Education"))
    for s in person.studies:
        body += [
            Row(f"{s.school[1]} {s.school[0]}", span_en(style, s.begun, s.ended)),
            Line(f"{degree_en(0, s)} {s.field[0]}"),
        ]
    body.append(Head("工作经历 Experience"))
    for job in person.jobs:
        body += [
            Row(f"{job.organisation[1]} {job.organisation[0]}", span_en(style, job.begun, job.ended)),
            Line(f"{job.title[1]} {job.title[0]}"),
            *(Bullet(duty[dice.randint(0, 1)]) for duty in job.duties),
        ]
    body += [Head("技能 Skills"), Line(", ".join(skill[1] for skill in person.skills)), Head("语言 Languages")]
    body.append(Line(", ".join(f"{name[0]} {name[1]} ({level[1]})" for _code, name, level in person.languages)))
    body += [Head("论文 Publications"), *(Bullet(paper(0, row, person)) for row in person.papers)]
    found = truth(person, "mixed", script=1, patents=0)
    found["contact"]["wechat"] = person.wechat
    return (pdf(body, Look(serif=True)), "pdf", found) if dice.random() < 0.5 else (word(body, Look()), "docx", found)


def commas(person: Person, dice: Random) -> Made:
    """Pasted Chinese text: facts between commas, duties in sentences."""
    style = dice.choice([0, 1, 5])
    body: list[Block] = [
        Line(f"{person.name.zh}，{person.home[0]}，电话{person.phone}，邮箱{person.email}"),
        Head("教育经历："),
    ]
    body += [
        Line(f"{span_zh(style, s.begun, s.ended)}，{s.school[0]}，{s.field[0]}，{degree_zh(0, s)}")
        for s in person.studies
    ]
    body.append(Head("工作经历："))
    for job in person.jobs:
        body += [
            Line(f"{span_zh(style, job.begun, job.ended)}，{job.organisation[0]}，{job.title[0]}"),
            *(Line(f"{duty[0]}。") for duty in job.duties),
        ]
    body += [
        Head("专业技能："),
        Line("，".join(skill[0] for skill in person.skills) + "。"),
        Head("外语："),
        Line("，".join(f"{name[0]}{level[0]}" for _c, name, level in person.languages[1:])),
    ]
    languages = [{"code": code, "level": level[0]} for code, _name, level in person.languages[1:]]
    return (
        plain(body),
        "txt",
        truth(person, "zh-Hans", name=only_chinese(person), publications=0, patents=0, languages=languages),
    )


def traditional(person: Person, dice: Random) -> Made:
    """Traditional characters in headings and labels, pasted."""
    style = dice.choice([0, 2, 3])
    body: list[Block] = [
        Title("個人履歷"),
        Line(f"姓名：{person.name.zh}"),
        Line(f"電話：{person.phone}"),
        Line(f"電郵：{person.email}"),
        Head("學歷"),
    ]
    body += [
        Line(f"{span_zh(style, s.begun, s.ended)}    {s.school[0]}    {s.field[0]}    {degree_zh(0, s)}")
        for s in person.studies
    ]
    body.append(Head("工作經驗"))
    for job in person.jobs:
        body += [
            Line(f"{span_zh(style, job.begun, job.ended)}    {job.organisation[0]}    {job.title[0]}"),
            *(Bullet(duty[0], "·") for duty in job.duties),
        ]
    body += [
        Head("專業技能"),
        Line("、".join(skill[0] for skill in person.skills)),
        Head("語言能力"),
        Line("、".join(f"{name[0]}（{level[0]}）" for _c, name, level in person.languages)),
    ]
    return plain(body), "txt", truth(person, "zh-Hant", script=0, name=only_chinese(person), publications=0, patents=0)
