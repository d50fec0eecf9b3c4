"""Credentials that come with a request to a Rust server: headers of hyper, axum and actix, arguments of tools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code.ir import Assign, Attr, Binary, Call, Class, Expr, Name, Node, Param
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_argument
from keyproof.code.phases import Phases
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.taken import Step, Taken
from keyproof.patterns import regex

_INCOMING: Final = regex(r"^(?:Request|HttpRequest|Parts|HeaderMap|RequestParts|ServiceRequest|IncomingRequest)$")
_CONSTANTS: Final = {"AUTHORIZATION": "Authorization", "COOKIE": "Cookie", "PROXY_AUTHORIZATION": "Proxy-Authorization"}
"""Constants of ``http::header``."""
_TEXT: Final = regex(r"\b(?:String|str|SecretString)\b")
_BEARER: Final = regex(r"auth|token|bearer")
_HOPS: Final = 4


def rust_header(project: Project, node: Node, scope: Scope) -> str:
    """Return the name of the header of an incoming request that *node* reads, ``""`` for anything else."""
    if not isinstance(node, Call) or not isinstance(node.func, Attr) or node.func.name != "get" or len(node.args) != 1:
        return ""
    if not _is_headers(project, node.func.value, scope, 0):
        return ""
    key = node.args[0].value
    if isinstance(key, Name | Attr) and last_name(key) in _CONSTANTS:
        return _CONSTANTS[last_name(key)]
    found = project.constants(scope.module, key, scope)
    return found[0] if len(found) == 1 and "*" not in found[0] else ""


def typed_header(param: Param) -> str:
    """Return the header that axum fills *param* from (``TypedHeader<Authorization<Bearer>>``), ``""`` for others."""
    typed = param.annotation.rpartition(".")[2] == "TypedHeader"
    return "Authorization" if typed and _BEARER.search(param.name) else ""


def _is_headers(project: Project, expr: Expr, scope: Scope, hops: int) -> bool:
    if isinstance(expr, Call) and last_name(expr.func) == "headers" and isinstance(expr.func, Attr):
        return _is_request(project, expr.func.value, scope, hops)
    if isinstance(expr, Attr) and expr.name == "headers":
        return _is_request(project, expr.value, scope, hops)
    return _is_request(project, expr, scope, hops, headers=True)


def _is_request(project: Project, expr: Expr, scope: Scope, hops: int, *, headers: bool = False) -> bool:
    """Return whether *expr* is a parameter that is a request, or what one was taken from."""
    found = project.lookup(scope.module, expr.id, scope) if isinstance(expr, Name) else None
    node = found.node if found is not None else None
    if isinstance(node, Param):
        kind = node.annotation.rpartition(".")[2]
        return bool(_INCOMING.match(kind)) and (headers == (kind == "HeaderMap"))
    while isinstance(node, Binary):
        node = node.left
    if found is None or hops > _HOPS or not isinstance(node, Attr | Call | Name):
        return False
    if not headers and isinstance(node, Call) and isinstance(node.func, Attr) and node.func.name == "get":
        # ``context.extensions.get::<Parts>()``: rmcp puts the parts of the HTTP request there.
        return not node.args and last_name(node.func.value) == "extensions"
    return headers and _is_headers(project, node, found.scope, hops + 1)


def rust_arguments(project: Project, phases: Phases) -> Iterator[Taken]:
    """Yield the fields of tools' parameters through which the model is asked for a credential."""
    for function, inside, _ in phases.tools.values():
        if inside.module.language != "rust":
            continue
        for param in function.params:
            owner = project.classes.named(inside.module, param.annotation) if param.annotation else None
            for statement in owner.node.body if owner is not None and isinstance(owner.node, Class) else ():
                if not isinstance(statement, Assign) or not isinstance(statement.target, Name) or owner is None:
                    continue
                name, text = statement.target.id, statement.annotation
                if _TEXT.search(text) and is_secret_argument(name, text):
                    yield Taken(
                        name,
                        "tool-argument",
                        (Step(statement, owner),),
                        secret=True,
                        traced=False,
                        required=not text.startswith("Option"),
                        description=text[:200],
                    )
