"""What somebody without a mouse meets: where the focus goes, whether she sees it, and whether the order makes sense."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from playwright.sync_api import Page

LONGEST = 150  # stops on one page
SLACK = 24  # pixels: what stands on one line is not exactly as high
# The element with the focus, where it stands on the page, and whether anything frames it.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  const framed = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  const before = window.lastStop;
  const follows = !before || Boolean(before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
  window.lastStop = e;
  return {
    name: (e.innerText || e.getAttribute("aria-label") || e.name || e.tagName).trim().slice(0, 60),
    top: box.top + scrollY, left: box.left, right: box.right, jumps: e.tabIndex > 0,
    seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight, framed, follows,
  };
}"""


@dataclass(frozen=True)
class Stop:
    """Where Tab has led to, in pixels of the page. `framed`: it shows that it has the focus; `jumps`: out of its turn."""

    name: str
    top: float
    left: float
    right: float
    jumps: bool
    seen: bool
    framed: bool
    follows: bool


def stops(page: Page) -> list[Stop]:
    """Every place where Tab stops, from the top of the page as it stands until the page is left."""
    page.emulate_media(reduced_motion="reduce")  # else a stop is looked at while the page is still rolling to it
    page.evaluate("document.activeElement.blur(); window.lastStop = null; window.scrollTo(0, 0)")
    found: list[Stop] = []
    while len(found) < LONGEST:
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None or (found and not here["follows"] and not found[-1].jumps):
            return found  # round once
        found.append(Stop(**here))
    raise AssertionError(f"more than {LONGEST} stops on {page.url}")


def faults(page: Page) -> list[str]:
    """What is wrong with the way through the page; empty when all is well."""
    way = stops(page)
    wrong = [f"nothing shows that {stop.name!r} has the focus" for stop in way if not stop.framed]
    wrong += [f"{stop.name!r} has the focus out of sight" for stop in way if not stop.seen]
    wrong += [f"{stop.name!r} comes out of its turn" for stop in way if stop.jumps]
    wrong += [
        f"from {a.name!r} back up to {b.name!r}" for a, b in pairwise(way) if b.top < a.top - SLACK and b.left < a.right
    ]
    wrong += [f"there are only {len(way)} stops"] if len(way) < 3 else []
    return [f"{page.url}: {fault}" for fault in wrong]
