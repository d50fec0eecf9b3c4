"""Sinks of PHP that no call of a library alone shows: the options of Guzzle and of cURL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Call, Mapping, Str
from keyproof.code.sinks import Given
from keyproof.code.sinks import _request as request

if TYPE_CHECKING:
    from keyproof.code.flow_calls import Calls

_SENDS: Final = frozenset({
    "get", "post", "put", "delete", "patch", "request", "head", "getAsync", "postAsync", "requestAsync", "Client", "create",
    "withOptions",
})  # fmt: skip
_OPTIONS: Final = frozenset({
    "headers", "query", "auth", "json", "form_params", "body", "auth_bearer", "auth_basic", "multipart", "base_uri", "verify",
    "timeout", "http_errors",
})  # fmt: skip


def in_php_call(run: Calls, call: Call, name: str, given: Given) -> None:
    """Look at a call of a library: a request whose options stand in an array."""
    if name not in _SENDS or not any(v for _, v in given):
        return
    keys = {
        p.key.value for a in call.args if isinstance(a.value, Mapping) for p in a.value.pairs if isinstance(p.key, Str)
    }
    if not keys & _OPTIONS:
        return
    # ``request("GET", $url, …)``: the address is where it is for ``get``.
    first = call.args[0].value if call.args else None
    worded = name.startswith("request") and isinstance(first, Str) and first.value.isupper()
    request(run, call, name, given[1:] if worded else given)
