"""Somebody types a management command in a plain shell, with nothing set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"]}
    return subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("evaluate_matching", "--dataset", "/nowhere"), ("evaluate_exposure", "--dataset", "/nowhere"),
        ("evaluation_table", "--data", "/nowhere"), ("rerun_draw", "/nowhere"), ("verify_receipt", "/nowhere"),
    ],
)  # fmt: skip
def test_judging_and_checking_need_neither_key_nor_database(command: tuple[str, ...]) -> None:
    done = manage(*command)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("CommandError: ")
    assert "/nowhere" in done.stderr.splitlines()[-1]


@pytest.mark.slow
def test_a_command_that_may_sign_or_encrypt_demands_the_key() -> None:
    done = manage("migrate")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("ImproperlyConfigured: Set SECRET_KEY in the environment.")
