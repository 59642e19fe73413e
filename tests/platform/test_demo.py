"""A newcomer runs the demo: it starts, survives the death of its parts, says what is wrong, ends, and keeps its data."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from talentplatform.standalone import demo, inputs, processes
from talentplatform.standalone.folder import MARKER, DataFolder

pytestmark = pytest.mark.slow

PATIENCE = 300.0  # seconds after which a demo that says nothing more is killed, and the test fails


def spare_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment() -> dict[str, str]:
    kept = {"PATH", "HOME", "LANG", "TMPDIR"}
    return {key: value for key, value in os.environ.items() if key in kept}


def command(folder: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "talentplatform.embedded", "demo", "--data-dir", str(folder), "--port", str(port)]


def said(pid: int) -> str:
    """The command line of a process; empty when it has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


class Demo:
    """A running demo whose words are read line by line."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            command(folder, port), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.watchdog = threading.Timer(PATIENCE, self.process.kill)
        self.watchdog.start()

    def read_until(self, pattern: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if re.search(pattern, line):
                return line
        pytest.fail(f"ended without saying {pattern!r}:\n{''.join(self.lines)}")

    def readiness(self) -> tuple[int, dict[str, str]]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
            return answer.status, json.loads(answer.read())["parts"]

    def wait_until_ready(self) -> tuple[int, dict[str, str]]:
        """The first answer that is not 503: on a busy machine a part may miss its second now and then."""
        pause = threading.Event()
        while self.process.poll() is None:  # the watchdog ends a demo that never gets there
            with contextlib.suppress(OSError):
                return self.readiness()
            pause.wait(0.1)
        pytest.fail("was not ready again in time")

    def addresses(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.folder / "servers.json").read_text())
        return found

    def pid_of(self, words: str) -> int:
        """The process whose command line holds `words` and whose parent is the demo.

        Asked again for a while: a process just started has for a moment no command line.
        """
        pause = threading.Event()
        for _ in range(100):
            if found := self.pids_of(words):
                break
            pause.wait(0.05)
        assert len(found) == 1, found
        return found[0]

    def pids_of(self, words: str) -> list[int]:
        return [pid for pid, parent in processes.parents().items() if parent == self.process.pid and words in said(pid)]

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        assert self.process.stdout is not None
        self.lines += self.process.stdout.readlines()
        code = self.process.wait()
        self.watchdog.cancel()
        self.process.stdout.close()
        return code


def left(folder: Path) -> set[int]:
    found = processes.marked(MARKER, str(folder))
    # servers are known by their folder: they write over their environment
    return found | processes.working_in(folder / "postgres" / "data") | processes.working_in(folder / "broker")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a cluster in which vocabularies and sample world count as loaded: they have tests of their own."""
    place = tmp_path_factory.mktemp("demo")
    make = [sys.executable, "-m", "talentplatform.embedded", "exec", "--data-dir", str(place), "--", "true"]
    subprocess.run(make, env=environment(), check=True)
    data = DataFolder(place)
    wish = demo.Wish(place, "127.0.0.1", 8000, "small")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)  # the demo below has a server of its own
        steps = demo.data_steps(wish)
    for step in steps:
        if not step.name.endswith("-migrate"):
            data.set_done(step.name, step.state)
    return place


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Demo]:
    subject = Demo(folder, spare_port())
    subject.read_until("Ctrl-C stops everything")
    yield subject
    if subject.process.poll() is None:
        subject.stop()
    assert left(folder) == set()


def test_ready_means_that_every_part_works(running: Demo) -> None:
    told = "".join(running.lines)
    assert re.search(rf"Ready after [\d.]+ s:  http://localhost:{running.port}/\n", told)
    assert [login for login in demo.LOGINS if f"  {login} " not in told] == []
    assert "password of each: demo-Qingdao-2022" in told
    assert running.wait_until_ready() == (
        200,
        {"broker": "ok", "database": "ok", "dispatcher": "ok", "worker": "ok"},
    )


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("dispatcher", "manage.py dispatch"),
        ("worker-rank", "--queues rank"),
        ("web", "gunicorn"),
        ("Valkey", "valkey-server"),
        ("PostgreSQL", "postgres -D"),
    ],
)
def test_a_killed_part_comes_back(running: Demo, part: str, words: str) -> None:
    before = running.pid_of(words)
    os.kill(before, signal.SIGKILL)
    running.read_until(f"! {part} was killed by signal 9; starting it again in")
    running.read_until(f"  {part} started again")
    assert running.pid_of(words) != before
    running.wait_until_ready()  # the others found their way back to it


