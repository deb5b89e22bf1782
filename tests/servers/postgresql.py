"""A PostgreSQL server of our own, made for the tests and thrown away after them."""

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SUPERUSER = "postgres"
# PostgreSQL refuses to run as root. Debian's package makes the first of these users, and every
# system has the second.
UNPRIVILEGED = ("postgres", "nobody")
# Data that nobody will miss need not survive a power cut.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "listen_addresses": "127.0.0.1",
}
SECONDS_TO_START = 60
LONGEST_SOCKET_FOLDER = 80


class PostgresqlError(Exception):
    """There is no PostgreSQL to test against, and this says why."""


@contextmanager
def running_postgresql(folder: Path) -> Iterator[str]:
    """Run a server that keeps everything in this folder, and yield its address for SQLAlchemy."""
    folder.mkdir(parents=True, exist_ok=True)
    user = _user()
    _open_to(user, folder)
    programs, data, port = _programs(), folder / "data", _free_port()
    _make_database(programs / "initdb", data, user)

    settings = {**SETTINGS, "port": str(port), "unix_socket_directories": _socket_folder(folder)}
    options = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [programs / "postgres", "-D", data, *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            **user,
        ) as server,
    ):
        try:
            _wait_for(server, port, folder / "log")
            yield f"postgresql+psycopg://{SUPERUSER}@127.0.0.1:{port}/postgres"
        finally:
            # The server's word for: stop at once, without saving anything.
            server.send_signal(signal.SIGQUIT)


def _programs() -> Path:
    """Return the folder of the newest server programs."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda initdb: float(initdb.parts[-3]), default=None)
    if newest is None:
        raise PostgresqlError(
            "No PostgreSQL server program (initdb) is on this machine."
            " As root, run tools/install_system_programs.sh postgresql"
        )
    return newest.parent


def _user() -> dict[str, object]:
    """Return what makes a program run as somebody else than root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in UNPRIVILEGED if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _open_to(user: dict[str, object], folder: Path) -> None:
    """Give the folder to the server's user, who may pass through the temporary folders above."""
    if user:
        os.chown(folder, user["user"], user["group"])
        temporary = Path(tempfile.gettempdir()).resolve()
        for above in folder.resolve().parents:
            if temporary in above.parents:
                above.chmod(above.stat().st_mode | stat.S_IXOTH)


def _socket_folder(folder: Path) -> str:
    """Return where the server's socket goes: nowhere, when its path would be too long for one."""
    return str(folder) if len(str(folder)) < LONGEST_SOCKET_FOLDER else ""


def _make_database(initdb: Path, data: Path, user: dict[str, object]) -> None:
    made = subprocess.run(
        [
            initdb,
            f"--pgdata={data}",
            f"--username={SUPERUSER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=data.parent,
        check=False,
        **user,
    )
    if made.returncode:
        raise PostgresqlError(f"initdb could not make a database:\n{made.stdout}{made.stderr}")


def _wait_for(server: subprocess.Popen, port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user=SUPERUSER, dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise PostgresqlError(f"The PostgreSQL server did not start:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
