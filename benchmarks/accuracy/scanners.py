"""Runs a scanner on a corpus, as its manual tells a user to, and brings its report into one form.

Validation over the network is off everywhere. A rival counts as installed when its program is on the path or in the
folder that ``KEYPROOF_RIVALS`` names. For a repository each scanner runs on the tree and on the history; both count.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.accuracy.corpus import Corpus, Report

RIVALS: Final = "KEYPROOF_RIVALS"
_SECONDS: Final = 600


class ScanError(Exception):
    """A scanner left no report that can be read."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """A scanner and how to run it: ``scan(program, corpus, output file)`` yields what it reported."""

    name: str
    program: str
    values: bool
    """Whether its report can tell the value it read, which a decoded token needs."""
    scan: Callable[[str, Corpus, Path], Iterator[Report]]

    def find(self) -> str | None:
        """Return the path of the program, or None when it is not installed."""
        folders = os.pathsep.join(
            (os.environ.get(RIVALS, ""), str(Path(sys.executable).parent), os.environ.get("PATH", ""))
        )
        return shutil.which(self.program, path=folders)

    def run(self, corpus: Corpus) -> tuple[Report, ...]:
        """Scan *corpus*.

        Raises:
            ScanError: the scanner is not there, takes too long, or leaves no report.
        """
        program = self.find()
        if program is None:
            raise ScanError(f"{self.program} is not installed")
        with tempfile.TemporaryDirectory() as folder:
            try:
                return tuple(self.scan(program, corpus, Path(folder) / "report.json"))
            except (OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
                raise ScanError(f"{self.name} on {corpus.name}: {type(error).__name__}: {error}") from error


def _execute(command: list[str], root: Path, code_limit: int = 255) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, timeout=_SECONDS)
    if not 0 <= done.returncode <= code_limit:
        raise ValueError(f"exit code {done.returncode}: {done.stderr[-300:].decode(errors='replace')}")
    return done.stdout.decode(errors="replace")


def _read(path: Path) -> Any:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return json.loads(text) if text.strip() else None


def _local(path: str, root: Path) -> str:
    """Return *path* from *root*: scanners write it whole, with ``./``, or relative."""
    return path.removeprefix(f"{root}/").removeprefix("./")


# keyproof

KEYPROOF_CHECKS: Final = ("KP001", "KP002", "KP003", "KP004", "KP006", "KP104", "KP601")
"""The checks whose findings are credential values; well-known default passwords (KP007) are another matter."""


def keyproof(checks: tuple[str, ...]) -> Callable[[str, Corpus, Path], Iterator[Report]]:
    """Return how to run keyproof for *checks*."""
    only = [word for code in checks for word in ("--only", code)]

    def scan(program: str, corpus: Corpus, output: Path) -> Iterator[Report]:
        _execute([program, "check", ".", "-q", *only, "-f", "json", "--show-secrets", "-o", str(output)], corpus.root)
        for assessment in _read(output)["assessments"]:
            for finding in assessment["findings"]:
                value, rule = str(finding.get("secret") or ""), str(finding.get("rule") or "")
                for place in finding["locations"] or [{}]:
                    line = int(place.get("line") or 0)
                    end = int(place.get("end_line") or line)
                    path = _local(place.get("path") or "", corpus.root)
                    yield Report(path, line, end, value, rule, rule.startswith("generic"), str(finding["severity"]))

    return scan


def _generic(rule: str) -> bool:
    """Return whether *rule* of the catalogue betterleaks and kingfisher share knows neither provider nor format."""
    return rule.startswith("generic") and not rule.endswith("-uri")


# kingfisher


def _kingfisher(*options: str) -> Callable[[str, Corpus, Path], Iterator[Report]]:
    def scan(program: str, corpus: Corpus, output: Path) -> Iterator[Report]:
        _execute([program, "scan", ".", "--no-validate", *options, "-f", "jsonl", "-o", str(output)], corpus.root)
        text = output.read_text(encoding="utf-8") if output.exists() else ""
        for line in text.splitlines():
            record = json.loads(line)
            if "finding" not in record:
                continue
            finding, rule = record["finding"], str(record["rule"]["name"])
            number = int(finding.get("line") or 0)
            # A match over several lines tells only its first: credit as many as its text has.
            end = number + str(finding.get("snippet", "")).count("\n")
            yield Report(
                _local(finding["path"], corpus.root), number, end, finding.get("snippet", ""), rule, "generic" in rule
            )

    return scan


# betterleaks 2, and gitleaks 8, whose report differs


def _betterleaks(program: str, corpus: Corpus, output: Path) -> Iterator[Report]:
    for mode in ("git", "fs") if corpus.git else ("fs",):
        output.unlink(missing_ok=True)
        _execute([program, mode, ".", "--no-banner", "-o", str(output)], corpus.root)
        for finding in (_read(output) or {}).get("findings") or []:
            place, rule = finding["location"], str(finding["rule_id"])
            path = _local(place.get("path", ""), corpus.root)
            line = int(place.get("start_line") or 0)  # of some containers it tells no line
            end = int(place.get("end_line") or line)
            yield Report(path, line, end, finding["match"]["value"], rule, "generic" in rule)


def _gitleaks(program: str, corpus: Corpus, output: Path) -> Iterator[Report]:
    if not _execute([program, "version"], corpus.root).strip().removeprefix("v").startswith("8."):
        raise ValueError("this gitleaks is not version 8 (betterleaks installs a program of that name)")
    for mode in ("git", "dir") if corpus.git else ("dir",):
        output.unlink(missing_ok=True)
        options = ["--max-archive-depth", "8", "--max-decode-depth", "5"]
        _execute([program, mode, ".", "--no-banner", *options, "-f", "json", "-r", str(output)], corpus.root)
        for finding in _read(output) or []:
            path, rule = _local(finding["File"], corpus.root), str(finding["RuleID"])
            yield Report(path, finding["StartLine"], finding["EndLine"], finding["Secret"], rule, _generic(rule))


# detect-secrets

_NO_PROVIDER: Final = frozenset({"Secret Keyword", "Base64 High Entropy String", "Hex High Entropy String"})


def _detect_secrets(program: str, corpus: Corpus, _output: Path) -> Iterator[Report]:
    for path, findings in json.loads(_execute([program, "scan", "--all-files", "-n", "."], corpus.root))[
        "results"
    ].items():
        for finding in findings:
            rule, line = str(finding["type"]), int(finding["line_number"])
            yield Report(_local(path, corpus.root), line, line, "", rule, rule in _NO_PROVIDER)


# CredSweeper

_KEYWORD_RULES: Final = frozenset(
    {"API", "Auth", "Credential", "Key", "Nonce", "Password", "Salt", "Secret", "Token", "UUID", "PASSWD_PAIR",
     "SECRET_PAIR", "ID_PASSWD_PAIR", "ID_PAIR_PASSWD_PAIR", "IP_ID_PASSWORD_TRIPLE", "DOC_GET", "DOC_CREDENTIALS",
     "CMD Password", "CMD Secret", "CMD Token", "CMD ConvertTo-SecureString", "CURL Options", "CURL User Password",
     "SQL Password", "Bearer Authorization"}
)  # fmt: skip


def _credsweeper(program: str, corpus: Corpus, output: Path) -> Iterator[Report]:
    options = ["--depth", "8", "--pedantic", "--no-stdout", "--log", "error", "--save-json", str(output)]
    for source in ("--git", "--path") if corpus.git else ("--path",):
        output.unlink(missing_ok=True)
        _execute([program, source, ".", *options], corpus.root)
        for finding in _read(output) or []:
            rule = str(finding["rule"])
            for place in finding["line_data_list"]:
                path, line = _local(str(place["path"]), corpus.root), int(place["line_num"])
                yield Report(path, line, line, str(place.get("value") or ""), rule, rule in _KEYWORD_RULES)


SCANNERS: Final[Mapping[str, Scanner]] = {
    s.name: s
    for s in (
        Scanner("keyproof", "keyproof", True, keyproof(KEYPROOF_CHECKS)),
        Scanner("kingfisher", "kingfisher", True, _kingfisher()),
        Scanner("kingfisher-low", "kingfisher", True, _kingfisher("--confidence", "low")),
        Scanner("betterleaks", "betterleaks", True, _betterleaks),
        Scanner("gitleaks", "gitleaks", True, _gitleaks),
        Scanner("detect-secrets", "detect-secrets", False, _detect_secrets),
        Scanner("credsweeper", "credsweeper", True, _credsweeper),
    )
}
