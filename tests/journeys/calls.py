"""A round and a call: rules by the keeper, texts by the poster, decisions by the officers, keys by their holders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.challenges.models import CallKey, Challenge, Programme
from apps.procedures.calendar import city_zone
from tests.journeys.door import let_in
from tests.journeys.operator import press
from tests.journeys.watch import Window
from tests.journeys.words import Words

PASSPHRASE = "grey herons over the bay {}"


# ---------------------------------------------------------------- the round
def open_round(window: Window, say: Words, preset: str, titles: tuple[str, str], **rules: Any) -> Programme:
    """Made from a preset, its rules changed where `rules` say so, opened."""
    page = window.page
    window.go("/admin/challenges/programme/add/")
    page.locator("#id_preset").select_option(preset)
    page.locator("#id_title_zh").fill(titles[0])
    page.locator("#id_title_en").fill(titles[1])
    page.get_by_role("button", name=say("Go on"), exact=True).click()
    page.wait_for_url("**/change/")
    if rules:
        for name, value in rules.items():
            _set(page, name, value)
        page.locator("button[name=_continue]").click()
        page.wait_for_load_state("load")
    page.get_by_role("button", name=say("Open the round: from now on the rules stand"), exact=True).click()
    expect(page.get_by_role("button", name=say("End the round"), exact=True)).to_be_visible()
    return Programme.objects.latest("pk")


def _set(page: Page, name: str, value: Any) -> None:
    field = page.locator(f"#id_{name}")
    if isinstance(value, bool):
        field.set_checked(value, force=True)  # the library draws a switch over the box
    else:
        field.fill(str(value))


# ---------------------------------------------------------------- the poster
def write_call(window: Window, say: Words, script: dict[str, Any]) -> Challenge:
    """From the list of calls through all seven sections; `script` has the fields of each, or its rows."""
    page = window.page
    window.go("/employer/challenges/")
    page.get_by_role("button", name=say("New call"), exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=say("Begin"), exact=True).click()
    page.wait_for_url("**/text/")
    challenge = Challenge.objects.latest("pk")
    for section, content in script.items():
        change(window, say, challenge, section, content)
    return challenge


def change(window: Window, say: Words, challenge: Challenge, section: str, content: Any) -> None:
    """One section, saved."""
    page = window.page
    window.go(f"/employer/challenges/{challenge.public_id}/{section}/")
    if isinstance(content, dict):
        fill(page, content)
    else:
        fill_rows(page, say, section, content)
    page.locator("#section").get_by_role("button", name=say("Save"), exact=True).click()
    page.wait_for_url(f"**/employer/challenges/{challenge.public_id}/")


def fill(page: Page, content: dict[str, Any], prefix: str = "") -> None:
    """Each field in its way: lists chosen, boxes ticked, the rest typed."""
    for name, value in content.items():
        field = page.locator(f"main [name='{prefix}{name}']")
        kind = field.first.evaluate("element => element.type")
        if kind.startswith("select"):
            field.select_option(value)
        elif kind == "checkbox" and isinstance(value, bool):
            field.set_checked(value)
        elif kind in ("checkbox", "radio"):
            for one in value if isinstance(value, list) else [value]:
                page.locator(f"main [name='{prefix}{name}'][value='{one}']").check()
        else:
            field.fill(str(value))


def fill_rows(page: Page, say: Words, name: str, rows: list[dict[str, Any]]) -> None:
    """One row at a time; each but the last is stored by the button that asks for another."""
    for at, row in enumerate(rows):
        fill(page, row, f"{name}-{at}-")
        if at + 1 < len(rows):
            page.get_by_role("button", name=say("Save and add another"), exact=True).click()
            page.locator(f"[name='{name}-TOTAL_FORMS'][value='{at + 2}']").wait_for(state="attached")


def in_days(days: int) -> str:
    """For a field of day and hour, which is read in the city's time."""
    return f"{timezone.now().astimezone(city_zone()) + timedelta(days=days):%Y-%m-%dT17:00}"


def submit(window: Window, say: Words, challenge: Challenge) -> None:
    window.go(f"/employer/challenges/{challenge.public_id}/")
    window.page.get_by_role("button", name=say("Submit"), exact=True).click()
    expect(window.page.get_by_text(say("Submitted. You will hear from us at each step."), exact=True)).to_be_visible()


# ---------------------------------------------------------------- the officers
def open_call_page(window: Window, challenge: Challenge) -> None:
    """From the list to the page of decisions."""
    window.go("/admin/challenges/challenge/")
    window.page.locator(
        f"a[href$='/challenge/{challenge.pk}/change/'], a[href*='/challenge/{challenge.pk}/change/?']"
    ).first.click()
    expect(window.page.locator(".pp-title")).to_be_visible()


def decide(window: Window, say: Words, challenge: Challenge, button: str, done: str, *, note: str = "") -> None:
    open_call_page(window, challenge)
    if note:
        window.page.locator("#reason").fill(note)
    if button == "Publish":
        window.page.locator("[name=no_state_secret]").check()
    press(window, say, button)
    expect(window.page.get_by_text(say(done), exact=True)).to_be_visible()


# ---------------------------------------------------------------- the keys
def make_key(window: Window, say: Words, holder: User) -> None:
    """Each holder alone, with a passphrase that is known to nobody else."""
    let_in(window, holder)
    page = window.page
    window.go("/proposals/opening-key/")
    for field in ("passphrase", "again"):
        page.locator(f"#id_{field}").fill(PASSPHRASE.format(holder.pk))
    page.locator("main form").get_by_role("button").last.click()
    expect(page.get_by_text(say("Stored. Your passphrase is known to nobody but you."), exact=True)).to_be_visible()


def prepare_keys(window: Window, say: Words, challenge: Challenge, holders: list[User]) -> str:
    """By who publishes; the share on paper is shown once."""
    page = window.page
    open_call_page(window, challenge)
    page.get_by_role("link", name=say("Prepare the keys"), exact=True).first.click()
    for holder in holders:
        page.locator(f"[name=holder][value='{holder.public_id}']").check()
    press(window, say, "Prepare the keys")
    return page.locator(".rv pre").inner_text()


def open_together(window: Window, say: Words, challenge: Challenge, holders: list[User], count: int) -> None:
    """Both sit here and each types her own passphrase."""
    page, key = window.page, CallKey.objects.get(challenge=challenge)
    window.go("/admin/challenges/callkey/")
    page.locator(f"a[href*='/callkey/{key.pk}/change/']").first.click()
    for at, holder in enumerate(holders, start=1):
        page.locator(f"[name=holder_{at}]").select_option(holder.public_id)
        page.locator(f"[name=passphrase_{at}]").fill(PASSPHRASE.format(holder.pk))
    press(window, say, "Open")
    expect(page.get_by_text(say.count("%(n)d proposal is open.", "%(n)d proposals are open.", count))).to_be_visible()
