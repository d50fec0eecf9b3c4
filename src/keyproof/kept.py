"""Files kept between runs: made by this user alone, with their own digest, and never needed."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path


def cache_folder() -> Path:
    """Return where compiled rules are kept: ``$KEYPROOF_CACHE_DIR`` or the user's cache folder."""
    if chosen := os.environ.get("KEYPROOF_CACHE_DIR"):
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_cache_dir("keyproof"))


def listed(folder: Path, suffix: str) -> list[tuple[str, int, int]]:
    """Return name, size and time of the files of *folder* that end in *suffix*, by name: other where one is changed."""
    with os.scandir(folder) as entries:
        found = ((e.name, e.stat()) for e in entries if e.name.endswith(suffix))
        return sorted((name, s.st_size, s.st_mtime_ns) for name, s in found)


def digest(made_of: object) -> str:
    """Return 32 hex digits for what *made_of* is when it is written out."""
    return hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]


def read(path: Path, *, shipped: bool = False, most: int | None = None) -> bytes | None:
    """Return what `save` put at *path*, None where it is not there, not ours alone, not whole, or over *most* bytes.

    Its readers trust the bytes (native code among them), so a file that another user can write is not used; one that
    came with the package (*shipped*) is trusted as its code is.
    """
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            if not shipped and hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
                return None
            if most is not None and status.st_size > most:
                return None
            stated = file.read(32)
            data = file.readall()
        if hashlib.sha256(data).digest() == stated:
            return data
    return None


def save(path: Path, data: bytes) -> None:
    """Keep *data* at *path*, whole or not at all; a folder that cannot be written is no error."""
    import tempfile

    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".kept-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(hashlib.sha256(data).digest() + data)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
