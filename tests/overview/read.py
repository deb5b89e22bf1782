"""Reading a page as a person does."""

import html
import re

HIDDEN = re.compile(r'<(\w+)[^>]* aria-hidden="true".*?</\1>', re.DOTALL)


def words_on(response):
    """Return the words of a page that was there, as a screen reader would say them."""
    assert response.status_code == 200
    main = re.search(r"<main.*?</footer>", response.text, re.DOTALL).group()
    words = html.unescape(re.sub(r"<[^>]+>", " ", HIDDEN.sub("", main)))
    return re.sub(r" ([,.:])", r"\1", " ".join(words.split()))
