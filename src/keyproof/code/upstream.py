"""How the code handles a credential that the upstream service refuses (401, 403)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code.inventory import is_aside
from keyproof.code.ir import Attr, Binary, Call, Const, Handler, If, Index, Name, Node, Sequence, Str, Try
from keyproof.code.messages import last_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.taken import location
from keyproof.code.walk import walk
from keyproof.model.fact import UpstreamAuthError
from keyproof.patterns import regex

_REFUSED: Final = frozenset({"401", "403"})
_STATUS: Final = regex(r"(?i)status|code|http|response|err")
_AUTH_TYPES: Final = regex(
    r"(?i)authentication_?error|auth_?error|unauthori[sz]ed|forbidden|permission_?denied|access_?denied|invalid_?token"
    r"|bad_?credentials|invalid_?api_?key|missing_?api_?key|no_?credentials|token_?expired|login_?error|credential"
)
_GENERAL_TYPES: Final = regex(
    r"HTTPStatusError|HTTPError|RequestException|RequestError|AxiosError|ApiError|APIError|APIException|ClientError"
    r"|ClientResponseError|BotoCoreError|GoogleAPIError|HttpError|ApiException|HTTPException|GithubException|SlackApiError"
)
_RAISES: Final = frozenset({"raise_for_status", "raiseForStatus"})
_OK: Final = frozenset({"ok", "is_success", "is_error"})


def auth_errors(project: Project) -> list[UpstreamAuthError]:
    """Return the places that look at a refused credential, and those that handle failed requests in general.

    A message that carries the credential is a leak and is told by ``leaks``; here it is about whether anyone looks.
    """
    found: list[UpstreamAuthError] = []
    for module in project.modules.values():
        if not is_aside(module.path):
            for node, scope in project.index(module).of(If, Try, Call):
                found += _of(node, scope)
    unique = {(f.state, f.location.path, f.location.line): f for f in found}
    return list(unique.values())


def _of(node: Node, scope: Scope) -> Iterator[UpstreamAuthError]:
    if isinstance(node, If):
        if _names_refusal(node.test):
            where = location(scope.module, node)
            yield UpstreamAuthError(location=where, state="handled", detail="status 401 or 403 has a branch of its own")
        elif _asks_success(node.test):
            where = location(scope.module, node)
            yield UpstreamAuthError(
                location=where, state="generic", detail="a reply that failed is handled, whatever the reason"
            )
    elif isinstance(node, Try):
        yield from _caught(node, scope)
    elif isinstance(node, Call) and last_name(node.func) in _RAISES:
        where = location(scope.module, node)
        yield UpstreamAuthError(location=where, state="generic", detail="a reply that failed raises an error")


def _names_refusal(test: Node) -> bool:
    for part in walk(test, into_functions=False):
        if isinstance(part, Binary):
            sides = (part.left, part.right)
            items = [i for s in sides for i in (s.items if isinstance(s, Sequence) else (s,))]
            if any(isinstance(i, Const | Str) and _number(i) in _REFUSED for i in items):
                return any(_STATUS.search(_names(s)) for s in sides)
        if isinstance(part, Call) and last_name(part.func) in ("includes", "isinstance") and part.args:
            if any(isinstance(p, Const | Str) and _number(p) in _REFUSED for p in walk(part)):
                return True
            if last_name(part.func) == "isinstance" and _AUTH_TYPES.search(_names(part.args[-1].value)):
                return True
        if isinstance(part, Binary) and part.op == "instanceof" and _AUTH_TYPES.search(_names(part.right)):
            return True
    return False


def _number(node: Const | Str) -> str:
    return node.text if isinstance(node, Const) else node.value


def _names(node: Node) -> str:
    return " ".join(
        p.id if isinstance(p, Name) else p.name for p in walk(node) if isinstance(p, Name | Attr)
    ) + " ".join(p.key.value for p in walk(node) if isinstance(p, Index) and isinstance(p.key, Str))


def _asks_success(test: Node) -> bool:
    return any(isinstance(p, Attr) and p.name in _OK for p in walk(test, into_functions=False))


def _caught(node: Try, scope: Scope) -> Iterator[UpstreamAuthError]:
    for handler in node.handlers:
        where = location(scope.module, handler)
        if any(_AUTH_TYPES.search(t) for t in handler.types):
            yield UpstreamAuthError(location=where, state="handled", detail=f"{_shown(handler)} is caught")
        elif any(_GENERAL_TYPES.search(t) for t in handler.types):
            yield UpstreamAuthError(
                location=where, state="generic", detail=f"{_shown(handler)} is caught, whatever the reason"
            )


def _shown(handler: Handler) -> str:
    return ", ".join(t[:60] for t in handler.types[:3])
