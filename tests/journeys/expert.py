"""What an expert does on her pages, a function an act."""

from __future__ import annotations

from playwright.sync_api import expect

from apps.experts.models import UndertakingKind
from apps.reviews.models import Seat, Sheet
from tests.journeys.call_cast import FIELD
from tests.journeys.looks import look
from tests.journeys.pictures import picture
from tests.journeys.watch import Window
from tests.journeys.words import Words


def saved(window: Window, say: Words) -> None:
    expect(window.page.get_by_role("status").get_by_text(say("Saved."), exact=True)).to_be_visible()


def write_profile(window: Window, say: Words) -> None:
    page = window.page
    window.go("/expert/profile/")
    page.locator("#id_name_zh").fill("苏砚清")
    page.locator("#id_family_name").fill("Su")
    page.locator("#id_given_name").fill("Yanqing")
    page.locator("#id_title_en").fill("Professor of Materials")
    page.locator("#id_orcid").fill("0000-0002-1825-0098")
    page.get_by_role("button", name=say("Save"), exact=True).click()
    expect(page.locator("#id_orcid")).to_have_attribute("aria-invalid", "true")
    page.locator("#id_orcid").fill("0000-0002-1825-0097")
    page.get_by_role("button", name=say("Save"), exact=True).click()
    saved(window, say)
    picture(window, "expert-profile")
    look(window)


def choose_fields(window: Window, say: Words) -> None:
    page = window.page
    window.go("/expert/fields/")
    page.locator("#id_chains").select_option([FIELD])
    page.locator("#id_disciplines").select_option(["materials"])
    page.locator("[name=tasks][value=review]").check()
    page.get_by_role("button", name=say("Save"), exact=True).click()
    saved(window, say)
    look(window)


def add_tie(window: Window, say: Words, kind: str, **facts: str) -> None:
    """Open the section of the kind, write, save: the row stands there."""
    page = window.page
    window.go("/expert/ties/")
    section = page.locator(f"#{kind}")
    section.locator("summary").click()
    for name, text in facts.items():
        section.locator(f"#id_{kind}-{name}").fill(text)
    section.get_by_role("button", name=say("Save this row")).click()
    for text in facts.values():
        expect(page.locator(f"#{kind}").get_by_text(text).first).to_be_visible()


def confirm_ties(window: Window, say: Words) -> None:
    page = window.page
    page.get_by_role("button", name=say("Confirm as of today")).click()
    words = say("Confirmed. Please come back when something changes, and in a year at the latest.")
    expect(page.get_by_text(words)).to_be_visible()
    picture(window, "expert-ties")
    look(window)


def sign_undertakings(window: Window, say: Words) -> None:
    page = window.page
    window.go("/expert/undertakings/")
    look(window)
    for kind in UndertakingKind.values:
        page.locator(f"#{kind} button[value=sign]").click()
        expect(page.get_by_text(say("Signed. It holds for a year."))).to_be_visible()
    expect(page.locator("button[value=sign]")).to_have_count(0)
    picture(window, "expert-undertakings")
    look(window)


def take_seat(window: Window, say: Words, seat: Seat) -> None:
    """From what is due on her home to the declaration that there is no conflict."""
    page = window.page
    window.go("/expert/")
    picture(window, "expert-home")
    look(window)
    page.get_by_role("link", name=say("Open", context="go to what waits")).first.click()
    expect(page.get_by_role("heading", name=say("You were drawn for this panel"))).to_be_visible()
    picture(window, "expert-panel-asked")
    look(window)
    page.locator("[name=independent]").check()
    page.get_by_role("button", name=say("Take the seat")).click()
    waits = say("The panel is being completed. You are told when the proposals are open to you.")
    expect(page.get_by_text(waits)).to_be_visible()
    look(window)


def fill_sheet(window: Window, say: Words, sheet: Sheet, mark: str, comment: str) -> None:
    """Marks are kept as she types; the page says so and has them after a reload."""
    page = window.page
    page.get_by_role("link", name=sheet.proposal.pseudonym.code, exact=True).click()
    for field in page.locator("[name^=mark_]").all():
        field.fill(mark)
    page.locator("[name=for_applicant]").fill(comment)
    expect(page.locator("[data-autosave-text]")).to_contain_text(say("Saved at"))
    picture(window, "expert-sheet")
    look(window)
    page.reload()
    for field in page.locator("[name^=mark_]").all():
        expect(field).to_have_value(mark)
    expect(page.locator("[name=for_applicant]")).to_have_value(comment)


def hand_in(window: Window, say: Words) -> None:
    page = window.page
    page.locator("button[value=hand_in]").click()
    expect(page.get_by_text(say("Handed in. You can take it back until the deadline."))).to_be_visible()
    picture(window, "expert-panel")
    look(window)
