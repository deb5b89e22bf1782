"""Write the settings of a fresh checkout, and never touch those that are there."""

import base64
import contextlib
import os
import secrets
import tempfile
from pathlib import Path

SETTINGS = Path(__file__).resolve().parent.parent / ".env"

TEXT = """\
# demo: invented people and a page to be any of them. Never use it with real patients.
MODE=demo
# Signs sessions and forms on this machine. Whoever knows it can be anybody: keep it secret.
SECRET_KEY={secret_key}
# Lets reminders be tried on your own phone. With another key every phone has to subscribe anew.
VAPID_PRIVATE_KEY={push_key}
VAPID_SUBJECT=mailto:nobody@nastasteg.example
"""
P_256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def main() -> None:
    if not SETTINGS.exists():
        _write(SETTINGS, TEXT.format(secret_key=secrets.token_urlsafe(48), push_key=_push_key()))
        print(f"Wrote the first settings to {SETTINGS.name}.")


def _push_key() -> str:
    """Return a private key of the curve P-256: any number below how many points it has."""
    number = 1 + secrets.randbelow(P_256_ORDER - 1)
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def _write(path: Path, text: str) -> None:
    """Let the whole file appear at once, for its owner only, unless another is there already."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


if __name__ == "__main__":
    main()
