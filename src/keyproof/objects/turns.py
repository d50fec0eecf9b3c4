"""Work in pieces, each taken by whichever of several processes is free."""

from __future__ import annotations

import os
from collections.abc import Iterator
from struct import Struct
from typing import Final

_NUMBER: Final = Struct("<I")

MOST: Final = 4096
"""Numbers that a pipe holds on every system before anybody reads: 16 KiB."""


class Turns:
    """The numbers up to a count, each given once. To be made before the processes that share them part."""

    def __init__(self, count: int) -> None:
        """*count* is `MOST` at most."""
        self._source, into = os.pipe()
        with open(into, "wb") as pipe:  # noqa: PTH123 - a descriptor, no path
            pipe.write(b"".join(map(_NUMBER.pack, range(count))))

    def __iter__(self) -> Iterator[int]:
        """Yield the next number that nobody has taken, until there is none."""
        while len(raw := os.read(self._source, _NUMBER.size)) == _NUMBER.size:
            yield _NUMBER.unpack(raw)[0]

    def close(self) -> None:
        """Let go of the pipe; there are no more turns."""
        if self._source >= 0:
            os.close(self._source)
            self._source = -1
