"""An MCP client's configuration holds a literal credential.

Client configurations inside the repository: a literal is a credential in an unencrypted file, and weighs high when the file is committed; a reference (${input:…}, ${env:…}, op://…) passes.

**Judged by:** env, args, headers, url and inputs of each server entry, and what the value in it was taken for; the file's mode.

**Blind to:** configurations outside the target.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, Literal

import msgspec

from keyproof.checks import _made as a
from keyproof.checks._say import by_findings, count, finding, of_secrets
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import ClientConfigCredential, CredentialAtRest, SecretClass, Setting
from keyproof.model.place import for_copying
from keyproof.model.verdict import Check, NotApplicable, Passed, Severity, Teaching, Verdict

CHECK = Check(
    code="KP601",
    slug="client-config-literal",
    title="An MCP client's configuration holds a literal credential",
    group="client",
    severity=Severity.MEDIUM,
    cwe=(522, 798),
    wants=(ClientConfigCredential, CredentialAtRest),
    teaching=Teaching(
        why="A literal credential in a client's configuration is readable by every program of the user, and published when the file is committed.",
        novice="Clients such as VS Code can ask for the key and keep it safe; use ${input:…} or ${env:…} instead of the key itself in a file that is shared.",
        professional="Prefer references; where a client knows none (Claude Desktop), keep the file out of git and at mode 0600.",
        now=(
            "Revoke or rotate it now at {revoke}: whoever could read the repository may hold it. Deleting the line is not enough.",
            "Replace it in {path} by a reference such as ${env:NAME} or ${input:id}.",
            "Take it out of history: git filter-repo --path {path} --invert-paths (or --replace-text for one line), then force-push; every clone keeps the old history until it is made anew.",
        ),
        migrate=("Commit an example configuration with placeholders.",),
    ),
    references=(
        "https://code.visualstudio.com/docs/copilot/chat/mcp-servers",
        "CWE-522: https://cwe.mitre.org/data/definitions/522.html",
    ),
)


_NO_VALUE: Final = frozenset(
    {
        SecretClass.PLACEHOLDER, SecretClass.REFERENCE, SecretClass.IDENTIFIER, SecretClass.PUBLIC, SecretClass.EXAMPLE,
        SecretClass.MALFORMED, SecretClass.EXPIRED,
    }
)  # fmt: skip
"""What the text of a field can be that opens nothing, or nothing any more."""


def _weight(found: ClientConfigCredential, said: Collection[SecretClass]) -> Severity:
    if for_copying(found.location.path):  # KP104 weighs what an example holds
        return Severity.LOW
    if said and all(c is SecretClass.WEAK_DEFAULT for c in said):  # KP007's matter
        return Severity.MEDIUM
    return Severity.HIGH if found.committed else Severity.MEDIUM


def judge(subject: Subject) -> Verdict:
    """Fail on literals, high where committed; wide file modes weigh medium."""
    seen = subject.facts.of(ClientConfigCredential)
    own = [
        f for f in subject.facts.of(CredentialAtRest)
        if f.in_tree and f.setting is Setting.CLIENT_CONFIG and f.exposed and f.secret_class is not SecretClass.EXPIRED
    ]  # fmt: skip
    values = tuple(
        msgspec.structs.replace(
            f, severity=Severity.HIGH if subject.is_git and f.severity is Severity.MEDIUM else f.severity
        )
        for f in of_secrets(CHECK, own, "stands in a client's configuration")
    )
    named = {(p.path, p.line) for f in own for p in f.locations}
    said: dict[tuple[str, int | None], list[SecretClass]] = {}
    for fact in subject.facts.of(CredentialAtRest):
        for place in fact.locations or (fact.location,):
            said.setdefault((place.path, place.line), []).append(fact.secret_class)
    literals = tuple(
        finding(
            CHECK,
            f"{c.field} of {c.server} holds a literal credential in a {c.client} configuration",
            (c.location,),
            name=c.field,
            severity=_weight(c, classes),
            confidence=0.7,
        )
        for c in seen
        for classes in [said.get((c.location.path, c.location.line), ())]
        if c.value == "literal"
        and (c.location.path, c.location.line) not in named
        and not (classes and _NO_VALUE.issuperset(classes))
    )
    if not seen and not values:
        return NotApplicable(summary="no client configuration holds a credential field")
    places = tuple(c.location for c in seen[:5])
    clean = Passed(summary="client configurations hold references or placeholders", evidence=places)
    found = (*values, *literals)
    return by_findings(CHECK, found, f"{count(len(found), 'literal credential')} in client configurations", clean)


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""

    def field(value: Literal["literal", "reference"], committed: bool = False) -> ClientConfigCredential:
        return ClientConfigCredential(
            location=a.HERE, client="vscode", server="demo", field="env.API_KEY", value=value, committed=committed
        )

    yield Case(title="a literal", subject=a.subject(field("literal")), expected="fail", severity="medium")
    yield Case(title="a committed literal", subject=a.subject(field("literal", True)), expected="fail", severity="high")
    config = Setting.CLIENT_CONFIG
    for word in (SecretClass.PLACEHOLDER, SecretClass.IDENTIFIER, SecretClass.EXPIRED):
        taken = a.secret(secret_class=word, setting=config)
        yield Case(title=f"what is taken for {word}", subject=a.subject(field("literal", True), taken), expected="pass")
    weak = a.subject(field("literal", True), a.secret(secret_class=SecretClass.WEAK_DEFAULT, setting=config))
    yield Case(title="a well-known password, committed", subject=weak, expected="fail", severity="medium")
    yield Case(title="a reference", subject=a.subject(field("reference")), expected="pass")
    yield Case(title="no client configuration", subject=a.subject(), expected="not-applicable")
