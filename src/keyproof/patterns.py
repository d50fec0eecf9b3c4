"""Regular expressions, compiled when they are first used, and kept compiled from run to run.

A run uses few of those the program has, and yet compiling these took a sixth of a small server's whole check. What
`re` makes of an expression's text is a list of numbers for its machine, the same for the same Python; the numbers are
kept in the user's cache folder, under the text. The machine checks them before it takes them.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import re
import sys
from array import array
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from re import _compiler, _parser  # type: ignore[attr-defined]
from re import _constants as c  # type: ignore[attr-defined]
from typing import Any, AnyStr, Final, TypeAlias, cast

import msgspec

from keyproof import kept

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")

_FILE: Final = f"expressions-{sys.implementation.cache_tag}-{_sre.MAGIC}-{array('I').itemsize}-2.kept"

_MOST: Final = 16 * 1024 * 1024
"""Bytes of the file of kept forms; there are some hundred expressions of some kilobytes."""


class _Form(msgspec.Struct, array_like=True):
    """What `re` makes of one expression."""

    flags: int
    groups: int
    group_of: dict[str, int]
    code: bytes
    starts: bytes
    """The ASCII characters that a match can begin with; none where it may be empty, or begin with any."""


_forms: dict[bytes, msgspec.Raw] | None = None
_fresh: dict[bytes, _Form] = {}


def _key(source: str | bytes, flags: int) -> bytes:
    text = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    return b"%d %d %s" % (isinstance(source, str), flags, text)


def _kept_forms() -> dict[bytes, msgspec.Raw]:
    raw = kept.read(kept.cache_folder() / _FILE, most=_MOST)
    if raw is not None:
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(raw, type=dict[bytes, msgspec.Raw])
    return {}


def compiled(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return the expression *source*, which is the program's own and never a target's, compiled now.

    Raises ``re.error`` where it is none.
    """
    return _prepared(source, flags)[0]


def _prepared(source: AnyStr, flags: int) -> tuple[re.Pattern[AnyStr], bytes]:
    """Return the expression and the characters it can begin with, see `_Form`."""
    global _forms
    if _forms is None:
        _forms = _kept_forms()
    key = _key(source, flags)
    found = _forms.pop(key, None)
    try:
        if found is not None:
            with suppress(msgspec.MsgspecError, RuntimeError, OverflowError, ValueError):  # not what we kept
                form = msgspec.msgpack.decode(found, type=_Form)
                return _made(source, form), form.starts
        form = _fresh[key] = _form(source, flags)
        return _made(source, form), form.starts
    except (AttributeError, TypeError, RuntimeError):  # another `re` than the one this was written for
        _fresh.pop(key, None)
        return re.compile(source, flags), b""


def _form(source: AnyStr, flags: int) -> _Form:
    parsed = _parser.parse(source, flags)
    code = array("I", _compiler._code(parsed, flags))
    said = flags | parsed.state.flags
    first, empty = _first(parsed, bool(said & re.IGNORECASE))
    starts = b"" if empty or first is None else bytes(sorted(first))
    return _Form(said, parsed.state.groups - 1, dict(parsed.state.groupdict), code.tobytes(), starts)


_First: TypeAlias = set[int] | None
"""ASCII characters that something can begin with; None for any."""


def _first(items: Any, caseless: bool) -> tuple[_First, bool]:
    """Return what a match of parsed *items* can begin with, and whether it can be empty; rather too much."""
    found: set[int] = set()
    for op, argument in items:
        first, empty = _first_of(op, argument, caseless)
        if first is None:
            return None, empty
        found |= first
        if not empty:
            return found, False
    return found, True


def _first_of(op: Any, argument: Any, caseless: bool) -> tuple[_First, bool]:
    if op in (c.AT, c.ASSERT, c.ASSERT_NOT):
        return set(), True
    if op is c.LITERAL:
        return _cases({argument}, caseless), False
    if op is c.NOT_LITERAL or op is c.ANY:
        return None, False
    if op is c.IN:
        return _class(argument, caseless), False
    if op is c.BRANCH:
        parts = [_first(branch, caseless) for branch in argument[1]]
        empty = any(e for _, e in parts)
        return (None if any(f is None for f, _ in parts) else set().union(*(f or () for f, _ in parts))), empty
    if op is c.SUBPATTERN:
        return _first(argument[3], (caseless or bool(argument[1] & re.IGNORECASE)) and not argument[2] & re.IGNORECASE)
    if op is c.ATOMIC_GROUP:
        return _first(argument, caseless)
    if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
        first, empty = _first(argument[2], caseless)
        return first, empty or not argument[0]
    return None, True


def _class(members: Any, caseless: bool) -> _First:
    if members[0][0] is c.NEGATE:
        return None
    found: set[int] = set()
    for op, argument in members:
        if op is c.LITERAL:
            found.add(argument)
        elif op is c.RANGE:
            found.update(range(argument[0], min(argument[1], 128) + 1))
        elif argument in _CATEGORIES:
            found.update(ord(character) for character in _CATEGORIES[argument])
        else:
            return None
    return _cases(found, caseless)


def _cases(found: set[int], caseless: bool) -> _First:
    """Return the ASCII characters of *found*, in both cases if *caseless*."""
    if not caseless:
        return {one for one in found if one < 128}
    if any(one > 127 for one in found):  # the Kelvin sign is a k
        return None
    return found | {ord(chr(one).swapcase()) for one in found}


_CATEGORIES: Final = {
    c.CATEGORY_SPACE: " \t\n\r\f\v\x1c\x1d\x1e\x1f",
    c.CATEGORY_DIGIT: "0123456789",
    c.CATEGORY_WORD: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_",
}


def _made(source: AnyStr, form: _Form) -> re.Pattern[AnyStr]:
    names: list[str | None] = [None] * (form.groups + 1)
    for name, number in form.group_of.items():
        names[number] = name
    code = array("I")
    code.frombytes(form.code)
    made = _sre.compile(source, form.flags, code.tolist(), form.groups, form.group_of, tuple(names))
    return cast("re.Pattern[AnyStr]", made)


def keep() -> None:
    """Keep what was compiled for the first time; for the end of a run."""
    if not _fresh:
        return
    forms = _kept_forms() | {key: msgspec.Raw(msgspec.msgpack.encode(form)) for key, form in _fresh.items()}
    _fresh.clear()
    data = msgspec.msgpack.encode(forms)
    if len(data) < _MOST:
        kept.save(kept.cache_folder() / _FILE, data)


class _Later:
    """Stands for a compiled expression; after the first use its methods are that one's own."""

    def __init__(self, source: Any, flags: int) -> None:
        self.pattern = source
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made, starts = _prepared(self.pattern, self.flags)
        self.starts = starts.decode()
        for method in _METHODS:
            setattr(self, method, getattr(made, method))
        return self.starts if name == "starts" else getattr(made, name)


def starts(expression: re.Pattern[Any]) -> str | None:
    """Return the ASCII characters that a match of *expression* can begin with.

    None where it may be empty or begin with any. It may begin with any character beyond ASCII all the same.
    """
    return getattr(expression, "starts", None) or None


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return the expression *source*, compiled at its first use; a test compiles all there are.

    Use it for what is made when a module is imported, and `compiled` for what is made of rules.
    """
    return cast("re.Pattern[AnyStr]", _Later(source, flags))


@cache
def shell(pattern: str) -> Callable[[str], object]:
    """Return what says whether a text is what the shell pattern *pattern* stands for, case and all."""
    if not any(character in pattern for character in "*?["):
        return pattern.__eq__
    from fnmatch import translate

    return regex(translate(pattern)).match
