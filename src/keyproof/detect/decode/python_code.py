"""Compiled Python modules: the strings that names, arguments and keys are given, and what functions give back.

A ``.pyc`` is a header and one marshalled code object (PEP 3147, PEP 552; CPython, Python/marshal.c). It holds what its source
held when it was last run, also where the source was changed or left out of the repository since. Of the instructions those
are read that load constants and store them; their numbers are those of CPython 3.6 to 3.13 (``opcode.py`` of each). From
modules of other versions come the strings alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

from keyproof.detect.decode.view import Budget, printable
from keyproof.patterns import regex

_OLDEST, _LONGER_HEADER, _SIX_NUMBERS, _FIVE_NUMBERS, _RENUMBERED, _UNKNOWN = 3360, 3392, 3400, 3450, 3550, 3600
"""Magic numbers from which the form is: of 3.6, PEP 552, positional-only arguments, 3.11, 3.13, 3.14."""

_SIZES: Final = {"i": 4, "I": 8, "g": 8, "y": 16}
_NOTHING: Final = frozenset("0NFTS.")
_LONG_TEXT: Final = frozenset("uaAst")
_SEQUENCES: Final = frozenset("([<>")
_DEEPEST: Final = 60
_LONGEST: Final = 4_000
_PAIRS: Final = 500_000
_ARGUMENTS: Final = 64
"""Names with values that are looked at in one module; values that one tuple of names is looked at for."""

_TIMES: Final = 4
"""How many times its size a module may say."""

_INSTALLED: Final = regex(rb"[/\\]site-packages[/\\]")
"""What stands in the path of the source of an installed module, which its code holds."""

_ALONE: Final = regex(rb"[A-Za-z0-9+/=_.:@$!#%^&*~-]{16,400}")
"""A string that is no sentence: of one without a name only a provider's shape tells that it is a credential."""

_NAME: Final = regex(rb"[A-Za-z_][\w.-]{0,79}")
_BROKEN: Final = regex(rb'["\\\n]')


class _Ops(NamedTuple):
    """The numbers of the instructions that are read."""

    load: frozenset[int]
    store: frozenset[int]
    store_attribute: int
    store_local: int
    store_item: int
    give: frozenset[int]
    give_constant: int
    longer: int


_OLD: Final = _Ops(frozenset((100, 172)), frozenset((90, 95, 97)), 95, 125, 60, frozenset((83,)), 121, 144)
_NEW: Final = _Ops(frozenset((83,)), frozenset((108, 113, 114)), 108, 110, 39, frozenset((36,)), 103, 71)


class _Code(NamedTuple):
    body: bytes
    constants: tuple[Any, ...]
    names: tuple[Any, ...]
    local: tuple[Any, ...]
    name: bytes


class _Reader:
    """Reads what ``marshal`` wrote; texts and bytes come as bytes, numbers and what is of no use as None."""

    def __init__(self, data: bytes, at: int, version: int) -> None:
        self._data, self._at, self._version = data, at, version
        self._seen: list[Any] = []

    def _take(self, size: int) -> bytes:
        start, self._at = self._at, self._at + size
        if size < 0 or self._at > len(self._data):
            raise ValueError("it ends early")
        return self._data[start : self._at]

    def _number(self, size: int = 4) -> int:
        return int.from_bytes(self._take(size), "little")

    def read(self, depth: int = 0) -> Any:
        """Return the next object.

        Raises:
            ValueError: there is none, or one of no known form.
            IndexError: it refers to what was not read.
        """
        if depth > _DEEPEST:
            raise ValueError("it is too deep")
        tag = self._take(1)[0]
        kind, kept = chr(tag & 0x7F), bool(tag & 0x80)
        if kind == "r":
            return self._seen[self._number()]
        place = len(self._seen)
        if kept:
            self._seen.append(None)
        made = self._made(kind, depth)
        if kept:
            self._seen[place] = made
        return made

    def _made(self, kind: str, depth: int) -> Any:
        if kind in "zZ":
            return self._take(self._number(1))
        if kind in _LONG_TEXT:
            return self._take(self._number())
        if kind == ")":
            return tuple(self.read(depth + 1) for _ in range(self._number(1)))
        if kind in _SEQUENCES:
            return tuple(self.read(depth + 1) for _ in range(self._number()))
        if kind == "c":
            return self._code(depth)
        if kind in _SIZES:
            self._take(_SIZES[kind])
        elif kind == "l":
            self._take(2 * abs(int.from_bytes(self._take(4), "little", signed=True)))
        elif kind not in _NOTHING:
            raise ValueError(f"{kind!r} is no kind of object that modules hold")
        return None

    def _code(self, depth: int) -> _Code:
        self._take(24 if _SIX_NUMBERS <= self._version < _FIVE_NUMBERS else 20)
        body, constants, names, local = (self.read(depth + 1) for _ in range(4))
        newer = self._version >= _FIVE_NUMBERS
        for _ in range(2 if newer else 3):  # what kind each local is, the file; free and cell variables, the file
            self.read(depth + 1)
        name = self.read(depth + 1)
        if newer:
            self.read(depth + 1)
        self._take(4)
        for _ in range(2 if newer else 1):
            self.read(depth + 1)
        whole = isinstance(body, bytes) and isinstance(name, bytes)
        if not whole or not all(isinstance(part, tuple) for part in (constants, names, local)):
            raise ValueError("it is no code object")
        return _Code(body, constants, names, local, name)


