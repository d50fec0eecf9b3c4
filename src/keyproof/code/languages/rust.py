"""Rust to the intermediate form, by the grammar of tree-sitter-rust.

- A struct is a ``Class`` with its fields as declarations (type and attributes in the annotation) and the methods of all its
  ``impl`` blocks; ``derive`` and other attributes are decorators. Methods in another file than the type are a class of the
  same name there. A struct literal is a ``Call`` with ``new`` and the fields as keywords.
- ``Some(x)``, ``Ok(x)``, ``Box::new(x)``, references, ``.clone()``, ``.await`` and their like are ``x``; ``None`` and ``()``
  are null. ``return Ok(x)`` returns, ``Err(e)`` and ``bail!`` raise, ``panic!`` raises a ``panic``.
- A result or option that is taken apart is ``value or …``: ``unwrap_or(d)`` is ``value or d``; ``expect("m")``,
  ``ok_or(e)``, ``context("m")`` and ``map_err`` are ``value or raise!(error)``, a call of the name ``raise!``. ``?`` is its
  operand, but for variables of the environment.
- ``match`` and ``if let`` are branches; with ``Err`` of a call they are a ``Try`` with its handler.
- Format macros are templates, ``{:?}`` being ``Other("debug", …)``; those of log and tracing are methods of ``log``. Other
  macros are calls of ``name!``.
- Code for tests (``#[cfg(test)]``, ``#[test]``) is left out. Names that a function binds again in a pattern have a ``'`` and
  a number at their end.
"""

from __future__ import annotations

from functools import cache

from keyproof.code.ir import Module
from keyproof.code.languages import Language
from keyproof.code.languages._file import lower
from keyproof.code.languages._source import Grammar, grammar
from keyproof.model.target import Gap


@cache
def _grammar() -> Grammar:
    import tree_sitter
    import tree_sitter_rust

    from keyproof.code.languages import _rust_expressions as expressions
    from keyproof.code.languages import _rust_items as items

    return grammar(
        "rust",
        tree_sitter.Language(tree_sitter_rust.language()),
        expressions.RULES,
        items.RULES,
        literals=("string_literal", "raw_string_literal"),
        ignored=("type_arguments", "label", "lifetime"),
    )


def _lower(path: str, data: bytes) -> Module | Gap:
    rules = _grammar()
    from keyproof.code.languages._rust_items import finished
    from keyproof.code.languages._rust_strings import strings

    return lower(path, data, rules, strings, finished)


LANGUAGE = Language("rust", (".rs",), (), _lower)
