"""A person starts the demo in a folder that cannot be used, or that is used already."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from talentplatform.standalone import binaries, folder, identity
from talentplatform.standalone.folder import DataFolder
from talentplatform.standalone.refusal import Refusal

as_root = pytest.mark.skipif(os.getuid() != 0, reason="needs root")


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal) as refusal:
        DataFolder(tmp_path / "file" / "data").prepare()
    expected = f"The data folder {tmp_path}/file/data cannot be used: a part of the path is not a folder. "
    assert str(refusal.value) == expected + "Choose another with DATA_DIR=..."


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EROFS, "it is read-only"),
        (errno.EACCES, "you may not write there"),
        (errno.ENOSPC, "the disk is full"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_the_system_refuses_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(Refusal) as refusal:
        DataFolder(tmp_path / "data").prepare()
    assert str(refusal.value).split(": ")[1] == f"{reason}. Choose another with DATA_DIR=..."


def test_too_little_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=12_000_000))
    with pytest.raises(Refusal) as refusal:
        DataFolder(tmp_path).prepare()
    assert str(refusal.value).startswith(f"The data folder {tmp_path} has 12 MB left, 300 MB are needed.")


def test_only_one_process_holds_a_folder(tmp_path: Path) -> None:
    first, second = DataFolder(tmp_path), DataFolder(tmp_path)
    assert (first.lock(), second.lock()) == (True, False)
    first.close()
    assert second.lock()
    second.close()


def test_the_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    key = DataFolder(tmp_path).secret_key()
    assert len(key) >= 50
    assert DataFolder(tmp_path).secret_key() == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert DataFolder(tmp_path.parent).secret_key() != key
    (tmp_path.parent / "secret_key").unlink()


def test_a_socket_path_too_long_for_the_system_moves_below_tmp(tmp_path: Path) -> None:
    near, far = DataFolder(Path("/tmp/d")), DataFolder(tmp_path / ("long" * 30))
    far.prepare()
    (tmp_path / "d" / "postgres").mkdir(parents=True)
    near.path = tmp_path / "d"
    limit = folder.SOCKET_PATH_LIMIT
    if len(str(near.path)) + len(folder.LONGEST_SOCKET) <= limit:
        assert near.socket_folder("postgres") == near.path / "postgres" / "run"
    moved = far.socket_folder("postgres")
    assert len(f"{moved}/.s.PGSQL.5432") <= limit
    assert moved.parent.parent == Path("/tmp")
    far.close()
    assert not moved.parent.exists()


def test_a_new_cluster_forgets_what_was_done_in_the_old_one(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    data.prepare()
    data.set_done("db-own-sample", "small")
    data.set_done("static", "abc")
    data.forget_steps()
    assert (data.done_state("db-own-sample"), data.done_state("static")) == ("", "abc")


def test_data_of_another_postgresql_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "postgres_folders", lambda: iter([Path("/a"), Path("/b")]))
    monkeypatch.setattr(binaries, "major_version", {Path("/a"): 18, Path("/b"): 15}.get)
    assert binaries.find_postgres() == binaries.PostgresBinaries(Path("/a"), 18)
    assert binaries.find_postgres(15) == binaries.PostgresBinaries(Path("/b"), 15)
    with pytest.raises(Refusal, match="made by PostgreSQL 14; this machine has 18, 15"):
        binaries.find_postgres(14)


def test_a_machine_without_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "postgres_folders", lambda: iter([Path("/nowhere")]))
    monkeypatch.setattr(binaries, "broker_candidates", lambda: iter([Path("/nowhere/valkey-server")]))
    with pytest.raises(Refusal, match=r"No PostgreSQL found.* set DATABASE_URL"):
        binaries.find_postgres()
    with pytest.raises(Refusal, match=r"No Valkey or Redis server found.* set CELERY_BROKER_URL"):
        binaries.find_broker()


def chosen(place: Path) -> identity.Identity:
    home = place / "postgres"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = identity.choose(home, Path("/bin/true"))
    assert identity.works(found, home, Path("/bin/true"))
    return found


@pytest.fixture
def open_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that everybody may pass through."""
    place = tmp_path_factory.mktemp("open")
    for parent in [place, *place.parents][: len(place.parts) - 2]:
        parent.chmod(0o755)
    return place


@as_root
def test_root_runs_the_server_as_nobody_where_nobody_can_go(open_folder: Path) -> None:
    assert chosen(open_folder).label == "as nobody"


@as_root
def test_root_uses_a_user_namespace_below_a_folder_of_its_own(open_folder: Path) -> None:
    open_folder.chmod(0o700)
    found = chosen(open_folder / "data")
    assert (found.label, found.uid) == ("in a user namespace", None)


@as_root
def test_root_runs_the_server_as_the_owner_of_a_closed_folder(open_folder: Path) -> None:
    open_folder.chmod(0o700)
    os.chown(open_folder, 1, 1)
    found = chosen(open_folder)
    assert (found.uid, found.prefix) == (1, ())


@as_root
def test_data_changes_hands_when_the_folder_was_closed_between_two_runs(open_folder: Path) -> None:
    chosen(open_folder)
    (open_folder / "postgres" / "data").mkdir()
    os.chown(open_folder / "postgres" / "data", identity.NOBODY, identity.NOBODY)
    open_folder.chmod(0o700)
    chosen(open_folder)
    assert (open_folder / "postgres" / "data").stat().st_uid == 0


@as_root
def test_nothing_works_and_the_message_says_what_was_tried(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "works", lambda *_: False)
    (open_folder / "postgres").mkdir()
    with pytest.raises(Refusal, match=r"tried: as nobody, in a user namespace\)"):
        identity.choose(open_folder / "postgres", Path("/bin/true"))
