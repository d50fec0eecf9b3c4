"""What the lowerings of Java and Kotlin share: whose member a bare name is.

A member of a class is read as ``self.name``, one of a class around it as ``Outer.name``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keyproof.code.ir import Attr, Expr, Name, Span
from keyproof.code.languages._source import CHAIN, Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


class Frame(msgspec.Struct):
    """A class or function that is being lowered. ``owner`` is the name of a class, ``""`` for a function."""

    owner: str = ""
    fields: set[str] = msgspec.field(default_factory=set)
    methods: set[str] = msgspec.field(default_factory=set)
    inherits: bool = False
    locals: set[str] = msgspec.field(default_factory=set)


class Here(msgspec.Struct):
    """Where in a file the lowering is."""

    frames: list[Frame] = msgspec.field(default_factory=list)
    members: dict[str, str] = msgspec.field(default_factory=dict)
    """Names imported out of a class, and the class."""


def here(src: Source) -> Here:
    """Return where the lowering of *src* is."""
    if src.here is None:
        src.here = Here()
    found: Here = src.here
    return found


def declare(src: Source, name: str) -> None:
    """Note that *name* is a local name from here on."""
    frames = here(src).frames
    if frames and not frames[-1].owner:
        frames[-1].locals.add(name)


def _owner(frames: list[Frame], frame: Frame) -> str:
    inner = next((f for f in reversed(frames) if f.owner), None)
    return "self" if inner is frame else frame.owner


def named(src: Source, span: Span, text: str) -> Expr:
    """Return what the bare name *text* stands for."""
    place = here(src)
    for frame in reversed(place.frames):
        if text in frame.locals:
            return Name(span, text)
        if text in frame.fields:
            return Attr(span, Name(span, _owner(place.frames, frame)), text)
    if text in place.members:
        return Attr(span, Name(span, place.members[text]), text)
    return Name(span, text)


def function_named(src: Source, span: Span, text: str) -> Expr:
    """Return what *text* stands for in ``text(…)``."""
    place = here(src)
    inner: Frame | None = None
    for frame in reversed(place.frames):
        if text in frame.locals:
            return Name(span, text)
        if frame.owner:
            inner = inner or frame
            if text in frame.methods:
                return Attr(span, Name(span, _owner(place.frames, frame)), text)
    if text in place.members:
        return Attr(span, Name(span, place.members[text]), text)
    if inner is not None and inner.inherits:
        return Attr(span, Name(span, "self"), text)
    return Name(span, text)


def dotted(span: Span, text: str) -> Expr:
    """Return the dotted name *text* as an expression."""
    first, *rest = text.split(".")[:CHAIN]
    made: Expr = Name(span, first)
    for part in rest:
        made = Attr(span, made, part)
    return made


def text_of(src: Source, node: Syntax | None) -> str:
    """Return the source of *node*, ``""`` for none."""
    return src.text(node) if node is not None else ""
