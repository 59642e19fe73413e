"""From the draw to the award: operators on the page of the review, experts at their sheets, objections to what is announced."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from apps.challenges.models import Challenge
from apps.procedures.models import Objection
from apps.proposals.models import Proposal
from apps.reviews.models import Panel, Seat, Sheet
from apps.reviews.states import SeatState, SheetState
from tests.journeys.calls import in_days
from tests.journeys.door import let_in
from tests.journeys.operator import press
from tests.journeys.watch import Window
from tests.journeys.words import Words


def open_case(window: Window, challenge: Challenge) -> None:
    window.go("/admin/reviews/reviewcase/")
    window.page.locator(f"a[href*='/reviewcase/{challenge.pk}/change/']").first.click()
    expect(window.page.locator(".pp-title")).to_be_visible()


def draw(window: Window, say: Words, challenge: Challenge, field: str, places: int) -> Panel:
    """All places in one field."""
    page = window.page
    open_case(window, challenge)
    fields, counts = page.locator("[name=field]"), page.locator("[name=places]")
    for at in range(fields.count()):
        fields.nth(at).select_option(field if at == 0 else "")
        counts.nth(at).fill(str(places) if at == 0 else "")
    press(window, say, "Draw and invite")
    expect(page.get_by_text(say("Drawn. The first of each field are invited."), exact=True)).to_be_visible()
    return Panel.objects.get(challenge=challenge)


def begin(window: Window, say: Words, challenge: Challenge, *, days: int = 7, defence: str = "") -> None:
    """The blind parts are opened to the panel until their marks are due."""
    page = window.page
    open_case(window, challenge)
    form = page.locator("form", has=page.locator("button[value=begin]"))
    form.locator("[name=due_at]").fill(in_days(days))
    if defence:
        form.locator("[name=defence_at]").fill(in_days(days - 2))
        form.locator("[name=defence_place]").fill(defence)
    form.locator("button").click()
    expect(page.get_by_text(say("The proposals are open to the panel."), exact=True)).to_be_visible()


def act(window: Window, say: Words, challenge: Challenge, button: str, done: str) -> None:
    """A step of the review that needs nothing but its button."""
    open_case(window, challenge)
    press(window, say, button)
    expect(window.page.get_by_text(say(done), exact=True)).to_be_visible()


def propose(window: Window, say: Words, challenge: Challenge, winner: Proposal, reasons: str) -> None:
    open_case(window, challenge)
    window.page.locator(f"[name=winner][value='{winner.public_id}']").check()
    window.page.locator("#why").fill(reasons)
    press(window, say, "Propose the award")
    done = say("Proposed. A second person makes it public or puts it in effect.")
    expect(window.page.get_by_text(done, exact=True)).to_be_visible()


# ---------------------------------------------------------------- experts
def take_seat(window: Window, say: Words, seat: Seat) -> None:
    page = window.page
    window.go(f"/expert/panels/{seat.public_id}/")
    page.locator("[name=independent]").check()
    page.get_by_role("button", name=say("Take the seat"), exact=True).click()
    expect(
        page.get_by_text(say("The panel is being completed. You are told when the proposals are open to you."))
    ).to_be_visible()


def decline_seat(window: Window, say: Words, seat: Seat, reason: str) -> None:
    page = window.page
    window.go(f"/expert/panels/{seat.public_id}/")
    page.locator("#id_reason").fill(reason)
    page.get_by_role("button", name=say("Decline"), exact=True).click()
    expect(page.get_by_text(say("Thank you for answering; somebody else is asked."), exact=True)).to_be_visible()


def everybody_takes_a_seat(window: Window, say: Words, panel: Panel) -> None:
    for seat in panel.seats.filter(state=SeatState.INVITED).select_related("expert__user"):
        let_in(window, seat.expert.user)
        take_seat(window, say, seat)


def score(window: Window, say: Words, sheet: Sheet, mark: str, comment: str) -> None:
    """A mark for every criterion and a word for the applicant, handed in at once."""
    page = window.page
    window.go(f"/expert/sheets/{sheet.public_id}/")
    for field in page.locator("[name^=mark_]").all():
        field.fill(mark)
    page.locator("[name=for_applicant]").fill(comment)
    page.locator("button[value=hand_in]").click()
    page.wait_for_url("**/expert/panels/**")


def everybody_scores(
    window: Window, say: Words, panel: Panel, mark_of: Callable[[Proposal, int], str], comment: str
) -> None:
    """`mark_of(proposal, place of the expert)` says what she thinks of it."""
    for place, seat in enumerate(panel.seats.filter(state=SeatState.ACCEPTED).select_related("expert__user")):
        let_in(window, seat.expert.user)
        for sheet in Sheet.objects.filter(seat=seat, state=SheetState.DRAFT).select_related("proposal"):
            score(window, say, sheet, mark_of(sheet.proposal, place), comment)


# ---------------------------------------------------------------- objections
def object_to(window: Window, say: Words, challenge: Challenge, words: dict[str, str]) -> Objection:
    """From the page of the call to what is announced, under one's real name."""
    page = window.page
    open_period(window, challenge)
    page.locator("main summary", has_text=say("Object")).click()
    page.locator("#id_ground").select_option(index=0)
    for name, text in words.items():
        page.locator(f"#id_{name}").fill(text)
    page.get_by_role("button", name=say("Send the objection"), exact=True).click()
    expect(page.get_by_text(say("Your objection has arrived."), exact=True)).to_be_visible()
    return Objection.objects.latest("pk")


def judge(window: Window, say: Words, objection: Objection, *, verdict: str, reply: str) -> None:
    """Taken up, looked into, decided, answered: by an officer who had no part in the determination."""
    page = window.page
    for button in ("Take it up", "Begin to look into it", verdict, "Send the answer"):
        window.go(f"/admin/procedures/objection/{objection.pk}/change/")
        if button == "Send the answer":
            page.locator("[name=text]").fill(reply)
        press(window, say, button)
        expect(page.get_by_text(say("Done."), exact=True)).to_be_visible()


def open_period(window: Window, challenge: Challenge) -> None:
    """What is announced, from the page of the call."""
    window.go(f"/challenges/{challenge.public_id}/")
    window.page.locator("main a[href^='/publicity/']").first.click()
    window.page.wait_for_url("**/publicity/**")


def invited(panel: Panel) -> list[Seat]:
    rows = panel.seats.filter(state=SeatState.INVITED).select_related("expert__user")
    return list(rows.order_by("order"))
