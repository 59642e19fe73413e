"""Templates of the development half, in English and German."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.cvs.blocks import Block, Bullet, Gap, Grid, Head, Line, Look, Photo, Row, Side, Title
from tests.cvs.in_word import plain, word
from tests.cvs.on_paper import pdf, scan
from tests.cvs.people import Person
from tests.cvs.writing import degree_en, only_latin, paper, patent, span_de, span_en, truth, written_name

Made = tuple[bytes, str, dict[str, Any]]


def latex(person: Person, dice: Random) -> Made:
    """Serif, small capitals, dates at the margin, numbered publications."""
    style, form = dice.choice([0, 2, 4, 5]), dice.randint(0, 4)
    body: list[Block] = [
        Title(written_name(dice.randint(0, 1), person)),
        Line(f"{person.home[1]} | {person.email} | {person.phone}"),
    ]
    body.append(Head("Education"))
    for study in person.studies:
        body += [Row(study.school[1], span_en(style, study.begun, study.ended)), Line(degree_en(form, study))]
    body.append(Head(dice.choice(["Work Experience", "Professional Experience", "Employment"])))
    for job in person.jobs:
        body += [Row(job.title[1], span_en(style, job.begun, job.ended)), Line(f"{job.organisation[1]}, {job.city[1]}")]
        body += [Bullet(duty[1]) for duty in job.duties]
    body += [Head("Publications"), *(Bullet(paper(0, row, person), f"[{n}]") for n, row in enumerate(person.papers, 1))]
    body += [Head("Patents"), *(Bullet(patent(0, row)) for row in person.patents)]
    body += [Head("Skills"), Line(", ".join(skill[1] for skill in person.skills))]
    body += [Head("Languages"), Line(", ".join(f"{name[1]} ({level[1]})" for _code, name, level in person.languages))]
    look = Look(serif=True, small_caps=True, ruled_heads=True, footer="{page}")
    return pdf(body, look), "pdf", truth(person, "en", name=_latin(person, body))


def _latin(person: Person, _body: list[Block]) -> dict[str, Any]:
    return only_latin(person)


def sidebar(person: Person, dice: Random) -> Made:
    """Two columns with a photo; skills one a line."""
    style, form = dice.choice([0, 1, 3, 6]), dice.randint(0, 4)
    left: list[Block] = [
        Photo(),
        *[Gap()] * 8,
        Head("CONTACT"),
        Line(person.email),
        Line(person.phone),
        Line(person.home[1]),
    ]
    left += [Head("SKILLS"), *(Line(skill[1]) for skill in person.skills)]
    left += [Head("LANGUAGES"), *(Line(f"{name[1]} - {level[1]}") for _code, name, level in person.languages)]
    right: list[Block] = [
        Title(written_name(0, person)),
        Line(person.jobs[0].title[1]),
        Head("PROFILE"),
        Line(person.aim[1]),
    ]
    right.append(Head("EXPERIENCE"))
    for job in person.jobs:
        right += [Row(f"{job.title[1]}", span_en(style, job.begun, job.ended)), Line(job.organisation[1])]
        right += [Bullet(duty[1]) for duty in job.duties]
    right.append(Head("EDUCATION"))
    for study in person.studies:
        right += [Row(degree_en(form, study), span_en(style, study.begun, study.ended)), Line(study.school[1])]
    right += [Head("SELECTED PUBLICATIONS"), *(Bullet(paper(1, row, person)) for row in person.papers)]
    body = [Side(tuple(left), tuple(right), 0.34)]
    return pdf(body, Look(size=9.5)), "pdf", truth(person, "en", name=only_latin(person), patents=0)


def american(person: Person, dice: Random) -> Made:
    """A one-page resume from Word: organisation with its place, dates at a tab stop, title below."""
    style = dice.choice([0, 2, 5])
    body: list[Block] = [Title(written_name(0, person)), Line(f"{person.phone} • {person.email} • {person.home[1]}")]
    body.append(Head("PROFESSIONAL EXPERIENCE"))
    for job in person.jobs:
        body += [Row(f"{job.organisation[1]}, {job.city[1]}", span_en(style, job.begun, job.ended)), Line(job.title[1])]
        body += [Bullet(duty[1]) for duty in job.duties]
    body.append(Head("EDUCATION"))
    for study in person.studies:
        body += [
            Row(f"{study.school[1]}", span_en(style, study.begun, study.ended)),
            Line(degree_en(dice.randint(0, 4), study)),
        ]
    body += [Head("TECHNICAL SKILLS"), Line(f"Tools: {', '.join(skill[1] for skill in person.skills[:3])}")]
    body += [Line(f"Methods: {', '.join(skill[1] for skill in person.skills[3:])}")]
    found = truth(person, "en", name=only_latin(person), languages=[], publications=0, patents=0)
    return word(body, Look(), styles=bool(dice.randint(0, 1))), "docx", found


def academic(person: Person, dice: Random) -> Made:
    """Years at the left, running headers, page numbers, long lists."""
    name = written_name(0, person)
    body: list[Block] = [
        Title(f"Curriculum Vitae: {name}" if dice.random() < 0.3 else name),
        Line(f"E-mail: {person.email}"),
        Line(f"Tel: {person.phone}"),
    ]
    body += [Head("Research Interests"), Line(person.aim[1]), Head("Academic Appointments")]
    rows = tuple(
        (span_en(4, job.begun, job.ended), f"{job.title[1]}, {job.organisation[1]}, {job.city[1]}")
        for job in person.jobs
    )
    body.append(Grid(rows, (0.22, 0.78), ruled=False))
    body.append(Head("Education"))
    rows = tuple(
        (span_en(4, study.begun, study.ended), f"{degree_en(dice.randint(0, 4), study)}, {study.school[1]}")
        for study in person.studies
    )
    body.append(Grid(rows, (0.22, 0.78), ruled=False))
    body += [
        Head("Peer-reviewed Publications"),
        *(Line(f"{n}. {paper(0, row, person)}") for n, row in enumerate(person.papers, 1)),
    ]
    body += [Head("Patents"), *(Line(f"{n}. {patent(0, row)}") for n, row in enumerate(person.patents, 1))]
    body += [Head("Teaching"), Line("Guest lectures in a graduate course, 2021."), Head("Technical Skills")]
    body += [Line("; ".join(skill[1] for skill in person.skills)), Head("Language Skills")]
    body.append(Line("; ".join(f"{name[1]}: {level[1]}" for _code, name, level in person.languages)))
    look = Look(serif=True, header=f"{name} - Curriculum Vitae", footer="Page {page}")
    return pdf(body, look), "pdf", truth(person, "en", name=only_latin(person))


def pasted(person: Person, dice: Random) -> Made:
    """Plain text, capitals as headings, dates in brackets."""
    style = dice.choice([0, 1, 2, 4])
    body: list[Block] = [
        Title(written_name(dice.randint(0, 1), person)),
        Line(f"{person.email}, {person.phone}"),
        Head("SUMMARY"),
        Line(person.aim[1]),
    ]
    body.append(Head("EXPERIENCE"))
    for job in person.jobs:
        body.append(Line(f"{job.title[1]}, {job.organisation[1]} ({span_en(style, job.begun, job.ended)})"))
        body += [Bullet(duty[1], "-") for duty in job.duties]
    body.append(Head("EDUCATION"))
    body += [
        Line(f"{degree_en(1, study)}, {study.school[1]} ({span_en(style, study.begun, study.ended)})")
        for study in person.studies
    ]
    body += [Head("SKILLS"), *(Bullet(skill[1], "*") for skill in person.skills), Head("LANGUAGES")]
    body += [Bullet(f"{name[1]} ({level[1]})", "*") for _code, name, level in person.languages]
    body += [Head("PATENTS"), *(Bullet(patent(0, row), "*") for row in person.patents)]
    return plain(body), "txt", truth(person, "en", name=only_latin(person), publications=0)


def europass(person: Person, dice: Random) -> Made:
    """Labels at the left, facts at the right."""
    style = dice.choice([1, 3])
    rows: list[tuple[str, str]] = [
        ("Name", f"{person.name.family} {person.name.given}" if dice.random() < 0 else written_name(1, person))
    ]
    rows += [("Telephone", person.phone), ("E-mail", person.email), ("Nationality", "Invented")]
    body: list[Block] = [
        Title("Europass Curriculum Vitae"),
        Head("PERSONAL INFORMATION"),
        Grid(tuple(rows), (0.3, 0.7), ruled=False),
    ]
    body.append(Head("WORK EXPERIENCE"))
    for job in person.jobs:
        found = (
            ("Dates", span_en(style, job.begun, job.ended)),
            ("Occupation or position held", job.title[1]),
            ("Name of employer", job.organisation[1]),
            ("Main activities", job.duties[0][1]),
        )
        body += [Grid(found, (0.3, 0.7), ruled=False), Gap()]
    body.append(Head("EDUCATION AND TRAINING"))
    for study in person.studies:
        found = (
            ("Dates", span_en(style, study.begun, study.ended)),
            ("Title of qualification awarded", degree_en(0, study)),
            ("Name of institution", study.school[1]),
        )
        body += [Grid(found, (0.3, 0.7), ruled=False), Gap()]
    body += [Head("PERSONAL SKILLS"), Line(f"Mother tongue: {person.languages[0][1][1]}")]
    body += [
        Line("Other languages: " + ", ".join(f"{name[1]} ({level[1]})" for _code, name, level in person.languages[1:]))
    ]
    body += [Head("JOB-RELATED SKILLS"), Line(", ".join(skill[1] for skill in person.skills))]
    return pdf(body, Look()), "pdf", truth(person, "en", name=only_latin(person), publications=0, patents=0)


def lebenslauf(person: Person, dice: Random) -> Made:
    """German, table form, German degrees."""
    degrees = {"doctor": "Promotion zum Dr.-Ing.", "master": "M.Sc.", "bachelor": "B.Sc."}
    style = dice.randint(0, 1)
    body: list[Block] = [Title("Lebenslauf"), Head("Persönliche Daten")]
    body.append(
        Grid(
            (("Name", written_name(0, person)), ("Telefon", person.phone), ("E-Mail", person.email)),
            (0.3, 0.7),
            ruled=False,
        )
    )
    body.append(Head("Berufserfahrung"))
    for job in person.jobs:
        body += [
            Grid(
                ((span_de(style, job.begun, job.ended), f"{job.title[1]}, {job.organisation[1]}, {job.city[1]}"),),
                (0.3, 0.7),
                ruled=False,
            )
        ]
        body += [Bullet(duty[1]) for duty in job.duties]
    body.append(Head(dice.choice(["Ausbildung", "Studium", "Akademischer Werdegang"])))
    for study in person.studies:
        body.append(
            Grid(
                (
                    (
                        span_de(style, study.begun, study.ended),
                        f"{degrees[study.degree]} {study.field[1]}, {study.school[1]}",
                    ),
                ),
                (0.3, 0.7),
                ruled=False,
            )
        )
    names = {
        "zh": "Chinesisch",
        "en": "Englisch",
        "de": "Deutsch",
        "ja": "Japanisch",
        "fr": "Französisch",
        "ko": "Koreanisch",
        "es": "Spanisch",
    }
    body += [Head("Kenntnisse"), Line(", ".join(skill[1] for skill in person.skills)), Head("Sprachen")]
    body.append(Line(", ".join(f"{names[code]} ({level[1]})" for code, _name, level in person.languages)))
    return pdf(body, Look()), "pdf", truth(person, "de", name=only_latin(person), publications=0, patents=0)


def in_sentences(person: Person, dice: Random) -> Made:
    """Japanese and Korean people, English text; skills told in sentences; Word."""
    a, b, c, d, *more = (skill[1] for skill in person.skills)
    shown = f"{written_name(1, person)} {person.name.zh}".strip()
    body: list[Block] = [
        Title(shown),
        Line(f"Email {person.email}"),
        Line(f"Mobile {person.phone}"),
        Head("About me"),
        Line(person.aim[1]),
        Head("Career"),
    ]
    for job in person.jobs:
        body += [
            Line(f"{span_en(6, job.begun, job.ended)}  {job.organisation[1]}"),
            Line(job.title[1]),
            *(Bullet(duty[1]) for duty in job.duties),
        ]
    body.append(Head("Academic background"))
    for study in person.studies:
        body.append(
            Line(
                f"{span_en(6, study.begun, study.ended)}  {study.school[1]}, {degree_en(dice.choice([0, 2, 4]), study)}"
            )
        )
    body += [
        Head("Technical skills"),
        Line(f"I have worked with {a}, {b} and {c} for years, and I am proficient in {d}."),
        *(Line(f"Experienced in {skill}.") for skill in more),
    ]
    body += [Head("Languages"), *(Line(f"{name[1]}: {level[1]}") for _code, name, level in person.languages)]
    found = truth(person, "mixed" if person.name.zh else "en", script=1, publications=0, patents=0)
    return word(body, Look(box=("Curriculum Vitae",) if dice.random() < 0.5 else ())), "docx", found


def undated(person: Person, dice: Random) -> Made:
    """The older posts carry no date; study still goes on."""
    body: list[Block] = [Title(written_name(0, person)), Line(f"{person.email} / {person.phone}"), Head("Education")]
    first, *others = person.studies
    body.append(Line(f"{degree_en(0, first)}, {first.school[1]}, {first.begun[0]} - expected 2029"))
    body += [Line(f"{degree_en(0, study)}, {study.school[1]}, {study.begun[0]} - {study.ended[0]}") for study in others]
    body.append(Head("Work History"))
    for job in person.jobs:
        body += [Line(f"{job.title[1]}, {job.organisation[1]}"), *(Bullet(duty[1]) for duty in job.duties)]
    body += [Head("Key Skills"), Line(" | ".join(skill[1] for skill in person.skills))]
    found = truth(person, "en", name=only_latin(person), publications=0, patents=0, languages=[])
    found["education"][0] |= {"to": "2029", "status": "in_progress"}
    found["experience"] = [row | {"from": None, "to": None} for row in found["experience"]]
    return word(body, Look(), styles=dice.random() < 0.5), "docx", found


def scanned(person: Person, _dice: Random) -> Made:
    """A picture of pages."""
    empty: dict[str, Any] = {
        "lang": "en",
        "scanned": True,
        "name": {},
        "contact": {},
        "education": [],
        "experience": [],
    }
    return (
        scan([person.name.given, person.email, *person.papers]),
        "pdf",
        empty | {"skills": [], "languages": [], "publications": 0, "patents": 0},
    )
