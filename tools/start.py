"""Bring the database up to date, then run the Procfile's web server and worker until told to stop.

Ends both, however it is itself told to end: Ctrl-C, SIGTERM, or a terminal that closes.
"""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import SIGNALS, Manager
from honcho.printer import Printer

from app.base import settings
from app.base.settings import SettingsError

PROGRAMS = ("web", "worker")


def main() -> None:
    os.chdir(settings.ROOT)
    try:
        os.environ.update(settings.environment())
    except SettingsError as error:
        sys.exit(error.message)
    # The name is Granian's own, and Granian listens on this machine only when it is absent.
    host = os.environ.get("GRANIAN_HOST", "127.0.0.1")
    port = os.environ.setdefault("PORT", "8000")
    if fault := _why_not_listen(host, port):
        sys.exit(fault)

    address = f"http://{host}:{port}"
    if os.environ.get("MODE") == "demo":
        os.environ.setdefault("PUBLIC_URL", address)
        _flask("db", "upgrade")
        _flask("demo", "load", "--if-empty")
    else:
        _flask("db", "upgrade")

    print(f"Nästa steg: {address}", flush=True)
    sys.exit(_run_programs())


def _why_not_listen(host: str, port: str) -> str | None:
    """Say in one line why nothing can listen there, or nothing if it can."""
    if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        return f"PORT is {port!r}, and should be a number from 1 to 65535."
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, int(port)), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"Port {port} is taken by another program. Try: make run PORT={int(port) + 1}"
        return f"Cannot listen on {host}, port {port}: {error.strerror}."
    return None


def _flask(*command: str) -> None:
    done = subprocess.run(["flask", "--app", "app", *command], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def _run_programs() -> int:
    """Run until told to stop, which is no failure, or until one program ends, which is."""
    commands = parse_procfile(Path("Procfile").read_text(encoding="utf-8")).processes
    manager = Manager(Printer(_Output()))
    for name in PROGRAMS:
        manager.add_process(name, commands[name])

    # Honcho itself heeds SIGINT and SIGTERM only.
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    manager.loop()
    stopped = manager.returncode in {known["rc"] for known in SIGNALS.values()}
    return 0 if stopped else manager.returncode or 1


class _Output:
    """Where the programs' words go. That nobody reads them any more must not stop the stopping."""

    isatty = sys.stdout.isatty

    def write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            sys.stdout.write(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            sys.stdout.flush()


if __name__ == "__main__":
    main()
