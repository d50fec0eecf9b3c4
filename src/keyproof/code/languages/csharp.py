"""C# to the intermediate form, by the grammar of tree-sitter-c-sharp."""

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
    import tree_sitter_c_sharp

    from keyproof.code.languages import _csharp_classes as classes
    from keyproof.code.languages import _csharp_expressions as expressions
    from keyproof.code.languages import _csharp_names as names
    from keyproof.code.languages import _csharp_statements as statements

    kinds = tree_sitter.Language(tree_sitter_c_sharp.language())
    made = grammar(
        "csharp",
        kinds,
        expressions.RULES,
        {**statements.RULES, **classes.RULES},
        literals=(
            "string_literal",
            "verbatim_string_literal",
            "raw_string_literal",
            "interpolated_string_expression",
            "character_literal",
        ),
        ignored=(
            "type_argument_list",
            "array_rank_specifier",
            "preproc_pragma",
            "preproc_region",
            "preproc_endregion",
            "preproc_nullable",
            "preproc_line",
            "preproc_warning",
            "preproc_error",
            "preproc_define",
            "preproc_undef",
        ),
    )
    # ``this`` and ``base`` are words of the grammar and no nodes with a name.
    own = {kinds.id_for_node_kind(word, False): names.itself for word in ("this", "base")}
    return replace(made, expressions={**made.expressions, **{n: rule for n, rule in own.items() if n is not None}})


def _lower(path: str, data: bytes) -> Module | Gap:
    rules = _grammar()
    from keyproof.code.languages._csharp_classes import finished
    from keyproof.code.languages._csharp_strings import strings

    return lower(path, data, rules, strings, finished)


LANGUAGE = Language("csharp", (".cs",), ("dotnet-script",), _lower)
