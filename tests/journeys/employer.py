"""What employer staff do on their pages, a function an act."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Locator, expect

from apps.positions.models import Position
from tests.journeys.watch import Window
from tests.journeys.words import Words

AD = """\
深海装备防腐涂层研发工程师
工作地点：崂山区
薪资：28-48万元/年
学历要求：博士
岗位职责：
1. 负责深海装备环氧防腐涂层的配方设计、附着力与电化学阻抗评价；
2. 解决海水腐蚀问题，参与海试与失效分析。
任职要求：
1. 材料或腐蚀与防护方向博士；
2. 熟悉海洋环境腐蚀机理、深海防腐涂层与电化学阻抗谱。
"""


def paste_ad(window: Window, say: Words, ad: str = AD) -> None:
    """The ad goes in, and the form of a new position fills itself."""
    page = window.page
    window.go("/employer/")
    page.get_by_role("link", name=say("New position")).first.click()
    page.get_by_label(say("Text of the ad")).fill(ad)
    page.get_by_role("button", name=say("Fill the form")).click()
    expect(
        page.get_by_text(say("Filled in. Please check what is marked; nothing has been stored yet."))
    ).to_be_visible()


def complete_and_save(window: Window, say: Words) -> Position:
    """What the ad does not say is added; the draft is saved."""
    page = window.page
    district = page.get_by_label(say("District"), exact=True)
    if not district.input_value():
        district.select_option("370212")
    page.get_by_role("button", name=say("Save as a draft")).last.click()
    page.wait_for_url(lambda address: "/new/" not in address)
    return Position.objects.latest("pk")


def submit(window: Window, say: Words, position: Position) -> None:
    window.go(f"/employer/positions/{position.public_id}/")
    window.page.get_by_role("button", name=say("Submit for review")).click()
    words = say("An operator looks at it. Until then the text in force, if there is one, stays public.")
    expect(window.page.get_by_text(words)).to_be_visible()


def show_interest_in_the_first(window: Window, say: Words, position: Position) -> str:
    """Open the first card of the list and press the button; returns the card's code."""
    page = window.page
    window.go(f"/employer/positions/{position.public_id}/candidates/")
    page.locator(".card-link").first.click()
    page.wait_for_url("**/employer/candidates/**")
    code = page.url.rstrip("/").rsplit("/", 1)[-1]
    page.get_by_role("button", name=say("Interested"), exact=True).click()
    page.wait_for_url("**/positions/*/candidates/")
    return code


def column(window: Window, say: Words, name: str) -> Locator:
    return window.page.get_by_role("region", name=say(name))


def open_pipeline(window: Window, position: Position) -> None:
    window.go(f"/employer/positions/{position.public_id}/pipeline/")


def invite(window: Window, say: Words) -> None:
    page = window.page
    page.get_by_role("button", name=say("Invite to an interview")).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say("First time (Beijing)")).fill(f"{timezone.now() + timedelta(days=4):%Y-%m-%dT10:00}")
    dialog.get_by_label(say("Minutes")).fill("45")
    dialog.get_by_role("button", name=say("Send"), exact=True).click()
    expect(page.get_by_text(say("Waiting for the candidate to choose a time."))).to_be_visible()


def offer(window: Window, say: Words) -> None:
    page = window.page
    page.get_by_role("button", name=say("Make an offer")).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say("Pay (yuan a year before tax)")).fill("420000")
    dialog.get_by_label(say("Answer until")).fill(f"{timezone.localdate() + timedelta(days=9)}")
    dialog.get_by_role("button", name=say("Send"), exact=True).click()
    expect(page.get_by_role("button", name=say("Make an offer"))).to_have_count(0)
