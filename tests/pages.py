"""What every page promises, checked on every page that any test draws."""

import re
import uuid
from collections import Counter
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

WHOSE = re.compile(r'name="whose" value="([^"]+)"')
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


class StrictClient(FlaskClient):
    """A browser that refuses every page that is not well-formed or breaks the page contract."""

    def open(self, *args, **kwargs) -> TestResponse:
        response = super().open(*args, **kwargs)
        if (response.mimetype == "text/html" and response.status_code < 300) or _is_ours(response):
            check(response.text)
        return response

    def press(self, path: str, **fields: str) -> TestResponse:
        """Send a form as a browser does: with the keys of a page that was just drawn."""
        return self.post(path, data={**self.keys(), **fields})

    def keys(self) -> dict[str, str]:
        """Draw a page and return the keys of a form on it."""
        drawn = self.get("/about").text
        keys = {"csrf_token": CSRF.search(drawn).group(1), "once": str(uuid.uuid4())}
        return keys if (whose := WHOSE.search(drawn)) is None else {**keys, "whose": whose.group(1)}


def check(page: str) -> Element:
    """Refuse a page that a browser would have to repair, or that says less than a page must."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    assert parser.errors == [], parser.errors
    assert page.startswith("<!DOCTYPE html>")
    assert tree.get("lang") in ("sv", "en", "qps")
    headings = ["".join(heading.itertext()).strip() for heading in tree.iter("h1")]
    assert len(headings) == 1, headings
    title = "".join(tree.find(".//title").itertext())
    assert _squeezed(title).startswith(_squeezed(headings[0])), (title, headings[0])
    counted = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    assert [name for name, count in counted.items() if count > 1] == []
    pointed_at = {
        name
        for element in tree.iter()
        for attribute in ("aria-labelledby", "aria-describedby", "for")
        for name in (element.get(attribute) or "").split()
    }
    assert pointed_at <= set(counted)
    return tree


def _is_ours(response: TestResponse) -> bool:
    return response.mimetype == "text/html" and response.status_code >= 400


def _squeezed(text: str) -> str:
    return " ".join(text.split())
