"""Somebody without Chromium runs the suite: browser tests are skipped, and nobody can overlook it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SUITE = """
import pytest
@pytest.mark.browser
def test_in_a_browser(): raise AssertionError("ran")
def test_without(): pass
"""
CONFTEST = "from tests.chromium import pytest_collection_modifyitems, pytest_terminal_summary\n"
INI = "[pytest]\nmarkers = browser\n"


def run(folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_suite.py").write_text(SUITE)
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "pytest.ini").write_text(INI)
    env = {"PATH": "/nowhere", "PYTHONPATH": str(ROOT), "HOME": str(folder)} | given
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "no:cacheprovider", "."],
        env=env,
        cwd=folder,
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_without_chromium_it_is_said_loudly(tmp_path: Path) -> None:
    lines = run(tmp_path).stdout.splitlines()
    assert sum("BROWSER TESTS DID NOT RUN" in line for line in lines) == 1
    assert "1 tests need Chromium, which this machine does not have. Debian: apt-get install chromium" in lines
    assert "1 passed, 1 skipped in" in lines[-1]


@pytest.mark.slow
def test_where_they_are_required_a_missing_chromium_is_an_error(tmp_path: Path) -> None:
    done = run(tmp_path, BROWSER_TESTS="required")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "BROWSER_TESTS=required, but there is no Chromium on this machine" in done.stderr


@pytest.mark.slow
def test_with_chromium_they_run(tmp_path: Path) -> None:
    done = run(tmp_path, CHROMIUM="/somewhere/chromium")
    assert "1 failed, 1 passed in" in done.stdout.splitlines()[-1]
    assert "BROWSER TESTS" not in done.stdout


def test_the_suite_uses_it() -> None:
    assert CONFTEST in (ROOT / "tests" / "conftest.py").read_text()
    assert os.path.exists(ROOT / "tests" / "chromium.py")
