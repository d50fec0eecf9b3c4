"""Leaks that one place shows by itself: TLS verification switched off, options that demand a secret."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code.env_reads import env_reads
from keyproof.code.flow_values import is_credential
from keyproof.code.ir import (
    Assign,
    Attr,
    Call,
    Conditional,
    Const,
    Expr,
    Function,
    If,
    Index,
    Mapping,
    Name,
    Node,
    Pair,
    Return,
    Str,
)
from keyproof.code.messages import last_name, texts
from keyproof.code.names import words
from keyproof.code.option_reads import option_reads
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.settings_reads import settings_reads
from keyproof.code.sinks_table import HTTP_CLIENTS, HTTP_METHODS, HTTP_MODULES
from keyproof.code.taken import location
from keyproof.code.walk import children
from keyproof.model.fact import CredentialLeak
from keyproof.model.place import Location
from keyproof.patterns import regex

_OFF_ARGUMENTS: Final = frozenset({"verify", "verify_ssl", "verify_certs", "ssl_verify", "ssl", "validate_certs"})
_OFF_MEMBERS: Final = frozenset({"verify", "verify_ssl", "verify_certs"})
_SKIPS: Final = "InsecureSkipVerify"
"""The field of Go's ``tls.Config``."""
_VALIDATES: Final = frozenset({
    "ServerCertificateCustomValidationCallback", "ServerCertificateValidationCallback", "RemoteCertificateValidationCallback",
})  # fmt: skip
"""Members of .NET's handlers that say whether a certificate will do."""
_ASKED_FOR: Final = regex(r"(?i)ignore|insecure|unverif|no_?verif|no_?ssl|skip|disable|unsafe|self_?signed")
"""Names of classes and functions that are there for those who ask for no verification."""
_OFF_CALLS: Final = frozenset({"ssl._create_unverified_context"})
_OFF_CLASSES: Final = frozenset({"NoopHostnameVerifier", "TrustAllStrategy", "InsecureTrustManagerFactory"})
"""Classes of Apache's HTTP client and of Netty that check nothing."""
_TLS_CLIENTS: Final = frozenset({
    "Elasticsearch", "AsyncElasticsearch", "OpenSearch", "TCPConnector", "client", "resource", "Jira", "JIRA", "Confluence",
    "Gitlab", "Minio", "connect", "ws_connect", "AsyncClient", "Client", "Session", "NetBox", "Configuration", "PyMISP", "Vault",
})  # fmt: skip
_DETAIL: Final = "TLS certificates are not verified, so whoever is on the way can read the credentials"


def unverified_tls(project: Project, paths: list[str]) -> Iterator[CredentialLeak]:
    """Yield the places that switch verification off for everyone; where a user has to ask for it they are left out."""
    for path in paths:
        off = [
            (node, scope)
            for node, scope in project.index(project.modules[path]).of(Call, Function, Attr, Pair, Assign)
            if _switches_off(project, node, scope) and not _ASKED_FOR.search(scope.qualified)
        ]
        guarded = _guarded(project, path) if off else frozenset()
        for node, scope in off:
            if id(node) not in guarded or isinstance(node, Function):
                note = "TLS verification is switched off"
                here = location(scope.module, node, note)
                yield CredentialLeak(
                    location=here, sink="tls-off", credential="", flow=(here,), confidence=0.9, detail=_DETAIL
                )


def _guarded(project: Project, path: str) -> set[int]:
    """Return the nodes of a file, by ``id``, that a branch guards within their function."""
    guarded: set[int] = set()
    for node, _ in project.index(project.modules[path]).places:
        if isinstance(node, If | Conditional) or (id(node) in guarded and not isinstance(node, Function)):
            guarded.update([id(c) for c in children(node)])
    return guarded


def _switches_off(project: Project, node: Node, scope: Scope) -> bool:
    if isinstance(node, Call):
        return _call_off(project, node, scope)
    if isinstance(node, Function):
        # A trust manager that lets every certificate pass.
        return node.name == "checkServerTrusted" and not node.body and scope.module.language in ("java", "kotlin")
    if isinstance(node, Attr):
        return node.name == "INSTANCE" and last_name(node.value) in _OFF_CLASSES
    if isinstance(node, Pair):
        if scope.module.language == "php" and _is_unset(node.value):
            return _key(node.key) in ("verify_peer", "CURLOPT_SSL_VERIFYPEER")
        return _key(node.key) in ("rejectUnauthorized", "strictSSL") and _is(node.value, "false")
    if isinstance(node, Assign):
        target = node.target
        if isinstance(target, Attr) and target.name in _VALIDATES:
            return _accepts(node.value)
        if isinstance(target, Attr) and target.name in _OFF_MEMBERS:
            return _is(node.value, "false") and _is_client(project, target.value, scope)
        if isinstance(target, Attr) and target.name == _SKIPS:
            return _is(node.value, "true")
        if isinstance(target, Attr) and target.name == "verify_mode":
            return last_name(node.value) in ("CERT_NONE", "VERIFY_NONE")
        name = target.name if isinstance(target, Attr) else _key(target.key) if isinstance(target, Index) else ""
        value = node.value
        if name == "NODE_TLS_REJECT_UNAUTHORIZED":
            return (isinstance(value, Str) and value.value == "0") or (isinstance(value, Const) and value.text == "0")
        if name == "PYTHONHTTPSVERIFY":
            return isinstance(value, Str) and value.value == "0"
    return False


