"""Kotlin to the intermediate form, by the grammar of tree-sitter-kotlin (tree-sitter-grammars)."""

from __future__ import annotations

from functools import cache

from keyproof.code.ir import Module
from keyproof.code.languages import Language
from keyproof.code.languages._file import lower
from keyproof.code.languages._source import Grammar, each, grammar
from keyproof.model.target import Gap


@cache
def _grammar() -> Grammar:
    import tree_sitter
    import tree_sitter_kotlin

    from keyproof.code.languages import _kotlin_classes as classes
    from keyproof.code.languages import _kotlin_expressions as expressions
    from keyproof.code.languages import _kotlin_statements as statements

    return grammar(
        "kotlin",
        tree_sitter.Language(tree_sitter_kotlin.language()),
        expressions.RULES,
        {**statements.RULES, **classes.RULES, "ERROR": each},
        literals=("string_literal", "multiline_string_literal", "character_literal"),
        ignored=("type_arguments", "label"),
    )


def _lower(path: str, data: bytes) -> Module | Gap:
    rules = _grammar()
    from keyproof.code.languages._kotlin_strings import strings

    return lower(path, data, rules, strings)


LANGUAGE = Language("kotlin", (".kt", ".kts"), ("kotlin",), _lower)
