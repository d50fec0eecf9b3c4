"""YAML 1.1 as values with spans, built from the parser's events: no object is constructed, no tag is obeyed.

Reading events (not ``yaml.compose``) keeps the depth ours to bound; an alias shares its anchor's value, and its size
counts at every use, so that a bomb of aliases ends at ``tree.NODES``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml as pyyaml

from keyproof import limits
from keyproof.documents.tree import Child, Deadline, DocumentError, Kind, Span, Value, bounded, too_deep
from keyproof.patterns import regex

_LOADER: Any = getattr(pyyaml, "CSafeLoader", pyyaml.SafeLoader)
_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (regex(r"(?:~|null|)\Z", re.I), "null"),
    (regex(r"(?:true|false|yes|no|on|off)\Z", re.I), "bool"),
    (regex(r"[-+]?(?:0[xo][0-9a-f_]+|[0-9][0-9_]*+(?:\.[0-9_]*+)?(?:e[-+]?[0-9]+)?|\.[0-9]+)\Z", re.I), "number"),
)


class _Open(msgspec.Struct):
    """A map or list that is being filled."""

    kind: Kind
    start: Any
    anchor: str | None
    children: list[Child]
    size: int = 1
    key: Value | None = None


def parse(text: str) -> tuple[Value, ...]:
    """Return the documents of the stream *text*; an empty stream has none.

    Raises:
        DocumentError: it is not YAML, or too long, too deep, too slow, or multiplied by aliases.
    """
    try:
        return tuple(_documents(bounded(text)))
    except pyyaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
        raise DocumentError("is not well-formed YAML", *where) from None
    except (pyyaml.YAMLError, UnicodeError, ValueError):
        raise DocumentError("is not well-formed YAML: a character is not allowed in it") from None
    except RecursionError:
        raise too_deep() from None


def _documents(text: str) -> Iterator[Value]:
    deadline = Deadline()
    stack: list[_Open] = []
    anchors: dict[str, tuple[Value, int]] = {}
    events: Any = pyyaml.parse(text, Loader=_LOADER)
    for event in events:
        name = type(event).__name__
        done: tuple[Value, int] | None = None
        if name in ("MappingStartEvent", "SequenceStartEvent"):
            mark = event.start_mark
            if len(stack) >= limits.PARSE_DEPTH:
                raise too_deep(mark.line + 1, mark.column + 1)
            stack.append(_Open("map" if name == "MappingStartEvent" else "list", mark, event.anchor, []))
            deadline.tick(mark.line + 1)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            done = _closed(stack.pop(), event, anchors)
        elif name == "ScalarEvent":
            done = _scalar(event), 1
            deadline.tick(event.start_mark.line + 1)
            if event.anchor:
                anchors[event.anchor] = done
        elif name == "AliasEvent":
            done = _alias(event, anchors)
            deadline.tick(event.start_mark.line + 1, values=done[1])
        elif name == "DocumentEndEvent":
            anchors.clear()
        if done is not None and stack:
            _add(stack[-1], *done)
        elif done is not None:
            yield done[0]


def _span(start: Any, end: Any) -> Span:
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _scalar(event: Any) -> Value:
    kind: Kind = "string"
    if event.style is None:
        kind = next((k for pattern, k in _KINDS if pattern.match(event.value)), "string")
    return Value(kind, _span(event.start_mark, event.end_mark), event.value)


def _alias(event: Any, anchors: dict[str, tuple[Value, int]]) -> tuple[Value, int]:
    found = anchors.get(event.anchor)
    if found is None:
        mark = event.start_mark
        raise DocumentError("an alias names no anchor before it", mark.line + 1, mark.column + 1)
    return found


def _closed(node: _Open, event: Any, anchors: dict[str, tuple[Value, int]]) -> tuple[Value, int]:
    # The end mark of a block container stands at the next token: the last child ends earlier and says more.
    last = node.children[-1].value.span if node.children else None
    span = _span(node.start, event.end_mark)
    if last is not None and event.start_mark.index == event.end_mark.index:
        span = Span(span.line, span.column, max(span.line, last.end_line), last.end_column)
    done = Value(node.kind, span, "", tuple(node.children)), node.size
    if node.anchor:
        anchors[node.anchor] = done
    return done


def _add(parent: _Open, value: Value, size: int) -> None:
    parent.size += size
    if parent.kind == "list":
        parent.children.append(Child(str(len(parent.children)), value.span, value))
    elif parent.key is None:
        parent.key = value
    elif parent.key.text == "<<" and value.kind == "map":
        parent.key = None
        parent.children[:0] = value.children
    else:
        parent.children.append(Child(parent.key.text, parent.key.span, value))
        parent.key = None
