"""The worker as it is, but for its patience: what takes minutes in life takes seconds in a test.

python -m tests.reminders.quick_worker [--once]
"""

import sys
from datetime import timedelta

from flask.cli import FlaskGroup

from app import create_app
from app.reminders import arrival_rules
from app.worker import delivering

LEASE_SECONDS = 4

if __name__ == "__main__":
    arrival_rules.FIRST_WAIT = timedelta(seconds=0.2)
    arrival_rules.LONGEST_WAIT = timedelta(seconds=1)
    arrival_rules.LONGEST_SENDING = timedelta(seconds=1)
    delivering.LEASE_SECONDS = LEASE_SECONDS
    delivering.SECONDS_BETWEEN_LOOKS = 0.2
    FlaskGroup(create_app=create_app, load_dotenv=False)(
        [
            "worker",
            "run",
            "--threads",
            "1",
            *sys.argv[1:],
        ]
    )
