"""A missing credential is said clearly, by name.

What happens when a required credential is absent. The classes are keyproof's own; no specification defines them: degrade, fail-fast and noisy pass; crash, silent, hang and wrong-success are medium; unsafe-default is high.

**Judged by:** the control flow from each read.

**Blind to:** what only shows when the server runs (KP501).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import count, finding, needs_none, unanalysed
from keyproof.checks._subject import Case, Subject
from keyproof.model.credential import Credential
from keyproof.model.fact import CredentialRead, Reaction
from keyproof.model.verdict import Check, Failed, Finding, Passed, Severity, Teaching, Undetermined, Verdict

CHECK = Check(
    code="KP102",
    slug="missing-credential-handling",
    title="A missing credential is said clearly, by name",
    group="practice",
    severity=Severity.MEDIUM,
    cwe=(703, 755),
    wants=(CredentialRead,),
    teaching=Teaching(
        why="A server that goes on without its credential, or dies without saying why, leaves its user guessing, and tempts them to paste keys in wrong places.",
        novice="A good server tells you which variable is missing. If it does not, look in its README before you try things.",
        professional="Fail at start (or at first use, with an isError result) and name the variable; never fall back to a built-in value and never drop authentication.",
        now=(
            "Check {name} at start in {path} and stop with a message that names it.",
            "Never print other values in that message.",
        ),
        migrate=(
            "Read it from an environment variable at start, and stop with a message that names the variable when it is absent.",
            "Name the variable in the README and in .env.example with a placeholder such as <your key>.",
            "Test that the server works with the variable set, and says what is missing without it.",
        ),
    ),
    references=("CWE-703: https://cwe.mitre.org/data/definitions/703.html",),
)


_GOOD = (Reaction.DEGRADE, Reaction.FAIL_FAST, Reaction.NOISY, Reaction.NONE_NEEDED)
_WORDS = {
    Reaction.CRASH: "the server crashes with an unhandled exception",
    Reaction.SILENT: "the server goes on and never names it",
    Reaction.HANG: "the server hangs",
    Reaction.WRONG_SUCCESS: "an error is returned as an ordinary result",
    Reaction.UNSAFE_DEFAULT: "a built-in credential is used, or authentication is dropped",
}


_SHOWN = 4
"""Names in one title."""


def judge(subject: Subject) -> Verdict:
    """Fail for each credential whose absence is handled badly; unknown where the flow could not be followed."""
    question = "Start the server without its credentials: does it name what is missing?"
    if (unknown := unanalysed(subject, question)) is not None:
        return unknown
    if (none := needs_none(subject)) is not None:
        return none
    weighed = [c for c in subject.credentials if c.required is not False or c.on_missing is Reaction.UNSAFE_DEFAULT]
    found = tuple(_bad(together) for together in _by_place(c for c in weighed if c.on_missing in _WORDS))
    if found:
        return Failed(
            summary=f"{count(sum(c.on_missing in _WORDS for c in weighed), 'credential')} whose absence is handled badly",
            findings=found,
        )
    open_ones = [c for c in weighed if c.on_missing not in _GOOD]
    if open_ones:
        names = ", ".join(c.name for c in open_ones[:5])
        places = tuple(c.read_at[0] for c in open_ones if c.read_at)
        return Undetermined(
            summary=f"what happens without {names} could not be followed", question=question, evidence=places
        )
    places = tuple(c.on_missing_at or c.read_at[0] for c in weighed if (c.on_missing_at or c.read_at))
    noisy = any(c.on_missing is Reaction.NOISY for c in weighed)
    vague = [c.name for c in weighed if not c.names_itself and c.on_missing is not Reaction.NONE_NEEDED]
    said = "each missing credential is named" if weighed else "every credential is optional"
    if vague:
        said = f"a missing credential ends in an error, but no message was seen to name {_shown(vague)}"
    evidence = places or tuple(c.read_at[0] for c in subject.credentials if c.read_at) or ("the inventory",)
    return Passed(summary=said + (", with a stack trace" if noisy else ""), evidence=evidence)


def _by_place(credentials: Iterable[Credential]) -> list[list[Credential]]:
    """Return the credentials in groups: what one place makes of the absence of several is one thing to mend."""
    groups: dict[tuple[object, ...], list[Credential]] = {}
    for credential in credentials:
        at = credential.on_missing_at
        key = (credential.on_missing, at.path, at.line) if at is not None else (credential.name, credential.source)
        groups.setdefault(key, []).append(credential)
    return list(groups.values())


def _shown(names: list[str]) -> str:
    shown = names[:_SHOWN] + [f"{len(names) - _SHOWN} more"] * (len(names) > _SHOWN)
    return f"{', '.join(shown[:-1])} or {shown[-1]}" if len(shown) > 1 else shown[0]


def _bad(together: list[Credential]) -> Finding:
    first = together[0]
    worst = first.on_missing is Reaction.UNSAFE_DEFAULT
    return finding(
        CHECK,
        f"without {_shown([c.name for c in together])} {_WORDS[first.on_missing]}",
        (first.on_missing_at,) if first.on_missing_at else first.read_at,
        name=first.name,
        severity=Severity.HIGH if worst else Severity.MEDIUM,
        confidence=0.75,
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="stops and names it", subject=a.subject(credentials=(a.credential(),)), expected="pass")
    yield Case(
        title="stops without a word of it",
        subject=a.subject(credentials=(a.credential(names_itself=False),)),
        expected="pass",
    )
    yield Case(
        title="goes on silently",
        subject=a.subject(credentials=(a.credential(on_missing=Reaction.SILENT),)),
        expected="fail",
        severity="medium",
    )
    yield Case(
        title="falls back to a built-in value",
        subject=a.subject(credentials=(a.credential(on_missing=Reaction.UNSAFE_DEFAULT),)),
        expected="fail",
        severity="high",
    )
    yield Case(
        title="could not be followed",
        subject=a.subject(credentials=(a.credential(on_missing=Reaction.UNKNOWN),)),
        expected="unknown",
    )
    yield Case(
        title="optional",
        subject=a.subject(credentials=(a.credential(required=False, on_missing=Reaction.SILENT),)),
        expected="pass",
    )
    yield Case(title="needs none", subject=a.subject(), expected="not-applicable")
