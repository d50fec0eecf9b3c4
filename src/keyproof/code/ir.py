"""One small intermediate form that every language is lowered to, so that an analysis is written once.

A lowering keeps what credential analysis needs (reads, bindings, calls, branches, raises, returns, string pieces) and
turns the rest into ``Other``. Every node carries a span. Lowerings live in ``keyproof.code.languages``, one a file.
"""

from __future__ import annotations

import msgspec


class Span(msgspec.Struct, frozen=True, gc=False):
    """Lines and columns from 1, both ends inclusive of line, column end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Node(msgspec.Struct, frozen=True, gc=False):
    """Any node."""

    span: Span


# ---- expressions -----------------------------------------------------------------------------------------------------


class Name(Node, frozen=True, gc=False):
    """A plain identifier; ``self`` and ``this`` are both ``self``."""

    id: str


class Attr(Node, frozen=True, gc=False):
    """``value.name`` (also optional chaining)."""

    value: Expr
    name: str


class Index(Node, frozen=True, gc=False):
    """``value[key]``."""

    value: Expr
    key: Expr


class Arg(Node, frozen=True, gc=False):
    """One argument; ``name`` for keywords, ``*`` or ``**`` for spreads."""

    value: Expr
    name: str = ""


class Call(Node, frozen=True, gc=False):
    """``func(args)``; ``new X(...)`` is a call with ``new`` true."""

    func: Expr
    args: tuple[Arg, ...]
    new: bool = False


class Str(Node, frozen=True, gc=False):
    """A string without interpolation, its value unescaped."""

    value: str


class Template(Node, frozen=True, gc=False):
    """An f-string, template literal, or ``%``/``.format`` of a literal: string pieces and expressions in order."""

    parts: tuple[Expr, ...]


class Const(Node, frozen=True, gc=False):
    """A number, boolean or null: ``kind`` is ``number``, ``true``, ``false``, ``null`` (None, null, undefined, nil)."""

    kind: str
    text: str


class Binary(Node, frozen=True, gc=False):
    """``left op right``. Fallbacks are ``or`` (Python ``or``, JS ``||``) and ``??``; comparisons keep their sign."""

    op: str
    left: Expr
    right: Expr


class Unary(Node, frozen=True, gc=False):
    """``op value``: ``not`` (Python not, JS ``!``), ``-``, ``typeof``, ``await``, ``yield``."""

    op: str
    value: Expr


class Conditional(Node, frozen=True, gc=False):
    """``then if test else otherwise`` and ``test ? then : otherwise``."""

    test: Expr
    then: Expr
    otherwise: Expr


class Pair(Node, frozen=True, gc=False):
    """One entry of a mapping; ``key`` None for a spread (``**x``, ``...x``)."""

    key: Expr | None
    value: Expr


class Mapping(Node, frozen=True, gc=False):
    """A dict or object literal."""

    pairs: tuple[Pair, ...]


class Sequence(Node, frozen=True, gc=False):
    """A list, tuple, set or array literal, or a comprehension (its element only)."""

    items: tuple[Expr, ...]


class Function(Node, frozen=True, gc=False):
    """A function, method, arrow function or lambda. A lambda's body is one ``Return``."""

    name: str
    params: tuple[Param, ...]
    body: tuple[Stmt, ...]
    decorators: tuple[Expr, ...] = ()
    is_async: bool = False
    doc: str = ""
    returns: str = ""
    """The declared type of the result as written, of several the first; ``""`` for none and where it is not kept."""


class Param(Node, frozen=True, gc=False):
    """A parameter. Destructured parameters give one Param each, ``name`` being the local name."""

    name: str
    annotation: str = ""
    default: Expr | None = None
    key: str = ""
    """The property it is destructured from, where it is."""


class Other(Node, frozen=True, gc=False):
    """An expression the form has no word for; its parts are kept so that a value is still followed through it."""

    kind: str
    parts: tuple[Expr, ...] = ()


Expr = (
    Name | Attr | Index | Call | Str | Template | Const | Binary | Unary | Conditional | Mapping | Sequence | Function
    | Other
)  # fmt: skip


# ---- statements ------------------------------------------------------------------------------------------------------


class Assign(Node, frozen=True, gc=False):
    """``target = value``. Destructuring gives one Assign for each name, with the Index or Attr it stands for as value.

    An augmented assignment has value ``Binary(op, target, value)``. ``annotation`` is the declared type as written.
    """

    target: Expr
    value: Expr
    annotation: str = ""
    is_const: bool = False
    rebinds: bool = False
    """The name is declared elsewhere: in this function, around it, or in the package (Go's ``=`` beside ``:=``)."""


class ExprStmt(Node, frozen=True, gc=False):
    """An expression for its effect."""

    value: Expr


class If(Node, frozen=True, gc=False):
    """A branch; ``elif`` is nested in ``otherwise``. A switch is lowered to a chain of these."""

    test: Expr
    then: tuple[Stmt, ...]
    otherwise: tuple[Stmt, ...] = ()


class Loop(Node, frozen=True, gc=False):
    """``for`` or ``while``. ``target`` is the loop variable, ``iterable`` what it runs over (the test for while)."""

    target: Expr | None
    iterable: Expr | None
    body: tuple[Stmt, ...]


class Handler(Node, frozen=True, gc=False):
    """One ``except``/``catch``; ``types`` as written, empty for all."""

    types: tuple[str, ...]
    name: str
    body: tuple[Stmt, ...]


class Try(Node, frozen=True, gc=False):
    """``try`` with its handlers; ``final`` is the finally block (and Python's else is appended to ``body``)."""

    body: tuple[Stmt, ...]
    handlers: tuple[Handler, ...]
    final: tuple[Stmt, ...] = ()


class With(Node, frozen=True, gc=False):
    """``with value as target``; the items in order."""

    items: tuple[tuple[Expr, Expr | None], ...]
    body: tuple[Stmt, ...]


class Return(Node, frozen=True, gc=False):
    """``return value``."""

    value: Expr | None


class Raise(Node, frozen=True, gc=False):
    """``raise``/``throw``."""

    value: Expr | None


class Import(Node, frozen=True, gc=False):
    """One imported name. ``import a.b as c``: module ``a.b``, name ``""``, alias ``c``; ``from m import x as y``: m, x, y.

    JS ``import d from "m"``: m, ``default``, d; ``import * as n``: m, ``*``, n; ``require("m")`` likewise with ``""``.
    """

    module: str
    name: str
    alias: str


class Class(Node, frozen=True, gc=False):
    """A class: ``fields`` are assignments in its body (Python class variables, JS property definitions)."""

    name: str
    bases: tuple[Expr, ...]
    body: tuple[Stmt, ...]
    decorators: tuple[Expr, ...] = ()
    doc: str = ""


class Define(Node, frozen=True, gc=False):
    """A named function or method as a statement."""

    function: Function


Stmt = Assign | ExprStmt | If | Loop | Try | With | Return | Raise | Import | Class | Define


class Module(msgspec.Struct, frozen=True, gc=False):
    """One source file, lowered."""

    path: str
    language: str
    """``python``, ``javascript``, ``typescript``, ``go``, … as ``Language.name``."""
    body: tuple[Stmt, ...]
    errors: int = 0
    """Syntax errors the parser stepped over."""
    strings: tuple[Str, ...] = ()
    """Every string literal of the file in order, for what is not reached through statements."""
    comments: tuple[Str, ...] = ()
