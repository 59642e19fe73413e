"""Employers out of an operator's spreadsheet."""

import pytest

from apps.accounts import invitations
from apps.accounts.models import Invitation, Organisation
from apps.core.moves import GuardFailed
from apps.core.spreadsheets import BadWorkbook
from apps.employers import imports
from apps.employers.models import Employer
from tests.employers.codes import make_code
from tests.factories import make_operator, make_user
from tests.positions.sheets import xls, xlsx

pytestmark = pytest.mark.usefixtures("taxonomy")
HEADINGS = ["序号", "单位名称", "统一社会信用代码", "单位性质", "所在区市", "联系人", "联系电话", "邮箱", "网址"]


def line(number=1, **changes):
    values = {"number": number, "name": f"示例单位甲{number}", "code": make_code(number), "type": "民营企业", "district": "崂山区",
              "contact": "李", "phone": "0532-1", "email": "HR@Example.test", "website": "example.test"}  # fmt: skip
    return list({**values, **changes}.values())


@pytest.fixture
def operator():
    return make_operator(district="370212")


@pytest.mark.parametrize("make", [xlsx, xls])
def test_all_rows_become_verified_employers_with_a_link(operator, make):
    sheet = imports.read(make([line(1), line(2, type="高校")], headings=HEADINGS), by=operator)
    assert sheet.problems == []
    taken = imports.take_in(sheet, by=operator)
    rows = Employer.objects.order_by("pk").values_list(
        "organisation__name_zh", "state", "type", "source", "verified_by"
    )
    assert list(rows) == [
        ("示例单位甲1", "verified", "private", "import", operator.pk),
        ("示例单位甲2", "verified", "university", "import", operator.pk),
    ]
    first = taken[0].employer
    assert (first.website, first.contact_email, first.organisation.district) == (
        "https://example.test",
        "hr@example.test",
        "370212",
    )
    assert first.organisation.memberships.count() == 0
    claimed = invitations.accept(taken[0].secret, make_user())
    assert (claimed.organisation, claimed.role) == (first.organisation, "owner")


@pytest.mark.parametrize(
    ("change", "label", "words"),
    [
        ({"name": ""}, "Name in Chinese", "A name is needed"),
        ({"code": "123"}, "Unified social credit code", "18 characters"),
        ({"code": make_code(1)[:17] + "I"}, "Unified social credit code", "never I"),
        ({"code": make_code(9)}, "Unified social credit code", "on file already"),
        ({"type": "神秘组织"}, "Type", "No such type"),
        ({"district": "上海"}, "District", "no district"),
        ({"district": "市南区"}, "District", "other districts"),
        ({"email": "nobody"}, "Contact e-mail", "valid email"),
        ({"website": "not a site"}, "Website", "valid URL"),
        ({"phone": "1" * 41}, "Contact phone", "At most 40"),
    ],
)
def test_one_wrong_cell_keeps_everybody_out(operator, change, label, words):
    Organisation.objects.create(name_zh="在册单位", credit_code=make_code(9))
    sheet = imports.read(xlsx([line(1), line(2, **change)], headings=HEADINGS), by=operator)
    assert [(p.row, p.label) for p in sheet.problems] == [(5, label)]
    assert words in sheet.problems[0].message
    with pytest.raises(GuardFailed, match="all are taken in, or none"):
        imports.take_in(sheet, by=operator)
    assert (Employer.objects.count(), Invitation.objects.count()) == (0, 0)


def test_the_same_code_twice_is_told(operator):
    sheet = imports.read(xlsx([line(1), line(1)], headings=HEADINGS), by=operator)
    assert [p.message for p in sheet.problems] == ["Row 4 has the same code."]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (xlsx([["a", "b"]], headings=["x", "y"], title=""), "No row of headings"),
        (
            xlsx([["名", "370212"]], headings=["单位名称", "所在区市"], title=""),
            "columns are missing: Unified social credit code, Type",
        ),
        (xlsx([], headings=HEADINGS), "no row under the headings"),
        (b"PK\x03\x04", "cannot be read"),
    ],
)
def test_a_file_of_another_kind_is_refused(operator, data, words):
    with pytest.raises(BadWorkbook, match=words):
        imports.read(data, by=operator)
