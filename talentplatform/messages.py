"""Translation catalogues without the system's gettext: compile, complete and check them.

    python -m talentplatform.messages compile    .po -> .mo where needed; .mo files are made, never committed
    python -m talentplatform.messages update     add what the sources say and a catalogue lacks; drop what nothing says
    python -m talentplatform.messages check      exit 1 while an entry is missing, empty, doubtful or wrong

The words in the sources are English, so English has no catalogue.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh_Hans", "zh_Hant")
# function -> positions of context, message and plural among its arguments
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
TEXT = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(rf"(?<![\w.])(_|n?p?gettext)\(\s*u?{TEXT}(?:,\s*u?{TEXT})?(?:,\s*u?{TEXT})?")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\w*\}")
CHINESE_PLURAL = "nplurals=1; plural=0;"


@dataclass(frozen=True, order=True)
class Message:
    """What a source asks to be translated."""

    text: str
    plural: str = ""
    context: str = ""


class CatalogueError(Exception):
    """A catalogue or a source that cannot be read; the text says which and where."""


# ---------------------------------------------------------------- what the sources say
def called(function: str, arguments: list[str | None]) -> Message | None:
    """The message of one call, None where its text is not a literal."""
    context, text, plural = (
        "" if at is None else arguments[at] if at < len(arguments) else None for at in FUNCTIONS[function]
    )
    if not text or plural is None or context is None:
        return None
    return Message(text, plural, context)


def of_python(source: str, name: str) -> Iterator[Message]:
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise CatalogueError(f"{name}:{error.lineno}: {error.msg}") from error
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if function not in FUNCTIONS:
            continue
        literals = [
            part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else None for part in node.args
        ]
        message = called(function, literals)
        if message:
            yield message


def of_template(source: str, name: str) -> Iterator[Message]:
    try:
        as_code = templatize(source, origin=name)
    except SyntaxError as error:
        raise CatalogueError(str(error)) from error
    for match in IN_TEMPLATE.finditer(as_code):
        literals: list[str | None] = [ast.literal_eval(part) for part in match.groups()[1:] if part is not None]
        message = called(match[1], literals)
        if message:
            yield message


def of_sources(root: Path) -> set[Message]:
    """Every message of the Python files and templates below `root`."""
    found: set[Message] = set()
    for folder in ("apps", "talentplatform"):
        for path in (root / folder).rglob("*.py"):
            found.update(of_python(path.read_text(encoding="utf-8"), str(path.relative_to(root))))
    for folder in ("apps", "templates"):
        for path in (root / folder).rglob("*"):
            if path.suffix in {".html", ".txt", ".svg"} and "templates" in path.parts:
                found.update(of_template(path.read_text(encoding="utf-8"), str(path.relative_to(root))))
    return found


# ---------------------------------------------------------------- what the catalogues say
def read(path: Path) -> polib.POFile:
    try:
        return polib.pofile(str(path), encoding="utf-8", check_for_duplicates=True)
    except (OSError, ValueError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: {error}") from error


def key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def compile_all(locale: Path) -> int:
    """Compile every catalogue that is newer than its compiled form; returns how many. Raises CatalogueError."""
    count = 0
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        new = target.with_suffix(f".{os.getpid()}.new")
        try:
            read(source).save_as_mofile(str(new))
            new.replace(target)  # in one step: a server may be reading the old one
        except OSError as error:
            raise CatalogueError(f"{target}: {error.strerror}") from error
        count += 1
    return count


def complaints(root: Path) -> list[str]:
    """What is wrong with the catalogues, a line each; empty when every message of the sources is translated."""
    said = of_sources(root)
    found = []
    for language in LANGUAGES:
        path = root / "locale" / language / "LC_MESSAGES" / "django.po"
        if not path.exists():
            found.append(f"{language}: no catalogue at {path.relative_to(root)}")
            continue
        entries = {key(entry): entry for entry in read(path) if not entry.obsolete}
        found += [f"{language}: missing: {message.text!r}" for message in sorted(said - entries.keys())]
        found += [f"{language}: said nowhere: {message.text!r}" for message in sorted(entries.keys() - said)]
        for message in sorted(said & entries.keys()):
            found += [f"{language}: {fault}: {message.text!r}" for fault in faults(entries[message])]
    return found


def faults(entry: polib.POEntry) -> Iterator[str]:
    if entry.fuzzy:
        yield "marked as doubtful"
    if not all(translations(entry)):
        yield "not translated"
        return
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    for text in translations(entry):
        if set(PLACEHOLDER.findall(text)) != wanted:
            yield "other placeholders"


def update(root: Path) -> dict[str, tuple[int, int]]:
    """Bring each catalogue in line with the sources, sorted; returns (added, dropped) per language.

    New entries are empty, to be translated by hand; `check` names them until they are.
    """
    said = of_sources(root)
    return {language: update_one(root, language, said) for language in LANGUAGES}


def update_one(root: Path, language: str, said: Iterable[Message]) -> tuple[int, int]:
    path = root / "locale" / language / "LC_MESSAGES" / "django.po"
    old = {key(entry): entry for entry in read(path) if not entry.obsolete} if path.exists() else {}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": CHINESE_PLURAL,
    }
    wanted = set(said)
    new.extend(old.get(message) or empty_entry(message) for message in sorted(wanted))
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))
    return len(wanted - old.keys()), len(old.keys() - wanted)


def empty_entry(message: Message) -> polib.POEntry:
    if message.plural:
        return polib.POEntry(
            msgid=message.text,
            msgid_plural=message.plural,
            msgstr_plural={0: ""},
            msgctxt=message.context or None,
        )
    return polib.POEntry(msgid=message.text, msgstr="", msgctxt=message.context or None)


def main(arguments: list[str]) -> int:
    act = arguments[0] if arguments else ""
    if act == "compile":
        sys.stdout.write(f"{compile_all(ROOT / 'locale')} catalogues compiled\n")
        return 0
    if act == "update":
        for language, (added, dropped) in update(ROOT).items():
            sys.stdout.write(f"{language}: {added} added, {dropped} dropped\n")
        return 0
    if act == "check":
        found = complaints(ROOT)
        sys.stdout.write("".join(f"{line}\n" for line in found))
        sys.stdout.write(f"translations: {len(found)} complaints\n")
        return 1 if found else 0
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CatalogueError as error:
        sys.exit(f"error: {error}")
