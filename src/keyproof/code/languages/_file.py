"""One file from bytes to a module: the bounded parse, and the strings, comments and errors of the whole tree."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from keyproof import limits
from keyproof.code.ir import Module, Stmt, Str
from keyproof.code.languages._source import CHECK_EVERY, Grammar, OutOfTimeError, Source
from keyproof.model.target import Gap, GapKind

if TYPE_CHECKING:
    from tree_sitter import Language as Kinds
    from tree_sitter import Node as Syntax
    from tree_sitter import Tree

_READ: Final = 64 * 1024
"""Bytes handed to the parser at once; it looks at the clock in between."""

_ERROR_KIND: Final = 65535
"""tree-sitter's number for an ERROR node, in every grammar."""


def lower(
    path: str,
    data: bytes,
    rules: Grammar,
    literal: Callable[[Source, Syntax], Iterable[Str]],
    finish: Callable[[Source, tuple[Stmt, ...]], tuple[Stmt, ...]] | None = None,
) -> Module | Gap:
    """Parse and lower one file.

    Args:
        path: as it is to stand in ``Module.path``.
        data: UTF-8 source.
        rules: the tables of its grammar.
        literal: returns the strings in a literal; tells one without interpolation to ``Source.know``.
        finish: is given the whole body, for what only all of it shows.

    Returns:
        The module, or a gap when a bound was reached.
    """
    deadline = time.thread_time() + limits.PARSE_SECONDS
    seconds = f"{limits.PARSE_SECONDS:g} s"
    try:
        tree = _parsed(data, rules.kinds, deadline)
        src = Source(data, rules, deadline)
        strings, comments, errors = _swept(src, tree, literal)
        body = src.block(tree.root_node)
        body = finish(src, body) if finish is not None else body
    except OutOfTimeError:
        return Gap(kind=GapKind.BOUND, what="source that takes too long to parse", where=path, bound=seconds)
    except RecursionError:
        return Gap(kind=GapKind.BOUND, what="source nested too deep", where=path, bound=f"{limits.PARSE_DEPTH} levels")
    return Module(path, rules.language, body, errors, strings, comments)


def _parsed(data: bytes, kinds: Kinds, deadline: float) -> Tree:
    from tree_sitter import Parser

    view = memoryview(data)
    try:
        return Parser(kinds).parse(
            lambda offset, _: view[offset : offset + _READ],
            progress_callback=lambda _, __: time.thread_time() > deadline,
        )
    except ValueError:  # tree-sitter's word for a parse that the progress callback ended
        raise OutOfTimeError from None


def _swept(
    src: Source, tree: Tree, literal: Callable[[Source, Syntax], Iterable[Str]]
) -> tuple[tuple[Str, ...], tuple[Str, ...], int]:
    """Return all strings and comments in order and the number of syntax errors, whatever the rules follow.

    A cursor is used and no query: a query's time grows with the square of the nesting (tree-sitter 0.26).
    """
    strings: list[Str] = []
    comments: list[Str] = []
    errors = 0
    literals, quoted, remarks = src.grammar.literals, src.grammar.quoted, src.grammar.comments
    noted = literals | remarks
    faulty = tree.root_node.has_error
    cursor = tree.walk()
    steps = 0
    while True:
        node = cursor.node
        if node is None:
            break
        kind = node.kind_id
        enter = True
        if kind in noted or faulty:
            if kind in remarks:
                comments.append(Str(src.span(node), src.text(node)))
            elif kind in literals:
                if src.known(node) is None:
                    strings += literal(src, node)
                enter = faulty or kind not in quoted or src.known(node) is None
            elif kind == _ERROR_KIND or node.is_missing:
                errors += 1
        steps += 1
        if steps % CHECK_EVERY == 0:
            src.check()
        if enter and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                # The pieces of a template were met before the strings in its interpolations.
                strings.sort(key=lambda found: (found.span.line, found.span.column))
                return tuple(strings), tuple(comments), errors
    return (), (), errors
