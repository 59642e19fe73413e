"""Text in a CV that no reader can see: left out of what is read, and told to its owner and to operators.

Codes say how it was hidden. Hidden words are no proof of bad will (templates leave odd things behind), so they cost
nothing but themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

CODES = (
    "invisible", "tiny", "transparent", "off_page", "clipped", "same_colour", "covered",
    "metadata", "annotation", "attachment", "invisible_characters",
)  # fmt: skip
LONGEST_NOTE = 300  # characters of a title, a subject or key words; honest ones are a line
FEW = 12  # invisible characters that word processors leave behind
_UNSEEN = re.compile("[\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
TINY = 6  # half points
NARROW = 10  # per cent of a letter's width
PAGE_TWIPS = 20_000  # wider than any page a CV is printed on
PAGE_EMU = 15_000_000
NEAR_WHITE = 0xF0
_DESCRIBED = {qn(f"w:{name}"): qn(f"w:{name}Pr") for name in ("p", "tc", "tbl", "tr")}


def characters(text: str) -> set[str]:
    """A text with more invisible characters than any editor leaves."""
    return {"invisible_characters"} if len(_UNSEEN.findall(text)) > FEW else set()


# ---------------------------------------------------------------- PDF, beside the pages
def beside_pages(reader: Any) -> set[str]:
    """What a PDF carries where nobody looks: long descriptions, notes, attached files. None of it is read."""
    found: set[str] = set()
    info = dict(reader.metadata or {})
    if sum(len(str(value)) for key, value in info.items() if not key.endswith("Date")) > 2 * LONGEST_NOTE:
        found.add("metadata")
    if any(len(str(value)) > LONGEST_NOTE for value in info.values()):
        found.add("metadata")
    if reader.attachments:
        found.add("attachment")
    if any(_notes(page) for page in reader.pages):
        found.add("annotation")
    return found


def _notes(page: Any) -> bool:
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        if note.get("/Subtype") not in ("/Link", "/Widget") and len(str(note.get("/Contents", ""))) > LONGEST_NOTE / 2:
            return True
    return False


# ---------------------------------------------------------------- DOCX
def drop_hidden(document: Any) -> set[str]:
    """Take hidden runs out of a Word document; codes of why, empty for an honest one."""
    found: set[str] = set()
    grounds = _Grounds(document)
    parts = [document.element.body, *(section.header._element for section in document.sections)]
    for run in [run for part in parts for run in part.iter(qn("w:r"))]:
        words = "".join(node.text or "" for node in run.iter(qn("w:t")))
        why = _why(run, grounds) if words.strip() else ""
        if why:
            found.add(why)
            for node in list(run.iter(qn("w:t"))):
                node.getparent().remove(node)
    return found | _beside(document)


def _beside(document: Any) -> set[str]:
    """Descriptions of pictures, properties of the file, notes: never read, told when they are long."""
    about = document.core_properties
    words = [about.keywords, about.subject, about.comments, about.title, about.category]
    found = {"metadata"} if any(len(text or "") > LONGEST_NOTE for text in words) else set()
    drawn = (node.get("descr") or "" for node in document.element.body.iter(qn("wp:docPr")))
    if any(len(text) > LONGEST_NOTE for text in drawn):
        found.add("metadata")
    for part in document.part.package.iter_parts():
        name, limit = str(part.partname), LONGEST_NOTE
        if name == "/docProps/custom.xml" and len(re.sub(rb"<[^>]*>", b"", part.blob)) > limit:
            found.add("metadata")
        if name == "/word/comments.xml" and len(re.sub(rb"<[^>]*>", b"", part.blob)) > limit / 2:
            found.add("annotation")
    return found


class _Grounds:
    """What a run looks like through its styles, and whether the paper beneath it may be dark."""

    def __init__(self, document: Any) -> None:
        self.styles = {style.element.get(qn("w:styleId")): style.element for style in document.styles}
        page = document.element.find(qn("w:background"))
        behind = (anchor.get("behindDoc") == "1" for anchor in document.element.body.iter(qn("wp:anchor")))
        self.dark_page = page is not None or any(behind)

    def properties(self, run: Any) -> Iterator[Any]:
        """rPr elements that shape a run, nearest first: its own, its style's, its paragraph's style's."""
        own = run.find(qn("w:rPr"))
        if own is not None:
            yield own
            yield from self._of_style(own.find(qn("w:rStyle")))
        paragraph = next(run.iterancestors(qn("w:p")), None)
        described = paragraph.find(qn("w:pPr")) if paragraph is not None else None
        if described is not None:
            yield from self._of_style(described.find(qn("w:pStyle")))

    def _of_style(self, name: Any) -> Iterator[Any]:
        for _ in range(12):  # styles may rest on one another in a ring
            style = self.styles.get(name.get(qn("w:val"))) if name is not None else None
            if style is None:
                return
            shape = style.find(qn("w:rPr"))
            if shape is not None:
                yield shape
            name = style.find(qn("w:basedOn"))

    def light(self, run: Any) -> bool:
        """Whether the run surely stands on white: nothing around it is shaded, filled or styled as a table."""
        if self.dark_page:
            return False
        if any(shape.find(qn("w:shd")) is not None or shape.find(qn("w:highlight")) is not None
               for shape in self.properties(run)):  # fmt: skip
            return False
        for holder in run.iterancestors():
            tag = holder.tag
            if tag == qn("w:txbxContent"):
                return False  # a box may be filled with anything
            described = holder.find(_DESCRIBED[tag]) if tag in _DESCRIBED else None
            if described is None:
                continue
            if described.find(qn("w:shd")) is not None or described.find(qn("w:tblStyle")) is not None:
                return False
            if tag == qn("w:p") and self._shaded_style(described.find(qn("w:pStyle"))):
                return False
        return True

    def _shaded_style(self, name: Any) -> bool:
        style = self.styles.get(name.get(qn("w:val"))) if name is not None else None
        shape = style.find(qn("w:pPr")) if style is not None else None
        return shape is not None and shape.find(qn("w:shd")) is not None