def test_a_second_demo_on_the_same_folder_is_refused(running: Demo, folder: Path) -> None:
    done = subprocess.run(command(folder, spare_port()), env=environment(), capture_output=True, text=True)
    assert (done.returncode, done.stderr.split(":")[0]) == (1, "error")
    assert f"{folder} is in use by process {running.process.pid}: a demo runs on it already" in done.stderr


def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(command(tmp_path / "d", port), env=environment(), capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, f"Talent platform, demo. Data: {tmp_path / 'd'}\n")
    assert done.stderr == (
        f"error: Port {port} of 127.0.0.1 cannot be used (Address already in use). "
        "Choose another: make demo PORT=8001\n"
    )
    assert list((tmp_path / "d" / "postgres").iterdir()) == []


@pytest.mark.parametrize("port", ["0", "65536", "web", "-1"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    arguments = [sys.executable, "-m", "talentplatform.embedded", "demo", f"--port={port}"]
    done = subprocess.run(arguments, env=environment(), capture_output=True, text=True, cwd=demo.ROOT)
    assert done.returncode == 2
    assert done.stderr.endswith(f"{port!r} is not a port (1 to 65535)\n")


def count_in_database(subject: Demo, statement: str) -> int:
    host = subject.addresses()["DATABASE_URL"].partition("?host=")[2]
    connection = psycopg2.connect(host=host, user="talentplatform", dbname="talentplatform")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.rowcount
    finally:
        connection.close()


def test_stop_leaves_no_process_and_a_second_start_keeps_the_data(running: Demo, folder: Path) -> None:
    assert count_in_database(running, "INSERT INTO core_epoch VALUES ('kept', 7, now())") == 1
    assert running.stop() == 0
    assert running.lines[-2:] == ["Stopping ...\n", "Stopped; the data stays.\n"]
    assert left(folder) == set()
    second = Demo(folder, spare_port())
    second.read_until("Ctrl-C stops everything")
    assert [line for line in second.lines if "migrations" in line or "static files" in line] == []
    assert count_in_database(second, "SELECT 1 FROM core_epoch WHERE name = 'kept' AND value = 7") == 1
    assert second.stop(signal.SIGINT) == 0
    assert left(folder) == set()


def test_a_killed_supervisor_leaves_its_port_to_the_next(folder: Path) -> None:
    killed = Demo(folder, spare_port())
    killed.read_until("Ctrl-C stops everything")
    killed.stop(signal.SIGKILL)
    assert processes.working_in(folder / "broker") != set()
    next_one = Demo(folder, killed.port)
    assert re.search(r"^  \d+ processes of an earlier run that was killed: ended$", next_one.read_until("earlier run"))
    next_one.read_until("Ctrl-C stops everything")
    assert next_one.stop() == 0
    assert left(folder) == set()


def test_a_failing_step_says_why_and_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    given = environment() | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/x"}
    done = subprocess.run(command(tmp_path, spare_port()), env=given, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("error: The step 'migrations' failed; the end of ")
    assert "Connection refused" in done.stderr
    assert left(tmp_path) == set()


def test_another_size_does_not_touch_a_world_that_was_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = DataFolder(tmp_path)
    data.prepare()
    small, city = (demo.data_steps(demo.Wish(tmp_path, "127.0.0.1", 1, size))[-1] for size in ("small", "city"))
    data.set_done(small.name, small.state)
    monkeypatch.setattr(demo, "begin", lambda *_: pytest.fail("loaded again"))
    subject = type("WithFolder", (), {"folder": data})()
    demo.run_step(subject, small)
    assert capsys.readouterr().out == ""
    demo.run_step(subject, city)
    assert capsys.readouterr().out.startswith("  kept: 'small', loaded before. For 'city' use another folder")


def test_a_fingerprint_changes_with_content_and_name(tmp_path: Path) -> None:
    one = tmp_path / "one"
    one.write_text("a")
    before = inputs.of_contents([one])
    assert inputs.of_contents([one]) == before
    one.write_text("b")
    assert inputs.of_contents([one]) != before
    assert inputs.of_contents([one.rename(tmp_path / "two")]) not in {before, inputs.of_contents([])}
