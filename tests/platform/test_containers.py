"""A site is run from containers: what Dockerfile, compose file and CI name exists, and the commands work."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.db import connection
from psycopg2.extensions import parse_dsn

from talentplatform.standalone import processes
from talentplatform.standalone.demo import Wish, data_steps

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
PLATFORM = [name for name, service in SERVICES.items() if service.get("build")]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")


def instructions(name: str) -> list[str]:
    return re.findall(rf"^\s*{name}\s+(.*)$", DOCKERFILE, re.MULTILINE)


# ---------------------------------------------------------------- what the files say
def test_the_services_are_those_of_the_platform() -> None:
    assert sorted(SERVICES) == sorted(
        ["migrations", "web", "worker", "worker-bulk", "dispatcher", "db", "broker", "proxy"]
    )
    assert SERVICES["db"]["image"].split("-")[0] == "postgres:18"
    assert SERVICES["broker"]["image"].split(":")[0] == "valkey/valkey"


def test_every_service_has_a_health_check_or_ends_by_itself() -> None:
    assert [name for name, service in SERVICES.items() if "test" not in service.get("healthcheck", {})] == [
        "migrations"
    ]


def test_rank_has_a_worker_of_its_own_and_every_queue_has_one() -> None:
    queues = {name: SERVICES[name]["command"][-3] for name in ("worker", "worker-bulk")}
    assert queues == {"worker": "rank", "worker-bulk": "bulk,cv"}
    routed = {queue for _, queue in settings.MARK_ROUTES.values()} | {settings.CELERY_TASK_DEFAULT_QUEUE}
    assert set(",".join(queues.values()).split(",")) == routed


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    used = dict(re.findall(r"\$\{(\w+)(:[?-][^}]*)?\}", text))
    required = {name for name, rest in re.findall(r"\$\{(\w+)(:\?[^}]*)\}", text)}
    assert required == {"SECRET_KEY", "POSTGRES_PASSWORD", "SITE_HOST"}
    example = dict(re.findall(r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert sorted(example) == sorted(used)
    assert set(example.values()) == {""}


def test_nothing_runs_as_root_in_our_image() -> None:
    stages = DOCKERFILE.split("\nFROM ")
    assert re.findall(r"^USER (\w+)$", stages[-1], re.MULTILINE) == ["talent"]
    assert stages[-1].index("USER talent") < stages[-1].index("\nCMD")
    assert {SERVICES[name].get("user", "image's own") for name in PLATFORM} == {"image's own"}
    assert all(SERVICES[name]["read_only"] and SERVICES[name]["cap_drop"] == ["ALL"] for name in PLATFORM)


def test_files_that_are_named_exist() -> None:
    named = [
        part
        for line in instructions("COPY")
        if not line.startswith("--from")
        for part in line.split()[:-1]
        if part != "."
    ]
    named += re.findall(r"deploy/\S+\.py", DOCKERFILE)
    named += [volume.split(":")[0] for volume in SERVICES["proxy"]["volumes"] if volume.startswith("./")]
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert sorted(named) == ["./deploy/Caddyfile", "deploy/alive.py", "requirements.lock"]


def commands() -> Iterator[list[str]]:
    """Every command of our image, of compose and Dockerfile, health checks included."""
    for name in PLATFORM:
        service = SERVICES[name]
        shell = service["command"][0] == "sh"
        yield from (shlex.split(part) for part in service["command"][2].split("&&")) if shell else [service["command"]]
        if "test" in service["healthcheck"]:
            yield service["healthcheck"]["test"][1:]
    yield from (yaml.safe_load(line.removeprefix("CMD ")) for line in instructions("CMD"))
    for line in instructions("HEALTHCHECK"):
        yield yaml.safe_load(line.partition("CMD ")[2])


def test_commands_that_are_named_exist() -> None:
    known = get_commands()
    folder = Path(sys.executable).parent
    wanted = list(commands())
    assert len(wanted) >= 11
    for command in wanted:
        assert (folder / command[0]).exists(), command
        if command[:2] == ["python", "manage.py"]:
            assert known.get(command[2]), command
        elif command[0] == "python":
            assert (ROOT / command[1]).is_file(), command


def test_a_site_and_the_demo_load_the_same(tmp_path: Path) -> None:
    """Whatever ships with the platform is loaded by both; the sample world by the demo only."""
    # a later year of the calendar is entered by operators once it is announced; loading again would overwrite them
    by_hand = {"load_sample", "load_calendar"}
    loaders = {name for name in get_commands() if name.startswith("load_")} - by_hand
    script = [shlex.split(part)[2:] for part in SERVICES["migrations"]["command"][2].split("&&")]
    steps = [list(step.command) for step in data_steps(Wish(tmp_path, "127.0.0.1", 8000, "small"))]
    assert steps == [*script, ["load_sample", "--size", "small"]]
    assert {command[0] for command in script} == loaders | {"migrate"}


def test_the_image_leaves_out_what_it_does_not_need() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".venv", "var", ".env", "tests"} <= set(ignored)
    removed = re.search(r"pip uninstall --yes (.*)", DOCKERFILE)
    assert removed is not None
    assert [name for name in removed[1].split() if f"{name}==" not in (ROOT / "requirements.lock").read_text()] == []


def test_ci_runs_make_check_and_is_a_shell_script_that_parses() -> None:
    text = (ROOT / ".ci" / "run").read_text()
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
    targets = re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    called = re.findall(r"^\s*(?:\w+=\S+ )*make (\w+)", text, re.MULTILINE)
    assert called == ["check", "test"]
    assert [name for name in called if name not in targets] == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_by_hash_and_records_no_address(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    pins = [line for line in lines if not line.startswith(" ")]
    assert [line for line in lines if "://" in line or line.startswith(("#", "-"))] == []
    assert [pin for pin in pins if not re.fullmatch(r"[a-z0-9.-]+==\S+( ; [^\\]+)? \\", pin)] == []
    assert "".join(lines).count("--hash=sha256:") >= len(pins)


# ---------------------------------------------------------------- the same commands, running
class Site:
    """The commands of the compose file against this test run's servers, in a database and a broker space of their own."""

    def __init__(self, tmp_path: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        path = [str(Path(sys.executable).parent), os.environ["PATH"]]
        given = {
            "SECRET_KEY": "s" * 50,
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": broker_url(),
            "DATA_DIR": str(tmp_path),
            "PATH": ":".join(path),
        }
        fixed = {key: value for key, value in SERVICES["web"]["environment"].items() if "${" not in value}
        self.env = {"HOME": str(tmp_path)} | fixed | given
        self.running: list[subprocess.Popen[bytes]] = []
        self.log = (tmp_path / "log").open("wb")

    def adapted(self, command: list[str]) -> list[str]:
        """On this machine: another port, nothing else."""
        return [part.replace(":8000", f":{self.port}") for part in command]

    def run(self, command: list[str]) -> int:
        done = subprocess.run(self.adapted(command), env=self.env, cwd=ROOT, stdout=self.log, stderr=subprocess.STDOUT)
        return done.returncode

    def start(self, command: list[str]) -> None:
        process = subprocess.Popen(
            self.adapted(command),
            env=self.env,
            cwd=ROOT,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.running.append(process)

    def healthy(self, name: str) -> bool:
        return self.run(SERVICES[name]["healthcheck"]["test"][1:]) == 0


NAME = f"containers_{os.getpid()}"


def parameters() -> Mapping[str, str]:
    return {key: value for key, value in parse_dsn(connection.connection.dsn).items() if key not in {"dbname"}}


def database_url() -> str:
    given = os.environ["DATABASE_URL"]
    before, _, query = given.partition("?")
    return f"{before.rpartition('/')[0]}/{NAME}" + (f"?{query}" if query else "")


def broker_url() -> str:
    given = os.environ["CELERY_BROKER_URL"]
    if given.startswith("redis+socket"):
        return f"{given.partition('?')[0]}?virtual_host=9"
    return f"{given.rpartition('/')[0]}/9"


@pytest.fixture
def site(db: None, tmp_path: Path) -> Iterator[Site]:
    connection.ensure_connection()
    admin = psycopg2.connect(**parameters(), dbname="postgres", password=connection.settings_dict["PASSWORD"] or None)
    admin.autocommit = True
    admin.cursor().execute(f"CREATE DATABASE {NAME}")
    subject = Site(tmp_path)
    yield subject
    processes.end_all(subject.running)
    subject.log.close()
    admin.cursor().execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    admin.close()


@pytest.mark.slow
def test_the_commands_of_the_compose_file_make_a_healthy_platform(site: Site, tmp_path: Path) -> None:
    assert site.run(SERVICES["migrations"]["command"]) == 0, (tmp_path / "log").read_text()[-2000:]
    assert not site.healthy("dispatcher")
    for name in ("web", "worker", "worker-bulk", "dispatcher"):
        site.start(SERVICES[name]["command"])
    pause = threading.Event()
    waiting = ["web", "worker", "worker-bulk", "dispatcher"]
    for _ in range(60):
        waiting = [name for name in waiting if not site.healthy(name)]
        if not waiting:
            break
        pause.wait(0.2)
    assert waiting == [], (tmp_path / "log").read_text()[-4000:]
    ready = [sys.executable, "deploy/alive.py", "http://127.0.0.1:8000/readyz"]
    assert site.run(ready) == 0
    assert [process.poll() for process in site.running] == [None] * 4
