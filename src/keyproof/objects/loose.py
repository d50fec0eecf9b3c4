"""Loose objects: one zlib stream in one file each. Format: gitrepository-layout(5), ``<kind> <size>\\0<content>``."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from keyproof import limits
from keyproof.objects.damage import AbsentError, ObjectError, TooLargeError
from keyproof.objects.inflate import inflate, inflate_start

_KINDS: Final = (b"commit", b"tree", b"blob", b"tag")
_HEADER_BYTES: Final = 32
_PEEKED_BYTES: Final = 4 * 1024
"""Packed bytes of which a header is made."""

_HEX: Final = frozenset("0123456789abcdef")


def read_loose(folder: Path, oid: str, kind: str = "") -> tuple[str, int, bytes]:
    """Return (kind, size, content) of object *oid* under the store *folder*.

    The content is left empty where *kind* is given and is not the object's.
    Raises AbsentError where there is no such file, TooLargeError past ``limits.BLOB_BYTES``, else ObjectError.
    """
    packed = memoryview(_file(folder / oid[:2] / oid[2:]))
    found, size, begin = _header(packed)
    if kind and found != kind:
        return found, size, b""
    if size > limits.BLOB_BYTES:
        raise TooLargeError("a loose object is too large")
    return found, size, inflate(packed, begin + size)[begin:]


def peek_loose(folder: Path, oid: str) -> tuple[str, int]:
    """Return (kind, size) as object *oid* announces them. Raises as `read_loose`."""
    return _header(memoryview(_file(folder / oid[:2] / oid[2:], _PEEKED_BYTES)))[:2]


def _header(packed: memoryview) -> tuple[str, int, int]:
    """Return (kind, size, where the content begins)."""
    header, nul, _ = inflate_start(packed[:_PEEKED_BYTES], _HEADER_BYTES).partition(b"\0")
    words = header.split(b" ")
    if not nul or len(words) != 2 or words[0] not in _KINDS or not words[1].isdigit() or len(words[1]) > 20:
        raise ObjectError("a loose object does not begin like one")
    return words[0].decode(), int(words[1]), len(header) + 1


def _file(path: Path, most: int = limits.BLOB_BYTES + limits.MIB) -> bytes:
    """Return the bytes of a file, the first *most* of them. Raises AbsentError, TooLargeError, ObjectError."""
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
        return os.read(handle, min(found.st_size, most))
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
