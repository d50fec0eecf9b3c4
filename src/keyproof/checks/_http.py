"""What the checks of HTTP authorization share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keyproof.checks import _made as a
from keyproof.checks._say import by_findings, finding, unanalysed
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import AuthControl
from keyproof.model.verdict import Check, NotApplicable, Passed, Undetermined, Verdict


def of_controls(
    check: Check, subject: Subject, controls: tuple[str, ...], *, ok: str, bad: str, question: str, absent_fails: bool
) -> Verdict:
    """Judge by the controls seen: weak fails, present passes, anything else is asked.

    Args:
        check: whose verdict it is.
        subject: the server.
        controls: names of ``AuthControl.control`` that decide.
        ok: what a pass says.
        bad: what a failure says.
        question: what a person is asked.
        absent_fails: a control that the code shows to be left out fails.
    """
    if subject.transports and not subject.http:
        return NotApplicable(summary="no HTTP transport is served")
    if (unknown := unanalysed(subject, question)) is not None:
        return unknown
    if not subject.transports:
        return Undetermined(summary="it could not be told which transports are served", question=question)
    seen = [c for c in subject.facts.of(AuthControl) if c.control in controls]
    failing = ("weak", "absent") if absent_fails else ("weak",)
    found = tuple(
        finding(check, bad + (f": {c.detail}" if c.detail else ""), (c.location,), confidence=0.7)
        for c in seen
        if c.state in failing
    )
    present = [c for c in seen if c.state == "present"]
    if present:
        detail = f": {present[0].detail}" if present[0].detail else ""
        clean: Verdict = Passed(summary=ok + detail, evidence=tuple(c.location for c in present[:5]))
    else:
        places = tuple(c.location for c in seen[:5])
        clean = Undetermined(summary="the code does not show it", question=question, evidence=places)
    return by_findings(check, found, bad, clean)


def control_cases(control: str) -> Iterator[Case]:
    """Yield the situations that define a check of one *control* whose absence the code cannot show."""

    def seen(state: str) -> AuthControl:
        return AuthControl(location=a.HERE, control=control, state=state)  # type: ignore[arg-type]

    served: dict[str, Any] = {"transports": ("streamable-http",), "default_transport": "streamable-http"}
    yield Case(title="seen", subject=a.subject(seen("present"), **served), expected="pass")
    yield Case(title="weak", subject=a.subject(seen("weak"), **served), expected="fail")
    yield Case(title="nothing seen", subject=a.subject(**served), expected="unknown")
    yield Case(title="stdio only", subject=a.subject(), expected="not-applicable")