def _call_off(project: Project, call: Call, scope: Scope) -> bool:
    dotted = project.dotted(call.func, scope)
    if dotted in _OFF_CALLS or (call.new and last_name(call.func) in _OFF_CLASSES):
        return True
    if any(a.name == _SKIPS and _is(a.value, "true") for a in call.args):
        return True
    if any(a.name in _VALIDATES and _accepts(a.value) for a in call.args):
        return True
    if last_name(call.func).startswith("danger_accept_invalid_"):
        # reqwest
        return bool(call.args) and _is(call.args[0].value, "true")
    if scope.module.language == "php":
        return _php_off(call)
    if scope.module.language == "ruby":
        return _ruby_off(call)
    off = [a for a in call.args if a.name in _OFF_ARGUMENTS and _is(a.value, "false")]
    if not off:
        return any(a.name == "cert_reqs" and last_name(a.value) == "CERT_NONE" for a in call.args)
    name = last_name(call.func)
    if any(a.name == "ssl" for a in off) and name not in ("TCPConnector", "get", "post", "request", "ws_connect"):
        return False
    return HTTP_MODULES.match(dotted) is not None or name in _TLS_CLIENTS | HTTP_METHODS | HTTP_CLIENTS - {"create"}


def _php_off(call: Call) -> bool:
    """Guzzle's ``['verify' => false]``, Laravel's ``withoutVerifying()``, cURL's option."""
    name, given = last_name(call.func), [a.value for a in call.args]
    if name == "curl_setopt" and len(given) == 3:
        return last_name(given[1]) == "CURLOPT_SSL_VERIFYPEER" and _is_unset(given[2])
    if name == "withoutVerifying":
        return True
    pairs = [p for g in given if isinstance(g, Mapping) for p in g.pairs]
    client = name in _TLS_CLIENTS | HTTP_METHODS | HTTP_CLIENTS | {"withOptions"}
    return client and any(_key(p.key) == "verify" and _is(p.value, "false") for p in pairs)


def _ruby_off(call: Call) -> bool:
    """``ssl: { verify: false }`` of Faraday, ``verify: false`` of HTTParty, ``verify_ssl: false`` of RestClient."""
    for arg in call.args:
        if arg.name == "ssl" and isinstance(arg.value, Mapping):
            if any(_key(p.key) == "verify" and _is(p.value, "false") for p in arg.value.pairs):
                return True
        elif arg.name in ("verify", "verify_ssl", "ssl_verifypeer", "ssl_verify_peer") and _is(arg.value, "false"):
            return arg.name != "verify" or last_name(call.func) in HTTP_METHODS | _RUBY_CLIENTS
        elif arg.name in ("verify_ssl", "verify_mode", "ssl_verify_mode") and last_name(arg.value) == "VERIFY_NONE":
            return True
    return False


_RUBY_CLIENTS: Final = frozenset({"HTTParty", "Faraday", "default_options", "Connection"})


def _is_unset(value: Expr) -> bool:
    return isinstance(value, Const) and (value.kind == "false" or value.text == "0")


def _accepts(value: Expr) -> bool:
    """``(message, certificate, chain, errors) => true``, and the handler's own function that accepts any certificate."""
    if last_name(value) == "DangerousAcceptAnyServerCertificateValidator":
        return True
    only = value.body[0] if isinstance(value, Function) and len(value.body) == 1 else None
    return isinstance(only, Return) and only.value is not None and _is(only.value, "true")


def _is_client(project: Project, holder: Expr, scope: Scope) -> bool:
    if isinstance(holder, Name):
        found = project.lookup(scope.module, holder.id, scope)
        if (
            found is not None
            and isinstance(found.node, Call)
            and HTTP_MODULES.match(project.dotted(found.node.func, found.scope))
        ):
            return True
    name = last_name(holder).lower()
    return any(word in name for word in ("session", "client", "http", "requests"))


def _is(value: Expr, kind: str) -> bool:
    return isinstance(value, Const) and value.kind == kind


def _key(expr: Expr | None) -> str:
    return expr.value if isinstance(expr, Str) else expr.id if isinstance(expr, Name) else ""


# ---- options ---------------------------------------------------------------------------------------------------------

_NO_VALUE: Final = regex(r"-(?:file|path|env|stdin|command|cmd)$")


def demanded_options(project: Project, paths: list[str]) -> Iterator[CredentialLeak]:
    """Yield the options that take a secret and for which there is no other way: no variable of a like name."""
    variables = {words(t.name) for t in (*env_reads(project, paths), *settings_reads(project, paths))}
    named = {t.name for t in env_reads(project, paths) if is_credential(t.name)}
    options = list(option_reads(project, paths))
    variables |= {words(t.name) for t in options if t.source == "env"}
    for taken in options:
        if taken.source != "cli" or not is_credential(taken.name) or _NO_VALUE.search(taken.name):
            continue
        option = set(words(taken.name).split("_"))
        if any(_alike(option, set(v.split("_"))) for v in variables):
            continue
        here_said = texts(project, taken.steps[-1].node, taken.steps[-1].scope)
        if any(said in here_said for said in named if len(said) > 3):
            # Its help names the variable that does as well.
            continue
        here: Location = location(taken.module, taken.steps[-1].node, "the option takes the secret itself")
        yield CredentialLeak(
            location=here, sink="cli-option", credential=taken.name, flow=(here,), confidence=0.8,
            detail="arguments of a process can be read by every user of the machine, and no variable is an alternative",
        )  # fmt: skip


def _alike(option: set[str], variable: set[str]) -> bool:
    return option <= variable or (len(variable) > 1 and variable <= option)
