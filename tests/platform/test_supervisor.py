"""Parts of the platform die, and are started again; a stop leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from talentplatform.standalone import processes, supervisor
from talentplatform.standalone.folder import MARKER, DataFolder
from talentplatform.standalone.supervisor import Attempts, Supervisor

pytestmark = pytest.mark.slow

WAITS = [sys.executable, "-c", "import signal; signal.pause()"]
# a child that outlives its parent and ignores a polite request, as an orphan of a killed worker may
WITH_ORPHAN_CODE = (
    "import signal, subprocess, sys\n"
    "stubborn = 'import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); signal.pause()'\n"
    "child = subprocess.Popen([sys.executable, '-c', stubborn], stdout=subprocess.PIPE)\n"
    "child.stdout.readline()\n"
    "print('both', flush=True)\n"
    "signal.pause()"
)
WITH_ORPHAN = [sys.executable, "-c", WITH_ORPHAN_CODE]


class Never:
    """Stops that nobody asks for."""

    def __call__(self) -> bool:
        return False

    hurry = __call__


def until(condition: Callable[[], object]) -> None:
    """Wait for something that other processes do; fails after a minute."""
    pause = threading.Event()
    for _ in range(1200):
        if condition():
            return
        pause.wait(0.05)
    pytest.fail("did not happen within a minute")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Supervisor]:
    folder = DataFolder(tmp_path)
    folder.prepare()
    subject = Supervisor(folder, Never(), {"PATH": os.environ["PATH"]})  # type: ignore[arg-type]
    yield subject
    subject.stop()
    assert processes.marked(MARKER, str(tmp_path)) == set()


def test_delays_grow_and_are_forgotten_after_a_healthy_time() -> None:
    attempts = Attempts()
    delays = []
    for now in range(8):
        attempts.started(now)
        delays.append(attempts.died(now + 1))
    assert delays == [0.5, 1, 2, 4, 8, 16, 30, 30]
    attempts.started(100)
    assert attempts.died(100 + supervisor.HEALTHY_AFTER + 1) == 0.5


def test_a_killed_part_is_started_again_after_its_delay(kept: Supervisor, capsys: pytest.CaptureFixture[str]) -> None:
    kept.add_part("web", WAITS)
    part = kept.parts[0]
    first = part.process
    assert first is not None
    kept.look()
    assert part.process is first
    first.kill()
    first.wait()
    kept.look()
    assert part.process is None
    assert capsys.readouterr().out == "! web was killed by signal 9; starting it again in 0.5 s. Log:\n"
    part.attempts.due_at = 0.0
    kept.look()
    assert part.process is not None
    assert part.process.pid != first.pid
    assert capsys.readouterr().out == "  web started again\n"


def test_what_a_dead_part_leaves_is_ended_before_it_starts_again(kept: Supervisor) -> None:
    kept.add_part("worker", WITH_ORPHAN)
    part = kept.parts[0]
    log = kept.folder.log_path("worker")
    until(lambda: log.read_text() == "both\n")
    assert part.process is not None
    assert len(processes.marked(MARKER, str(kept.folder.path))) == 2
    part.process.kill()
    part.process.wait()
    kept.look()
    until(lambda: processes.marked(MARKER, str(kept.folder.path)) == set())


def test_stopping_ends_also_what_does_not_listen(kept: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.add_part("worker", WITH_ORPHAN)
    log = kept.folder.log_path("worker")
    until(lambda: log.read_text() == "both\n")
    kept.stop()
    until(lambda: processes.marked(MARKER, str(kept.folder.path)) == set())


def test_leftovers_of_a_killed_supervisor_are_found_and_ended(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    environment = {**os.environ, MARKER: str(tmp_path)}
    left = subprocess.Popen(WAITS, env=environment, start_new_session=True)
    other = subprocess.Popen(WAITS, env={**os.environ, MARKER: str(tmp_path / "other")}, start_new_session=True)
    until(lambda: len(processes.marked(MARKER, str(tmp_path))) == 1)
    reaper = threading.Thread(target=left.wait)  # in life it is the system that reaps it
    reaper.start()
    assert supervisor.end_leftovers(folder) == 1
    reaper.join()
    assert left.returncode == -signal.SIGTERM
    assert other.poll() is None
    other.kill()
    other.wait()
