"""A receipt proves what was sealed and when, to anyone, without asking the platform."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from apps.core.sealing import receipts

AT = datetime(2027, 3, 1, 15, 59, 59, 999999, tzinfo=UTC)
PACKAGE = b"the sealed bytes"


@pytest.fixture
def receipt() -> dict[str, Any]:
    return receipts.issue("proposal", "abc", PACKAGE, AT)


@pytest.fixture
def paper(receipt: dict[str, Any], tmp_path: Path) -> Path:
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipt, indent=2))
    return path


def verify(*arguments: object) -> str:
    out = StringIO()
    call_command("verify_receipt", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_right_receipt_holds(paper: Path, receipt: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "package").write_bytes(PACKAGE)
    said = verify(paper, "--package", tmp_path / "package", "--key", receipts.public_key())
    assert "sealed at 2027-03-01T15:59:59.999999+00:00" in said
    assert "the package is the sealed one" in said
    assert receipts.receipt_hash(receipt) in said
    assert f"signed with {receipts.public_key()}" in verify(paper)


def test_another_package_is_told(paper: Path, tmp_path: Path) -> None:
    (tmp_path / "package").write_bytes(PACKAGE + b"!")
    with pytest.raises(CommandError, match="the package is not the one"):
        verify(paper, "--package", tmp_path / "package")


@pytest.mark.parametrize("field", ["sha256", "sealed_at", "subject", "kind"])
def test_a_changed_line_is_told(receipt: dict[str, Any], field: str) -> None:
    changed = copy.deepcopy(receipt)
    changed["receipt"][field] += "0"
    with pytest.raises(receipts.BadSignature):
        receipts.verify(changed)


def test_a_key_that_is_not_the_platforms_is_told(receipt: dict[str, Any], settings: Any, paper: Path) -> None:
    settings.FIELD_ENCRYPTION_KEYS = ["somebody else's key"]
    forged = receipts.issue("proposal", "abc", PACKAGE, AT)
    receipts.verify(forged)  # whole in itself
    with pytest.raises(receipts.OtherKey):
        receipts.verify(forged, key=receipt["public_key"])
    forged["public_key"] = receipt["public_key"]
    with pytest.raises(receipts.BadSignature):
        receipts.verify(forged, key=receipt["public_key"])
    with pytest.raises(CommandError, match="another key"):
        verify(paper, "--key", receipts.public_key())


def test_a_new_field_key_keeps_the_signing_key(receipt: dict[str, Any], settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = ["new", settings.SECRET_KEY]
    assert receipts.public_key() == receipt["public_key"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"receipt": {}}', '{"receipt": {"version": 1}, "signature": 1, "public_key": ""}']
)
def test_what_is_no_receipt_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(CommandError, match="no receipt"):
        verify(tmp_path / "r.json")


def test_a_later_version_and_a_broken_signature_are_told(receipt: dict[str, Any]) -> None:
    later = copy.deepcopy(receipt)
    later["receipt"]["version"] = 2
    with pytest.raises(receipts.Unreadable, match="version"):
        receipts.verify(later)
    with pytest.raises(receipts.BadSignature):
        receipts.verify({**receipt, "signature": "not base64!"})


def test_the_time_is_utc_to_the_microsecond_whatever_zone_it_came_in() -> None:
    beijing = AT.astimezone(timezone(timedelta(hours=8)))
    assert receipts.issue("p", "s", b"", beijing)["receipt"]["sealed_at"] == "2027-03-01T15:59:59.999999+00:00"
    whole = receipts.issue("p", "s", b"", AT.replace(microsecond=0))
    assert whole["receipt"]["sealed_at"].endswith(".000000+00:00")


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers() | st.booleans(), max_size=6))
def test_one_content_has_one_spelling(content: dict[str, Any]) -> None:
    backwards = dict(reversed(content.items()))
    assert receipts.canonical(content) == receipts.canonical(backwards)
    assert json.loads(receipts.canonical(content)) == content
