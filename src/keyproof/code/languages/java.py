"""Java to the intermediate form, by the grammar of tree-sitter-java."""

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
    import tree_sitter_java

    from keyproof.code.languages import _java_classes as classes
    from keyproof.code.languages import _java_expressions as expressions
    from keyproof.code.languages import _java_statements as statements

    return grammar(
        "java",
        tree_sitter.Language(tree_sitter_java.language()),
        expressions.RULES,
        {**statements.RULES, **classes.RULES, "ERROR": each},
        literals=("string_literal", "character_literal"),
        ignored=("type_arguments", "dimensions", "underscore_pattern"),
    )


def _lower(path: str, data: bytes) -> Module | Gap:
    rules = _grammar()
    from keyproof.code.languages._java_strings import strings

    return lower(path, data, rules, strings)


LANGUAGE = Language("java", (".java",), ("jbang",), _lower)
