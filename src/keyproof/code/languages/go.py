"""Go to the intermediate form, by the grammar of tree-sitter-go.

- A struct is a ``Class`` with its fields as declarations (type and tag in the annotation) and its methods, whose receiver
  is ``self``; methods in another file than the struct's are a class of the same name there.
- ``return value, nil`` gives the value, ``return zero, err`` raises, and ``x, err := f(); if err != nil {…}`` is a ``Try``
  whose handler is the branch; ``panic`` raises as well.
- ``v, ok := f()`` binds ``v`` to the call and ``ok`` to ``bool(v)``.
- A struct literal is a ``Call`` with ``new`` and the fields as keywords. Pointers and conversions are what they point to.
- Formats (``fmt.Sprintf`` and every function whose name ends in ``f``) are templates; functions of package ``strings``
  whose first argument is the text are methods of it.
"""

from __future__ import annotations

from functools import cache

import msgspec

from keyproof.code.ir import Module
from keyproof.code.languages import Language
from keyproof.code.languages._file import lower
from keyproof.code.languages._source import Grammar, each, grammar
from keyproof.model.target import Gap


@cache
def _grammar() -> Grammar:
    import tree_sitter
    import tree_sitter_go

    from keyproof.code.languages import _go_expressions as expressions
    from keyproof.code.languages import _go_statements as statements

    return grammar(
        "go",
        tree_sitter.Language(tree_sitter_go.language()),
        expressions.RULES,
        {**statements.RULES, "ERROR": each},
        literals=("interpreted_string_literal", "raw_string_literal"),
        ignored=("type_arguments",),
    )


def _lower(path: str, data: bytes) -> Module | Gap:
    rules = _grammar()
    from keyproof.code.languages._go_declarations import grouped
    from keyproof.code.languages._go_strings import strings

    made = lower(path, data, rules, strings)
    return msgspec.structs.replace(made, body=grouped(made.body)) if isinstance(made, Module) else made


LANGUAGE = Language("go", (".go",), (), _lower)
