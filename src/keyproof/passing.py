"""Files that are gone when they are closed, for what memory should not hold, and folders that a run removes."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import IO


def passing_file() -> IO[bytes]:
    """Return a new file without a name, open for reading and writing, in the folder for such."""
    flags = os.O_RDWR | os.O_EXCL | os.O_CLOEXEC | os.O_TMPFILE if hasattr(os, "O_TMPFILE") else 0
    if flags:
        with suppress(OSError):  # not every file system has files without a name
            return os.fdopen(os.open(_place(), flags, 0o600), "w+b")
    import tempfile  # slow to import: most runs are over before it is read

    return tempfile.TemporaryFile()


def passing_folder(prefix: str) -> Path:
    """Return a new empty folder that only this user can read; who asked for it removes it."""
    folder = Path(_place(), prefix + os.urandom(8).hex())
    with suppress(OSError):
        folder.mkdir(mode=0o700)
        return folder
    import tempfile  # as above

    return Path(tempfile.mkdtemp(prefix=prefix))


def _place() -> str:
    return next(filter(None, map(os.environ.get, ("TMPDIR", "TEMP", "TMP"))), "/tmp")  # noqa: S108
