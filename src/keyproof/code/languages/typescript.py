"""TypeScript to the intermediate form, by the grammars of tree-sitter-typescript (``<T>x``: cast or element)."""

from __future__ import annotations

from functools import cache

from keyproof.code.ir import Module
from keyproof.code.languages import Language
from keyproof.code.languages._source import Grammar
from keyproof.model.target import Gap


@cache
def _grammar(elements: bool) -> Grammar:
    import tree_sitter
    import tree_sitter_typescript

    from keyproof.code.languages._javascript import rules

    kinds = tree_sitter_typescript.language_tsx() if elements else tree_sitter_typescript.language_typescript()
    return rules("typescript", tree_sitter.Language(kinds))


def _lower(path: str, data: bytes) -> Module | Gap:
    from keyproof.code.languages._javascript import lower

    return lower(path, data, _grammar(path.lower().endswith(".tsx")))


LANGUAGE = Language("typescript", (".ts", ".tsx", ".mts", ".cts"), ("deno", "tsx", "ts-node"), _lower)
