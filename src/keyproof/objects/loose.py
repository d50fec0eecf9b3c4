"""Loose objects: one zlib stream in one file each. Format: gitrepository-layout(5), ``<kind> <size>\\0<content>``."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from keyproof import limits
from keyproof.objects.damage import Absent, Damage, TooLarge
from keyproof.objects.inflate import inflate_rest, inflate_start

_KINDS: Final = (b"commit", b"tree", b"blob", b"tag")
_HEADER_BYTES: Final = 32
_HEX: Final = frozenset("0123456789abcdef")


def read_loose(folder: Path, oid: str, kind: str = "") -> tuple[str, int, bytes]:
    """Return (kind, size, content) of object *oid* under the store *folder*.

    The content is left empty where *kind* is given and is not the object's.
    Raises Absent where there is no such file, TooLarge past ``limits.BLOB_BYTES``, Damage when it is not well formed.
    """
    packed = _file(folder / oid[:2] / oid[2:])
    start, stream = inflate_start(memoryview(packed), _HEADER_BYTES)
    header, nul, content = start.partition(b"\0")
    words = header.split(b" ")
    if not nul or len(words) != 2 or words[0] not in _KINDS or not words[1].isdigit() or len(words[1]) > 20:
        raise Damage("a loose object does not begin like one")
    found, size = words[0].decode(), int(words[1])
    if kind and found != kind:
        return found, size, b""
    if size > limits.BLOB_BYTES:
        raise TooLarge("a loose object is too large")
    if size < len(content):
        raise Damage("an object has not the length it announces")
    return found, size, content + inflate_rest(stream, size - len(content))


def _file(path: Path) -> bytes:
    """Return the bytes of a file. Raises Absent, TooLarge, Damage."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise Absent("the object is not in the repository") from None
    except OSError:
        raise Damage("a loose object cannot be opened") from None
    with os.fdopen(handle, "rb", buffering=0) as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise Damage("a loose object is no file")
        bound = limits.BLOB_BYTES + limits.MIB
        if found.st_size > bound:
            raise TooLarge("a loose object is too large")
        try:
            return file.read(found.st_size)
        except OSError:
            raise Damage("a loose object cannot be read") from None


def loose_names(folder: Path, width: int) -> Iterator[str]:
    """Yield the ids of all loose objects under the store *folder*; *width* is the bytes of an id."""
    for number in range(256):
        prefix = f"{number:02x}"
        try:
            with os.scandir(folder / prefix) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError:
            continue
        for name in names:
            if len(name) == 2 * width - 2 and _HEX.issuperset(name):
                yield prefix + name
