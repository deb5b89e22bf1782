"""What is said of somebody by their identity provider."""

from typing import Any

Claims = dict[str, Any]
