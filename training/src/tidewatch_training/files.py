"""Writes files so that a reader sees the old content or the new, never half."""

import contextlib
import os
import uuid
from pathlib import Path

from tidewatch_training.errors import TidewatchError


def write_atomically(path: Path, content: bytes) -> None:
    """Writes beside the target, then renames; raises TidewatchError when it cannot."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise TidewatchError(f"cannot write {path}: {error}") from error
