"""Archives of programs made with Electron (electron/asar): a head in JSON, then the files one after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from keyproof import limits
from keyproof.detect.decode.view import Budget

_HEAD: Final = 16
_MOST_HEAD: Final = 8 * limits.MIB


def asar(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an ``.asar`` archive that it holds itself."""
    base = 8 + int.from_bytes(data[4:8], "little")
    size = int.from_bytes(data[12:16], "little")
    if not 2 <= size <= min(_MOST_HEAD, base, len(data) - _HEAD) or data[_HEAD : _HEAD + 1] != b"{":
        return
    try:
        head = json.loads(data[_HEAD : _HEAD + size])
    except (ValueError, RecursionError):
        return
    waiting: list[tuple[str, Any, int]] = [("", head, 0)]
    for _ in range(limits.MEMBERS):
        if not waiting:
            return
        path, entry, depth = waiting.pop()
        inner = entry.get("files") if isinstance(entry, dict) else None
        if isinstance(inner, dict) and depth < limits.MEMBER_DEPTH * 4:
            waiting += [(f"{path}/{name}".lstrip("/"), of, depth + 1) for name, of in reversed(inner.items())]
        elif (
            isinstance(entry, dict) and str(entry.get("offset", "")).isdecimal() and isinstance(entry.get("size"), int)
        ):
            start = base + int(str(entry["offset"])[:18])
            yield path, data[start : start + max(0, entry["size"])]
    budget.cut = budget.cut or "members of archives"
