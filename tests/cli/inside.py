"""The command inside this process: the same `main`, without the second that a new interpreter costs."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from keyproof.cli import main


@dataclass(frozen=True)
class Done:
    """What one run printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report on standard output."""
        assert self.code in (0, 1, 4), self.err
        found: dict[str, Any] = json.loads(self.out)
        return found


class _Stream(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def run(*arguments: str | Path, cwd: Path | None = None, terminal: bool = False) -> Done:
    """Run ``keyproof`` with *arguments* in *cwd*; *terminal* says that standard output is one."""
    out, err = _Stream(terminal), _Stream(False)
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.object(sys, "argv", ["keyproof", *map(str, arguments)]))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        if cwd is not None:
            stack.enter_context(contextlib.chdir(cwd))
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
            return Done(code, out.getvalue(), err.getvalue())
    raise AssertionError("main returns by SystemExit only")


def check(target: str | Path, *arguments: str | Path, cwd: Path | None = None) -> dict[str, Any]:
    """Check *target* and return the JSON report."""
    return run("check", target, "--format", "json", *arguments, cwd=cwd).report


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    """The verdict word by check code, of the whole target."""
    return {v["check"]: v["verdict"] for v in report["assessments"][0]["verdicts"]}


def places(report: dict[str, Any], code: str) -> list[tuple[str, int | None]]:
    """Path and line of every place of the findings of one check, history left out."""
    found = [f for f in report["assessments"][0]["findings"] if f["check"] == code]
    return [(p["path"], p.get("line")) for f in found for p in f["locations"] if "commit" not in p]


def codes(report: dict[str, Any]) -> set[str]:
    """The codes of the checks that have a counted finding of weight."""
    return {f["check"] for f in report["assessments"][0]["findings"] if f["severity"] in ("high", "medium")}
