"""JavaScript (with JSX) to the intermediate form, by the grammar of tree-sitter-javascript."""

from __future__ import annotations

from functools import cache

from keyproof.code.ir import Module
from keyproof.code.languages import Language
from keyproof.code.languages._source import Grammar
from keyproof.model.target import Gap


@cache
def _grammar() -> Grammar:
    import tree_sitter
    import tree_sitter_javascript

    from keyproof.code.languages._javascript import rules

    return rules("javascript", tree_sitter.Language(tree_sitter_javascript.language()))


def _lower(path: str, data: bytes) -> Module | Gap:
    from keyproof.code.languages._javascript import lower

    return lower(path, data, _grammar())


LANGUAGE = Language("javascript", (".js", ".jsx", ".mjs", ".cjs"), ("node", "nodejs", "bun"), _lower)
