"""`demo`: the whole platform on this machine, in the foreground, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from talentplatform import messages
from talentplatform.standalone import inputs, processes, servers
from talentplatform.standalone.folder import DataFolder
from talentplatform.standalone.refusal import Refusal
from talentplatform.standalone.servers import log_tail
from talentplatform.standalone.stops import Stops
from talentplatform.standalone.supervisor import ROUND, Supervisor, end_leftovers, say

ROOT = Path(__file__).resolve().parent.parent.parent
EVERYWHERE = "0.0.0.0"  # noqa: S104  (only when asked for)
READY_LIMIT = 120.0  # seconds after which the demo says what is missing, and goes on waiting
PASSWORD = "demo-Qingdao-2022"  # noqa: S105  (public on purpose; such accounts exist in the demo only)
LOGINS = {
    "talent@demo.example": "a coating doctor abroad",
    "employer@demo.example": "a marine-materials firm",
    "expert@demo.example": "a professor who judges proposals",
    "operator@demo.example": "a reviewer",
    "admin@demo.example": "everything, at /admin/",
}


@dataclass(frozen=True)
class Wish:
    """What the person asked for on the command line."""

    data_dir: Path
    host: str
    port: int
    size: str

    @property
    def address(self) -> str:
        name = "localhost" if self.host in {"127.0.0.1", EVERYWHERE, "::1"} else self.host
        return f"http://{name}:{self.port}/"


@contextmanager
def timed(label: str) -> Iterator[None]:
    """Say what is done, and how long it took once it is."""
    begun = time.monotonic()
    yield
    say(f"  {label:<42} {time.monotonic() - begun:5.1f} s")


def run(wish: Wish) -> int:
    """Run the demo until told to stop; returns the exit code. Raises Refusal when something stands in the way."""
    begun = time.monotonic()
    processes.adopt_orphans()
    stops = Stops()
    folder = DataFolder(wish.data_dir)
    folder.prepare()
    if not folder.lock():
        pid = folder.announced().get("pid", "unknown")
        raise Refusal(
            f"{folder.path} is in use by process {pid}: a demo runs on it already, or is just ending. "
            "Stop it first, or choose another with DATA_DIR=..."
        )
    say(f"Talent platform, demo. Data: {folder.path}")
    if count := end_leftovers(folder):
        say(f"  {count} processes of an earlier run that was killed: ended")
    supervisor = Supervisor(folder, stops, demo_environment(wish, folder))
    try:
        check_port(wish)  # not before what an earlier run left, perhaps on that port, has ended
        start(supervisor, wish)
        keep(supervisor, wish, begun)
        say("Stopping ...")
    except Refusal:
        if not stops():
            raise
    finally:
        supervisor.stop()
        folder.close()
    say("Stopped; the data stays.")
    return 0


def check_port(wish: Wish) -> None:
    family = socket.AF_INET6 if ":" in wish.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((wish.host, wish.port))
        except OSError as error:
            raise Refusal(
                f"Port {wish.port} of {wish.host} cannot be used ({error.strerror}). "
                "Choose another: make demo PORT=8001"
            ) from error


def demo_environment(wish: Wish, folder: DataFolder) -> dict[str, str]:
    """Environment of every part; what the person set wins, except for what makes it the demo."""
    env = {key: value for key, value in os.environ.items() if key not in {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}}
    env.setdefault("SECRET_KEY", folder.secret_key())
    env.setdefault("DJANGO_SETTINGS_MODULE", "talentplatform.settings")
    env.setdefault("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{socket.gethostname()},{wish.host}")
    env.setdefault("SITE_URL", wish.address.rstrip("/"))
    env.setdefault("LOG_LEVEL", "INFO")
    return env | {"DEMO": "1", "DEBUG": "0", "DATA_DIR": str(folder.path), "PYTHONUNBUFFERED": "1"}


# ---------------------------------------------------------------- first the servers and the data
def start(supervisor: Supervisor, wish: Wish) -> None:
    """Servers, then what they hold, then the processes of the platform."""
    needed = servers.needed(supervisor.folder)
    for server in needed:
        with timed(f"{server.label} on a Unix socket"):
            supervisor.add_server(server)
    found = servers.addresses(needed)
    supervisor.env.update(found)
    supervisor.folder.announce(found)
    compile_translations()
    static = begin_static(supervisor)
    for step in data_steps(wish):
        run_step(supervisor, step)
    if static:
        with timed("static files (were made meanwhile)"):
            finish(supervisor, static, "static files")
        supervisor.folder.set_done("static", static_state())
    for name, command in part_commands(wish).items():
        supervisor.add_part(name, command)


@dataclass(frozen=True)
class Step:
    """One management command, skipped while `state`, a fingerprint of its inputs, is what it was."""

    name: str
    label: str
    command: tuple[str, ...]
    state: str
    once: bool = False  # done in any state is done: the data belongs to the people who changed it since


def compile_translations() -> None:
    begun = time.monotonic()
    try:
        count = messages.compile_all(ROOT / "locale")
    except messages.CatalogueError as error:
        raise Refusal(f"Translations cannot be compiled: {error}") from error
    if count:
        say(f"  {'translations':<42} {time.monotonic() - begun:5.1f} s")


def data_steps(wish: Wish) -> list[Step]:
    """Steps that fill the database, in order. Their names say which database they were done in."""
    given = os.environ.get("DATABASE_URL", "")
    where = inputs.of_text(given) if given else "own"
    lock = ROOT / "requirements.lock"
    migrations = inputs.of_contents([*(ROOT / "apps").glob("*/migrations/*.py"), lock])
    reference = inputs.of_contents(inputs.files(ROOT / "apps" / "accounts"))
    taxonomy = inputs.of_contents(inputs.files(ROOT / "apps" / "taxonomy"))
    sample = ("load_sample", "--size", wish.size)
    return [
        Step(f"db-{where}-migrate", "migrations", ("migrate", "--no-input"), migrations),
        Step(f"db-{where}-reference", "roles and notices", ("load_reference",), reference),
        Step(f"db-{where}-taxonomy", "vocabularies", ("load_taxonomy",), taxonomy),
        Step(f"db-{where}-sample", f"sample world ({wish.size})", sample, wish.size, once=True),
    ]


def run_step(supervisor: Supervisor, step: Step) -> None:
    done = supervisor.folder.done_state(step.name)
    if done == step.state:
        return
    if step.once and done:
        say(f"  kept: {done!r}, loaded before. For {step.state!r} use another folder: make demo DATA_DIR=...")
        return
    with timed(step.label):
        finish(supervisor, begin(supervisor, step.command), step.label)
    supervisor.folder.set_done(step.name, step.state)


def begin(supervisor: Supervisor, command: tuple[str, ...], log: str = "steps") -> subprocess.Popen[bytes]:
    with supervisor.folder.log_path(log).open("ab") as output:
        return processes.spawn([*manage(), *command], env=supervisor.env, output=output, cwd=ROOT)


def finish(supervisor: Supervisor, process: subprocess.Popen[bytes], label: str, log: str = "steps") -> None:
    """Wait for a step. Raises Refusal when it failed, or when the demo is to stop."""
    while process.poll() is None:
        if supervisor.stops.wait(0.1):
            processes.end(process, grace=2)
            raise Refusal(f"Stopped during: {label}")
    if process.returncode:
        path = supervisor.folder.log_path(log)
        raise Refusal(f"The step '{label}' failed; the end of {path}:{log_tail(path, 15)}")


def begin_static(supervisor: Supervisor) -> subprocess.Popen[bytes] | None:
    """Static files need no database: they are made beside the other steps. None when there is nothing new."""
    if supervisor.folder.done_state("static") == static_state():
        return None
    return begin(supervisor, ("collectstatic", "--no-input", "--clear", "--verbosity", "0"), log="static")


def static_state() -> str:
    return inputs.of_stamps([*inputs.files(ROOT / "static"), ROOT / "requirements.lock"])


def manage() -> list[str]:
    return [sys.executable, str(ROOT / "manage.py")]


# ---------------------------------------------------------------- then the processes
def part_commands(wish: Wish) -> Mapping[str, list[str]]:
    """The platform's processes: `rank` has a worker of its own, so that nothing stands before it."""
    bind = f"[{wish.host}]:{wish.port}" if ":" in wish.host else f"{wish.host}:{wish.port}"
    python = [sys.executable, "-m"]
    worker = [*python, "celery", "--workdir", str(ROOT), "-A", "talentplatform", "worker", "--loglevel", "INFO"]
    worker += ["--without-gossip", "--without-mingle", "--concurrency", "2"]
    web = [*python, "gunicorn", "talentplatform.wsgi:application", "--chdir", str(ROOT), "--bind", bind]
    web += ["--workers", "2", "--threads", "4", "--graceful-timeout", "5", "--no-control-socket"]
    return {
        "web": web,
        "worker-rank": [*worker, "--queues", "rank", "--hostname", "rank@%h"],
        "worker-bulk": [*worker, "--queues", "bulk,cv", "--hostname", "bulk@%h"],
        "dispatcher": [*manage(), "dispatch"],
    }


