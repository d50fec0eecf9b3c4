"""Controls of HTTP authorization that the code shows, per SDK."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from keyproof.code.inventory import is_aside
from keyproof.code.ir import Attr, Call, Const, Import, Index, Module, Node, Str
from keyproof.code.messages import last_name
from keyproof.code.project import Project, walk_module
from keyproof.model.fact import AuthControl
from keyproof.model.place import Location

Control = Literal[
    "authorization", "oauth", "audience", "issuer", "signature", "expiry", "pkce", "short-lived", "resource-metadata",
    "www-authenticate", "https", "header-only", "session-auth", "static-token", "constant-time", "dns-rebinding",
]  # fmt: skip
State = Literal["present", "absent", "weak"]

CALLS: Final[dict[str, tuple[Control, State, str]]] = {
    "requireBearerAuth": ("authorization", "present", "the SDK's bearer middleware"),
    "mcpAuthRouter": ("oauth", "present", "the SDK's OAuth router"),
    "mcpAuthMetadataRouter": ("resource-metadata", "present", "the SDK's metadata router"),
    "AuthSettings": ("oauth", "present", "the SDK's AuthSettings"),
    "JWTVerifier": ("authorization", "present", "tokens are verified as JWTs"),
    "BearerAuthProvider": ("authorization", "present", "tokens are verified as JWTs"),
    "RemoteAuthProvider": ("oauth", "present", "an external authorization server"),
    "OAuthProxy": ("oauth", "present", "an OAuth proxy"),
    "OIDCProxy": ("oauth", "present", "an OIDC proxy"),
    "GitHubProvider": ("oauth", "present", "GitHub as authorization server"),
    "GoogleProvider": ("oauth", "present", "Google as authorization server"),
    "AuthKitProvider": ("oauth", "present", "WorkOS AuthKit"),
    "Auth0Provider": ("oauth", "present", "Auth0 as authorization server"),
    "AzureProvider": ("oauth", "present", "Entra as authorization server"),
    "ProxyOAuthServerProvider": ("oauth", "present", "the SDK's OAuth proxy"),
    "StaticTokenVerifier": ("static-token", "weak", "a fixed list of tokens"),
    "DebugTokenVerifier": ("authorization", "weak", "a verifier that accepts any token"),
    "SimpleTokenVerifier": ("static-token", "weak", "an example verifier"),
    "timingSafeEqual": ("constant-time", "present", "tokens are compared in constant time"),
    "compare_digest": ("constant-time", "present", "tokens are compared in constant time"),
    "TransportSecuritySettings": ("dns-rebinding", "present", "Host and Origin are checked"),
}
"""Names called → the control they show."""

SERVES: Final = frozenset(
    {
        "StreamableHTTPServerTransport", "streamable_http_app", "StreamableHTTPSessionManager", "http_app", "sse_app",
        "run_streamable_http_async", "createMcpHandler", "SSEServerTransport", "SseServerTransport", "StreamableHTTPTransport",
        "WebStandardStreamableHTTPServerTransport", "NodeStreamableHTTPServerTransport", "run_sse_async", "run_http_async",
    }
)  # fmt: skip
"""Calls that serve an HTTP transport."""

PKCE: Final = re.compile(r"code_challenge|code_verifier|codeVerifier|codeChallenge|S256")


def controls(project: Project) -> list[AuthControl]:
    """Return the controls seen; ``authorization`` absent is said where an HTTP transport is served and none was seen."""
    found: list[AuthControl] = []
    serves: Location | None = None
    for module in project.modules.values():
        if is_aside(module.path):
            continue
        for node in walk_module(module):
            found += _seen(module, node)
            if serves is None and isinstance(node, Call) and last_name(node.func) in SERVES:
                serves = _place(module, node)
    if serves is not None and not any(
        c.control in ("authorization", "oauth", "static-token", "session-auth") for c in found
    ):
        detail = "an HTTP transport is served and no authorization was found"
        found.append(AuthControl(location=serves, control="authorization", state="absent", detail=detail))
    unique = {(c.control, c.state, c.location.path, c.location.line): c for c in found}
    return list(unique.values())


def _place(module: Module, node: Node) -> Location:
    return Location(path=module.path, line=node.span.line, column=node.span.column)


def _seen(module: Module, node: Node) -> Iterator[AuthControl]:
    place = _place(module, node)
    if isinstance(node, Call):
        name = last_name(node.func)
        if name in CALLS:
            control, state, detail = CALLS[name]
            yield AuthControl(location=place, control=control, state=state, detail=detail)
        if name in ("JWTVerifier", "BearerAuthProvider", "jwtVerify", "decode", "verify"):
            yield from _token_checks(place, node, name)
    elif isinstance(node, Str):
        if "oauth-protected-resource" in node.value:
            yield AuthControl(
                location=place,
                control="resource-metadata",
                state="present",
                detail="the metadata path is served or named",
            )
        elif "resource_metadata=" in node.value or node.value.lower() == "www-authenticate":
            yield AuthControl(
                location=place, control="www-authenticate", state="present", detail="the challenge header is set"
            )
        elif PKCE.fullmatch(node.value):
            yield AuthControl(location=place, control="pkce", state="present", detail=f"{node.value} is used")
    elif isinstance(node, Attr | Index) and _reads_query_token(node):
        yield AuthControl(
            location=place, control="header-only", state="weak", detail="a token is read from the URL's query"
        )
    elif isinstance(node, Import) and re.search(
        r"oauth2-bearer|passport-http-bearer|express-jwt|jose$|PyJWT$", node.module
    ):
        yield AuthControl(location=place, control="signature", state="present", detail=f"{node.module} is used")


def _token_checks(place: Location, call: Call, name: str) -> Iterator[AuthControl]:
    given = {a.name: a.value for a in call.args if a.name}
    fields = {"audience": "audience", "aud": "audience", "issuer": "issuer"}
    if name in ("JWTVerifier", "BearerAuthProvider"):
        for word, control in (("audience", "audience"), ("issuer", "issuer")):
            value = given.get(word)
            off = value is None or (isinstance(value, Const) and value.kind == "null")
            detail = f"{word} is {'not given to' if off else 'checked by'} {name}"
            yield AuthControl(location=place, control=control, state="absent" if off else "present", detail=detail)  # type: ignore[arg-type]
        return
    for word, control in fields.items():
        if word in given:
            yield AuthControl(location=place, control=control, state="present", detail=f"{word} is checked")  # type: ignore[arg-type]


def _reads_query_token(node: Attr | Index) -> bool:
    key = node.name if isinstance(node, Attr) else node.key.value if isinstance(node.key, Str) else ""
    holder = node.value
    return key in ("access_token", "token", "api_key", "apiKey") and last_name(holder) in (
        "query",
        "query_params",
        "searchParams",
    )
