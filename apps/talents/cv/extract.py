"""The text of a CV file. Runs in a child process with limits of its own (`child`), since files are hostile.

Text is mended on the way: no NUL, no lone surrogate, ligatures and CJK radicals as the characters they stand for.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import docx
import pypdf
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from apps.core.text import mend
from apps.talents.cv import hidden, hidden_pdf, pages

PAGES = 40
CHARACTERS = 120_000
ENOUGH = 40  # letters below which a PDF has no text of its own: a scan
ZIP_MEMBERS = 2_000
ZIP_BYTES = 80_000_000  # unpacked
ZIP_RATIO = 200  # of one member above a megabyte; text packs about 1:20
KINDS = ("pdf", "docx", "txt")
_COMPATIBLE = re.compile("[\ufb00-\ufb06\u2f00-\u2fd5\uf900-\ufaff]")
_INVISIBLE = re.compile("[\u200b\u200c\u2060\ufeff\u00ad]")
_MARKS = re.compile("[\uf000-\uf0ff\x7f]")  # bullets of symbol faces
_HASHES = re.compile(r"^#{1,6} +", re.MULTILINE)  # headings and stress of Markdown, which people paste
_MARKDOWN = re.compile(r"\*\*([^*\n]{1,200})\*\*")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")


class Unreadable(Exception):
    """`code`: encrypted, broken, scanned, too_long, too_large, empty."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Extracted:
    """The text that a reader sees, lines as in the file, cells of a table row with tabs between them.

    `hidden` are codes of `hidden.CODES`: how words were hidden that have been left out.
    """

    text: str
    pages: int
    hidden: tuple[str, ...] = ()


def extract(content: bytes, kind: str) -> Extracted:
    """The text of a file of `kind` (pdf, docx, txt). Raises Unreadable."""
    readers = {"pdf": _pdf, "docx": _docx, "txt": _plain}
    found = readers[kind](content)
    text = tidy(found.text)
    if len(text) > CHARACTERS:
        raise Unreadable("too_long")
    if not text.strip():
        raise Unreadable("empty")
    return Extracted(text, found.pages, tuple(sorted({*found.hidden, *hidden.characters(found.text)})))


def tidy(text: str) -> str:
    """The text as the reader and the stored reading have it: spans are places in this form."""
    text = mend(text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n"))
    text = _COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", _MARKS.sub("•", text)))
    text = _MARKDOWN.sub(r"\1", _HASHES.sub("", text))
    lines = (line.rstrip(" ") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


# ---------------------------------------------------------------- PDF
def _pdf(content: bytes) -> Extracted:
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("encrypted")
        count = len(reader.pages)
        if count > PAGES:
            raise Unreadable("too_long")
        unseen = hidden.beside_pages(reader)
        for page in reader.pages:
            unseen |= hidden_pdf.drop_hidden(page)
        text = "\n".join(_page(page) for page in reader.pages)
    except (Unreadable, MemoryError):
        raise
    except pypdf.errors.FileNotDecryptedError:
        raise Unreadable("encrypted") from None
    except Exception as error:  # broken files break parsers in every way
        raise Unreadable("broken") from error
    if sum(char.isalnum() for char in text) < ENOUGH:
        raise Unreadable("scanned" if _has_pictures(reader) else "empty")
    return Extracted(text, count, tuple(unseen))


def _page(page: Any) -> str:
    return pages.text_of(page)


def _has_pictures(reader: pypdf.PdfReader) -> bool:
    try:
        return any(len(page.images) > 0 for page in reader.pages)
    except Exception:  # a picture that cannot be listed is a picture
        return True


# ---------------------------------------------------------------- DOCX
def _docx(content: bytes) -> Extracted:
    if content.startswith(b"\xd0\xcf\x11\xe0"):  # Word wraps an encrypted document in its old container
        raise Unreadable("encrypted")
    _check_zip(content)
    try:
        document = docx.Document(io.BytesIO(content))
        unseen = hidden.drop_hidden(document)
        return Extracted("\n".join(_document_lines(document)), 1, tuple(unseen))
    except MemoryError:
        raise
    except Exception as error:  # as above
        raise Unreadable("broken") from error


def _check_zip(content: bytes) -> None:
    """Refuse an archive that would unpack to far more than it is, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unreadable("broken") from None
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("encrypted")
    large = [member for member in members if member.file_size > 1_000_000]
    packed = any(member.file_size > ZIP_RATIO * max(member.compress_size, 1) for member in large)
    if packed or len(members) > ZIP_MEMBERS or sum(member.file_size for member in members) > ZIP_BYTES:
        raise Unreadable("too_large")


def _document_lines(document: Any) -> Iterator[str]:
    seen: set[str] = set()
    for section in document.sections:  # contact data often stand in the page header
        for paragraph in section.header.paragraphs:
            if paragraph.text.strip() and paragraph.text not in seen:
                seen.add(paragraph.text)
                yield paragraph.text
    yield from _block_lines(document)


def _block_lines(container: Any) -> Iterator[str]:
    for block in container.iter_inner_content():
        if isinstance(block, Table):
            yield from _table_lines(block)
        elif isinstance(block, Paragraph):
            yield from _paragraph_lines(block)


def _paragraph_lines(paragraph: Paragraph) -> Iterator[str]:
    style = (paragraph.style.name if paragraph.style else "") or ""
    text = paragraph.text
    if style.startswith(("Heading", "Title")):
        yield ""
    numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    if text.strip() and (style.startswith("List") or numbered):
        text = f"• {text.strip()}"
    yield text
    for box in paragraph._p.iter(qn("w:txbxContent")):
        for inner in box.iter(qn("w:p")):
            yield Paragraph(inner, paragraph._parent).text


def _table_lines(table: Table) -> Iterator[str]:
    """A row a line; a cell that holds lines of its own (a layout table) is given line by line."""
    for row in table.rows:
        cells: list[Any] = []
        for cell in row.cells:
            if not cells or cell._tc is not cells[-1]._tc:  # merged cells are listed once for each column
                cells.append(cell)
        texts = ["\n".join(line for line in _block_lines(cell)).strip() for cell in cells]
        if any(text.count("\n") > 1 for text in texts):
            yield from (line for text in texts for line in (*text.split("\n"), ""))
        else:
            yield "\t".join(text.replace("\n", " ") for text in texts if text)


# ---------------------------------------------------------------- text
def _plain(content: bytes) -> Extracted:
    if len(content) > 4 * CHARACTERS:
        raise Unreadable("too_long")
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ("utf-16",) if marked else ("utf-8-sig", "gb18030", "big5")
    for encoding in encodings:
        try:
            return Extracted(content.decode(encoding), 1)
        except UnicodeDecodeError:
            continue
    raise Unreadable("broken")
