"""What the methods of Rust's options, results, iterators and text mean, as data for the lowering."""

from __future__ import annotations

from typing import Final, NamedTuple


class Method(NamedTuple):
    """What a method with a given number of arguments is."""

    what: str
    args: int = 0
    word: str = ""


SAME: Final = frozenset({
    "ok", "as_deref", "as_ref", "as_mut", "clone", "to_string", "as_str", "to_owned", "into", "borrow", "iter", "into_iter",
    "cloned", "copied", "as_bytes", "into_bytes", "collect", "as_deref_mut", "into_owned", "to_vec", "into_string", "chars",
    "bytes", "rev", "flatten", "into_boxed_str", "as_slice", "peekable", "into_inner", "boxed", "to_str", "to_string_lossy",
    "as_os_str", "iter_mut", "deref", "into_future", "by_ref", "try_into", "into_boxed_slice", "as_array", "into_string_lossy",
})  # fmt: skip
"""Methods without arguments whose result is their receiver, as far as its value goes."""

NOISE: Final = frozenset({"lock", "read", "write", "parse", "build", "send", "recv", "join", "borrow", "borrow_mut"})
"""Methods whose errors have nothing to do with an absent value."""

RENAMED: Final = {
    "trim": "strip", "trim_end": "rstrip", "trim_start": "lstrip", "starts_with": "startswith", "ends_with": "endswith",
    "to_uppercase": "upper", "to_ascii_uppercase": "upper", "to_lowercase": "lower", "to_ascii_lowercase": "lower",
    "expose_secret": "get_secret_value", "expose": "get_secret_value", "trim_end_matches": "rstrip",
    "trim_start_matches": "lstrip", "strip_prefix": "removeprefix", "strip_suffix": "removesuffix",
    "extend_from_slice": "extend", "contains_key": "has", "unsecure": "get_secret_value", "leak": "strip",
}  # fmt: skip
"""Methods under the name that the same has in other languages."""

METHODS: Final = {
    "map": Method("apply", 1),
    "and_then": Method("apply", 1),
    "then": Method("apply", 1),
    "filter": Method("keep", 1),
    "inspect": Method("keep", 1),
    "inspect_err": Method("keep", 1),
    "is_some": Method("bool", 0, "bool"),
    "is_ok": Method("bool", 0, "bool"),
    "len": Method("bool", 0, "len"),
    "count": Method("bool", 0, "len"),
    "is_none": Method("not"),
    "is_err": Method("not"),
    "is_empty": Method("not"),
    "unwrap_or": Method("or", 1),
    "or": Method("or", 1),
    "is_some_and": Method("and", 1),
    "is_ok_and": Method("and", 1),
    "map_or": Method("either", 2),
    "take": Method("take", 1),
    "push_str": Method("append", 1),
    "get": Method("get", 1),
    "get_or_init": Method("init", 1),
    "get_or_try_init": Method("init", 1),
}