def keep(supervisor: Supervisor, wish: Wish, begun: float) -> None:
    """Supervise until told to stop; announce once that everything answers."""
    started = time.monotonic()
    announced = warned = False
    while not supervisor.stops.wait(ROUND):
        supervisor.look()
        if announced:
            continue
        ready, state = readiness(wish)
        if ready:
            say(f"  {'web, workers, dispatcher':<42} {time.monotonic() - started:5.1f} s")
            announce(supervisor, wish, begun)
            announced = True
        elif not warned and time.monotonic() - started > READY_LIMIT:
            say(f"! Not ready yet, still trying: {state}. Logs: {supervisor.folder.path / 'log'}")
            warned = True


def readiness(wish: Wish) -> tuple[bool, str]:
    """Whether `/readyz` says 200, and what it says."""
    host = "127.0.0.1" if wish.host == EVERYWHERE else wish.host
    connection = http.client.HTTPConnection(host, wish.port, timeout=3)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"localhost:{wish.port}"})
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        return False, f"the web process does not answer ({error})"
    finally:
        connection.close()
    if answer.status == 200:
        return True, "ready"
    try:
        return False, json.dumps(json.loads(body)["parts"])
    except (ValueError, KeyError, TypeError):
        return False, f"/readyz answers {answer.status}"


def announce(supervisor: Supervisor, wish: Wish, begun: float) -> None:
    say(f"\nReady after {time.monotonic() - begun:.1f} s:  {wish.address}\n")
    for login, who in LOGINS.items():
        say(f"  {login:<24} {who}")
    say(f"  password of each: {PASSWORD}\n")
    say(f"Logs: {supervisor.folder.path / 'log'}. Ctrl-C stops everything; the data stays.")
