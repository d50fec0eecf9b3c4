"""What ASP.NET Core's bearer handler checks of a token, from the options it is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code.ir import Assign, Attr, Call, Const, Expr
from keyproof.code.known import Control, Shown
from keyproof.code.walk import walk

_SWITCHES: Final[dict[str, tuple[Control, str]]] = {
    "ValidateAudience": ("audience", "the audience"),
    "ValidateIssuer": ("issuer", "the issuer"),
    "ValidateLifetime": ("expiry", "when a token expires"),
}
"""Options of ``TokenValidationParameters``; each is on unless it is switched off."""


def jwt_bearer(call: Call) -> Iterator[Shown]:
    """Yield what ``AddJwtBearer(options => …)`` shows."""
    given: dict[str, Expr] = {}
    for node in walk(call):
        if isinstance(node, Assign) and isinstance(node.target, Attr):
            given[node.target.name] = node.value
        elif isinstance(node, Call):
            given.update({a.name: a.value for a in node.args if a.name})
    yield "authorization", "present", "bearer tokens are verified as JWTs"
    unsigned = _is(given.get("RequireSignedTokens"), "false") or "SignatureValidator" in given
    word = "not " if unsigned else ""
    yield "signature", "weak" if unsigned else "present", f"the signature is {word}checked by AddJwtBearer"
    for name, (control, what) in _SWITCHES.items():
        if _is(given.get(name), "false"):
            state = "weak" if control == "expiry" else "absent"
            yield control, state, f"{name} is false: {what} is not checked"  # type: ignore[misc]
        else:
            yield control, "present", f"{what} is checked by AddJwtBearer"
    if _is(given.get("RequireHttpsMetadata"), "false"):
        yield "https", "weak", "RequireHttpsMetadata is false: signing keys may come over plain http"


def _is(value: Expr | None, kind: str) -> bool:
    return isinstance(value, Const) and value.kind == kind
