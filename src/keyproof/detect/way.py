"""What ``_names.c`` has to know so that it finds the credential names in a text and the forms that may bind them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, Protocol, TypeAlias

from keyproof.built import built
from keyproof.detect.fits import Sides
from keyproof.detect.following import OPENS, is_described
from keyproof.detect.names import faint_kind_of, kind_of
from keyproof.detect.needs import Needs

NOTHING, CREDENTIAL, FAINT = 0, 1, 2
"""What a name says."""

_KEPT: Final = 100_000
"""Names that are remembered."""

Name: TypeAlias = tuple[int, int, int, Sequence[int] | None]
"""Where a name starts, where it ends without what may follow it in a word, where it ends with that; the numbers of the
forms that may bind it, None where that was not looked at."""

Stretch: TypeAlias = tuple[int, int]


class Way:
    """Parts of names, and what tells the forms apart."""

    opens = OPENS

    def __init__(self, parts: Sequence[str], sides: Sides, needs: Needs) -> None:
        self.parts = b"\0".join(part.encode() for part in parts)
        self.behind, self.before = sides.behind, sides.before
        self.depth, self.reach = sides.depth, sides.reach
        self.words = b"\0".join(word.encode() for word in needs.words)
        flat = array("H")
        for groups in needs.groups:
            flat.append(len(groups))
            for group in groups:
                flat.extend((len(group), *group))
        self.groups = b"".join(number.to_bytes(2, "little") for number in flat)
        """Numbers of two bytes: by form how many groups, for each how many words, and their numbers."""
        self.kinds: dict[str, int] = {}
        """What names say that were seen before."""

    def classify(self, name: str) -> int:
        """Return what *name* says, and remember it."""
        if len(self.kinds) > _KEPT:
            self.kinds.clear()
        kind = CREDENTIAL if kind_of(name) else FAINT if faint_kind_of(name) else NOTHING
        self.kinds[name] = kind
        return kind

    def described(self, line: bytes) -> bool:
        """Whether *line* is read with more than the line after it."""
        return is_described(line)

    @cached_property
    def made(self) -> Any:
        """This way as the functions of ``_names.c`` take it."""
        return NATIVE.made(self) if NATIVE is not None else None

    def names(self, text: str, since: int, until: int, *, folds: bool) -> list[Name]:
        """Return the credential names in *text*, which is ASCII, from *since* to *until* that some form may bind.

        With *folds* not even the first character behind *until* is looked at for that.
        """
        return NATIVE.names(text, since, until, self.made, folds) if NATIVE is not None else []


class _Native(Protocol):
    """What ``_names.c`` has."""

    def made(self, way: Way, /) -> Any: ...

    def names(self, text: str, since: int, until: int, made: Any, folds: bool, /) -> list[Name]: ...

    def walk(
        self, text: bytes, ends: list[int], called: list[int], quiet: set[bytes], silent: set[bytes],
        silent_calls: set[bytes], made: Any, window: int, overlap: int, most: int, /,
    ) -> tuple[list[Stretch], bool]: ...  # fmt: skip

    def thin(
        self, text: bytes, ends: list[int], called: list[int], quiet: set[bytes], made: Any, window: int, /
    ) -> list[int]: ...


NATIVE: Final[_Native | None] = built("keyproof.detect._names")