def python_code(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield a text of what *data*, a module of somebody's own, binds; raises ValueError and IndexError on broken ones."""
    version = int.from_bytes(data[:2], "little")
    if version < _OLDEST or _INSTALLED.search(data):
        return
    read = _Reader(data, 16 if version >= _LONGER_HEADER else 12, version).read()
    lines: dict[bytes, None] = {}
    left = min(budget.bytes, _TIMES * len(data))
    for line in _said(read, _OLD if version < _RENUMBERED else _NEW if version < _UNKNOWN else None):
        left -= len(line)
        if left < 0:
            break
        lines[line] = None
    if lines:
        yield "", b"\n".join(lines)


def _said(code: Any, ops: _Ops | None) -> Iterator[bytes]:
    """Yield what *code* and the code within it bind; each is looked at once, however often it is referred to."""
    waiting, known, left = [code], {id(code)}, _PAIRS
    while waiting:
        code = waiting.pop()
        if not isinstance(code, _Code):
            continue
        bound: set[bytes] = set()
        for name, value in islice(_given(code, ops), left) if ops is not None else ():
            left -= 1
            if _is_told(name, value):
                bound.add(value)
                yield name + b' = "' + value + b'"'
        within = []
        for constant in code.constants:
            if isinstance(constant, _Code):
                if id(constant) not in known:
                    known.add(id(constant))
                    within.append(constant)
            elif isinstance(constant, bytes) and constant not in bound and _ALONE.fullmatch(constant):
                yield code.name + b'("' + constant + b'")'
            elif isinstance(constant, tuple) and (joined := _joined(constant)):
                yield code.name + b'("' + joined + b'")'
        waiting += reversed(within)


def _joined(parts: tuple[Any, ...]) -> bytes:
    """Return the texts of a constant tuple put behind one another, which a call may join; ``b""`` where they are no value's."""
    if not 1 < len(parts) <= _ARGUMENTS or not all(isinstance(part, bytes) for part in parts):
        return b""
    joined = b"".join(parts)
    return joined if _ALONE.fullmatch(joined) else b""


def _is_told(name: Any, value: Any) -> bool:
    return (
        isinstance(name, bytes)
        and isinstance(value, bytes)
        and not name.startswith(b"__")
        and _NAME.fullmatch(name) is not None
        and 3 <= len(value) <= _LONGEST
        and printable(value)
        and _BROKEN.search(value) is None
    )


def _given(code: _Code, ops: _Ops) -> Iterator[tuple[Any, Any]]:
    """Yield a name and its value for what the instructions of *code* store, pass, put and give back."""
    body, constants = code.body, code.constants
    loaded: list[Any] = []  # since something else was done: it stands on the stack
    before: Any = None  # what was loaded last before that,
    since = 0  # and how many instructions ago
    high = 0
    for at in range(0, len(body) - 1, 2):
        op, low = body[at], body[at + 1]
        if op == 0 and at:  # room for what an interpreter remembers
            continue
        number, high = high | low, (high | low) << 8 if op == ops.longer else 0
        if op == ops.longer:
            continue
        if op in ops.load:
            value = constants[number] if number < len(constants) else None
            yield from _named(value, loaded)
            loaded = [*loaded[-_ARGUMENTS:], value]
            continue
        if op == ops.give_constant and not loaded:
            yield code.name, constants[number] if number < len(constants) else None
        elif op in ops.store and (loaded or (op == ops.store_attribute and since == 1)):  # behind the object it is of
            yield code.names[number] if number < len(code.names) else None, loaded[-1] if loaded else before
        elif loaded and op == ops.store_local:
            yield code.local[number] if number < len(code.local) else None, loaded[-1]
        elif loaded and op == ops.store_item:
            yield loaded[-1], before
        elif loaded and op in ops.give:
            yield code.name, loaded[-1]
        if loaded:
            before, since, loaded = loaded[-1], 0, []
        since += 1


def _named(value: Any, loaded: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield the values that *value* names, loaded behind them: names of arguments, keys; else what follows a name."""
    if isinstance(value, tuple) and value and loaded:
        count = min(len(value), len(loaded))
        yield from zip(value[-count:], loaded[-count:], strict=True)
    elif loaded:
        yield loaded[-1], value
