"""Write the settings of a fresh checkout, and never touch those that are there."""

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
"""


def main() -> None:
    if not SETTINGS.exists():
        _write(SETTINGS, TEXT.format(secret_key=secrets.token_urlsafe(48)))
        print(f"Wrote the first settings to {SETTINGS.name}.")


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
