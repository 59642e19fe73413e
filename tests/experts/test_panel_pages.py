"""An expert's panels and sheets in the browser: asked, declared, read blind, marked; and what of it stands on her home."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.proposals import drafts, sealing
from apps.reviews import appraisal, sheets
from apps.reviews.models import Opinion, Seat, Sheet
from apps.reviews.states import SeatState
from tests.factories import make_expert, make_operator, make_user
from tests.proposals.content import make_draft, signed
from tests.proposals.test_blind_scan import CLEAN, pdf
from tests.reviews import cases
from tests.reviews.cases import fill_sheet, make_panel, make_pool, make_reviewing, scoring, seated
from tests.reviews.test_appraisal import make_call as make_appraised

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def panel():
    call = make_reviewing()
    make_pool(7)
    return make_panel(call)


@pytest.fixture
def seat(client, panel) -> Seat:
    found = panel.seats.filter(state=SeatState.INVITED).select_related("expert__user", "panel").first()
    client.force_login(found.expert.user)
    return found


def url(name, row, *more):
    return reverse(f"expert:{name}", args=[row.public_id, *more])


def answer(client, seat, act, **data):
    page = client.post(url("panel-answer", seat), {"act": act, **data}, follow=True)
    seat.refresh_from_db()
    return page


def text_of(page):
    return page.content.decode()


def sheet_of(seat) -> Sheet:
    return seat.sheets.select_related("proposal__challenge__programme", "seat__panel").order_by("pk").first()


@pytest.fixture
def sheet(client, panel, seat) -> Sheet:
    scoring(seated(panel))
    seat.refresh_from_db()
    return sheet_of(seat)


def form(sheet, value="80", **more):
    marks = {f"mark_{criterion.pk}": value for criterion in sheets.criteria(sheet.proposal.challenge)}
    return {**marks, "for_applicant": "路线清楚。", "for_panel": "", "saves": sheet.saves, **more}


def test_a_seat_is_taken_with_the_declaration(client, seat):
    assert "You were drawn for this panel" in text_of(client.get(url("panel", seat)))
    answer(client, seat, "accept")
    assert seat.state == SeatState.INVITED
    answer(client, seat, "accept", independent="on")
    assert seat.state == SeatState.ACCEPTED
    page = text_of(client.get(url("panel", seat)))
    assert "The panel is being completed" in page
    assert 'value="accept"' not in page


@pytest.mark.parametrize(
    ("act", "reason", "state"),
    [("decline", "", "declined"), ("conflict", "", "invited"), ("conflict", "我们合作过", "conflicted")],
)
def test_a_seat_is_left_and_a_conflict_needs_words(client, seat, act, reason, state):
    answer(client, seat, act, reason=reason)
    assert seat.state == state


def test_seats_and_sheets_of_others_do_not_exist(client, seat, sheet):
    other = Seat.objects.filter(panel=seat.panel, state=SeatState.ACCEPTED).exclude(pk=seat.pk).first()
    reserve = Seat.objects.filter(panel=seat.panel, state=SeatState.RESERVE).first()
    for row in (other, reserve):
        assert client.get(url("panel", row)).status_code == 404
        assert client.post(url("panel-answer", row), {"act": "decline"}).status_code == 404
    theirs = sheet_of(other)
    for name in ("sheet", "sheet-take-back"):
        assert client.post(url(name, theirs), form(theirs)).status_code == 404
    assert client.get(url("sheet", theirs)).status_code == 404
    client.force_login(make_user())
    assert client.get(url("sheet", sheet)).status_code == 404
    client.logout()
    assert "/login/" in client.get(url("sheet", sheet)).url


def test_nothing_names_the_applicant_and_no_id_of_a_proposal_is_shown(client, seat, sheet):
    for address in (reverse("expert:home"), url("panel", seat), url("sheet", sheet)):
        page = text_of(client.get(address))
        assert "Applicant" not in page.replace("the applicant", "").replace("The applicant", "")
        assert sheet.proposal.public_id not in page
    assert sheet.proposal.pseudonym.code in page
    assert "以低渗透树脂体系为基础" in page
    assert page.index("Milestone</th>") < page.index("配方定型") < page.index("渗透率达标")  # as they were asked
    assert page.count('class="optional"') == 1  # the comment for the panel alone


def test_a_sheet_is_saved_as_one_goes_and_an_older_tab_does_not_overwrite_it(client, sheet):
    def by_itself(**more):
        return client.post(url("sheet", sheet), form(sheet, **more), headers={"X-Autosave": "1"})

    kept = by_itself(value="75.5")
    assert (kept.status_code, kept["X-Saves"]) == (204, "1")
    assert {str(mark.value) for mark in sheet.marks.all()} == {"75.5"}
    assert by_itself(value="10").status_code == 409  # `saves` is that of the page before
    assert by_itself(value="75.3", saves=1).status_code == 422
    assert {str(mark.value) for mark in sheet.marks.all()} == {"75.5"}
    assert 'value="75.5"' in text_of(client.get(url("sheet", sheet)))


def test_a_wrong_mark_is_told_at_its_field(client, sheet):
    page = client.post(url("sheet", sheet), form(sheet, "101"))
    assert page.status_code == 422
    assert "between 0 and 100" in text_of(page)


def test_it_is_handed_in_whole_and_taken_back_until_the_deadline(client, sheet):
    page = client.post(url("sheet", sheet), form(sheet, act="hand_in", for_applicant=""), follow=True)
    assert "tell the applicant why" in text_of(page)
    sheet.refresh_from_db()
    page = client.post(url("sheet", sheet), form(sheet, act="hand_in"), follow=True)
    assert page.redirect_chain[-1][0] == url("panel", sheet.seat)
    assert "1 of 2 handed in" in text_of(page)
    read = text_of(client.get(url("sheet", sheet)))
    assert 'name="for_applicant"' not in read
    client.post(url("sheet-take-back", sheet))
    assert 'name="for_applicant"' in text_of(client.get(url("sheet", sheet)))


def test_files_of_the_blind_part_come_under_a_name_that_tells_nothing(client, monkeypatch):
    def with_a_file(call, **options):
        proposal = make_draft(call, **options)
        drafts.attach(proposal, "blind", pdf(CLEAN), name="plan.pdf", by=proposal.lead)
        sealing.submit(signed(proposal), by=proposal.lead)

    monkeypatch.setattr(cases, "make_sealed", with_a_file)
    call = make_reviewing()
    make_pool(6)
    panel = scoring(seated(make_panel(call)))
    sheet = sheet_of(panel.seats.filter(state=SeatState.ACCEPTED).first())
    client.force_login(sheet.seat.expert.user)
    code = sheet.proposal.pseudonym.code
    page = text_of(client.get(url("sheet", sheet)))
    assert (f"{code}-1" in page, "plan.pdf" in page) == (True, False)
    file = client.get(url("sheet-file", sheet, 0))
    assert file.content.startswith(b"%PDF")
    assert f"{code}-1.pdf" in file["Content-Disposition"]
    assert client.get(url("sheet-file", sheet, 1)).status_code == 404


def test_her_home_shows_what_is_due_the_soonest_first_and_all_her_panels(client, panel, seat):
    def titles():
        return [str(item.title) for item in client.get(reverse("expert:home")).context["due"]]

    assert titles() == ["Answer the invitation"]
    answer(client, seat, "accept", independent="on")
    assert titles() == []
    page = text_of(client.get(reverse("expert:home")))
    assert (url("panel", seat) in page, "My panels" in page) == (True, True)
    scoring(seated(panel))
    assert titles() == ["Sheets to be handed in: 2"]
    for sheet in seat.sheets.select_related("proposal__challenge__programme", "seat__expert__user"):
        fill_sheet(sheet, 70)
    assert titles() == []


def test_an_opinion_is_due_beside_panels_and_is_sorted_by_the_clock(client, panel, seat):
    opinion = appraisal.ask(make_appraised(chain="marine_equip"), seat.expert, by=make_operator(), days=20)
    due = client.get(reverse("expert:home")).context["due"]
    assert [item.at for item in due] == [seat.answer_by, opinion.due_at]
    assert str(due[1].title) == "Say whether you can give an opinion on a need"
    Opinion.objects.update(due_at=timezone.now() + timedelta(minutes=5))
    due = client.get(reverse("expert:home")).context["due"]
    assert [str(item.title) for item in due][1] == "Answer the invitation"
    appraisal.declare(opinion, by=seat.expert.user)
    assert "Give your opinion on a need" in text_of(client.get(reverse("expert:home")))


def test_who_was_never_asked_has_no_panels(client):
    expert = make_expert()
    client.force_login(expert.user)
    assert client.get(reverse("expert:home")).context["seats"] == []
