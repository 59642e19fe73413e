"""`kill -9` of worker, broker and dispatcher in the middle of fifty publishes: each position gets one current ranking."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from talentplatform.standalone import processes, servers
from talentplatform.standalone.folder import DataFolder

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0  # seconds for all rankings after the last publish
KILL_EVERY = 7  # publishes
WITHOUT_DISPATCHER = 4  # publishes before it is started
NOT_RIGHT = """
SELECT p.id FROM positions_position p
LEFT JOIN core_mark m ON m.kind = 'position' AND m.object_id = p.id
LEFT JOIN matching_matchrun r ON r.position_id = p.id AND r.current
WHERE p.state <> 'published' OR m.id IS NULL OR r.id IS NULL OR m.done_gen <> m.gen OR r.generation <> m.gen
"""


class Platform:
    """Database, broker, worker and dispatcher of one test; parts may be killed and started again."""

    def __init__(self, path: Path) -> None:
        self.folder = DataFolder(path, durable=False)
        self.folder.prepare()
        self.database, self.broker = servers.Postgres(self.folder), servers.Broker(self.folder)
        self.database.start()
        self.broker.start()
        self.env = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ} | {
            "DATABASE_URL": self.database.url,
            "CELERY_BROKER_URL": self.broker.url,
            "DATA_DIR": str(path),
            "SECRET_KEY": "chaos-" * 10,
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings_chaos",
            "PYTHONPATH": str(ROOT),
        }
        self.parts: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, *command: str) -> None:
        done = subprocess.run([sys.executable, *command], env=self.env, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]

    def start(self, part: str) -> None:
        if part == "broker":
            self.broker.start()
            return
        worker = ["-m", "celery", "-A", "talentplatform", "worker", "--queues", "rank,bulk", "--concurrency", "2"]
        command = {"worker": [*worker, "--without-gossip", "--without-mingle"], "dispatcher": ["manage.py", "dispatch"]}
        with self.folder.log_path(part).open("ab") as log:
            self.parts[part] = processes.spawn([sys.executable, *command[part]], env=self.env, output=log, cwd=ROOT)

    def kill(self, part: str) -> None:
        """The whole group at once, nobody is asked."""
        process = self.broker.process if part == "broker" else self.parts[part]
        assert process is not None
        processes.signal_group(process, signal.SIGKILL)
        process.wait()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        connection = self.database.connect(servers.NAME)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query)
                return list(cursor.fetchall())
        finally:
            connection.close()

    def count(self, query: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {query}")[0][0])

    def stop(self) -> None:
        for part in self.parts:
            self.kill(part)
        self.broker.stop()
        self.database.stop()


def until(condition: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Whether it became true in time; looks ten times a second."""
    deadline, pause = time.monotonic() + patience, threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause.wait(0.1)
    return True


@pytest.fixture
def platform() -> Iterator[Platform]:
    place = Path(tempfile.mkdtemp(prefix="chaos-"))
    place.chmod(0o711)  # the database server may run as another user
    subject = Platform(place)
    try:
        subject.run("manage.py", "migrate", "--no-input", "--verbosity", "0")
        subject.run("-m", "tests.chaos.publisher", "prepare")
        yield subject
    finally:
        subject.stop()
        subject.folder.close()
        shutil.rmtree(place, ignore_errors=True)


def publish_all(platform: Platform, after_each: Callable[[int], None]) -> int:
    """Publish one by one, `after_each` between them; how many."""
    command = [sys.executable, "-m", "tests.chaos.publisher", "publish"]
    with subprocess.Popen(
        command, env=platform.env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as publisher:
        assert publisher.stdin is not None
        assert publisher.stdout is not None
        done = 0
        for _ in publisher.stdout:
            done += 1
            after_each(done)
            publisher.stdin.write("on\n")
            publisher.stdin.flush()
    assert publisher.returncode == 0
    return done


def some_runs(platform: Platform) -> int:
    return platform.count("matching_matchrun")


def test_nothing_is_lost_and_nothing_is_done_twice(platform: Platform) -> None:
    chance = random.Random(20221124)
    platform.start("worker")
    killed: list[str] = []

    def strike(published: int) -> None:
        if published == WITHOUT_DISPATCHER:  # the control: while nobody sends, the check below is not content
            assert some_runs(platform) == 0
            assert len(platform.rows(NOT_RIGHT)) == 50
            platform.start("dispatcher")
        if published % KILL_EVERY:
            return
        before = some_runs(platform)
        until(lambda: some_runs(platform) > before, patience=chance.uniform(0.5, 3.0))  # in the middle of work
        part = ("worker", "broker", "dispatcher")[len(killed) % 3]
        platform.kill(part)
        platform.start(part)
        killed.append(part)

    assert publish_all(platform, strike) == 50
    assert set(killed) == {"worker", "broker", "dispatcher"}
    platform.kill("worker")
    platform.start("worker")
    in_time = until(lambda: platform.rows(NOT_RIGHT) == [])
    assert in_time, (
        platform.rows(NOT_RIGHT),
        platform.rows("SELECT gen, done_gen, error FROM core_mark WHERE done_gen < gen"),
    )
    assert platform.count("matching_matchrun WHERE current") == 50
    assert platform.count("matching_match") == 50 * 8
    assert platform.rows("SELECT position_id, talent_id FROM matching_match GROUP BY 1, 2 HAVING count(*) > 1") == []
    assert platform.rows(
        "SELECT run_id FROM matching_matchresult r JOIN matching_matchrun m ON m.id = r.run_id"
        " WHERE m.current GROUP BY 1 HAVING count(*) <> 8"
    ) == []  # fmt: skip
