"""Which of many words stand in a text. ``_keys.c`` looks for all of them in one pass; the reference looks for each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final, Protocol

from keyproof.built import built


class Keys:
    """Words in lower case."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words, key=str.encode)

    def of(self, text: str) -> list[str]:
        """Return the words that stand in *text*, in any letter case."""
        if _NATIVE is None:
            lowered = text.lower()
            return [word for word in self._words if word in lowered]
        read = text if text.isascii() else text.lower().encode("utf-8", "surrogatepass")
        return [self._words[number] for number in _NATIVE.found(read, self._made)]

    @cached_property
    def _made(self) -> Any:
        return _NATIVE.made(b"\0".join(word.encode() for word in self._words)) if _NATIVE is not None else None


class _Native(Protocol):
    """What ``_keys.c`` has."""

    def made(self, joined: bytes, /) -> Any: ...

    def found(self, text: str | bytes, made: Any, /) -> list[int]: ...


_NATIVE: Final[_Native | None] = built("keyproof.detect._keys")
