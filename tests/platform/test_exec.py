"""A developer runs one command with servers beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from talentplatform.standalone.processes import working_in

pytestmark = pytest.mark.slow

SHOW = """
import json, os
print(json.dumps({"env": dict(os.environ), "logs": os.listdir(os.environ["DATA_DIR"] + "/log")}))
"""
ASK = """
import os, urllib.parse, psycopg2
query = urllib.parse.urlparse(os.environ["DATABASE_URL"]).query
host = urllib.parse.parse_qs(query)["host"][0]
connection = psycopg2.connect(host=host, user="talentplatform", dbname="talentplatform")
cursor = connection.cursor()
cursor.execute("%s")
connection.commit()
print(cursor.fetchall() if cursor.description else "")
"""


def environment(tmp_path: Path, **given: str) -> dict[str, str]:
    without = {"DATABASE_URL", "CELERY_BROKER_URL", "DATA_DIR", "SECRET_KEY"}
    kept = {key: value for key, value in os.environ.items() if key not in without}
    return kept | {"TMPDIR": str(tmp_path)} | given


def embedded(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "talentplatform.embedded", "exec", *arguments]


def run(tmp_path: Path, *arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        embedded(*arguments), env=environment(tmp_path, **given), capture_output=True, text=True, timeout=120
    )


def test_the_command_sees_servers_that_answer_and_nothing_is_left(tmp_path: Path) -> None:
    done = run(tmp_path, "--", sys.executable, "-c", ASK % "SELECT current_user || pg_encoding_to_char(6)")
    assert (done.returncode, done.stdout, done.stderr) == (0, "[('talentplatformUTF8',)]\n", "")
    assert list(tmp_path.iterdir()) == []


def test_the_exit_code_is_the_commands(tmp_path: Path) -> None:
    assert run(tmp_path, "--", sys.executable, "-c", "raise SystemExit(7)").returncode == 7


def test_a_command_that_does_not_exist_is_a_sentence(tmp_path: Path) -> None:
    done = run(tmp_path, "--", "no-such-command")
    assert (done.returncode, done.stderr) == (1, "error: Cannot run no-such-command: No such file or directory\n")
    assert list(tmp_path.iterdir()) == []


def test_what_the_environment_names_is_used_and_nothing_is_started(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgres://elsewhere/x", "CELERY_BROKER_URL": "redis://elsewhere:1/0", "SECRET_KEY": "k"}
    seen = json.loads(run(tmp_path, "--", sys.executable, "-c", SHOW, **given).stdout)
    assert {name: seen["env"][name] for name in given} == given
    assert seen["logs"] == []


def test_the_command_chooses_its_own_settings(tmp_path: Path) -> None:
    show = "import os; print(os.environ.get('DJANGO_SETTINGS_MODULE'))"
    name = "DJANGO_SETTINGS_MODULE"
    without = {key: value for key, value in environment(tmp_path).items() if key != name}
    for given, expected in (({}, "None"), ({name: "elsewhere.settings"}, "elsewhere.settings")):
        done = subprocess.run(
            embedded("--", sys.executable, "-c", show), env=without | given, capture_output=True, text=True
        )
        assert done.stdout == f"{expected}\n"


def test_sigterm_reaches_the_command_and_the_servers_end(tmp_path: Path) -> None:
    waits = "import signal, sys; print('up', flush=True); signal.pause()"
    process = subprocess.Popen(
        embedded("--data-dir", str(tmp_path / "data"), "--", sys.executable, "-c", waits),
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    cluster = tmp_path / "data" / "postgres" / "data"
    assert len(working_in(cluster)) > 0
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 128 + signal.SIGTERM
    process.stdout.close()
    assert working_in(cluster) == set()


def test_data_of_a_named_folder_is_kept_also_after_a_crash(tmp_path: Path) -> None:
    folder = str(tmp_path / "data")
    kill = "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"
    made = run(
        tmp_path, "--data-dir", folder, "--", sys.executable, "-c", ASK % "CREATE TABLE kept AS SELECT 5 AS five"
    )
    assert (made.returncode, made.stderr) == (0, "")
    # the second run dies without a chance to stop its servers; the third finds them and starts anew
    assert run(tmp_path, "--data-dir", folder, "--", sys.executable, "-c", kill).returncode == -signal.SIGKILL
    read = run(tmp_path, "--data-dir", folder, "--", sys.executable, "-c", ASK % "SELECT five FROM kept")
    assert (read.returncode, read.stdout, read.stderr) == (0, "[(5,)]\n", "")
    assert working_in(Path(folder) / "postgres" / "data") == set()
    assert working_in(Path(folder) / "broker") == set()


def test_a_second_command_joins_the_servers_of_the_first(tmp_path: Path) -> None:
    folder = str(tmp_path / "data")
    inner = [*embedded("--data-dir", folder, "--"), "sh", "-c", "echo $DATABASE_URL"]
    outer = ["sh", "-c", 'echo $DATABASE_URL; "$@"; echo $?', "sh", *inner]
    done = run(tmp_path, "--data-dir", folder, "--", *outer)
    first, second, code = done.stdout.splitlines()
    assert (first, code) == (second, "0")
