"""A contract from its drawing up to the evaluation: two sides at their page, officers at theirs, money by two people."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import FilePayload, Locator, expect

from apps.accounts.models import User
from apps.agreements.models import Contract, Milestone, Party, Payment
from apps.challenges.models import Challenge
from apps.proposals.models import Proposal
from tests.journeys.door import let_in
from tests.journeys.operator import press
from tests.journeys.watch import Window
from tests.journeys.words import Words


def paper(name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n" + name.encode()}


# ---------------------------------------------------------------- drawn up, signed, begun
def draw_up(window: Window, say: Words, proposal: Proposal) -> Contract:
    """From the list of awarded calls; the terms that are offered are taken."""
    open_call(window, proposal.challenge)
    press(window, say, "Draw up")
    expect(
        window.page.get_by_text(say("Drawn up. Both sides have been told to print, sign and hand it in."))
    ).to_be_visible()
    return Contract.objects.get(proposal=proposal)


def open_call(window: Window, challenge: Challenge) -> None:
    window.go("/admin/agreements/contract/")
    window.page.locator(f"a[href$='/contract/call/{challenge.public_id}/']").click()
    expect(window.page.locator(".pp-title")).to_be_visible()


def open_case(window: Window, contract: Contract) -> None:
    """The officers' page of one contract."""
    window.go("/admin/agreements/contract/")
    window.page.locator(f"#result_list a[href*='/contract/{contract.pk}/change/'], table a[href*='/contract/{contract.pk}/change/']").first.click()  # fmt: skip
    expect(window.page.locator(".pp-title")).to_have_text(contract.number)


def hand_in_scan(window: Window, say: Words, contract: Contract, signatory: str, *, sealed: bool) -> None:
    """A side has printed and signed the paper, and hands in its scan."""
    page = window.page
    window.go(f"/contracts/{contract.public_id}/")
    page.locator("#id_file").set_input_files(paper("scan.pdf"))
    page.locator("#id_signatory").fill(signatory)
    if sealed:
        page.locator("#id_sealed").check()
    page.get_by_role("button", name=say("Hand in"), exact=True).click()
    expect(
        page.get_by_text(say("Your scan has arrived. An operator looks at it and files it."), exact=True)
    ).to_be_visible()


def file_both(window: Window, say: Words, contract: Contract) -> None:
    """An officer has looked at both scans; with the second one the contract is signed."""
    for party in Party.objects.filter(agreement=contract.agreement):
        open_case(window, contract)
        form = window.page.locator("form", has=window.page.locator(f"[name=party][value='{party.public_id}']"))
        _click(window, say, form, "File it", "Filed.")


def begin(window: Window, say: Words, challenge: Challenge) -> None:
    open_call(window, challenge)
    press(window, say, "Begin the work")
    expect(
        window.page.get_by_text(say("The work begins today; the milestones have their days."), exact=True)
    ).to_be_visible()


# ---------------------------------------------------------------- milestones and money
def report(window: Window, say: Words, milestone: Milestone, text: str) -> None:
    """What was reached, with a file that shows it and the values it is measured by."""
    page = window.page
    window.go(f"/contracts/{milestone.contract.public_id}/milestones/{milestone.public_id}/")
    page.locator("#id_text").fill(text)
    page.locator("#id_evidence").set_input_files(paper("report.pdf"))
    for goal in milestone.goals():
        page.locator(f"[name='value_{goal.indicator.public_id}']").fill(f"{goal.threshold.normalize():f}")
    page.get_by_role("button", name=say("Hand in the report"), exact=True).click()
    done = say("Your report has arrived. The poster confirms it, the department then passes it.")
    expect(page.get_by_text(done, exact=True)).to_be_visible()


def confirm(window: Window, say: Words, milestone: Milestone) -> None:
    """The poster's word that it was reached."""
    page = window.page
    window.go(f"/contracts/{milestone.contract.public_id}/")
    page.get_by_role("button", name=say("Confirm"), exact=True).click()
    expect(page.get_by_text(say("Confirmed. The department passes it."), exact=True)).to_be_visible()


def send_back(window: Window, say: Words, milestone: Milestone, reason: str) -> None:
    """The poster says what is to be reworked."""
    page = window.page
    window.go(f"/contracts/{milestone.contract.public_id}/")
    page.get_by_role("button", name=say("Send back"), exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(reason)
    dialog.get_by_role("button", name=say("Send back"), exact=True).click()
    expect(page.get_by_text(say("Sent back with your reason."), exact=True)).to_be_visible()


def pass_(window: Window, say: Words, milestone: Milestone) -> None:
    open_case(window, milestone.contract)
    form = window.page.locator("form", has=window.page.locator(f"[name=milestone][value='{milestone.public_id}']"))
    _click(window, say, form, "Pass", "Passed.")


def pay(window: Window, say: Words, milestone: Milestone, finance: tuple[User, User]) -> None:
    """Ordered by one person, released by another under the reference of the transfer."""
    payment, page = Payment.objects.get(milestone=milestone), window.page
    form = page.locator("form", has=page.locator(f"[name=payment][value='{payment.public_id}']"))
    let_in(window, finance[0])
    open_case(window, milestone.contract)
    _click(window, say, form, "Order the payment", "Ordered. Another person releases it.")
    let_in(window, finance[1])
    open_case(window, milestone.contract)
    form.locator("[name=reference]").fill(f"QD-{payment.pk}")
    _click(window, say, form, "Release", "Released and booked as paid.")


# ---------------------------------------------------------------- acceptance and evaluation
def ask_for_acceptance(window: Window, say: Words, contract: Contract) -> None:
    window.go(f"/contracts/{contract.public_id}/")
    window.page.get_by_role("button", name=say("Ask for the acceptance"), exact=True).click()
    expect(window.page.get_by_text(say("The acceptance is asked for."), exact=True)).to_be_visible()


def give_user_word(window: Window, say: Words, contract: Contract, name: str, word: str) -> None:
    page = window.page
    window.go(f"/contracts/{contract.public_id}/")
    page.locator("main [name=name]").fill(name)
    page.locator("main [name=word]").fill(word)
    page.locator("main [name=paper]").set_input_files(paper("end-user.pdf"))
    page.locator("[name=satisfied][value=yes]").check()
    page.get_by_role("button", name=say("Store"), exact=True).click()
    expect(page.get_by_text(say("The end user's word is stored."), exact=True)).to_be_visible()


def accept(window: Window, say: Words, contract: Contract, values: list[str], words: dict[str, str]) -> None:
    """Every indicator with what was measured, and what the experts say."""
    page = window.page
    open_case(window, contract)
    for field, value in zip(page.locator("[name^=value_]").all(), values, strict=True):
        field.fill(value)
    for name, text in words.items():
        page.locator(f"[name={name}]").fill(text)
    press(window, say, "Accept the result")
    expect(page.get_by_text(say("The result is accepted."), exact=True)).to_be_visible()


def evaluate(window: Window, say: Words, contract: Contract, figures: dict[str, Any]) -> None:
    page = window.page
    open_case(window, contract)
    form = page.locator("form", has=page.locator("button[value=evaluate]"))
    form.locator("[name=transfer]").select_option("own_use")
    for name, value in figures.items():
        form.locator(f"[name={name}]").fill(str(value))
    _click(window, say, form, "Evaluate", "Evaluated.")


def _click(window: Window, say: Words, form: Locator, button: str, done: str) -> None:
    form.get_by_role("button", name=say(button), exact=True).click()
    expect(window.page.get_by_text(say(done), exact=True)).to_be_visible()