def _why(run: Any, grounds: _Grounds) -> str:
    shapes = list(grounds.properties(run))
    if _on(shapes, "w:vanish"):
        return "invisible"
    if _number(_first(shapes, "w:sz"), 24) < TINY or _number(_first(shapes, "w:w"), 100) < NARROW:
        return "tiny"
    if _away(run):
        return "off_page"
    colour = _first(shapes, "w:color")
    return "same_colour" if colour is not None and _white(colour) and grounds.light(run) else ""


def _first(shapes: list[Any], name: str) -> Any:
    return next((found for shape in shapes if (found := shape.find(qn(name))) is not None), None)


def _on(shapes: list[Any], name: str) -> bool:
    found = _first(shapes, name)
    return found is not None and found.get(qn("w:val"), "1") not in ("0", "false", "off")


def _number(element: Any, default: float) -> float:
    try:
        return float(element.get(qn("w:val")).rstrip("%"))
    except (AttributeError, ValueError, TypeError):
        return default


def _white(colour: Any) -> bool:
    if colour.get(qn("w:themeColor")) in ("background1", "bg1", "light1"):
        return True
    value = colour.get(qn("w:val")) or ""
    if not re.fullmatch("[0-9A-Fa-f]{6}", value):
        return False
    return all(int(value[at : at + 2], 16) >= NEAR_WHITE for at in (0, 2, 4))


def _away(run: Any) -> bool:
    """Set so far to a side that no page holds it: by indent, frame, or the place of its box."""
    paragraph = next(run.iterancestors(qn("w:p")), None)
    shape = paragraph.find(qn("w:pPr")) if paragraph is not None else None
    if shape is not None:
        for name, keys in (("w:ind", ("left", "start", "firstLine")), ("w:framePr", ("x", "y"))):
            found = shape.find(qn(name))
            values = [found.get(qn(f"w:{key}")) for key in keys] if found is not None else []
            if any(_far(value, PAGE_TWIPS) for value in values):
                return True
    for anchor in run.iterancestors(qn("wp:anchor")):
        if any(_far(node.text, PAGE_EMU) for node in anchor.iter(qn("wp:posOffset"))):
            return True
    return False


def _far(value: str | None, limit: int) -> bool:
    try:
        number = int(value or 0)
    except ValueError:
        return False
    return number > limit or number < -limit / 4
