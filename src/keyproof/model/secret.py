"""A secret's value: held in memory, never printed, pickled, encoded or compared in the open.

``Secret.reveal`` is legal in ``keyproof.detect`` (matching and classifying), in ``keyproof.apart`` (between two
processes of one run, by a pipe) and in ``keyproof.publish`` under ``--show-secrets``; a test of the source keeps it so.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, NoReturn


class Secret:
    """One raw value. ``str``, ``repr`` and ``format`` give a mask; pickling and encoding raise."""

    __slots__ = ("_public", "_value")

    def __init__(self, value: str, *, public_prefix: str = "") -> None:
        """Hold *value*; *public_prefix* is the part the provider publishes (``ghp_``) and a mask may show."""
        self._value = value
        self._public = public_prefix if value.startswith(public_prefix) else ""

    def reveal(self) -> str:
        """Return the raw value. Its callers are counted by a test."""
        return self._value

    @property
    def public_prefix(self) -> str:
        """The part that the provider publishes."""
        return self._public

    @property
    def masked(self) -> str:
        """The published prefix and the length, such as ``ghp_…[40]``; never a character of the secret part."""
        return f"{self._public}…[{len(self._value)}]"

    def stands_in(self, data: bytes) -> bool:
        """Whether *data* holds the raw value: what is kept or told must not."""
        return self._value.encode("utf-8", "surrogatepass") in data

    def fingerprint(self, key: bytes, kind: str) -> str:
        """Return 32 hex digits of HMAC-SHA256 over kind and value, keyed by *key* (RFC 2104).

        A bare hash of a weak password can be reversed by guessing; without the local key this cannot.
        """
        text = f"{kind}\0{self._value}".encode("utf-8", "surrogatepass")
        return hmac.new(key, text, hashlib.sha256).hexdigest()[:32]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(
            self._value.encode("utf-8", "surrogatepass"), other._value.encode("utf-8", "surrogatepass")
        )

    def __hash__(self) -> int:
        return hash(("Secret", self._value))

    def __len__(self) -> int:
        return len(self._value)

    def __repr__(self) -> str:
        return f"Secret({self.masked})"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(self.masked, spec)

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a Secret cannot be pickled or copied out of the process")


class Withheld(Secret):
    """A value that an earlier run read and this one did not: it has its mask and its fingerprint, and nothing to show.

    It equals another one of the same fingerprint.
    """

    __slots__ = ("_length", "_mark")

    def __init__(self, mark: str, length: int, *, public_prefix: str = "") -> None:
        """*mark* is its fingerprint under this user's key and no kind, *length* its characters."""
        super().__init__("")
        self._mark = mark
        self._length = length
        self._public = public_prefix

    def reveal(self) -> str:
        """Return the mask: there is nothing else."""
        return self.masked

    @property
    def masked(self) -> str:
        """As that of the value."""
        return f"{self._public}…[{self._length}]"

    def stands_in(self, data: bytes) -> bool:
        """Return False: what an earlier run kept was looked through then."""
        return False

    def fingerprint(self, key: bytes, kind: str) -> str:
        """Return what was known of it: *key* is the one it was made with."""
        return self._mark

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Withheld) and other._mark == self._mark

    def __hash__(self) -> int:
        return hash(("Withheld", self._mark))

    def __len__(self) -> int:
        return self._length
