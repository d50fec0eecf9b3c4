"""Regular expressions, compiled when they are first used, and kept compiled from run to run.

A run uses few of those the program has, and yet compiling these took a sixth of a small server's whole check. What
`re` makes of an expression's text is a list of numbers for its machine, the same for the same Python; the numbers are
kept in the user's cache folder, or came with the package, under the text. The machine checks them before it takes them.
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
from typing import Any, AnyStr, Final, cast

import msgspec

from keyproof import kept

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")

_FILE: Final = f"expressions-{sys.implementation.cache_tag}-{_sre.MAGIC}-{array('I').itemsize}-3.kept"

_MOST: Final = 16 * 1024 * 1024
"""Bytes of the file of kept forms; there are some hundred expressions of some kilobytes."""


class _Form(msgspec.Struct, array_like=True):
    """What `re` makes of one expression."""

    flags: int
    groups: int
    group_of: dict[str, int]
    code: bytes


_forms: dict[bytes, msgspec.Raw] | None = None
_fresh: dict[bytes, _Form] = {}


def _key(source: str | bytes, flags: int) -> bytes:
    text = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    return b"%d %d %s" % (isinstance(source, str), flags, text)


def _read(raw: bytes | None) -> dict[bytes, msgspec.Raw]:
    if raw is not None:
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(raw, type=dict[bytes, msgspec.Raw])
    return {}


def _kept_forms() -> dict[bytes, msgspec.Raw]:
    return _read(kept.read(kept.cache_folder() / _FILE, most=_MOST))


def _shipped_forms() -> dict[bytes, msgspec.Raw]:
    return _read(kept.read(kept.SHIPPED / _FILE, shipped=True, most=_MOST))


def compiled(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return the expression *source*, which is the program's own and never a target's, compiled now.

    Raises ``re.error`` where it is none.
    """
    global _forms
    if _forms is None:
        _forms = _shipped_forms() | _kept_forms()
    key = _key(source, flags)
    found = _forms.pop(key, None)
    try:
        if found is not None:
            with suppress(msgspec.MsgspecError, RuntimeError, OverflowError, ValueError):  # not what we kept
                return _made(source, msgspec.msgpack.decode(found, type=_Form))
        form = _fresh[key] = _form(source, flags)
        return _made(source, form)
    except (AttributeError, TypeError, RuntimeError):  # another `re` than the one this was written for
        _fresh.pop(key, None)
        return re.compile(source, flags)


def _form(source: AnyStr, flags: int) -> _Form:
    parsed = _parser.parse(source, flags)
    code = array("I", _compiler._code(parsed, flags))
    said = flags | parsed.state.flags
    return _Form(said, parsed.state.groups - 1, dict(parsed.state.groupdict), code.tobytes())


def _made(source: AnyStr, form: _Form) -> re.Pattern[AnyStr]:
    names: list[str | None] = [None] * (form.groups + 1)
    for name, number in form.group_of.items():
        names[number] = name
    code = array("I")
    code.frombytes(form.code)
    made = _sre.compile(source, form.flags, code.tolist(), form.groups, form.group_of, tuple(names))
    return cast("re.Pattern[AnyStr]", made)


_at_end: list[Callable[[], None]] = []


def at_end(also: Callable[[], None]) -> None:
    """Have `keep` call *also*."""
    _at_end.append(also)


def keep() -> None:
    """Keep what was compiled for the first time; for the end of a run."""
    for also in _at_end:
        also()
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
        made = compiled(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(made, method))
        return getattr(made, name)


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
