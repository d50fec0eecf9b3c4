"""A credential reaches the model: a result, an error it sees, or a dump of the environment.

What a tool returns goes to the model and its provider, into transcripts and other tools; a credential there is out of control.

**Judged by:** the way of each credential from where it enters to where it goes, step by step through functions and modules. A tool that asks the model for a credential as an argument counts too.

**Blind to:** flows through objects that cannot be resolved; those are not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import count, finding, of_leaks
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialLeak, CredentialRead
from keyproof.model.verdict import Check, Failed, Severity, Teaching, Verdict

CHECK = Check(
    code="KP202",
    slug="credential-to-model",
    title="A credential reaches the model: a result, an error it sees, or a dump of the environment",
    group="leak",
    severity=Severity.HIGH,
    cwe=(200, 209),
    wants=(CredentialLeak,),
    teaching=Teaching(
        why="What a tool returns goes to the model and its provider, into transcripts and other tools; a credential there is out of control.",
        novice="Whatever a tool returns, the AI model sees, and so does the company that runs it.",
        professional="Tool output crosses the trust boundary; sanitise results and error texts. An environment dump hands over every credential of the process.",
        now=(
            "Do not return {name}, or the environment, from the tool in {path}.",
            "Rotate every credential that such a tool could have returned.",
        ),
        migrate=(
            "Mask or drop the credential before that place.",
            "Add a test that runs the path with a marker value and looks for it.",
        ),
    ),
    references=(
        "CWE-200: https://cwe.mitre.org/data/definitions/200.html",
        "https://modelcontextprotocol.io/specification/2026-07-28/server/tools",
    ),
)


_SINKS = ("tool-result", "env-dump")
_QUESTION = "Does any tool take or return a credential?"


def judge(subject: Subject) -> Verdict:
    """Fail on each flow into a result, and on each tool that takes a credential as an argument."""
    verdict = of_leaks(CHECK, subject, _SINKS, "reaches the model", _QUESTION)
    asked = tuple(
        finding(
            CHECK,
            f"a tool takes the credential {r.name} as an argument, so that it goes through the model",
            (r.location,),
            name=r.name,
            confidence=0.75,
        )
        for r in subject.facts.of(CredentialRead)
        if r.source == "tool-argument" and r.secret
    )
    if not asked:
        return verdict
    known = verdict.findings if isinstance(verdict, Failed) else ()
    found = (*known, *asked)
    return Failed(summary=f"{count(len(found), 'way')} in which a credential reaches the model", findings=found)


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="a flow is followed to its end", subject=a.subject(a.leak("tool-result")), expected="fail")
    yield Case(title="none", subject=a.subject(), expected="pass")
    yield Case(title="not all was read", subject=a.subject(complete=False), expected="unknown")
    yield Case(title="a language without analysis", subject=a.unread(), expected="unknown")
