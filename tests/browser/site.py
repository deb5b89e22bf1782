"""The application as it runs for real: its own programs, settings, database file and port."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from honcho.environ import parse_procfile

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
APPLICATION = "app:create_app"
ON_TUESDAY = "tests.browser.tuesday:create_app"
SECRET_KEY = "only-for-the-browsers-of-nasta-steg"
SECONDS_TO_START = 30
SECONDS_TO_STOP = 15
FROM_THE_MACHINE = ("HOME", "LANG", "TMPDIR")


class SiteError(Exception):
    """A program of the application did not do its work, and this is what it said."""


@dataclass(frozen=True)
class Site:
    """A running server, where it is and what it has written."""

    address: str
    server: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        """End the server, so that nobody answers at its address."""
        if self.server.poll() is None:
            self.server.send_signal(signal.SIGTERM)
        try:
            self.server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()

    def kill(self) -> None:
        """End the server and all its workers at once, whatever they are doing. None can say no."""
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()


def settings(database_url: str, **more: str) -> dict[str, str]:
    """Return the whole environment of a program, with nothing of this machine's own settings."""
    port = str(_free_port())
    return {
        **{name: os.environ[name] for name in FROM_THE_MACHINE if name in os.environ},
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "SETTINGS_FILE": os.devnull,
        "MODE": "demo",
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": database_url,
        "PORT": port,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        **more,
    }


def flask(environment: Mapping[str, str], *command: str, application: str = APPLICATION) -> str:
    """Run a command of the application, and return what it says."""
    done = subprocess.run(
        ["flask", "--app", application, *command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SiteError(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
    return done.stdout


def inhabited(environment: Mapping[str, str], *, application: str = APPLICATION) -> None:
    """Bring the database to its newest form and load the demo people into it."""
    flask(environment, "db", "upgrade", application=application)
    flask(environment, "demo", "load", application=application)


@contextmanager
def running(
    environment: Mapping[str, str], folder: Path, *, application: str = APPLICATION
) -> Iterator[Site]:
    """Run the web program of the Procfile until the block ends, and hear when it answers."""
    procfile = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8"))
    command = procfile.processes["web"].replace(APPLICATION, application)
    log = folder / f"web-{environment['PORT']}.log"
    with log.open("wb") as written:
        server = subprocess.Popen(
            ["sh", "-c", command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            process_group=0,
        )
        site = Site(f"http://127.0.0.1:{environment['PORT']}", server, log)
        try:
            _wait_for(site)
            yield site
        finally:
            site.stop()


def _wait_for(site: Site) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and site.server.poll() is None:
        try:
            urllib.request.urlopen(f"{site.address}/healthz", timeout=5).close()  # noqa: S310  # our own address
        except urllib.error.HTTPError as error:
            error.close()
            break
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise SiteError(f"The server did not start:\n{site.log.read_text(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
