"""Which words an expression asks for: a text that lacks all of one group is nothing it matches.

An automaton that reads some characters tells little of an expression such as ``(?=[^\\n]{0,60}env)``; that the text has no
``env`` tells all.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import product
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from keyproof import kept, patterns

_MOST: Final = 24
"""Words of one group; what asks for one of more is left out."""

_FILE_BYTES: Final = 1024 * 1024

Group: TypeAlias = frozenset[str]
"""Words in lower case; one of them stands in what is matched."""


class Needs(msgspec.Struct, array_like=True):
    """What each of some expressions asks for."""

    words: list[str]
    """In order."""
    groups: list[list[list[int]]]
    """By expression the groups, as numbers of words."""


class _Said(NamedTuple):
    """What a part of an expression stands for, or if that is too much, what it asks for."""

    exact: Group | None
    groups: tuple[Group, ...] = ()


_ANYTHING: Final = _Said(None)
_NOTHING: Final = _Said(frozenset([""]))


def needs(name: str, expressions: Sequence[str]) -> Needs:
    """Return what *expressions* ask for; it is kept under *name* from run to run."""
    file = f"needs-{name}-{kept.digest((1, _MOST, tuple(expressions)))}.kept"
    for raw in kept.recalled(file, most=_FILE_BYTES):
        with suppress(msgspec.MsgspecError):
            found = msgspec.msgpack.decode(raw, type=Needs)
            if len(found.groups) == len(expressions) and _is_sound(found):
                return found
    groups = [needed(expression) for expression in expressions]
    words = sorted({word for own in groups for group in own for word in group})
    number = {word: at for at, word in enumerate(words)}
    made = Needs(words, [[sorted(number[word] for word in group) for group in own] for own in groups])
    patterns.at_end(lambda: kept.save(kept.cache_folder() / file, msgspec.msgpack.encode(made), versions=True))
    return made


def _is_sound(found: Needs) -> bool:
    count = len(found.words)
    return all(0 <= number < count for own in found.groups for group in own for number in group)


def needed(expression: str) -> tuple[Group, ...]:
    """Return the groups of words of which what *expression* matches, in lower case and of ASCII, has one each."""
    said = _sequence(_parser.parse(expression))
    groups = _asked(said)
    return tuple(sorted(set(groups), key=sorted))


def _asked(said: _Said) -> tuple[Group, ...]:
    return said.groups if said.exact is None else _group(said.exact)


def _group(words: Group) -> tuple[Group, ...]:
    """Return *words* as a group, without those that hold another; nothing where that would ask for nothing."""
    if "" in words or len(words) > _MOST:
        return ()
    return (frozenset(w for w in words if not any(other != w and other in w for other in words)),)


def _sequence(items: Any) -> _Said:
    groups: list[Group] = []
    run: Group = frozenset([""])
    whole = True
    for op, argument in items:
        said = _item(op, argument)
        if op is c.ASSERT:  # it takes no room: what stands around it goes on
            groups += _asked(said)
            continue
        if said.exact is not None and len(run) * len(said.exact) <= _MOST:
            run = frozenset(a + b for a, b in product(run, said.exact))
            continue
        whole = False
        groups += _group(run)
        groups += said.groups
        run = said.exact if said.exact is not None else frozenset([""])
    if whole and not groups:
        return _Said(run)
    return _Said(None, (*groups, *_group(run)))


def _item(op: Any, argument: Any) -> _Said:
    if op in (c.AT, c.ASSERT_NOT) or (op is c.ASSERT and argument[0] < 0):
        return _NOTHING
    if op is c.ASSERT:
        return _sequence(argument[1])
    if op is c.SUBPATTERN:
        return _sequence(argument[3])
    if op is c.ATOMIC_GROUP:
        return _sequence(argument)
    if op is c.BRANCH:
        return _branch([_sequence(branch) for branch in argument[1]])
    if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
        least, most, item = argument
        said = _sequence(item)
        if said.exact is not None and most == 1 and len(said.exact) <= _MOST:
            return said if least else _Said(said.exact | {""})
        return _Said(None, _asked(said)) if least else _ANYTHING
    return _character(op, argument)


def _branch(ways: list[_Said]) -> _Said:
    exact = frozenset[str]()
    for way in ways:
        if way.exact is None:
            break
        exact |= way.exact
    else:
        if len(exact) <= _MOST:
            return _Said(exact)
    best: list[Group] = []
    for way in ways:
        groups = _asked(way)
        if not groups:
            return _ANYTHING
        best.append(max(groups, key=lambda group: (min(map(len, group)), -len(group), sorted(group))))
    return _Said(None, _group(frozenset[str]().union(*best)))


def _character(op: Any, argument: Any) -> _Said:
    if op is c.LITERAL:
        return _Said(frozenset([chr(argument).lower()])) if argument < 128 else _ANYTHING
    if op is not c.IN or argument[0][0] is c.NEGATE:
        return _ANYTHING
    found = set[str]()
    for kind, member in argument:
        if kind is c.LITERAL and member < 128:
            found.add(chr(member).lower())
        elif kind is c.CATEGORY and member is c.CATEGORY_DIGIT:
            found |= set("0123456789")
        elif kind is c.RANGE and member[1] < 128 and member[1] - member[0] < _MOST:
            found |= {chr(code).lower() for code in range(member[0], member[1] + 1)}
        else:
            return _ANYTHING
    return _Said(frozenset(found)) if len(found) <= 12 else _ANYTHING
