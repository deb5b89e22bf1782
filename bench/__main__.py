"""Measure everything, or the programs named: python -m bench [program…].

Prints one line of JSON per figure and adds it to results.jsonl.
Ends with 1 when a budget is broken.
"""

import sys
import tempfile
from pathlib import Path

from bench import (
    contention,
    counting,
    first_visit,
    importing,
    listing,
    offline,
    push,
    queries,
    reminders,
    starting,
    throughput,
)

PROGRAMS = {
    "contention": contention.measure,
    "counting": counting.measure,
    "first_visit": first_visit.measure,
    "push": push.measure,
    "queries": queries.measure,
    "importing": importing.measure,
    "listing": listing.measure,
    "offline": offline.measure,
    "reminders": reminders.measure,
    "reminder_kills": reminders.measure_kills,
    "starting": starting.measure,
    "throughput": throughput.measure,
}
RESULTS = Path(__file__).parent / "results.jsonl"


def main(wanted: list[str]) -> int:
    if unknown := set(wanted) - set(PROGRAMS):
        print(f"There is no {', '.join(sorted(unknown))}. Programs: {', '.join(PROGRAMS)}")
        return 2
    all_kept = True
    for name in wanted or PROGRAMS:
        with tempfile.TemporaryDirectory(prefix=f"bench-{name}-") as folder:
            for figure in PROGRAMS[name](Path(folder)):
                line = figure.line()
                print(line, flush=True)
                with RESULTS.open("a", encoding="utf-8") as results:
                    results.write(line + "\n")
                all_kept = all_kept and figure.kept
    return 0 if all_kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
