"""Ruby to the intermediate form, by the grammar of tree-sitter-ruby."""

from __future__ import annotations

from functools import cache

from keyproof.code.ir import Import, Module, Span, Stmt
from keyproof.code.languages import Language
from keyproof.code.languages._file import lower
from keyproof.code.languages._source import Grammar, Source, grammar
from keyproof.model.target import Gap
from keyproof.patterns import regex

_SDKS = (
    (regex(rb"\bFastMcp\b|\bActionTool::Base\b|\bActionResource::Base\b"), "fast_mcp"),
    (regex(rb"\bModelContextProtocol::Server\b"), "model_context_protocol"),
    (regex(rb"\bMCP::(?:Server|Tool|Prompt|Resource|Transports?)\b"), "mcp"),
)
"""What shows an SDK where Bundler loads it, so that no file says ``require``."""


@cache
def _grammar() -> Grammar:
    import tree_sitter
    import tree_sitter_ruby

    from keyproof.code.languages import _ruby_classes as classes
    from keyproof.code.languages import _ruby_expressions as expressions
    from keyproof.code.languages import _ruby_statements as statements

    return grammar(
        "ruby",
        tree_sitter.Language(tree_sitter_ruby.language()),
        expressions.RULES,
        {**statements.RULES, **classes.RULES},
        literals=("string", "heredoc_beginning", "heredoc_body", "delimited_symbol", "subshell"),
    )


def _finish(src: Source, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
    named = {s.module for s in body if isinstance(s, Import)}
    made = [
        Import(Span(1, 1, 1, 1), name, "", "") for found, name in _SDKS if found.search(src.data) and name not in named
    ]
    return (*made, *body)


def _lower(path: str, data: bytes) -> Module | Gap:
    rules = _grammar()
    from keyproof.code.languages._ruby_strings import strings

    return lower(path, data, rules, strings, _finish)


LANGUAGE = Language("ruby", (".rb", ".ru", ".rake"), ("ruby",), _lower)
