"""The mission's three questions, answered in plain sentences with the evidence in brackets."""

from __future__ import annotations

from collections.abc import Mapping

from keyproof.checks._subject import Subject
from keyproof.model.assessment import Answers
from keyproof.model.credential import Credential
from keyproof.model.fact import Reaction
from keyproof.model.verdict import Passed, Verdict

_SOURCES = {
    "env": "as an environment variable",
    "cli": "as a command-line option",
    "file": "in a configuration file",
    "keyring": "in the system's keyring",
    "secret-manager": "in a secret manager",
    "oauth": "by an OAuth login",
    "header": "in a request header",
    "cloud-chain": "through the cloud SDK's default chain",
    "tool-argument": "as an argument of a tool (it then goes through the model)",
    "literal": "not at all: it is in the code",
}
_REACTIONS = {
    Reaction.DEGRADE: "the server starts, and the call says what is missing",
    Reaction.FAIL_FAST: "the server stops with a message that names it",
    Reaction.NOISY: "the server stops with a stack trace that names it",
    Reaction.CRASH: "the server crashes with an unhandled exception",
    Reaction.SILENT: "the server goes on and calls fail without naming it",
    Reaction.HANG: "the server hangs",
    Reaction.WRONG_SUCCESS: "a tool returns the error as an ordinary result",
    Reaction.UNSAFE_DEFAULT: "a built-in credential is used or authentication is dropped",
    Reaction.NONE_NEEDED: "nothing is needed",
    Reaction.UNKNOWN: "what happens could not be told from the code",
}
_MANY = 6


def _at(row: Credential) -> str:
    place = row.on_missing_at or (row.read_at[0] if row.read_at else None)
    return f" [{place.at()}]" if place else ""


def answers(subject: Subject, verdicts: Mapping[str, Verdict]) -> Answers:
    """Return the three answers; what could not be told says so."""
    return Answers(
        provide=_provide(subject), missing=_missing(subject), environments=_environments(verdicts.get("KP106"))
    )


def _unknown(subject: Subject) -> str:
    if not subject.language:
        return "No MCP server was found."
    return f"It could not be told: keyproof does not analyse {subject.language} code yet. Look in the README."


def _provide(subject: Subject) -> str:
    if not subject.analysed:
        return _unknown(subject)
    if not subject.credentials:
        return "None is needed: the code takes no credential."
    sentences = []
    by_source: dict[str, list[Credential]] = {}
    for row in subject.credentials:
        by_source.setdefault(row.source, []).append(row)
    for source, rows in by_source.items():
        names = ", ".join(
            f"{r.name}{' (required)' if r.required else ''}" + (f" [{r.read_at[0].at()}]" if r.read_at else "")
            for r in rows[:_MANY]
        )
        more = f" and {len(rows) - _MANY} more" if len(rows) > _MANY else ""
        sentences.append(f"{names}{more} {_SOURCES[source]}.")
    return " ".join(sentences)


def _missing(subject: Subject) -> str:
    if not subject.analysed:
        return _unknown(subject)
    needed = [c for c in subject.credentials if c.required is not False]
    if not needed:
        return "Nothing: no credential is required." if subject.credentials else "Nothing is needed."
    said = [f"Without {c.name} {_REACTIONS[c.on_missing]}{_at(c)}." for c in needed[:_MANY]]
    if len(needed) > _MANY:
        said.append(f"And {len(needed) - _MANY} more in the table.")
    return " ".join(said)


def _environments(verdict: Verdict | None) -> str:
    if isinstance(verdict, Passed):
        places = [e if isinstance(e, str) else e.at() for e in verdict.evidence[:3]]
        return f"Yes, by the look of it: {verdict.summary} [{', '.join(places)}]."
    if verdict is not None and "needs no credential" in verdict.summary:
        return "The question does not arise: no credential is needed."
    return "Nothing in the repository says so; ask the author."
