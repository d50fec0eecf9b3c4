"""The languages whose source is lowered to ``keyproof.code.ir``, one a file: a new file is a new language.

What the lowerings agree on, beyond what ``ir`` says:

- A declaration without a value (``api_key: str``, ``private token: string;``, ``let x;``) is an ``Assign`` of
  ``Other("declared")``.
- An assignment inside an expression (``(x := f())``, JS ``if ((x = f()))``) is an ``Assign`` before the statement,
  and its target stands in the expression.
- ``Other("spread", (x,))`` is ``*x`` or ``...x`` in a sequence; ``Other("rest", (x,))`` is what a destructuring
  leaves over.
- A comprehension is a ``Sequence`` (or ``Mapping``) of its element, followed by ``Other("for", (target, iterable))``
  and ``Other("if", (test,))`` for its clauses.
- ``*args``, ``**options`` and ``...rest`` are parameters of that name, marks included.
- A class that is a value is a ``Class`` before the statement, and its name stands for it.
- ``require("m")`` and ``import("m")`` inside an expression stay calls, after an ``Import`` of ``m`` without a name.
- A loop over an object pattern has ``Other("pattern", names)`` as target; a match pattern without a comparison is
  ``Other("pattern", (subject, …))``.
- What is nested deeper than ``limits.PARSE_DEPTH`` is ``Other("deep", …)`` of the names and strings in it.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from keyproof.code.ir import Module
from keyproof.model.target import Gap


class Language(msgspec.Struct, frozen=True):
    """One language: its word in ``Module.language``, how its files are recognised, and its lowering."""

    name: str
    suffixes: tuple[str, ...]
    """Lower case, with the dot."""
    interpreters: tuple[str, ...]
    """Programs that a ``#!`` line names, without a version."""
    lower: Callable[[str, bytes], Module | Gap]
    """Takes a path and UTF-8 source within ``limits.PARSE_BYTES``. Bad syntax is stepped over and counted."""
    files: str = ""
    """An expression for the whole paths of its files, for those that no suffix tells."""
