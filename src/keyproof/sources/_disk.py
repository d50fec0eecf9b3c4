"""Files of a folder, reached from one open folder handle step by step, so that no symbolic link is ever followed."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from keyproof import limits

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_CHUNK: Final = 1024 * 1024


class Disk:
    """One folder. Paths are relative to it; a component that is a symbolic link is an error (ELOOP or ENOTDIR)."""

    def __init__(self, top: Path) -> None:
        """Open *top*; its own path may hold symbolic links, for the user named it. Raises OSError."""
        self._top = os.open(top, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._last = ("", self._top)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the handles. Reading after that raises OSError."""
        with self._lock:
            for handle in {self._last[1], self._top} - {-1}:
                with contextlib.suppress(OSError):
                    os.close(handle)
            self._top, self._last = -1, ("", -1)

    def _folder(self, path: str) -> int:
        """Return a handle of folder *path*, kept until another one is asked for. The lock is held."""
        if self._top < 0:
            raise OSError(errno.EBADF, "the target is closed")
        if path == self._last[0]:
            return self._last[1]
        handle = self._top
        for part in path.split("/") if path else ():
            try:
                deeper = os.open(part, _FOLDER, dir_fd=handle)
            finally:
                if handle != self._top:
                    os.close(handle)
            handle = deeper
        if self._last[1] != self._top:
            os.close(self._last[1])
        self._last = (path, handle)
        return handle

    def stat(self, path: str) -> os.stat_result:
        """Return the status of *path* itself. Raises OSError."""
        folder, _, name = path.rpartition("/")
        with self._lock:
            return os.stat(name, dir_fd=self._folder(folder), follow_symlinks=False)

    def link(self, path: str) -> str:
        """Return the text of the symbolic link *path*. Raises OSError."""
        folder, _, name = path.rpartition("/")
        with self._lock:
            return os.readlink(name, dir_fd=self._folder(folder))

    def scan(self, path: str) -> list[os.DirEntry[str]]:
        """Return the entries of folder *path* whose status has been taken, at most ``limits.TREE_FILES`` + 1."""
        with self._lock:
            handle = os.dup(self._folder(path))
        try:
            os.lseek(handle, 0, os.SEEK_SET)
            with os.scandir(handle) as entries:
                return list(_with_status(entries))
        finally:
            os.close(handle)

    def read(self, path: str) -> bytes:
        """Return at most ``limits.FILE_BYTES`` of the regular file *path*. Raises OSError."""
        folder, _, name = path.rpartition("/")
        with self._lock:
            handle = os.open(name, _FILE, dir_fd=self._folder(folder))
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise OSError(errno.EINVAL, "not a regular file")
            first = os.read(handle, min(status.st_size + 1, limits.FILE_BYTES))
            if len(first) <= status.st_size:
                more = first and len(first) < limits.FILE_BYTES and os.read(handle, _CHUNK)
                if not more:
                    return first
                return _read_rest(handle, first + more)
            return _read_rest(handle, first)
        finally:
            os.close(handle)


def _read_rest(handle: int, first: bytes) -> bytes:
    data = bytearray(first)
    while len(data) < limits.FILE_BYTES:
        chunk = os.read(handle, min(_CHUNK, limits.FILE_BYTES - len(data)))
        if not chunk:
            break
        data += chunk
    return bytes(data[: limits.FILE_BYTES])


def _with_status(entries: Iterator[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    """Yield entries, their status taken while the folder's handle is open."""
    for count, entry in enumerate(entries):
        if count > limits.TREE_FILES:
            return
        with contextlib.suppress(OSError):
            entry.stat(follow_symlinks=False)
        yield entry
