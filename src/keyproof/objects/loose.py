"""Loose objects: one zlib stream in one file each. Format: gitrepository-layout(5), ``<kind> <size>\\0<content>``."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from keyproof import limits
from keyproof.objects.damage import AbsentError, ObjectError, TooLargeError
from keyproof.objects.inflate import inflate_rest, inflate_start

_KINDS: Final = (b"commit", b"tree", b"blob", b"tag")
_HEADER_BYTES: Final = 32
_HEX: Final = frozenset("0123456789abcdef")


def read_loose(folder: Path, oid: str, kind: str = "") -> tuple[str, int, bytes]:
    """Return (kind, size, content) of object *oid* under the store *folder*.

    The content is left empty where *kind* is given and is not the object's.
    Raises AbsentError where there is no such file, TooLargeError past ``limits.BLOB_BYTES``, else ObjectError.
    """
    found, size, content, stream = _begin(folder, oid)
    if kind and found != kind:
        return found, size, b""
    if size > limits.BLOB_BYTES:
        raise TooLargeError("a loose object is too large")
    if size < len(content):
        raise ObjectError("an object has not the length it announces")
    return found, size, content + inflate_rest(stream, size - len(content))


def peek_loose(folder: Path, oid: str) -> tuple[str, int]:
    """Return (kind, size) as object *oid* announces them. Raises as `read_loose`."""
    return _begin(folder, oid)[:2]


def _begin(folder: Path, oid: str) -> tuple[str, int, bytes, zlib._Decompress]:
    """Return (kind, size, the content's first bytes, the stream of the rest)."""
    start, stream = inflate_start(memoryview(_file(folder / oid[:2] / oid[2:])), _HEADER_BYTES)
    header, nul, content = start.partition(b"\0")
    words = header.split(b" ")
    if not nul or len(words) != 2 or words[0] not in _KINDS or not words[1].isdigit() or len(words[1]) > 20:
        raise ObjectError("a loose object does not begin like one")
    return words[0].decode(), int(words[1]), content, stream


def _file(path: Path) -> bytes:
    """Return the bytes of a file. Raises AbsentError, TooLargeError, ObjectError."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise AbsentError("the object is not in the repository") from None
    except OSError:
        raise ObjectError("a loose object cannot be opened") from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise ObjectError("a loose object is no file")
        if found.st_size > limits.BLOB_BYTES + limits.MIB:
            raise TooLargeError("a loose object is too large")
        return os.read(handle, found.st_size)
    except OSError:
        raise ObjectError("a loose object cannot be read") from None
    finally:
        os.close(handle)


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
