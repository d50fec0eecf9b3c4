"""The tables of JavaScript and TypeScript: one language but for types, which are dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Module
from keyproof.code.languages import _file
from keyproof.code.languages import _javascript_expressions as expressions
from keyproof.code.languages import _javascript_statements as statements
from keyproof.code.languages._javascript_strings import strings
from keyproof.code.languages._source import Grammar, each, grammar
from keyproof.model.target import Gap

if TYPE_CHECKING:
    from tree_sitter import Language as Kinds

_TYPES: Final = (
    "type_annotation",
    "type_arguments",
    "type_parameters",
    "accessibility_modifier",
    "override_modifier",
    "optional_chain",
    "implements_clause",
    "predefined_type",
    "object_type",
    "generic_type",
    "union_type",
    "array_type",
    "literal_type",
    "function_type",
    "jsx_text",
    "html_character_reference",
)


def rules(language: str, kinds: Kinds) -> Grammar:
    """Return the tables for one of the grammars."""
    return grammar(
        language,
        kinds,
        expressions.RULES,
        {**statements.RULES, "ERROR": each},
        literals=("string", "template_string"),
        ignored=_TYPES,
    )


def lower(path: str, data: bytes, tables: Grammar) -> Module | Gap:
    """Lower one file by *tables*."""
    return _file.lower(path, data, tables, strings)
