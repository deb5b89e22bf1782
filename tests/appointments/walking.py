"""The way to a time: choosing a slot, filling in a form on its page and sending it."""

import re

import html5lib

GUARANTEE = "the waiting time after that does not count in the waiting time guarantee"
TAKEN = "Somebody else has taken it, or the clinic has withdrawn it. Nothing has been booked."


def hold(browser, path, slot):
    """Choose a slot, and return the page where one fills in the rest."""
    answer = browser.press(f"{path}/held", slot=str(slot.id))
    assert answer.status_code == 303, said(answer)
    return browser.get(answer.location)


def book(browser, path, slot, **filled):
    """Choose a slot, fill in the rest and send it."""
    return send(browser, hold(browser, path, slot), path, **filled)


def fields_of(page, action):
    """Return what the browser would send of the form that goes to this address, as lists."""
    (form,) = [one for one in _read(page).iter("form") if one.get("action") == action]
    found = {}
    for field in form.iter():
        if field.tag == "textarea":
            found.setdefault(field.get("name"), []).append((field.text or "").strip())
        elif field.tag == "input" and _is_sent(field):
            found.setdefault(field.get("name"), []).append(field.get("value"))
    return found


def send(browser, page, action, **changed):
    """Send the form on a page, with some fields filled in otherwise."""
    return browser.post(action, data={**fields_of(page, action), **changed})


def offered(page):
    """Return the slots that the page lets one choose among, by their ids."""
    return [one.get("value") for one in _read(page).iter() if one.get("name") == "slot"]


def value_of(page, id):
    """Return what a box on the page stands for."""
    (box,) = [one for one in _read(page).iter("input") if one.get("id") == id]
    return box.get("value")


def said(page):
    """Return the words on a page, also on one that refuses something."""
    tree = _read(page)
    words = " ".join(" ".join(tree.find(".//main").itertext()).split())
    return re.sub(r" ([,.:])", r"\1", words)


def _is_sent(field):
    return field.get("type") not in ("checkbox", "radio") or field.get("checked") is not None


def _read(page):
    return html5lib.HTMLParser(namespaceHTMLElements=False).parse(page.text)
