"""What a browser is called, so that a person can tell their phone from their computer."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
"""In the order they are looked for: most browsers also give the names of older ones."""


def name_of(user_agent: str) -> str:
    """Return browser and system, such as "Chrome, Android"; nothing when neither is known.

    The long line that the browser sends is not kept: it tells more than a person needs.
    """
    found = (_first(names, user_agent) for names in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for sign, name in names if sign in user_agent), None)
