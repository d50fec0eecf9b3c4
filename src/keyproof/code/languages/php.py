"""PHP to the intermediate form, by the grammar of tree-sitter-php."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from keyproof.code.ir import Module
from keyproof.code.languages import Language
from keyproof.code.languages._file import lower
from keyproof.code.languages._source import Grammar, grammar
from keyproof.model.target import Gap


@cache
def _grammar() -> Grammar:
    import tree_sitter
    import tree_sitter_php

    from keyproof.code.languages import _php_classes as classes
    from keyproof.code.languages import _php_expressions as expressions
    from keyproof.code.languages import _php_statements as statements

    kinds = tree_sitter.Language(tree_sitter_php.language_php())
    made = grammar(
        "php",
        kinds,
        expressions.RULES,
        {**statements.RULES, **classes.RULES},
        literals=("string", "encapsed_string", "heredoc", "nowdoc"),
        ignored=("attribute_list", "cast_type"),
    )
    names = {
        n for n in range(kinds.node_kind_count) if kinds.node_kind_for_id(n) == "name" and kinds.node_kind_is_named(n)
    }
    return replace(made, names=frozenset(names))


def _lower(path: str, data: bytes) -> Module | Gap:
    rules = _grammar()
    from keyproof.code.languages._php_strings import strings

    return lower(path, data, rules, strings)


LANGUAGE = Language("php", (".php",), ("php",), _lower)
