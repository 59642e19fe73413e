"""What applicants do: begin from the public page, write two parts, name members who join and sign, seal, keep receipts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

from apps.accounts.models import User
from apps.challenges.models import Challenge
from apps.notifications.models import Delivery
from apps.proposals.models import Proposal
from tests.journeys.calls import fill
from tests.journeys.door import let_in
from tests.journeys.watch import Window
from tests.journeys.words import Words

# Members beside the lead, with the names the lead gives them.
Others = Sequence[tuple[User, str]]


def begin(window: Window, say: Words, challenge: Challenge, *, applicant: str = "") -> Proposal:
    """From the page of the call, for oneself or for the organisation whose id is given."""
    page = window.page
    window.go(f"/challenges/{challenge.public_id}/")
    page.get_by_role("link", name=say("Submit a proposal"), exact=True).click()
    page.locator(f"[name=applicant][value='{applicant}']").check()
    page.locator("#id_country").select_option("CN")
    if not applicant and not page.locator("#id_works_at").input_value():
        page.locator("#id_independent").check()
    page.get_by_role("button", name=say("Begin"), exact=True).click()
    page.wait_for_url(lambda address: "/start/" not in address)
    return Proposal.objects.latest("pk")


def write(window: Window, say: Words, proposal: Proposal, part: str, texts: dict[str, Any]) -> None:
    """A part with its rows, of which each but the last is stored by the button that asks for another."""
    page = window.page
    window.go(f"/proposals/{proposal.public_id}/write/{part}/")
    rows = {name: value for name, value in texts.items() if isinstance(value, list)}
    fill(page, {name: value for name, value in texts.items() if name not in rows})
    longest = max((len(value) for value in rows.values()), default=1)
    for at in range(longest):
        for name, value in rows.items():
            if at < len(value):
                fill(page, value[at], f"{name}-{at}-")
        if at + 1 < longest:
            page.locator("#part").get_by_role("button", name=say("Save and add another"), exact=True).click()
            page.locator(f"[name='budget-TOTAL_FORMS'][value='{at + 2}']").wait_for(state="attached")
    page.locator("#part").get_by_role("button", name=say("Save"), exact=True).click()
    page.wait_for_url(f"**/proposals/{proposal.public_id}/")


def name_members(window: Window, say: Words, proposal: Proposal, others: Others) -> None:
    """The lead stands there already; every other one gets her address, and all share alike with what is left for the lead."""
    page = window.page
    each = 100 // (len(others) + 1)
    window.go(f"/proposals/{proposal.public_id}/members/")
    shares = {"budget_share": f"{100 - each * len(others)}.00", "ip_share": f"{100 - each * len(others)}.00"}
    _open_row(window, 0)
    fill(page, shares, "members-0-")
    for at, (user, name) in enumerate(others, start=1):
        row = {
            "name": name,
            "email": user.email,
            "country": "CN",
            "independent": True,
            "budget_share": f"{each}.00",
            "ip_share": f"{each}.00",
        }
        fill(page, row, f"members-{at}-")
    page.get_by_role("button", name=say("Save"), exact=True).click()
    expect(
        page.get_by_text(say("Stored. Who is new has been invited by mail; everybody signs again."), exact=True)
    ).to_be_visible()


def _open_row(window: Window, at: int) -> None:
    window.page.locator("details", has=window.page.locator(f"[name='members-{at}-name']")).locator("summary").click()


def join_and_sign(window: Window, say: Words, member: User) -> None:
    """By the link of her mail, in her own account."""
    let_in(window, member)
    link = Delivery.objects.filter(address=member.email, context__has_key="url").latest("pk").context["url"]
    window.go(urlsplit(link).path)
    window.page.get_by_role("button", name=say("Join"), exact=True).click()
    expect(
        window.page.get_by_text(say("You have joined. Please read the proposal and sign."), exact=True)
    ).to_be_visible()
    sign(window, say)


def sign(window: Window, say: Words) -> None:
    window.page.get_by_role("button", name=say("Sign"), exact=True).click()
    expect(window.page.get_by_text(say("Signed."), exact=True)).to_be_visible()


def seal(window: Window, say: Words) -> None:
    """Through the dialog that says what it means; the page then has two receipts."""
    page = window.page
    page.get_by_role("button", name=say("Seal and submit"), exact=True).first.click()
    page.get_by_role("dialog").get_by_role("button", name=say("Seal and submit"), exact=True).click()
    expect(
        page.get_by_text(say("Sealed. Keep the receipts: they prove what you handed in and when."), exact=True)
    ).to_be_visible()
    expect(page.get_by_role("link", name=say("Receipt"), exact=True)).to_have_count(2)


def propose(
    window: Window,
    say: Words,
    challenge: Challenge,
    texts: dict[str, dict[str, Any]],
    others: Others = (),
    *,
    applicant: str = "",
) -> Proposal:
    """The whole way of one applicant, who is at the window: begun, written, signed by everybody, sealed."""
    proposal = begin(window, say, challenge, applicant=applicant)
    for part, content in texts.items():
        write(window, say, proposal, part, content)
    if others:
        name_members(window, say, proposal, others)
        for user, _name in others:
            join_and_sign(window, say, user)
        let_in(window, proposal.lead)
        window.go(f"/proposals/{proposal.public_id}/")
    sign(window, say)
    seal(window, say)
    return proposal


def let_name_be_shown(window: Window, say: Words, proposal: Proposal) -> None:
    window.go(f"/proposals/{proposal.public_id}/")
    window.page.get_by_role("button", name=say("My name may be shown"), exact=True).click()
    expect(
        window.page.get_by_text(say("Thank you. Your name is shown if this proposal is awarded."), exact=True)
    ).to_be_visible()
