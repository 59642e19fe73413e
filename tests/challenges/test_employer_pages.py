"""An employer writes a call section by section, submits it, shows papers; hands in problems one by one and in a sheet."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.challenges import access
from apps.challenges.models import Annex, Challenge, Problem
from apps.core.models import File
from tests.challenges.content import make_challenge, make_programme, whole
from tests.factories import make_employer, make_member, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def employer():
    return make_employer()


@pytest.fixture
def owner(employer, client):
    client.force_login(employer.owner)
    return employer.owner


def at(challenge: Challenge, rest: str = "") -> str:
    return f"/employer/challenges/{challenge.public_id}/{rest}"


def rows(prefix: str, *given: dict[str, str], initial: int = 0) -> dict[str, str]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(given)), f"{prefix}-INITIAL_FORMS": str(initial)}
    return data | {f"{prefix}-{n}-{name}": value for n, row in enumerate(given) for name, value in row.items()}


INDICATOR = {
    "metric": "寿命",
    "comparison": "ge",
    "threshold": "10",
    "unit": "年",
    "method": "高压釜",
    "verifier": "检测中心",
}
EMPTY = {"metric": "", "comparison": "ge", "threshold": "", "unit": "", "method": "", "verifier": ""}


def test_from_an_empty_call_to_its_submission(client, employer, owner):
    programme = make_programme(minimum_open_days=1)
    answer = client.post("/employer/challenges/start/", {"programme": programme.public_id})
    challenge = Challenge.objects.get()
    assert answer["Location"] == at(challenge, "text/")
    parts = ("background", "difficulties", "research", "deliverables", "acceptance")
    sections = {
        "text": {"language": "zh-hans", "title": "深海涂层", "summary": "十年寿命", **dict.fromkeys(parts, "说明")},
        "translation": {"title": "Deep-sea coatings", "summary": "Ten years"},
        "field": {"kind": "research", "chain": "marine_equip", "district": "370212", "source": "生产", "cooperation": ["joint"], "skills": "防腐涂层、EIS"},
        "indicators": rows("indicators", INDICATOR, EMPTY),
        "money": {"bounty": "2000000", "own_money": "4000000", "grant": "1000000", "term_months": "24", "routes": "1", "payment_mode": "milestones", "closes_at": "2099-01-01T17:00"},
        "milestones": rows("milestones", {"title": "中试", "due_month": "12", "share": "100.00", "goal_0": "6"}),
        "terms": {"ip_choice": "joint", "level": "public", "export_control": "none", "contact_name": "张工", "contact_phone": "0532", "credit_clean": "on", "beyond_own_means": "on"},
    }  # fmt: skip
    for code, data in sections.items():
        assert client.get(at(challenge, f"{code}/")).status_code == 200
        assert client.post(at(challenge, f"{code}/"), data)["Location"] == at(challenge), code
    page = client.get(at(challenge)).content.decode()
    assert page.count("badge-good") >= 7
    client.post(at(challenge, "step/"), {"act": "submit"})
    challenge.refresh_from_db()
    assert challenge.state == "submitted"
    assert f"{challenge.draft.closes_at:%Y-%m-%d %H:%M}" == "2099-01-01 09:00"  # Beijing's five o'clock


def test_what_is_missing_is_named_and_keeps_it_from_going_out(client, employer, owner):
    challenge = make_challenge(employer=employer, ip_choice="", milestones=())
    page = client.get(at(challenge), headers={"accept-language": "zh-hans"}).content.decode()
    assert "请至少填写一个里程碑" in page
    client.post(at(challenge, "step/"), {"act": "submit"})
    challenge.refresh_from_db()
    assert challenge.state == "draft"


class TestSavingAsOneGoes:
    def test_the_page_saves_itself_and_knows_where_it_stands(self, client, employer, owner):
        challenge = make_challenge(employer=employer)
        data = {"title": "Coatings that last", "summary": "Ten years", "saves": "0"}
        answer = client.post(at(challenge, "translation/"), data, headers={"x-autosave": "1"})
        assert (answer.status_code, answer["X-Saves"]) == (204, "1")
        again = client.post(at(challenge, "translation/"), {**data, "saves": "1"}, headers={"x-autosave": "1"})
        assert (again.status_code, again["X-Saves"]) == (204, "2")

    def test_two_windows(self, client, employer, owner):
        challenge = make_challenge(employer=employer)
        data = {"title": "A", "summary": "B", "saves": "0"}
        client.post(at(challenge, "translation/"), data)
        late = client.post(
            at(challenge, "translation/"), {**data, "title": "C"}, headers={"x-autosave": "1", "accept-language": "en"}
        )
        assert late.status_code == 409
        assert "another window" in late.content.decode()
        late = client.post(at(challenge, "translation/"), {**data, "title": "C is still here"})
        assert late.status_code == 409
        assert "C is still here" in late.content.decode()
        challenge.refresh_from_db()
        assert {text.title for text in challenge.draft.texts.all()} == {"深海防腐涂层寿命提升", "A"}

    def test_a_new_row_saved_by_itself_is_not_doubled(self, client, employer, owner):
        challenge = make_challenge(employer=employer, indicators=())
        for saves in range(3):
            data = rows("indicators", INDICATOR) | {"saves": str(saves)}
            answer = client.post(at(challenge, "indicators/"), data, headers={"x-autosave": "1"})
            assert answer.status_code == 204
        challenge.refresh_from_db()
        assert challenge.draft.indicators.count() == 1

    def test_a_row_is_taken_away(self, client, employer, owner):
        challenge = make_challenge(employer=employer)
        second = {**INDICATOR, "metric": "渗透率", "comparison": "le", "threshold": "0.5", "unit": "g", "DELETE": "on"}
        client.post(at(challenge, "indicators/"), rows("indicators", INDICATOR, second, EMPTY, initial=2))
        challenge.refresh_from_db()
        assert [row.metric for row in challenge.draft.indicators.all()] == ["寿命"]

    @pytest.mark.parametrize(
        ("code", "data"),
        [
            ("money", {"routes": "1", "bounty": "-5"}), ("money", {"routes": "1", "closes_at": "tomorrow"}),
            ("indicators", rows("indicators", {**INDICATOR, "threshold": ""})),
            ("milestones", rows("milestones", {"title": "M", "due_month": "1", "share": "100.001"})),
            ("milestones", rows("milestones", {"title": "M", "due_month": "1", "share": "101"})),
            ("terms", {"level": "public", "export_control": "none", "partner_code": "123"}),
            ("field", {"kind": "research", "skills": ",".join(f"s{n}" for n in range(30))}),
        ],
    )  # fmt: skip
    def test_nonsense_is_told_at_its_field_and_stores_nothing(self, client, employer, owner, code, data):
        challenge = make_challenge(employer=employer)
        before = challenge.draft.content_hash
        answer = client.post(at(challenge, f"{code}/"), data)
        assert (answer.status_code, "is-invalid" in answer.content.decode()) == (422, True)
        challenge.refresh_from_db()
        assert challenge.draft.content_hash == before


def test_an_amendment_is_written_beside_the_text_in_force(client, employer, owner):
    challenge = make_challenge(employer=employer, state="published")
    money = {
        "bounty": "1",
        "own_money": "4000000",
        "grant": "1000000",
        "term_months": "24",
        "routes": "1",
        "payment_mode": "milestones",
        "closes_at": "2099-01-01T17:00",
    }
    client.post(at(challenge, "money/"), money)
    page = client.get(at(challenge), headers={"accept-language": "zh-hans"}).content.decode()
    assert "榜额不得下调" in page
    challenge.refresh_from_db()
    assert challenge.current.bounty == 2_000_000
    client.post(at(challenge, "step/"), {"act": "discard"})
    challenge.refresh_from_db()
    assert challenge.draft is None


@pytest.mark.parametrize("who", ["owner elsewhere", "hiring manager", "talent"])
def test_others_write_nothing(client, employer, who):
    challenge = make_challenge(employer=employer)
    people = {
        "owner elsewhere": lambda: make_employer().owner,
        "hiring manager": lambda: make_member(employer.organisation, "hiring_manager"),
        "talent": make_user,
    }
    client.force_login(people[who]())
    client.post(at(challenge, "translation/"), {"title": "X", "summary": "Y"})
    client.post(at(challenge, "step/"), {"act": "submit"})
    client.post("/employer/challenges/start/", {"programme": challenge.programme.public_id})
    challenge.refresh_from_db()
    assert (challenge.state, challenge.draft.saves, employer.challenges.count()) == ("draft", 0, 1)


class TestPapers:
    def test_added_shown_and_removed_while_a_draft(self, client, employer, owner):
        challenge = make_challenge(employer=employer)
        file = SimpleUploadedFile("drawing.pdf", b"%PDF-1.7 drawing", "application/pdf")
        client.post(at(challenge, "papers/"), {"title": "图纸", "level": "solvers", "file": file})
        annex = Annex.objects.get()
        assert annex.file.encrypted
        assert "图纸" in client.get(at(challenge, "papers/")).content.decode()
        client.post(at(challenge, f"papers/{annex.public_id}/remove/"))
        assert not Annex.objects.exists()
        assert not File.objects.exists()

    def test_what_was_published_stays(self, client, employer, owner):
        challenge = make_challenge(employer=employer, state="published")
        draft = make_challenge(employer=employer)
        sent = {"title": "补充", "level": "public"}
        client.post(at(draft, "papers/"), {**sent, "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
        Annex.objects.update(challenge=challenge)
        client.post(at(challenge, f"papers/{Annex.objects.get().public_id}/remove/"))
        client.post(at(challenge, "papers/"), {**sent, "file": SimpleUploadedFile("b.pdf", b"%PDF-1.7")})
        assert [row.file.name for row in Annex.objects.all()] == ["a.pdf"]

    def test_the_owner_admits_and_refuses_readers(self, client, employer, owner):
        challenge = make_challenge(employer=employer, state="published")
        row = access.undertake(challenge, by=make_user(), country="CN")
        for answer, admitted in (("admit", True), ("refuse", False)):
            client.post(at(challenge, f"readers/{row.public_id}/"), {"answer": answer})
            row.refresh_from_db()
            assert (row.admitted_at is not None) is admitted
        client.force_login(make_member(employer.organisation, "recruiter"))
        assert client.post(at(challenge, f"readers/{row.public_id}/"), {"answer": "admit"}).status_code == 403

    def test_a_program_is_no_paper(self, client, employer, owner):
        challenge = make_challenge(employer=employer)
        answer = client.post(
            at(challenge, "papers/"), {"title": "x", "level": "public", "file": SimpleUploadedFile("x.pdf", b"MZ\x90")}
        )
        assert (answer.status_code, Annex.objects.exists()) == (422, False)


class TestProblems:
    def test_handed_in_and_made_a_call(self, client, employer, owner):
        programme = make_programme()
        client.post(
            "/employer/problems/new/",
            {
                "title": "鼓泡",
                "description": "两年即鼓泡",
                "kind": "research",
                "audience": "public",
                "language": "zh-hans",
                "act": "submit",
            },
        )
        row = Problem.objects.get()
        assert (row.state, row.district, row.created_by) == ("submitted", employer.organisation.district, owner)
        Problem.objects.filter(pk=row.pk).update(
            state="listed", listed_at="2026-01-01T00:00:00Z", fresh_until="2099-01-01"
        )
        here = f"/employer/problems/{row.public_id}/"
        assert client.get(here).status_code == 200
        client.post(f"{here}step/", {"act": "promote", "programme": programme.public_id})
        assert Challenge.objects.get().problem == row

    def test_a_band_the_wrong_way_round(self, client, employer, owner):
        data = {
            "title": "T",
            "description": "D",
            "kind": "research",
            "audience": "public",
            "language": "en",
            "budget_min": "9",
            "budget_max": "3",
        }
        assert client.post("/employer/problems/new/", data).status_code == 422
        assert not Problem.objects.exists()

    def sheet(self, *lines: list[object]) -> SimpleUploadedFile:
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line)
        out = io.BytesIO()
        book.save(out)
        return SimpleUploadedFile("problems.xlsx", out.getvalue())

    def test_a_spreadsheet_is_taken_in_whole(self, client, employer, owner):
        file = self.sheet(
            ["难题名称", "难题描述", "产业链", "预算", "需求类型"], ["鼓泡", "两年即鼓泡", "海洋装备", "80万", "技术攻关"],
            [], ["降噪", "泵噪声大", "", "120", "场景验证"],
        )  # fmt: skip
        client.post("/employer/problems/import/", {"file": file})
        found = list(Problem.objects.order_by("pk").values_list("title", "chain", "budget_max", "kind", "state"))
        assert found == [
            ("鼓泡", "marine_equip", 800_000, "research", "draft"),
            ("降噪", "", 1_200_000, "field_test", "draft"),
        ]

    @pytest.mark.parametrize(
        "line",
        [["鼓泡", "", "", "", ""], ["", "说明", "", "", ""], ["鼓泡", "说明", "不存在的链", "", ""], ["鼓泡", "说明", "", "很多", ""],
         ["长" * 161, "说明", "", "", ""]],
    )  # fmt: skip
    def test_one_wrong_row_and_nothing_is_taken_in(self, client, employer, owner, line):
        file = self.sheet(["难题名称", "难题描述", "产业链", "预算", "需求类型"], ["好", "说明", "", "", ""], line)
        answer = client.post("/employer/problems/import/", {"file": file})
        assert (answer.status_code, Problem.objects.exists()) == (422, False)
        assert '<th scope="row">3</th>' in answer.content.decode()

    def test_no_headings_no_rows_no_spreadsheet(self, client, employer, owner):
        for file in (
            self.sheet(["a", "b"]),
            self.sheet(["难题名称", "难题描述"]),
            SimpleUploadedFile("x.xlsx", b"PK\x03\x04no"),
        ):
            assert client.post("/employer/problems/import/", {"file": file}).status_code == 422

    def test_others_do_nothing_with_it(self, client, employer):
        row = Problem.objects.create(employer=employer, title="T", description="D")
        client.force_login(make_employer().owner)
        assert client.get(f"/employer/problems/{row.public_id}/").status_code == 404
        client.force_login(make_member(employer.organisation, "hiring_manager"))
        client.post(f"/employer/problems/{row.public_id}/step/", {"act": "submit"})
        row.refresh_from_db()
        assert row.state == "draft"


def test_empty_pages(client, employer, owner):
    for path in (
        "/employer/challenges/",
        "/employer/problems/",
        "/employer/problems/new/",
        "/employer/problems/import/",
    ):
        assert client.get(path).status_code == 200
    assert whole().bounty
