"""Good signs around credentials: secret managers, refresh and expiry, environments kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code.ir import Call, Function, Import, Mapping, Module, Name, Node, Str, Template
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.sources_table import AWS_SECRET_SERVICES, SECRET_MANAGERS
from keyproof.code.taken import location
from keyproof.code.walk import walk
from keyproof.model.fact import EnvironmentsSeparated, ExpiryEvidence, Fact, SecretManagerUsed
from keyproof.patterns import regex

_REFRESHES: Final = frozenset({
    "refreshAccessToken", "refresh_access_token", "refreshToken", "acquire_token_silent", "acquireTokenSilent",
    "refresh_tokens", "exchange_refresh_token", "exchangeRefreshToken", "refreshTokens",
})  # fmt: skip
_SHORT: Final = {
    "assume_role": "temporary AWS credentials from STS",
    "assume_role_with_web_identity": "temporary AWS credentials from STS",
    "get_session_token": "temporary AWS credentials from STS",
    "AssumeRoleCommand": "temporary AWS credentials from STS",
    "generate_db_auth_token": "database tokens that live 15 minutes",
    "createAppAuth": "GitHub App installation tokens",
    "DefaultAzureCredential": "tokens of the Azure default chain",
}
_SECRET_FILE: Final = regex(r"/run/secrets/|^/var/run/secrets/")
_ENV_FILE_OF: Final = regex(r"(?:^|[/.])env\.$|(?:^|/)(?:config|settings)[/.-]$")
_JWT_MAKERS: Final = frozenset(
    {"jwt.sign", "jsonwebtoken.sign", "jsonwebtoken.default.sign", "jwt.encode", "jose.jwt.encode"}
)


_KEEPS: Final = frozenset({"keyring.set_password", "keytar.setPassword", "keytar.default.setPassword"})


def found_evidence(project: Project, paths: list[str]) -> list[Fact]:
    """Return the evidence in the modules at *paths*, each kind once a file."""
    facts: list[Fact] = []
    for path in paths:
        module = project.modules[path]
        seen: set[str] = set()
        for node, scope in project.index(module).of(Import, Call, Str, Mapping, Template, Function):
            for fact, key in _of(project, module, node, scope):
                if key not in seen:
                    seen.add(key)
                    facts.append(fact)
    return facts


def _of(project: Project, module: Module, node: Node, scope: Scope) -> Iterator[tuple[Fact, str]]:
    if isinstance(node, Import):
        yield from _imported(module, node)
    elif isinstance(node, Call):
        yield from _called(project, module, node, scope)
    elif isinstance(node, Str):
        if _SECRET_FILE.search(node.value):
            fact = SecretManagerUsed(location=location(module, node), manager="Docker or Kubernetes secret files")
            yield fact, fact.manager
        elif node.value.startswith("op://"):
            fact = SecretManagerUsed(location=location(module, node), manager="1Password")
            yield fact, fact.manager
    elif isinstance(node, Mapping):
        yield from _grant(module, node)
    elif isinstance(node, Template):
        yield from _per_environment(project, module, node, scope)
    elif isinstance(node, Function) and node.name in _REFRESHES and node.body:
        yield _expiry(module, node, "refresh", f"{node.name} renews the access token")


def _imported(module: Module, node: Import) -> Iterator[tuple[Fact, str]]:
    full = f"{node.module}.{node.name}" if node.name not in ("", "*", "default") else node.module
    for known, manager in SECRET_MANAGERS.items():
        if full == known or full.startswith((f"{known}.", f"{known}/")):
            yield SecretManagerUsed(location=location(module, node), manager=manager), manager
            return


def _called(project: Project, module: Module, call: Call, scope: Scope) -> Iterator[tuple[Fact, str]]:
    last = last_name(call.func)
    if last in ("client", "resource", "create_client") and call.args and isinstance(call.args[0].value, Str):
        manager = AWS_SECRET_SERVICES.get(call.args[0].value.value)
        if manager is not None:
            yield SecretManagerUsed(location=location(module, call), manager=manager), manager
    elif last == "get_parameter" and any(a.name == "WithDecryption" for a in call.args):
        manager = "AWS Systems Manager Parameter Store"
        yield SecretManagerUsed(location=location(module, call), manager=manager), manager
    elif last in _SHORT:
        yield _expiry(module, call, "short-lived", _SHORT[last])
    elif last in _REFRESHES:
        yield _expiry(module, call, "refresh", f"{last} renews the access token")
    elif last == "refresh" and any(last_name(a.value) == "Request" for a in call.args):
        yield _expiry(module, call, "refresh", "google-auth renews the access token")
    elif project.dotted(call.func, scope) in _JWT_MAKERS:
        yield from _token_made(module, call)
    elif project.dotted(call.func, scope) in _KEEPS and not _expires(module):
        yield _expiry(module, call, "stored-long-lived", "a token is kept in the keyring without an expiry")


def _expiry(module: Module, node: Node, how: str, detail: str) -> tuple[Fact, str]:
    return ExpiryEvidence(location=location(module, node), how=how, detail=detail), how  # type: ignore[arg-type]


def _expires(module: Module) -> bool:
    return any("expire" in s.value.lower() or "refresh" in s.value.lower() for s in module.strings)


def _grant(module: Module, mapping: Mapping) -> Iterator[tuple[Fact, str]]:
    """``{"grant_type": "refresh_token"}``."""
    for pair in mapping.pairs:
        key = pair.key.value if isinstance(pair.key, Str) else pair.key.id if isinstance(pair.key, Name) else ""
        if key in ("grant_type", "grantType") and isinstance(pair.value, Str) and pair.value.value == "refresh_token":
            yield _expiry(module, mapping, "refresh", "the refresh_token grant renews the access token")


def _token_made(module: Module, call: Call) -> Iterator[tuple[Fact, str]]:
    """A token that the server signs itself, with everything that goes into it in sight and no expiry in it."""
    mappings = [a.value for a in call.args if isinstance(a.value, Mapping)]
    if not mappings or not call.args or not isinstance(call.args[0].value, Mapping):
        return
    keys = {
        p.key.value if isinstance(p.key, Str) else p.key.id if isinstance(p.key, Name) else "..."
        for m in mappings
        for p in m.pairs
    }
    if not keys & {"exp", "expiresIn", "..."}:
        yield _expiry(module, call, "created-long-lived", "a token is signed without an expiry")
    elif keys & {"exp", "expiresIn"}:
        yield _expiry(module, call, "short-lived", "tokens are signed with an expiry")


def _per_environment(project: Project, module: Module, node: Template, scope: Scope) -> Iterator[tuple[Fact, str]]:
    """``.env.${NODE_ENV}``: each environment has a file of its own."""
    for before, after in zip(node.parts, node.parts[1:], strict=False):
        if not isinstance(before, Str) or not _ENV_FILE_OF.search(before.value) or isinstance(after, Str):
            continue
        words = " ".join(p.id if isinstance(p, Name) else getattr(p, "name", "") for p in walk(after)).lower()
        if any(w in words for w in ("env", "stage", "profile")) and not is_secret_name(words):
            fact = EnvironmentsSeparated(location=location(module, node), detail="settings are loaded per environment")
            yield fact, "environment"
