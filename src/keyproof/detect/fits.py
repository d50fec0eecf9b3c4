"""Which of many expressions may fit at a place, told by a few characters there instead of by trying each.

The expressions are laid side by side in one automaton, read no further than some characters: what is still under way then
may fit. It errs on that side alone, as it takes what looks around for given and what repeats for repeating for ever. Each
of its steps is worked out when a text takes it first, and kept from run to run.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Final, TypeAlias

import msgspec

from keyproof import kept, patterns
from keyproof.built import built
from keyproof.detect.net import EDGE, FORM, OTHER, Net

DEPTH: Final = 12
"""Characters that are read behind a place."""

BEFORE: Final = 56
"""Characters that are read before it: what an expression asks for there may begin with the line."""

FAR: Final = 130
"""Stands for what is further away than is looked: what has not matched by then does not match."""

MOST: Final = 128
"""Expressions of one automaton; as many bits say which of them may fit."""

DEAD, ANY, START = 0, 1, 2
"""States: nothing fits; anything may, for there are too many states; nothing was read."""

UNKNOWN: Final = 0xFFFF
"""A step that was not worked out."""

_STATES: Final = 20_000
_STEPS: Final = 50_000
"""States of one automaton, and steps that are worked out in one run: made input would have it grow on and on."""

_KEPT_STATES: Final = 16_000
"""States that are kept for the next run: to read many more takes longer than to work them out."""

_FILE_BYTES: Final = 16 * 1024 * 1024

_Set: TypeAlias = tuple[frozenset[int], int]
"""The nodes that are under way, and the bits of the expressions that fit for sure."""


class _Kept(msgspec.Struct, array_like=True):
    """An automaton as it is kept."""

    class_of: bytes
    steps: bytes
    fits: bytes
    origins: bytes
    """By state 4 bytes, see `Fits._origins`."""
    names: bytes
    """By state 8 bytes, see `Fits._number`."""

    @property
    def states(self) -> int:
        """How many there are."""
        return len(self.names) // 8

    def is_sound(self) -> bool:
        """Whether its parts fit together."""
        states = self.states
        width = max(self.class_of, default=0) + 1
        sizes = tuple(map(len, (self.class_of, self.steps, self.fits, self.origins, self.names)))
        return states > START and sizes == (FAR + 1, states * 2 * width, states * 16, states * 4, states * 8)


def _name(state: _Set) -> int:
    """Return a digest of *state* that is the same in every run; `hash` takes the bits 0 and 61 of a number for one."""
    text = f"{sorted(state[0])} {state[1]}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little", signed=True)


class Fits:
    """The automaton of some expressions; those that are None fit anywhere."""

    class_of: bytes
    """By character, `EDGE` and `FAR` the last, the number of the class of those that none of the expressions tells apart."""
    width: int
    """Classes."""
    steps: bytearray
    """By state and class 16 bits: the state that follows, or `UNKNOWN`."""
    fits: bytearray
    """By state 16 bytes, the lowest first: the bits of the expressions that may fit."""

    def __init__(self, name: str, expressions: Sequence[str | None], *, backward: bool) -> None:
        """*name* is that of the file it is kept in. Raises ValueError where there are more than `MOST`."""
        if len(expressions) > MOST:
            raise ValueError(f"there are more than {MOST} expressions")
        self._expressions = expressions
        self._backward = backward
        self._names = array("q")
        """The digest of each state."""
        self._sets: dict[int, _Set] = {}
        self._left = _STEPS
        self._origins: array[int]
        """The state from which each was reached first, times 256, and by which class."""
        made_of = kept.digest((8, FORM, sys.byteorder, backward, expressions))
        self._file, self._net_file = f"fits-{name}-{made_of}.kept", f"net-{name}-{made_of}.kept"
        if not self._recall():
            self._begin()
        self._one_of = [self.class_of.index(number) for number in range(self.width)]
        patterns.at_end(self.keep)

    @cached_property
    def _net(self) -> Net:
        return Net.recalled(self._net_file, self._expressions, backward=self._backward)

    @cached_property
    def _number(self) -> dict[int, int]:
        """By the digest of what is under way in a state its number."""
        return {name: number for number, name in enumerate(self._names) if number >= START}

    def _kept(self) -> _Kept | None:
        """Return what was kept: by this user, who went on from what was shipped, or else that."""
        for raw in kept.recalled(self._file, most=_FILE_BYTES):
            with suppress(msgspec.MsgspecError):
                found = msgspec.msgpack.decode(raw, type=_Kept)
                if found.is_sound():
                    return found
        return None

    def _recall(self) -> bool:
        found = self._kept()
        if found is None:
            return False
        self.class_of, self.width = found.class_of, max(found.class_of) + 1
        self.steps, self.fits = bytearray(found.steps), bytearray(found.fits)
        self._origins, self._names = array("I", found.origins), array("q", found.names)
        return True

    def _begin(self) -> None:
        masks = sorted({node.characters for node in self._net.nodes if node.characters})
        seen: dict[tuple[int, ...], int] = {}
        self.class_of = bytes(
            seen.setdefault((code if code >= EDGE else 0, *(mask >> code & 1 for mask in masks)), len(seen))
            for code in range(FAR + 1)
        )
        self.width = len(seen)
        self.steps = bytearray(2 * self.width) + array("H", [ANY] * self.width).tobytes()
        self.fits = bytearray(16) + ((1 << len(self._expressions)) - 1).to_bytes(16, "little")
        self._origins = array("I", (DEAD << 8, ANY << 8))
        self._names = array("q", (DEAD, ANY))
        self._new(self._set_of(START), START, 0)

    def keep(self) -> None:
        """Keep what was worked out, for the end of a run; of what two processes worked out, the larger."""
        if self._left < _STEPS and len(self._origins) <= _KEPT_STATES:
            there = self._kept()
            if there is not None and there.states > len(self._origins):
                return
            tables = bytes(self.steps), bytes(self.fits), self._origins.tobytes(), self._names.tobytes()
            data = msgspec.msgpack.encode(_Kept(self.class_of, *tables))
            if len(data) < _FILE_BYTES:
                kept.save(kept.cache_folder() / self._file, data, versions=True)
            self._left = _STEPS

    def grow(self, state: int, number: int) -> int:
        """Work out the step from *state* by the class *number* and return the state it leads to."""
        at = 2 * (state * self.width + number)
        if self._left <= 0:
            return ANY
        self._left -= 1
        nodes, sure = self._set_of(state)
        following = self._after(nodes, sure, number)
        found = self._number.get(_name(following))
        if found is None:
            found = self._new(following, state, number)
        self.steps[at : at + 2] = array("H", [found]).tobytes()
        return found

    def bits(self, state: int) -> int:
        """Return the bits of the expressions that may fit in *state*."""
        return int.from_bytes(self.fits[16 * state : 16 * state + 16], "little")

    def read(self, text: str, at: int) -> int:
        """Return the state after the characters of *text* from *at* on, or backward from those before *at*."""
        steps, class_of, width = self.steps, self.class_of, self.width
        state = START
        places = range(at - 1, at - 2 - BEFORE, -1) if self._backward else range(at, at + DEPTH)
        size = len(text)
        for place in places:
            if self._backward and place < at - BEFORE:
                number = class_of[FAR if place >= 0 else EDGE]
            elif 0 <= place < size:
                code = ord(text[place])
                if code >= OTHER:
                    if text[place].isspace():
                        break
                    code = OTHER
                number = class_of[code]
            else:
                number = class_of[EDGE]
            step = 2 * (state * width + number)
            state = steps[step] | steps[step + 1] << 8 if _LITTLE else steps[step] << 8 | steps[step + 1]
            if state == UNKNOWN:
                state = self.grow((step // 2 - number) // width, number)
            if state < START or not 0 <= place < size:
                break
        return state

    def _new(self, key: _Set, before: int, by: int) -> int:
        nodes, sure = key
        fits = sure
        for node in nodes:
            fits |= 1 << self._net.nodes[node].owner
        if not fits:
            return DEAD
        number = len(self.fits) // 16
        if number >= _STATES:
            return ANY
        name = _name(key)
        self._number[name] = number
        self._names.append(name)
        self._sets[number] = key
        self.steps += array("H", [UNKNOWN] * self.width).tobytes()
        self.fits += fits.to_bytes(16, "little")
        self._origins.append(before << 8 | by)
        return number

    def _set_of(self, state: int) -> _Set:
        """Return the nodes that are under way in *state*, and the bits of the expressions that fit for sure."""
        found = self._sets.get(state)
        if found is None:
            if state == START:
                found = self._closed(self._net.start, self._net.always)
            else:
                before, by = divmod(self._origins[state], 256)
                found = self._after(*self._set_of(before), by)
            self._sets[state] = found
        return found

    def _after(self, nodes: frozenset[int], sure: int, number: int) -> _Set:
        code = self._one_of[number]
        if code == FAR or (code == EDGE and not self._backward):
            return frozenset(), sure
        net = self._net.nodes
        following = [after for node in nodes if net[node].characters >> code & 1 for after in net[node].after]
        return self._closed(following, sure)

    def _closed(self, nodes: Sequence[int] | frozenset[int], sure: int) -> _Set:
        """Return the nodes that read a character next, from *nodes*, and what fits; what does needs no nodes any more."""
        net = self._net.nodes
        seen = set[int]()
        waiting = list(nodes)
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            node = net[number]
            if not node.characters:
                waiting += node.after
                if not node.after:
                    sure |= 1 << node.owner
        return frozenset(n for n in seen if net[n].characters and not sure >> net[n].owner & 1), sure


class Sides:
    """The automata on both sides of a name: which of many forms may fit it."""

    depth = DEPTH
    reach = BEFORE

    def __init__(self, name: str, forms: Sequence[tuple[str | None, str]]) -> None:
        """*forms* are the expressions for what stands before the name, None for anything, and for what follows it."""
        self.behind = Fits(f"{name}-behind", [after for _, after in forms], backward=False)
        self.before = Fits(f"{name}-before", [before for before, _ in forms], backward=True)
        self._count = len(forms)
        self._numbers: dict[tuple[int, int], tuple[int, ...]] = {}

    def of(self, text: str, start: int, end: int) -> tuple[int, ...]:
        """Return the numbers, in order, of the forms that may fit the name in *text* from *start* to *end*."""
        states = _states(text, start, end, self) if _states is not None else self._states(text, start, end)
        found = self._numbers.get(states)
        if found is None:
            bits = self.behind.bits(states[0]) & self.before.bits(states[1])
            found = tuple(number for number in range(self._count) if bits >> number & 1)
            self._numbers[states] = found
        return found

    def _states(self, text: str, start: int, end: int) -> tuple[int, int]:
        behind = self.behind.read(text, end)
        return behind, self.before.read(text, start) if behind else DEAD


_states: Final[Callable[[str, int, int, Sides], tuple[int, int]] | None] = built("keyproof.detect._names", "states")
_LITTLE: Final = sys.byteorder == "little"
