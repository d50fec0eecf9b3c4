"""How a prefix is spelled in base64 and base32, at each place that it can have in a run of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_BASE64: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BASE32: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def in_base64(prefix: bytes) -> bytes:
    """Return the expression for *prefix* in base64 of either alphabet."""
    return _spelled(prefix, _BASE64, 6, 3)


def in_base32(prefix: bytes) -> bytes:
    """Return the expression for *prefix* in base32."""
    return _spelled(prefix, _BASE32, 5, 1)


def _spelled(prefix: bytes, alphabet: str, width: int, unit: int) -> bytes:
    """Return the spellings of *prefix* with *width* bits a character, at each place it can have in *unit* bytes."""
    bits = "".join(f"{c:08b}" for c in prefix)
    forms = []
    for shift in range(unit):
        row = "?" * (8 * shift) + bits
        row += "?" * (-len(row) % width)
        chunks = [row[i : i + width] for i in range(0, len(row), width)]
        forms.append("".join(_class(c, alphabet, width) for c in chunks if c.strip("?")))
    return f"(?:{'|'.join(forms)})".encode()


def _class(chunk: str, alphabet: str, width: int) -> str:
    fits = [alphabet[n] for n in range(len(alphabet)) if _fits(f"{n:0{width}b}", chunk)]
    return _set(fits)


def _fits(bits: str, chunk: str) -> bool:
    return all(want in ("?", have) for have, want in zip(bits, chunk, strict=True))


def _set(characters: Iterable[str]) -> str:
    wanted = sorted(set(characters))
    wanted += ["-"] * ("+" in wanted) + ["_"] * ("/" in wanted)
    return re.escape(wanted[0]) if len(wanted) == 1 else "[" + "".join(map(re.escape, wanted)) + "]"
