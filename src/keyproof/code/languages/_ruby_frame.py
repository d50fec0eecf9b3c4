"""What Ruby's lowering knows of the place it is at: local names, the class around, and literals that stand elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from keyproof.code.languages._source import Source
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_TOP: Final = regex(rb"(?m)^def (?:self\.)?([A-Za-z_]\w{0,100}[?!]?)")


class File(msgspec.Struct):
    """One file: its methods outside of any class, and the bodies of its heredocs by where they begin."""

    methods: frozenset[str]
    starts: list[int] = msgspec.field(default_factory=list)
    """Where heredocs are announced, in order."""
    bodies: list[Syntax] = msgspec.field(default_factory=list)
    """What they hold, in the same order."""


class Frame(msgspec.Struct):
    """One class body, method or block."""

    file: File
    path: tuple[str, ...] = ()
    """The modules and classes around, outermost first."""
    owner: str = ""
    """The class or module around, ``""`` for none."""
    attributes: frozenset[str] = frozenset()
    """What ``attr_reader`` and its like declare in it."""
    names: set[str] = msgspec.field(default_factory=set)
    outer: Frame | None = None
    """For a block: where it stands."""
    rescued: bool = False
    """An error here is put aside by ``rescue`` behind the expression."""
    method: str = ""

    def knows(self, name: str) -> bool:
        """Return whether *name* is a local variable here."""
        here: Frame | None = self
        while here is not None:
            if name in here.names:
                return True
            here = here.outer
        return False

    def around(self, name: str) -> bool:
        """Return whether *name* is a local variable of what is around this block."""
        return self.outer is not None and name not in self.names and self.outer.knows(name)

    def block(self) -> Frame:
        """Return the frame of a block that stands here."""
        return Frame(
            self.file, self.path, self.owner, self.attributes, set(), self, rescued=self.rescued, method=self.method
        )

    def body(self, method: str = "") -> Frame:
        """Return the frame of a method of the same class."""
        return Frame(self.file, self.path, self.owner, self.attributes, method=method)


def frame(src: Source) -> Frame:
    """Return where the lowering of *src* is."""
    here = src.here
    if isinstance(here, Frame):
        return here
    found = frozenset(m[1].decode("ascii", "replace") for m in _TOP.finditer(src.data))
    made = Frame(File(found))
    src.here = made
    return made
