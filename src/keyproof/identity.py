"""The local key that fingerprints are made with: random, private to this user, never in a report."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from keyproof import folders
from keyproof.errors import UsageError

_KEY_BYTES = 32


def home() -> Path:
    """Return keyproof's own data folder: ``$KEYPROOF_HOME`` or the user's data folder of this system."""
    if chosen := os.environ.get("KEYPROOF_HOME"):
        return Path(chosen)
    return folders.data_folder()


def read_key(path: Path) -> bytes:
    """Return the fingerprint key in *path*, a file of at least 16 bytes.

    Raises:
        UsageError: the file cannot be read or is too short.
    """
    try:
        key = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"fingerprint key {path}: {error.strerror}; give a readable file of 16 bytes or more"
        ) from None
    if len(key) < 16:
        raise UsageError(f"fingerprint key {path}: {len(key)} bytes are too few; give a file of 16 bytes or more")
    return key


def local_key() -> bytes:
    """Return this user's key, made on first use with mode 0600.

    Where no file can be kept (a read-only home) the key lives for this run only; fingerprints then differ between runs.
    """
    path = home() / "fingerprint.key"
    with suppress(OSError):
        key = path.read_bytes()
        if len(key) >= _KEY_BYTES:
            return key
    key = os.urandom(_KEY_BYTES)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
    return key
