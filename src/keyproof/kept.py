"""Files kept between runs: made by this user alone or by a build, with their own checksum, and never needed.

Each has a name that says what it was made of, so that one of another version is not taken for it. The checksum is for
what a disk or an interrupted copy spoils, so the quickest will do: a run reads some MiB of them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from struct import Struct
from typing import Final

from keyproof import folders

try:
    from isal.isal_zlib import crc32
except ImportError:
    from zlib import crc32

SHIPPED: Final = Path(__file__).parent / "compiled"
"""Where a wheel holds what was worked out when it was built (``tools/derive.py``), for first runs."""

_TARGETS: Final = 50
"""Targets that something is kept of."""

_VERSIONS: Final = 4
"""Of one thing that is made of rules or code: several versions of keyproof may be in use side by side."""

_HEAD: Final = Struct("<4sIQ")
_MARK: Final = b"kept"
"""What a file begins with: the mark, the CRC-32 of what follows, and its length."""


def cache_folder() -> Path:
    """Return where compiled rules are kept: ``$KEYPROOF_CACHE_DIR`` or the user's cache folder."""
    if chosen := os.environ.get("KEYPROOF_CACHE_DIR"):
        return Path(chosen)
    return folders.cache_folder()


def listed(folder: Path, suffix: str) -> list[tuple[str, int, int]]:
    """Return name, size and time of the files of *folder* that end in *suffix*, by name: other where one is changed."""
    with os.scandir(folder) as entries:
        found = ((e.name, e.stat()) for e in entries if e.name.endswith(suffix))
        return sorted((name, s.st_size, s.st_mtime_ns) for name, s in found)


def digest(made_of: object) -> str:
    """Return 32 hex digits for what *made_of* is when it is written out."""
    return hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]


def contents(folder: Path, suffix: str) -> str:
    """Return 32 hex digits for the names and the bytes of the files of *folder* that end in *suffix*.

    They are read again when one of them has another size or time.
    """
    found = listed(folder, suffix)
    path = cache_folder() / f"contents-{folder.name}{suffix}-{digest((folder.name, found))}.kept"
    known = read(path, most=64)
    if known is None:
        files = [(name, hashlib.sha256((folder / name).read_bytes()).digest()) for name, _, _ in found]
        known = digest(files).encode()
        save(path, known, versions=True)
    return known.decode("ascii", "replace")


def recalled(name: str, *, most: int | None = None, folder: Path | None = None) -> Iterator[bytes]:
    """Yield what there is under *name*, as `read` does: in *folder* or the cache folder, and in what was shipped."""
    if (found := read((folder or cache_folder()) / name, most=most)) is not None:
        yield found
    if (found := read(SHIPPED / name, shipped=True, most=most)) is not None:
        yield found


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
            head = file.read(_HEAD.size)
            data = file.readall()
        if head == _head(data):
            return data
    return None


def _head(data: bytes) -> bytes:
    return _HEAD.pack(_MARK, crc32(data), len(data))


def save(path: Path, data: bytes, *, versions: bool = False) -> None:
    """Keep *data* at *path*, whole or not at all; a folder that cannot be written is no error.

    With *versions* it takes the place of what was made of other rules or by another keyproof: few of these are kept.
    """
    import tempfile

    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".kept-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(_head(data) + data)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
    if versions:
        what, _, made_of = path.name.rpartition("-")
        forget_old(path.parent, f"{what}-*.{made_of.rpartition('.')[2]}", _VERSIONS)


def forget_old(folder: Path, names: str, most: int | None = None) -> None:
    """Remove of the files called *names* all but *most*: those that were written longest ago."""
    with suppress(OSError):
        files = sorted(folder.glob(names), key=lambda p: p.stat().st_mtime, reverse=True)
        for file in files[_TARGETS if most is None else most :]:
            file.unlink(missing_ok=True)
