"""The applicant is found in her blind part however she is written, and clean parts are left alone."""

from __future__ import annotations

import io

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
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
