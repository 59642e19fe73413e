"""PostgreSQL and a Redis-compatible broker on Unix sockets below a data folder."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg2

from talentplatform.standalone import binaries, identity, processes
from talentplatform.standalone.folder import MARKER, DataFolder
from talentplatform.standalone.refusal import Refusal

NAME = "talentplatform"  # of the database and of its owner
START_LIMIT = 60.0  # seconds; recovery after a crash may take some
PAUSE = 0.05
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # data that is thrown away anyway


def never() -> bool:
    return False


def server_environment(folder: DataFolder) -> dict[str, str]:
    return {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath), MARKER: str(folder.path)}


def log_tail(path: Path, lines: int = 8) -> str:
    """The last lines of a log, indented, for the message that says why a server did not start."""
    if not path.exists():
        return ""
    tail = path.read_text(errors="replace").strip().splitlines()[-lines:]
    return "".join(f"\n    {line}" for line in tail)


class Postgres:
    """One server of one data folder. `start` may be called again after it died."""

    label = "PostgreSQL"

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.home = folder.path / "postgres"
        self.data = self.home / "data"
        self.binaries = binaries.find_postgres(self.data_major())
        self.identity = identity.choose(self.home, self.binaries.postgres)
        self.sockets = folder.socket_folder("postgres")
        identity.give(self.sockets, self.identity)
        self.log = folder.log_path("postgres")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        # django-environ does not decode a %2F host, hence the query
        return f"postgres://{NAME}@/{NAME}?host={quote(str(self.sockets))}"

    def data_major(self) -> int | None:
        version = self.data / "PG_VERSION"
        return int(version.read_text()) if version.exists() else None

    def initialise(self) -> None:
        """Make the cluster. It is renamed into place, so that an interrupted one is never taken for whole."""
        new = self.home / "new"
        shutil.rmtree(new, ignore_errors=True)
        locale = ["--locale=C.UTF-8"]
        if self.binaries.major >= binaries.BUILTIN_LOCALE_SINCE:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-ctype=C.UTF-8"]
        command: list[str | Path] = [self.binaries.initdb, "-D", new, "-U", NAME, "-A", "trust", "-E", "UTF8", *locale]
        command += [] if self.folder.durable else ["--no-sync"]
        with self.log.open("ab") as log:
            environment = server_environment(self.folder)
            made = processes.spawn(command, env=environment, identity=self.identity, output=log, cwd="/")
            code = made.wait()
        if code:
            raise Refusal(f"PostgreSQL could not make its files in {self.home}:{log_tail(self.log)}")
        self.folder.forget_steps()
        new.rename(self.data)

    def clear_leftovers(self) -> None:
        """End a server that an earlier, killed run left in this folder; forget its pid file when none is alive.

        The pid in that file may belong to another program by now, and PostgreSQL would then refuse to start.
        """
        processes.end_strangers(lambda: processes.working_in(self.data), ask=signal.SIGINT)
        for leftover in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            leftover.unlink(missing_ok=True)

    def start(self, stopped: Callable[[], bool] = never) -> None:
        """Start the server and wait until it answers. Raises Refusal when it does not, or when `stopped` says so."""
        if self.data_major() is None:
            self.initialise()
        self.clear_leftovers()
        settings = [
            f"unix_socket_directories={self.sockets}",
            "unix_socket_permissions=0700",
            "listen_addresses=",
        ]
        settings += [] if self.folder.durable else QUICK
        options = [part for setting in settings for part in ("-c", setting)]
        with self.log.open("ab") as log:
            self.process = processes.spawn(
                [self.binaries.postgres, "-D", self.data, *options],
                env=server_environment(self.folder),
                identity=self.identity,
                output=log,
                cwd="/",
            )
        wait_for(self, self.answers, stopped)
        self.create_database()

    def connect(self, database: str) -> psycopg2.extensions.connection:
        return psycopg2.connect(host=str(self.sockets), user=NAME, dbname=database, connect_timeout=3)

    def answers(self) -> bool:
        try:
            self.connect("postgres").close()
        except psycopg2.OperationalError:  # not listening yet, or still replaying its log
            return False
        return True

    def create_database(self) -> None:
        connection = self.connect("postgres")
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
                if not cursor.fetchone():
                    cursor.execute(f'CREATE DATABASE "{NAME}"')
        finally:
            connection.close()

    def stop(self) -> None:
        if self.process:
            # SIGINT is its fast shutdown: sessions are cut, nothing committed is lost
            processes.end(self.process, ask=signal.SIGINT, grace=15)
            self.process = None


class Broker:
    """Valkey or Redis without a port and without persistence: it carries hints only, truth is in the database."""

    label = "Valkey"

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.binary = binaries.find_broker()
        self.home = folder.path / "broker"
        self.socket = folder.socket_folder("broker") / "broker.sock"
        self.log = folder.log_path("broker")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis+socket://{quote(str(self.socket))}"

    def start(self, stopped: Callable[[], bool] = never) -> None:
        """Start the server and wait until it answers. Raises Refusal when it does not, or when `stopped` says so."""
        # one that a killed run left is known by its folder: it writes its title over its environment
        processes.end_strangers(lambda: processes.working_in(self.home))
        self.socket.unlink(missing_ok=True)
        options: list[str | Path] = ["--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        options += ["--daemonize", "no", "--save", "", "--appendonly", "no", "--dir", self.home]
        with self.log.open("ab") as log:
            self.process = processes.spawn(
                [self.binary, *options], env=server_environment(self.folder), output=log, cwd="/"
            )
        wait_for(self, self.answers, stopped)

    def answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(1)
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def stop(self) -> None:
        if self.process:
            processes.end(self.process, grace=5)
            self.process = None


Server = Postgres | Broker


def wait_for(server: Server, answers: Callable[[], bool], stopped: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not answers():
        if stopped():
            raise Refusal(f"{server.label} was stopped while starting.")
        if server.process is None or server.process.poll() is not None:
            raise Refusal(f"{server.label} ended while starting; the end of {server.log}:{log_tail(server.log)}")
        if time.monotonic() > deadline:
            raise Refusal(f"{server.label} did not answer within {START_LIMIT:.0f} s; see {server.log}")
        time.sleep(PAUSE)


def needed(folder: DataFolder) -> list[Server]:
    """The servers that the environment does not name already."""
    servers: list[Server] = []
    if not os.environ.get("DATABASE_URL"):
        servers.append(Postgres(folder))
    if not os.environ.get("CELERY_BROKER_URL"):
        servers.append(Broker(folder))
    return servers


def addresses(servers: list[Server]) -> dict[str, str]:
    """Environment variables that lead to `servers`; those given from outside stay as they are."""
    found = {name: os.environ[name] for name in ("DATABASE_URL", "CELERY_BROKER_URL") if os.environ.get(name)}
    for server in servers:
        found["DATABASE_URL" if isinstance(server, Postgres) else "CELERY_BROKER_URL"] = server.url
    return found
