"""Many expressions as one net of the characters they read, of which `fits` makes an automaton."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Final

import msgspec

from keyproof import kept, patterns

OTHER: Final = 128
"""Stands for any character beyond ASCII that is no blank; at a blank of these nothing more is read."""

EDGE: Final = 129
"""Stands for the end of the text."""

_REPEATED: Final = 4
"""Times up to which what repeats is counted; beyond, it may stand there any number of times."""

_FILE_BYTES: Final = 4 * 1024 * 1024

FORM: Final = (1, _REPEATED, sys.implementation.cache_tag)
"""What the numbers of nodes go by, beside the expressions: how this Python reads them is a part of it."""

_MOST: Final = 128
"""Expressions."""

_BYTES: Final = 17
"""Bytes of a set of characters, and of one of expressions."""

_ALL: Final = (1 << OTHER + 1) - 1
_BEYOND: Final = 1 << OTHER


def _bits(characters: str) -> int:
    return sum(1 << ord(one) for one in characters)


_CLASSES: Final = {
    c.CATEGORY_WORD: _bits("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"),
    c.CATEGORY_DIGIT: _bits("0123456789"),
    c.CATEGORY_SPACE: _bits(" \t\n\r\f\v\x1c\x1d\x1e\x1f"),
}
_NOT: Final = {
    c.CATEGORY_NOT_WORD: c.CATEGORY_WORD,
    c.CATEGORY_NOT_DIGIT: c.CATEGORY_DIGIT,
    c.CATEGORY_NOT_SPACE: c.CATEGORY_SPACE,
}


class _Node(msgspec.Struct, array_like=True):
    """A character that is read, or where there is none a fork of ways; without *after* an end."""

    characters: int
    """Bits of the characters; 0 for a fork."""
    after: list[int]
    owner: int


class _Kept(msgspec.Struct, array_like=True):
    """A net as it is kept."""

    masks: list[bytes]
    nodes: list[_Node]
    """Their *characters* are numbers of masks."""
    start: list[int]
    always: bytes

    def is_sound(self) -> bool:
        """Whether its numbers lead somewhere."""
        count, masks = len(self.nodes), len(self.masks)
        after = {number for node in self.nodes for number in node.after}.union(self.start)
        read = {node.characters for node in self.nodes}
        owners = {node.owner for node in self.nodes}
        found = ((after, count), (read, masks), (owners, _MOST))
        return all(0 <= number < most for numbers, most in found for number in numbers)


class Net:
    """The nodes of some expressions, None among them for those that fit anywhere."""

    def __init__(self, nodes: list[_Node], start: Sequence[int], always: int) -> None:
        self.nodes = nodes
        self.start = frozenset(start)
        self.always = always
        """Bits of the expressions that fit anywhere."""

    @classmethod
    def of(cls, expressions: Sequence[str | None], *, backward: bool) -> Net:
        """Return the net of *expressions*. Read *backward* they end where reading starts, and ``^`` asks for the edge."""
        writer = _Writer(backward)
        start = [writer.add(number, text) for number, text in enumerate(expressions) if text is not None]
        always = sum(1 << number for number, text in enumerate(expressions) if text is None)
        return cls(writer.nodes, start, always)

    @classmethod
    def recalled(cls, file: str, expressions: Sequence[str | None], *, backward: bool) -> Net:
        """As `of`; kept as *file* from run to run, whose name says what these are."""
        for raw in kept.recalled(file, most=_FILE_BYTES):
            with suppress(msgspec.MsgspecError):
                found = msgspec.msgpack.decode(raw, type=_Kept)
                if found.is_sound():
                    return _read(found)
        made = cls.of(expressions, backward=backward)
        patterns.at_end(lambda: kept.save(kept.cache_folder() / file, _written(made), versions=True))
        return made


def _read(found: _Kept) -> Net:
    masks = [int.from_bytes(mask, "little") for mask in found.masks]
    for node in found.nodes:
        node.characters = masks[node.characters]
    return Net(found.nodes, found.start, int.from_bytes(found.always, "little"))


def _written(net: Net) -> bytes:
    number: dict[int, int] = {}
    nodes = [_Node(number.setdefault(n.characters, len(number)), n.after, n.owner) for n in net.nodes]
    masks = [mask.to_bytes(_BYTES, "little") for mask in number]
    return msgspec.msgpack.encode(_Kept(masks, nodes, sorted(net.start), net.always.to_bytes(_BYTES, "little")))


class _Writer:
    """Turns expressions into nodes, each behind what follows it."""

    def __init__(self, backward: bool) -> None:
        self.nodes: list[_Node] = []
        self._backward = backward
        self._owner = 0

    def add(self, number: int, text: str) -> int:
        """Add the expression *text*, the one of that *number*, and return where it starts."""
        self._owner = number
        return self._sequence(_parser.parse(text), self._node(0, []), caseless=False)

    def _node(self, characters: int, after: list[int]) -> int:
        self.nodes.append(_Node(characters, after, self._owner))
        return len(self.nodes) - 1

    def _sequence(self, items: Any, after: int, *, caseless: bool) -> int:
        for op, argument in items if self._backward else reversed(list(items)):
            after = self._item(op, argument, after, caseless=caseless)
        return after

    def _item(self, op: Any, argument: Any, after: int, *, caseless: bool) -> int:
        if op is c.AT:
            if not self._backward or argument not in (c.AT_BEGINNING, c.AT_END):
                return after
            if argument is c.AT_BEGINNING:
                return self._node(1 << EDGE, [after])
            return self._node(0, [after, self._node(_bits("\n"), [after])])  # ``$`` stands before a last newline, too
        if op in (c.ASSERT, c.ASSERT_NOT):
            return after
        if op is c.BRANCH:
            return self._node(0, [self._sequence(branch, after, caseless=caseless) for branch in argument[1]])
        if op is c.SUBPATTERN:
            caseless = (caseless or bool(argument[1] & re.IGNORECASE)) and not argument[2] & re.IGNORECASE
            return self._sequence(argument[3], after, caseless=caseless)
        if op is c.ATOMIC_GROUP:
            return self._sequence(argument, after, caseless=caseless)
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            least, most, item = argument
            return self._repeated(least, most, item, after, caseless=caseless)
        if op is c.GROUPREF:
            fork = self._node(0, [after])
            self.nodes[fork].after.append(self._node(_ALL, [fork]))
            return fork
        return self._node(_characters(op, argument, caseless), [after])

    def _repeated(self, least: int, most: int, item: Any, after: int, *, caseless: bool) -> int:
        if max(least, most - least) > _REPEATED:
            fork = self._node(0, [after])
            self.nodes[fork].after.append(self._sequence(item, fork, caseless=caseless))
            after = fork
        else:
            done = after
            for _ in range(most - least):
                after = self._node(0, [self._sequence(item, after, caseless=caseless), done])
        for _ in range(min(least, _REPEATED)):
            after = self._sequence(item, after, caseless=caseless)
        return after


def _characters(op: Any, argument: Any, caseless: bool) -> int:
    """Return the bits of what an item of one character stands for. Raises ValueError for what is none."""
    if op is c.LITERAL:
        return _literal(argument, caseless)
    if op is c.NOT_LITERAL:
        return _ALL & ~_literal(argument, caseless) | _BEYOND
    if op is c.ANY:
        return _ALL & ~_bits("\n")
    if op is not c.IN:
        raise ValueError(f"an expression has {op}, which is not known here")
    found = 0
    negated = argument[0][0] is c.NEGATE
    for kind, member in argument[negated:]:
        if kind is c.LITERAL:
            found |= _literal(member, caseless)
        elif kind is c.RANGE:
            for code in range(member[0], min(member[1], OTHER) + 1):
                found |= _literal(code, caseless)
        elif member in _NOT:
            found |= _ALL & ~_CLASSES[_NOT[member]] | _BEYOND
        else:
            found |= _CLASSES[member] | (0 if member is c.CATEGORY_SPACE else _BEYOND)
    return _ALL & ~found | _BEYOND if negated else found


def _literal(code: int, caseless: bool) -> int:
    if code >= OTHER:
        return _BEYOND
    return 1 << code | (1 << ord(chr(code).swapcase()) | _BEYOND if caseless and chr(code).isalpha() else 0)
