"""The child process `python -m apps.proposals.metadata KIND`: what a PDF or DOCX says of itself beside its text.

Author, company, title, path of the template: people forget that they are there. As the reader of CVs it limits itself
first and has no settings, secrets or database.
"""

from __future__ import annotations

import io
import json
import logging
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import pypdf
from defusedxml import ElementTree

from apps.talents.cv.child import limit

KINDS = ("pdf", "docx")
PARTS = re.compile(r"(docProps/.*|word/(comments|people|settings|footnotes|endnotes|header\d*|footer\d*)\S*)\.xml")
BODY, LINKS = "word/document.xml", re.compile(r".*\.rels")
# What a reader sees although the text of the paragraphs lacks it, and what programs write beside the text.
ASIDE = {"ins", "del", "moveFrom", "moveTo", "sdt", "fldSimple", "txbxContent"}
NAMED = {"author", "initials", "descr", "title", "name", "tooltip", "alias", "instr"}
LARGEST = 5_000_000  # bytes of one part of a document
LONGEST = 200_000  # characters told


def main(kind: str) -> dict[str, object]:
    """{"words": [...]} or {"problem"}."""
    try:
        limit()
        content = sys.stdin.buffer.read()
        words = _pdf(content) if kind == "pdf" else _docx(content)
        return {"words": [word[:LONGEST] for word in words if word.strip()]}
    except (MemoryError, RecursionError):
        return {"problem": "too_large"}
    except Exception:  # parsers raise what they like on damaged files
        return {"problem": "broken"}


def _pdf(content: bytes) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    words = [str(value) for value in (reader.metadata or {}).values()]
    packet = reader.root_object.get("/Metadata")
    if packet is not None:
        words.append(packet.get_object().get_data().decode("utf-8", "replace"))
    for page in reader.pages:
        for note in page.get("/Annots") or ():
            row = note.get_object()
            words += [str(row[key]) for key in ("/T", "/TU", "/V", "/Contents") if key in row]
            action = row["/A"].get_object() if "/A" in row else {}
            words += [str(action[key]) for key in ("/URI", "/F") if key in action]
    return words + list(reader.attachments) + list(_outline(reader.outline))


def _outline(rows: Iterable[Any]) -> Iterator[str]:
    for row in rows:
        if isinstance(row, list):
            yield from _outline(row)
        else:
            yield str(row.title)


def _docx(content: bytes) -> list[str]:
    words = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            if part.file_size > LARGEST:
                continue
            if PARTS.fullmatch(part.filename):
                root = ElementTree.fromstring(archive.read(part))
                words += [text for node in root.iter() for text in (node.text, *node.attrib.values()) if text]
            elif part.filename == BODY:
                words += _body(ElementTree.fromstring(archive.read(part)))
            elif LINKS.fullmatch(part.filename):
                root = ElementTree.fromstring(archive.read(part))
                words += [row.get("Target", "") for row in root.iter() if row.get("TargetMode") == "External"]
    return words


def _body(root: Any) -> list[str]:
    """Tracked changes, content controls, boxes and fields as text; authors, alternative texts and tips of everything."""
    words = []
    for node in root.iter():
        if _local(node.tag) in ASIDE:
            words.append("".join(text.text or "" for text in node.iter() if _local(text.tag) in ("t", "delText")))
        elif _local(node.tag) == "instrText":
            words.append(node.text or "")
        words += [value for name, value in node.attrib.items() if _local(name) in NAMED]
    return words


def _local(tag: str) -> str:
    return str(tag).rpartition("}")[2]


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    if len(sys.argv) != 2 or sys.argv[1] not in KINDS:
        raise SystemExit(f"usage: metadata {'|'.join(KINDS)}")
    json.dump(main(sys.argv[1]), sys.stdout)
