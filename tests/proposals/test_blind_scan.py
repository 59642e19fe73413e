"""The applicant is found in her blind part however she is written, and clean parts are left alone."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.annotations import Link
from reportlab.pdfgen import canvas

from apps.proposals import blind_scan, identity, packages
from apps.proposals.identity import Marks
from apps.proposals.packages import BrokenPackage, Enclosed
from tests.factories import make_member, make_organisation, make_talent, make_user
from tests.proposals.content import make_call, make_draft


@pytest.fixture
def marks(db) -> Marks:
    organisation = make_organisation(
        name_zh="青岛蓝鲸新材料有限公司", name_en="Bluewhale Materials Co., Ltd.", mail_domains=["bluewhale.example"]
    )
    user = make_member(organisation, email="san.zhang@bluewhale.example", display_name="张三丰", phone="+8613812345678")
    make_talent(user=user, name_zh="张三丰", family_name="Zhang", given_name="Sanfeng")
    return identity.marks_of(make_draft(make_call(), user=user, organisation=organisation))


@pytest.mark.parametrize(
    "text",
    ["负责人张三丰多年", "張三豐教授", "张 三 丰", "Zhang Sanfeng leads", "by SANFENG ZHANG", "Zhang San-Feng", "Chang San-feng",
     "蓝鲸新材料", "青岛蓝鲸新材料有限公司", "藍鯨新材料", "BLUEWHALE MATERIALS", "write to x@bluewhale.example", "san.zhang@qq.com",
     "138 1234 5678", "+86-138-1234-5678", "ｚｈａｎｇ ｓａｎｆｅｎｇ"],
)  # fmt: skip
def test_who_she_is_is_found(marks, text):
    assert blind_scan.hits(f"本项目 {text} 的方案", marks)


@pytest.mark.parametrize(
    "text",
    ["低渗透树脂体系与界面处理工艺", "zhang", "sanfengzhangjiajie", "the materials are coated", "三丰精密量具", "电话 0532-80000000",
     "a blue whale of new kinds", "2027-03-01 13:30"],
)  # fmt: skip
def test_clean_text_is_left_alone(marks, text):
    assert blind_scan.hits(text, marks) == []


def pdf(text: str, **properties: str) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.drawString(72, 720, text)
    page.save()
    writer = PdfWriter(clone_from=io.BytesIO(out.getvalue()))
    writer.metadata = {f"/{key}": value for key, value in properties.items()}
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(text: str, author: str = "", comment: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.author = author
    run = document.add_paragraph(text).runs[0]
    if comment:
        document.add_comment([run], text="please look", author=comment, initials="x")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


CLEAN = "A resin of low permeability is developed and tested under pressure."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", pdf(f"{CLEAN} Zhang Sanfeng", Author="")),
        ("plan.pdf", pdf(CLEAN, Author="Zhang Sanfeng")),
        ("plan.pdf", pdf(CLEAN, Company="Bluewhale Materials")),
        ("张三丰-plan.pdf", pdf(CLEAN)),
        ("plan.docx", word(f"{CLEAN} 蓝鲸新材料")),
        ("plan.docx", word(CLEAN, author="张三丰")),
        ("plan.docx", word(CLEAN, comment="Sanfeng Zhang")),
        ("plan.pdf", b"%PDF-1.4 damaged"),
        ("plan.txt", CLEAN.encode()),
    ],
)
def test_files_their_names_and_properties_are_looked_at(marks, name, content):
    places = blind_scan.scan({}, [Enclosed(name, "", content)], marks)
    assert {place.where for place in places} == {name}


def with_body(xml: str, **parts: str) -> bytes:
    """A document whose first paragraph is followed by `xml`; `parts` are written beside it."""
    source, out = io.BytesIO(word(CLEAN)), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part).decode() if part.filename.endswith((".xml", ".rels")) else old.read(part)
            if part.filename == "word/document.xml":
                content = content.replace("</w:p>", f"</w:p>{xml}", 1)
            if part.filename == "word/_rels/document.xml.rels" and "link" in parts:
                row = (
                    f'<Relationship Id="rX" Type="http://x/hyperlink" Target="{parts["link"]}" TargetMode="External"/>'
                )
                content = content.replace("</Relationships>", f"{row}</Relationships>")
            new.writestr(part.filename, content)
    return out.getvalue()


RUN = "<w:r><w:t>Zhang </w:t></w:r><w:r><w:t>Sanfeng</w:t></w:r>"


@pytest.mark.parametrize(
    "content",
    [
        with_body(f'<w:p><w:ins w:id="1" w:author="x">{RUN}</w:ins></w:p>'),
        with_body('<w:p><w:ins w:id="1" w:author="Zhang Sanfeng"><w:r><w:t>now</w:t></w:r></w:ins></w:p>'),
        with_body(f"<w:sdt><w:sdtContent><w:p>{RUN}</w:p></w:sdtContent></w:sdt>"),
        with_body(f'<w:p><w:fldSimple w:instr="AUTHOR">{RUN}</w:fldSimple></w:p>'),
        with_body('<w:p><w:del w:id="1" w:author="x"><w:r><w:delText>张三丰</w:delText></w:r></w:del></w:p>'),
        with_body("<w:p/>", link="https://www.bluewhale.example/team"),
        with_body('<w:p><w:r><w:instrText>HYPERLINK "https://bluewhale.example/x"</w:instrText></w:r></w:p>'),
    ],
)
def test_what_a_document_holds_beside_its_paragraphs_is_looked_at(marks, content):
    places = blind_scan.scan({}, [Enclosed("plan.docx", "", content)], marks)
    assert {place.where for place in places} == {"plan.docx"}


def test_a_link_of_a_pdf_is_looked_at(marks):
    writer = PdfWriter(clone_from=io.BytesIO(pdf(CLEAN)))
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://www.bluewhale.example/team"))
    out = io.BytesIO()
    writer.write(out)
    assert blind_scan.scan({}, [Enclosed("plan.pdf", "", out.getvalue())], marks)


def test_the_outline_of_a_pdf_is_looked_at(marks):
    writer = PdfWriter(clone_from=io.BytesIO(pdf(CLEAN)))
    above = writer.add_outline_item(title="The plan", page_number=0)
    writer.add_outline_item(title="By Zhang Sanfeng", page_number=0, parent=above)
    out = io.BytesIO()
    writer.write(out)
    assert blind_scan.scan({}, [Enclosed("plan.pdf", "", out.getvalue())], marks)


def test_where_she_has_worked_and_studied_is_found(db):
    user = make_user("solo@gmail.com", display_name="Wanderer Oceanborn")
    talent = make_talent(user=user)
    talent.experience.create(organisation="Meta", title="Engineer")
    talent.education.create(school_text="中国海洋大学", degree="doctor")
    marks = identity.marks_of(make_draft(make_call(), user=user))
    assert blind_scan.hits("我校（中国海洋大学）", marks)
    assert blind_scan.hits("at Meta we built it", marks)
    assert blind_scan.hits("a metal plate", marks) == []


@pytest.mark.parametrize(("name", "content"), [("plan.pdf", pdf(CLEAN)), ("plan.docx", word(CLEAN))])
def test_a_clean_file_passes(marks, name, content):
    assert blind_scan.scan({}, [Enclosed(name, "", content)], marks) == []


def test_rows_are_read_and_the_place_is_named(marks):
    fields = {"route": CLEAN, "budget": [{"item": "张三丰 的工资", "amount": 1, "why": ""}]}
    places = blind_scan.scan(fields, [], marks)
    assert [(place.where, "张三丰" in place.text) for place in places] == [("Budget", True)]


def test_a_mailbox_of_a_public_provider_does_not_forbid_the_providers_name(db):
    user = make_user("wandering.heron@gmail.com", display_name="Wanderer Oceanborn")
    marks = identity.marks_of(make_draft(make_call(), user=user))
    assert blind_scan.hits("send it to gmail.com", marks) == []
    assert blind_scan.hits("wandering.heron@outlook.com", marks)


@settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # the first draw builds tables, on a busy machine slowly
@given(
    st.dictionaries(st.text("ab中\n", min_size=1, max_size=4), st.text('ab中"', max_size=9), max_size=3),
    st.lists(st.tuples(st.text("ab中", max_size=4), st.binary(max_size=60)), max_size=3),
    st.integers(1, 255),
    st.integers(0, 10_000),
)
def test_a_package_reads_back_and_a_changed_file_is_told(fields, contents, flip, place):
    enclosed = [Enclosed(name, "application/pdf", content) for name, content in contents]
    package = packages.pack(fields, {"challenge": "JB"}, enclosed)
    assert packages.unpack(package) == (fields, {"challenge": "JB"}, enclosed)
    size = sum(len(file.content) for file in enclosed)
    if size:
        changed = bytearray(package)
        changed[len(package) - 1 - place % size] ^= flip
        with pytest.raises(BrokenPackage):
            packages.unpack(bytes(changed))
    for wrong in (package[:-1], package + b"x", b"", b"\xff\xff\xff\xff"):
        with pytest.raises(BrokenPackage):
            packages.unpack(wrong)
