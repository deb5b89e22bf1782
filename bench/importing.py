"""Promise: the application is light: 900 ms of processor time to import, and 100 MB in memory."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.figures import Figure
from tests.browser.site import ROOT, settings

MILLISECONDS, MEGABYTES, RUNS = 900, 100, 7
PROGRAM = """
import time
began = time.process_time()
from app import create_app
create_app()
spent = time.process_time() - began
with open("/proc/self/status") as status:
    resident = next(line.split()[1] for line in status if line.startswith("VmRSS:"))
print(spent * 1000, int(resident) / 1024)
"""


def measure(folder: Path) -> Iterator[Figure]:
    environment = settings(f"sqlite:///{folder / 'importing.sqlite'}")
    runs = [_run(environment) for _ in range(RUNS)]
    spent, resident = (median(values) for values in zip(*runs, strict=True))
    yield Figure("import of the application", spent, "ms CPU", at_most=MILLISECONDS)
    yield Figure("memory after import", resident, "MB resident", at_most=MEGABYTES)


def _run(environment: dict[str, str]) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    spent, resident = done.stdout.split()
    return float(spent), float(resident)
