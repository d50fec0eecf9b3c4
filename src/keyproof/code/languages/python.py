"""Python to the intermediate form, by the grammar of tree-sitter-python (Python 2's ``print`` included)."""

from __future__ import annotations

from functools import cache

from keyproof.code.ir import Module
from keyproof.code.languages import Language
from keyproof.code.languages._file import lower
from keyproof.code.languages._source import Grammar, each, grammar, nothing
from keyproof.model.target import Gap


@cache
def _grammar() -> Grammar:
    import tree_sitter
    import tree_sitter_python

    from keyproof.code.languages import _python_expressions as expressions
    from keyproof.code.languages import _python_statements as statements

    return grammar(
        "python",
        tree_sitter.Language(tree_sitter_python.language()),
        expressions.RULES,
        {**statements.RULES, "ERROR": each, "pass_statement": nothing},
        literals=("string", "concatenated_string"),
        ignored=("line_continuation", "type", "positional_separator", "keyword_separator"),
    )


def _lower(path: str, data: bytes) -> Module | Gap:
    rules = _grammar()
    from keyproof.code.languages._python_strings import strings

    return lower(path, data, rules, strings)


LANGUAGE = Language("python", (".py", ".pyw", ".pyi"), ("python", "pypy", "uv"), _lower)
