"""Controls of HTTP authorization that the code shows, per SDK and web framework.

Nothing is said where no HTTP transport is served. A control is said to be absent only where the code that would hold it
was seen (a verifier without an audience) or, for authorization as a whole, where every module was searched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code import http_auth_table as table
from keyproof.code.http_auth_csharp import jwt_bearer
from keyproof.code.inventory import is_aside
from keyproof.code.ir import (
    Attr,
    Binary,
    Call,
    Const,
    Expr,
    Function,
    Index,
    Mapping,
    Module,
    Name,
    Node,
    Str,
    Template,
)
from keyproof.code.known import Control, State
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_name
from keyproof.code.project import Project
from keyproof.code.request_reads import header_reads
from keyproof.code.scope import Scope
from keyproof.code.servers import serves_http
from keyproof.code.taken import location
from keyproof.code.walk import walk
from keyproof.model.fact import AuthControl
from keyproof.model.place import Location

_SHOWS_AUTH: Final = frozenset({"authorization", "oauth", "static-token"})
_COMPARED: Final = frozenset({"==", "===", "!=", "!==", "is", "is not"})


def controls(project: Project) -> list[AuthControl]:
    """Return the controls seen in *project*; an empty list where nothing is served over HTTP."""
    served = [place for place in serves_http(project) if not is_aside(place.path)]
    if not served:
        return []
    found: list[AuthControl] = []
    for module in project.modules.values():
        if not is_aside(module.path):
            for node, scope in project.index(module).of(Call, Str, Template, Attr, Index, Mapping):
                found += _seen(project, node, scope)
    guards, asked = _guards(project)
    found += guards
    if not any(c.control in _SHOWS_AUTH for c in found):
        if asked or any(c.control in ("www-authenticate", "signature") for c in found):
            # Something looks at who is asking; whether it lets everyone in cannot be told from here.
            return _unique(found)
        note = "an HTTP transport is served and nothing in the code asks for a token"
        found.append(AuthControl(location=served[0], control="authorization", state="absent", detail=note))
    elif not any(c.control == "resource-metadata" for c in found):
        note = "no protected-resource metadata (RFC 9728) is served"
        found.append(AuthControl(location=served[0], control="resource-metadata", state="absent", detail=note))
    if not any(c.control == "dns-rebinding" for c in found):
        note = "neither Host nor Origin is checked"
        found.append(AuthControl(location=served[0], control="dns-rebinding", state="absent", detail=note))
    return _unique(found)


def _unique(found: list[AuthControl]) -> list[AuthControl]:
    unique = {(c.control, c.state, c.location.path, c.location.line): c for c in found}
    return sorted(unique.values(), key=lambda c: (c.control, c.location.path, c.location.line or 0, c.state))


def _fact(where: Location, control: Control, state: State, detail: str) -> AuthControl:
    return AuthControl(location=where, control=control, state=state, detail=detail)


def _seen(project: Project, node: Node, scope: Scope) -> Iterator[AuthControl]:
    where = location(scope.module, node)
    if isinstance(node, Call):
        yield from _called(project, node, scope, where)
    elif isinstance(node, Str | Template):
        yield from _text(node, where)
    elif isinstance(node, Attr | Index):
        key = node.name if isinstance(node, Attr) else node.key.value if isinstance(node.key, Str) else ""
        if key in table.QUERY_TOKENS and last_name(node.value) in table.QUERIES and _of_request(node.value):
            yield _fact(where, "header-only", "weak", f"the token may come in the URL's query as {key}")
    elif isinstance(node, Mapping):
        yield from _options(node, scope)


def _of_request(expr: Expr) -> bool:
    holder = last_name(expr.value) if isinstance(expr, Attr) else ""
    return holder in ("req", "request", "c", "ctx", "url", "parsedUrl", "")


def _called(project: Project, call: Call, scope: Scope, where: Location) -> Iterator[AuthControl]:
    name = last_name(call.func)
    dotted = project.dotted(call.func, scope)
    for control, state, detail in table.CALLS.get(name, ()):
        yield _fact(where, control, state, detail)
    if name == "AddJwtBearer":
        for control, state, detail in jwt_bearer(call):
            yield _fact(where, control, state, detail)
    elif name in table.JWT_VERIFIERS:
        yield from _given(call, where, name)
    elif dotted in table.JWT_CALLS or (name == "jwtVerify" and call.args):
        yield from _jwt(call, where, name)
    elif name in table.JWT_UNVERIFIED:
        yield _fact(where, "signature", "weak", f"{name} reads a token without checking its signature")
    elif name in ("get", "get_query_argument") and isinstance(call.func, Attr) and call.args:
        key = call.args[0].value
        asked = last_name(call.func.value) in table.QUERIES and _of_request(call.func.value)
        if asked and isinstance(key, Str) and key.value in table.QUERY_TOKENS:
            yield _fact(where, "header-only", "weak", f"the token may come in the URL's query as {key.value}")


def _is_null(value: Expr | None) -> bool:
    return value is None or (isinstance(value, Const) and value.kind == "null")


def _given(call: Call, where: Location, name: str) -> Iterator[AuthControl]:
    """fastmcp checks audience and issuer only where they are given."""
    given = {a.name: a.value for a in call.args}
    if "**" in given:
        return
    audience: Control = "audience"
    issuer: Control = "issuer"
    for word, control in (("audience", audience), ("issuer", issuer)):
        if name == "OIDCProxy" and control == "issuer":
            continue
        off = _is_null(given.get(word))
        yield _fact(
            where, control, "absent" if off else "present", f"{word} is {'not checked' if off else 'checked'} by {name}"
        )


def _jwt(call: Call, where: Location, name: str) -> Iterator[AuthControl]:
    """PyJWT, python-jose, jose and jsonwebtoken: what the call says is checked."""
    flat: dict[str, Expr] = {}
    for arg in call.args:
        if arg.name:
            flat[arg.name] = arg.value
        option = last_name(arg.value.func) if isinstance(arg.value, Call) else ""
        if option.startswith("With"):
            # ``jwt.WithAudience(…)`` of golang-jwt.
            flat[option.removeprefix("With").lower()] = arg.value
        for part in walk(arg.value, into_functions=False):
            if isinstance(part, Mapping):
                flat.update({_key(p.key): p.value for p in part.pairs if p.key is not None})
    off = flat.get("verify_signature") or flat.get("verify")
    unsigned = isinstance(off, Const) and off.kind == "false"
    yield _fact(
        where,
        "signature",
        "weak" if unsigned else "present",
        f"the signature is {'not ' if unsigned else ''}checked by {name}",
    )
    if unsigned:
        return
    for names, control in ((table.AUDIENCE, "audience"), (table.ISSUER, "issuer")):
        seen = any(not _is_null(flat.get(n)) for n in names)
        switched = isinstance(flat.get(f"verify_{'aud' if control == 'audience' else 'iss'}"), Const)
        state: State = "present" if seen and not switched else "absent"
        yield _fact(
            where,
            control,  # type: ignore[arg-type]
            state,
            f"{control} is {'checked' if state == 'present' else 'not checked'} by {name}",
        )
    expiry = flat.get("verify_exp") or flat.get("ignoreExpiration")
    ignored = isinstance(expiry, Const) and expiry.kind == ("true" if "ignoreExpiration" in flat else "false")
    yield _fact(
        where, "expiry", "weak" if ignored else "present", f"expiry is {'ignored' if ignored else 'checked'} by {name}"
    )


def _key(expr: Expr | None) -> str:
    return expr.value if isinstance(expr, Str) else expr.id if isinstance(expr, Name) else ""


def _text(node: Str | Template, where: Location) -> Iterator[AuthControl]:
    text = node.value if isinstance(node, Str) else "".join(p.value for p in node.parts if isinstance(p, Str))
    if "/.well-known/oauth-protected-resource" in text:
        yield _fact(where, "resource-metadata", "present", "the protected-resource metadata is named or served")
    if "resource_metadata=" in text:
        yield _fact(where, "www-authenticate", "present", "the challenge names the resource metadata")
    elif text.lower() == "www-authenticate":
        yield _fact(where, "www-authenticate", "present", "the challenge header is set")
    if text in ("code_challenge", "code_challenge_method", "code_verifier", "codeVerifier"):
        yield _fact(where, "pkce", "present", f"{text} is used")
    elif text == "code_challenge_methods_supported":
        yield _fact(where, "pkce", "present", "the code challenge methods are published")
    if text in table.ROUTES:
        yield _fact(where, "oauth", "present", f"the endpoint {text} is served or used")


def _options(node: Mapping, scope: Scope) -> Iterator[AuthControl]:
    """Options of the TypeScript transport and of a bearer middleware."""
    for pair in node.pairs:
        key = _key(pair.key)
        where = location(scope.module, pair)
        if key == "enableDnsRebindingProtection":
            on = isinstance(pair.value, Const) and pair.value.kind == "false"
            yield _fact(
                where, "dns-rebinding", "absent" if on else "present", "enableDnsRebindingProtection of the transport"
            )
        elif key in ("allowedHosts", "allowed_hosts", "allowedOrigins", "allowed_origins"):
            yield _fact(where, "dns-rebinding", "present", f"{key} limits who may ask")
        elif key == "resourceMetadataUrl":
            yield _fact(where, "www-authenticate", "present", "requireBearerAuth names the resource metadata")


# ---- hand-written guards ---------------------------------------------------------------------------------------------


def _guards(project: Project) -> tuple[list[AuthControl], bool]:
    """A function that reads the token of a request and refuses with 401 or 403 is an authorization of its own.

    Returns:
        The controls, and whether anything at all looks at the headers of requests in a way that may be a guard.
    """
    paths = [p for p in project.modules if not is_aside(p)]
    found: list[AuthControl] = []
    asked = False
    for taken in header_reads(project, paths):
        asked = True
        if not table.BEARER.match(taken.name):
            continue
        module, scope = taken.module, taken.steps[-1].scope
        # The refusal may stand in the function around the read, or in another one of the same file.
        for around in (*scope.functions, None):
            nodes = walk(around) if around is not None else (n for n, _ in project.index(module).of(Const, Attr))
            refusal = next((n for n in nodes if _refuses(n)), None)
            if refusal is not None:
                who = around.name if around is not None and around.name else "a handler"
                note = f"{who} refuses requests without a valid token"
                found.append(_fact(location(module, refusal), "authorization", "present", note))
                if around is not None:
                    found += _compared(module, around)
                break
    return found, asked or any(_may_guard(project, path) for path in paths)


def _may_guard(project: Project, path: str) -> bool:
    """``authenticate: async (request) => …`` of fastmcp for TypeScript, and refusals in files that look at headers."""
    refuses = headers = False
    for node, _ in project.index(project.modules[path]).of(Const, Attr, Mapping):
        if isinstance(node, Mapping) and any(
            _key(p.key) in ("authenticate", "authServer", "tokenVerifier") for p in node.pairs
        ):
            return True
        refuses = refuses or _refuses(node)
        headers = headers or (
            isinstance(node, Attr) and node.name == "headers" and last_name(node.value) in ("req", "request")
        )
    return refuses and headers


def _refuses(node: Node) -> bool:
    if isinstance(node, Const):
        return node.kind == "number" and node.text in ("401", "403")
    return isinstance(node, Attr) and node.name in (
        "HTTP_401_UNAUTHORIZED",
        "HTTP_403_FORBIDDEN",
        "UNAUTHORIZED",
        "StatusUnauthorized",
        "StatusForbidden",
        "Status401Unauthorized",
        "Status403Forbidden",
    )


def _compared(module: Module, function: Function) -> Iterator[AuthControl]:
    for node in walk(function):
        if isinstance(node, Binary) and node.op in _COMPARED:
            sides = (last_name(node.left), last_name(node.right))
            names = [s for s in sides if s and is_secret_name(s)]
            literal = isinstance(node.left, Const | Str) or isinstance(node.right, Const | Str)
            if names and not literal and all(sides):
                where = location(module, node)
                yield _fact(where, "static-token", "weak", f"{names[0]} is compared with one fixed token")
                yield _fact(
                    where,
                    "constant-time",
                    "absent",
                    f"{names[0]} is compared with {node.op}, which takes longer the more is right",
                )
