"""A credential travels in a URL's query string.

URLs are kept in proxy logs, access logs and error messages, so a credential in a query is kept there too.

**Judged by:** the way of each credential from where it enters to where it goes, step by step through functions and modules.

**Blind to:** flows through objects that cannot be resolved; those are not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import of_leaks
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialLeak
from keyproof.model.verdict import Check, Severity, Teaching, Verdict

CHECK = Check(
    code="KP203",
    slug="credential-in-url",
    title="A credential travels in a URL's query string",
    group="leak",
    severity=Severity.MEDIUM,
    cwe=(598,),
    wants=(CredentialLeak,),
    teaching=Teaching(
        why="URLs are kept in proxy logs, access logs and error messages, so a credential in a query is kept there too.",
        novice="Web addresses are written down in many places on the way; a key belongs in a header.",
        professional="RFC 6750 section 5.3 advises against tokens in page URLs; where a provider accepts nothing else, say so in an exception.",
        now=("Send {name} in the Authorization header (or the provider's own header) in {path}.",),
        migrate=(
            "Mask or drop the credential before that place.",
            "Add a test that runs the path with a marker value and looks for it.",
        ),
    ),
    references=(
        "RFC 6750 section 5.3: https://www.rfc-editor.org/rfc/rfc6750#section-5.3",
        "CWE-598: https://cwe.mitre.org/data/definitions/598.html",
    ),
)


_SINKS = ("url",)


def judge(subject: Subject) -> Verdict:
    """Fail on each flow into ('url',)."""
    return of_leaks(CHECK, subject, _SINKS, "is put in a URL", "Follow each credential in the code: is put in a URL?")


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="a flow is followed to its end", subject=a.subject(a.leak("url")), expected="fail")
    yield Case(title="none", subject=a.subject(), expected="pass")
    yield Case(title="not all was read", subject=a.subject(complete=False), expected="unknown")
    yield Case(title="a language without analysis", subject=a.unread(), expected="unknown")
