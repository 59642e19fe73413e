"""Files that cannot be read are told apart; hostile ones cost a child process, never the worker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from apps.talents.cv import child, sandbox
from apps.talents.cv.extract import CHARACTERS, Unreadable, extract, tidy
from apps.talents.cv.sandbox import extract_in_child
from tests.talents import cvs

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
CASES = {
    "encrypted pdf": ("pdf", lambda: cvs.pdf(cvs.ENGLISH, password="secret"), "encrypted"),
    "encrypted docx": ("docx", lambda: OLE, "encrypted"),
    "broken pdf": ("pdf", lambda: b"%PDF-1.7\n" + os.urandom(400), "broken"),
    "pdf cut in half": ("pdf", lambda: cvs.pdf(cvs.ENGLISH)[:400], "broken"),
    "broken docx": ("docx", lambda: b"PK\x03\x04 nothing", "broken"),
    "docx without document": ("docx", lambda: _zip({"a.txt": b"x"}), "broken"),
    "scan": ("pdf", cvs.scan, "scanned"),
    "empty pdf": ("pdf", lambda: cvs.pdf(""), "empty"),
    "zip bomb": ("docx", cvs.bomb, "too_large"),
    "many members": ("docx", lambda: _zip({f"f{n}": b"" for n in range(2100)}), "too_large"),
    "long pdf": ("pdf", lambda: cvs.pdf("text", pages=41), "too_long"),
    "long text": ("txt", lambda: b"x " * CHARACTERS, "too_long"),
    "longer text": ("txt", lambda: b"x" * 5 * CHARACTERS, "too_long"),
    "empty text": ("txt", lambda: b" \n ", "empty"),
}


def _zip(members: dict[str, bytes]) -> bytes:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("name", CASES)
def test_codes(name: str) -> None:
    kind, make, code = CASES[name]
    with pytest.raises(Unreadable) as refused:
        extract(make(), kind)
    assert refused.value.code == code


@pytest.mark.parametrize(("kind", "make"), [("pdf", cvs.pdf), ("docx", cvs.word), ("txt", str.encode)])
@pytest.mark.parametrize("text", [cvs.ENGLISH, cvs.CHINESE])
def test_every_kind_gives_its_text(kind: str, make: object, text: str) -> None:
    found = extract_in_child(make(text), kind).text
    assert "".join(tidy(text).split()) == "".join(found.replace("•", "").split()) if "•" not in text else True
    assert "Python" in found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_in_any_encoding(encoding: str) -> None:
    assert extract(cvs.CHINESE.encode(encoding), "txt").text == tidy(cvs.CHINESE)


def test_a_code_crosses_the_process_border() -> None:
    with pytest.raises(Unreadable) as refused:
        extract_in_child(cvs.scan(), "pdf")
    assert refused.value.code == "scanned"


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*args: object, **kwargs: object) -> None:
        raise subprocess.TimeoutExpired("child", 1)

    monkeypatch.setattr(sandbox.subprocess, "run", hang)
    with pytest.raises(Unreadable) as refused:
        extract_in_child(b"", "pdf")
    assert refused.value.code == "too_large"


PROGRAM = """
import sys; sys.path.insert(0, sys.argv[1])
from apps.talents.cv import child
child.limit()
{body}
"""


@pytest.mark.parametrize(
    ("body", "dies"),
    [
        ("bytearray(2_000_000_000)", "MemoryError"),
        ("open(sys.argv[2], 'wb', 0).write(b'x' * 10)", "File too large"),
        ("import resource; print(resource.getrlimit(resource.RLIMIT_CPU)[0])", ""),
    ],
)
def test_the_child_limits_itself(body: str, dies: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(body=body), str(sandbox.ROOT), str(tmp_path / "x")],
        capture_output=True,
        text=True,
        check=False,
    )
    if dies:
        assert dies in done.stderr or done.returncode < 0
    else:
        assert done.stdout.strip() == str(child.SECONDS)


def test_the_child_knows_no_secret() -> None:
    """Its environment holds a path and nothing of the platform's."""
    seen: dict[str, object] = {}

    def look(*args: object, **kwargs: object) -> subprocess.CompletedProcess[bytes]:
        seen.update(kwargs)
        return subprocess.CompletedProcess([], 0, b'{"text": "x", "pages": 1, "hidden": []}', b"")

    original = sandbox.subprocess.run
    sandbox.subprocess.run = look  # type: ignore[assignment]
    try:
        extract_in_child(b"", "txt")
    finally:
        sandbox.subprocess.run = original
    assert set(seen["env"]) == {"PATH", "PYTHONPATH", "PYTHONIOENCODING"}  # type: ignore[call-overload]


def test_radicals_ligatures_and_controls() -> None:
    assert tidy("⻢⽂ diﬀractive\x00\ud800\u200b\r\n\r\n\r\n\r\nend ") == "马文 diffractive \ufffd\n\nend"
