"""The number that one browser shows and another confirms."""

import re
import secrets

DIGITS = 6
BETWEEN = re.compile(r"\D+")


def new_number() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def in_groups(number: str) -> str:
    """Write a number so that it can be read aloud: three digits at a time."""
    return f"{number[:3]} {number[3:]}"


def read_number(typed: str) -> str:
    return BETWEEN.sub("", typed[:40])
