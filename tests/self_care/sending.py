"""Sending, as a browser does it."""

import re

DAYS = "/self-care/send/2026-11-23/2026-11-24"
SEEN = re.compile(r'name="seen" value="(\w+)"')


def press(browser, path, chosen, **fields):
    data = {**browser.keys(), **fields, "routine": [value for _name, value in chosen]}
    return browser.post(path, data=data)
