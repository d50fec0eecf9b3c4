"""One small intermediate form that every language is lowered to, so that an analysis is written once.

A lowering keeps what credential analysis needs (reads, bindings, calls, branches, raises, returns, string pieces) and
turns the rest into ``Other``. Every node carries a span. Lowerings live in ``keyproof.code.languages``, one a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """Lines and columns from 1, both ends inclusive of line, column end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Node:
    """Any node."""

    span: Span


# ---- expressions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A plain identifier; ``self`` and ``this`` are both ``self``."""

    id: str


@dataclass(frozen=True, slots=True)
class Attr(Node):
    """``value.name`` (also optional chaining)."""

    value: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Index(Node):
    """``value[key]``."""

    value: Expr
    key: Expr


@dataclass(frozen=True, slots=True)
class Arg(Node):
    """One argument; ``name`` for keywords, ``*`` or ``**`` for spreads."""

    value: Expr
    name: str = ""


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``func(args)``; ``new X(...)`` is a call with ``new`` true."""

    func: Expr
    args: tuple[Arg, ...]
    new: bool = False


@dataclass(frozen=True, slots=True)
class Str(Node):
    """A string without interpolation, its value unescaped."""

    value: str


@dataclass(frozen=True, slots=True)
class Template(Node):
    """An f-string, template literal, or ``%``/``.format`` of a literal: string pieces and expressions in order."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Const(Node):
    """A number, boolean or null: ``kind`` is ``number``, ``true``, ``false``, ``null`` (None, null, undefined, nil)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """``left op right``. Fallbacks are ``or`` (Python ``or``, JS ``||``) and ``??``; comparisons keep their sign."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """``op value``: ``not`` (Python not, JS ``!``), ``-``, ``typeof``, ``await``, ``yield``."""

    op: str
    value: Expr


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """``then if test else otherwise`` and ``test ? then : otherwise``."""

    test: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Pair(Node):
    """One entry of a mapping; ``key`` None for a spread (``**x``, ``...x``)."""

    key: Expr | None
    value: Expr


@dataclass(frozen=True, slots=True)
class Mapping(Node):
    """A dict or object literal."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """A list, tuple, set or array literal, or a comprehension (its element only)."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Function(Node):
    """A function, method, arrow function or lambda. A lambda's body is one ``Return``."""

    name: str
    params: tuple[Param, ...]
    body: tuple[Stmt, ...]
    decorators: tuple[Expr, ...] = ()
    is_async: bool = False
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Param(Node):
    """A parameter. Destructured parameters give one Param each, ``name`` being the local name."""

    name: str
    annotation: str = ""
    default: Expr | None = None
    key: str = ""
    """The property it is destructured from, where it is."""


@dataclass(frozen=True, slots=True)
class Other(Node):
    """An expression the form has no word for; its parts are kept so that a value is still followed through it."""

    kind: str
    parts: tuple[Expr, ...] = ()


Expr = (
    Name | Attr | Index | Call | Str | Template | Const | Binary | Unary | Conditional | Mapping | Sequence | Function
    | Other
)  # fmt: skip


# ---- statements ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assign(Node):
    """``target = value``. Destructuring gives one Assign for each name, with the Index or Attr it stands for as value.

    An augmented assignment has value ``Binary(op, target, value)``. ``annotation`` is the declared type as written.
    """

    target: Expr
    value: Expr
    annotation: str = ""
    is_const: bool = False


@dataclass(frozen=True, slots=True)
class ExprStmt(Node):
    """An expression for its effect."""

    value: Expr


@dataclass(frozen=True, slots=True)
class If(Node):
    """A branch; ``elif`` is nested in ``otherwise``. A switch is lowered to a chain of these."""

    test: Expr
    then: tuple[Stmt, ...]
    otherwise: tuple[Stmt, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop(Node):
    """``for`` or ``while``. ``target`` is the loop variable, ``iterable`` what it runs over (the test for while)."""

    target: Expr | None
    iterable: Expr | None
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Handler(Node):
    """One ``except``/``catch``; ``types`` as written, empty for all."""

    types: tuple[str, ...]
    name: str
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Try(Node):
    """``try`` with its handlers; ``final`` is the finally block (and Python's else is appended to ``body``)."""

    body: tuple[Stmt, ...]
    handlers: tuple[Handler, ...]
    final: tuple[Stmt, ...] = ()


@dataclass(frozen=True, slots=True)
class With(Node):
    """``with value as target``; the items in order."""

    items: tuple[tuple[Expr, Expr | None], ...]
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Return(Node):
    """``return value``."""

    value: Expr | None


@dataclass(frozen=True, slots=True)
class Raise(Node):
    """``raise``/``throw``."""

    value: Expr | None


@dataclass(frozen=True, slots=True)
class Import(Node):
    """One imported name. ``import a.b as c``: module ``a.b``, name ``""``, alias ``c``; ``from m import x as y``: m, x, y.

    JS ``import d from "m"``: m, ``default``, d; ``import * as n``: m, ``*``, n; ``require("m")`` likewise with ``""``.
    """

    module: str
    name: str
    alias: str


@dataclass(frozen=True, slots=True)
class Class(Node):
    """A class: ``fields`` are assignments in its body (Python class variables, JS property definitions)."""

    name: str
    bases: tuple[Expr, ...]
    body: tuple[Stmt, ...]
    decorators: tuple[Expr, ...] = ()
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Define(Node):
    """A named function or method as a statement."""

    function: Function


Stmt = Assign | ExprStmt | If | Loop | Try | With | Return | Raise | Import | Class | Define


@dataclass(frozen=True, slots=True)
class Module:
    """One source file, lowered."""

    path: str
    language: str
    """``python``, ``javascript`` or ``typescript``."""
    body: tuple[Stmt, ...]
    errors: int = 0
    """Syntax errors the parser stepped over."""
    strings: tuple[Str, ...] = field(default=())
    """Every string literal of the file in order, for what is not reached through statements."""
    comments: tuple[Str, ...] = field(default=())
