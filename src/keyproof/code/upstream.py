"""How the code handles a credential that the upstream service refuses (401, 403)."""

from __future__ import annotations

import re

from keyproof.code.inventory import is_aside
from keyproof.code.ir import Binary, Const, Handler, If, Sequence, Try
from keyproof.code.project import Project, walk, walk_module
from keyproof.model.fact import UpstreamAuthError
from keyproof.model.place import Location

_REFUSED = ("401", "403")
_ERROR_TYPES = re.compile(
    r"HTTPStatusError|HTTPError|AuthenticationError|Unauthorized|Forbidden|PermissionDenied|AxiosError|APIError|ClientError"
)


def auth_errors(project: Project) -> list[UpstreamAuthError]:
    """Return the places that look at a refused credential, and those that handle request errors in general."""
    found: list[UpstreamAuthError] = []
    for module in project.modules.values():
        if is_aside(module.path):
            continue
        for node in walk_module(module):
            place = Location(path=module.path, line=node.span.line, column=node.span.column)
            if isinstance(node, If) and _names_refusal(node):
                found.append(
                    UpstreamAuthError(
                        location=place, state="handled", detail="status 401 or 403 has a branch of its own"
                    )
                )
            elif isinstance(node, Try) and any(_catches(h) for h in node.handlers):
                found.append(UpstreamAuthError(location=place, state="generic", detail="errors of requests are caught"))
    return found


def _names_refusal(node: If) -> bool:
    for part in walk(node.test):
        if isinstance(part, Binary) and part.op in ("==", "===", "in", "includes"):
            for side in (part.left, part.right):
                items = side.items if isinstance(side, Sequence) else (side,)
                if any(isinstance(i, Const) and i.text in _REFUSED for i in items):
                    return True
    return False


def _catches(handler: Handler) -> bool:
    return any(_ERROR_TYPES.search(t) for t in handler.types)
