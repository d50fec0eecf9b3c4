"""What ``keyproof check`` does: the main job. Nothing here knows how the command line was read."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import msgspec

from keyproof import registry
from keyproof.cli import exits
from keyproof.cli.settings import Settings, find_settings
from keyproof.errors import UsageError
from keyproof.model.assessment import Assessment
from keyproof.model.fact import FINDING_CLASSES, SecretClass
from keyproof.model.progress import Progress, unseen
from keyproof.model.report import Report
from keyproof.model.verdict import Severity
from keyproof.patterns import regex

_DATE = regex(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?|\d{1,5} (?:day|week|month|year)s?(?: ago)?")
LEVELS = {"high": 3, "medium": 2, "low": 1}


def check(
    *,
    target: str,
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    fail_on: str | None,
    only: tuple[str, ...],
    classes: str | None,
    server: str | None,
    history: bool | None,
    since: str,
    max_depth: int,
    refs: tuple[str, ...],
    cache: bool,
    config: str | None,
    exceptions: str | None,
    baseline: str | None,
    write_baseline: str | None,
    fingerprint_key: str | None,
    trust_target_config: bool,
    show_secrets: bool,
    show_suppressed: bool,
    quiet: bool,
) -> int:
    """Assess *target*, write the reports, and return the exit code; the rest is named as in `check_options`.

    Raises KeyproofError where something given is wrong or the target cannot be read.
    """
    settings = find_settings(target, config, trust_target=trust_target_config)
    if since and not _DATE.fullmatch(since):
        raise UsageError(f"--since {since!r} is no date; write 2026-01-31, or '3 months ago'")
    wanted = _pair(formats or tuple(settings.format or ()) or ("text",), outputs)
    assessment = _assess(
        target,
        settings,
        server,
        _Reading(history, cache, since, max_depth, refs),
        exceptions,
        baseline,
        fingerprint_key,
        quiet,
        only,
        classes,
    )
    code = _exit_code(assessment, fail_on or settings.fail_on or "high", partial=bool(only))
    if write_baseline is not None:
        _write_baseline(write_baseline, assessment, fingerprint_key)
    from keyproof.publish import publish

    report = publish(assessment, show_secrets=show_secrets, show_suppressed=show_suppressed)
    for name, place in wanted:
        _emit(report, name, place)
    return code


class _Reading(msgspec.Struct, frozen=True):
    """What of the history is read, and whether what a run before found is used."""

    history: bool | None
    cache: bool
    since: str
    max_depth: int
    refs: tuple[str, ...]


def _pair(formats: tuple[str, ...], outputs: tuple[str, ...]) -> list[tuple[str, str]]:
    known = registry.names("keyproof.formats")
    unknown = [f for f in formats if f not in known]
    if unknown:
        raise UsageError(f"no format is called {unknown[0]!r}; there are {', '.join(known)}")
    if len(outputs) > len(formats):
        raise UsageError(f"{len(outputs)} --output for {len(formats)} --format; give one --format for each --output")
    places = (*outputs, *("-" for _ in formats[len(outputs) :]))
    if sum(p == "-" for p in places) > 1:
        raise UsageError("two formats would go to standard output; give each but one an --output FILE")
    return list(zip(formats, places, strict=True))


def _progress(quiet: bool) -> Progress:
    if quiet or not sys.stderr or not sys.stderr.isatty():
        return unseen
    from keyproof.cli.progress import stderr_progress

    return stderr_progress()


def _assess(
    target: str,
    settings: Settings,
    server: str | None,
    reading: _Reading,
    exceptions: str | None,
    baseline: str | None,
    key_file: str | None,
    quiet: bool,
    only: tuple[str, ...],
    classes: str | None,
) -> Assessment:
    from keyproof.engine import Options, assess
    from keyproof.exceptions import read_baseline, read_exceptions
    from keyproof.identity import local_key, read_key
    from keyproof.objects.log import Bounds

    key = read_key(Path(key_file)) if key_file else local_key()
    accepted = exceptions or settings.exceptions
    known = baseline or settings.baseline
    progress = _progress(quiet)
    try:
        return assess(
            target,
            Options(
                history=reading.history if reading.history is not None else settings.history is not False,
                bounds=Bounds(since=reading.since, commits=reading.max_depth, refs=reading.refs),
                server=server or settings.server or "",
                classes=_classes(classes) if classes else FINDING_CLASSES,
                only=frozenset(code.upper() for code in only),
                exceptions=read_exceptions(Path(accepted)) if accepted else (),
                baseline=read_baseline(Path(known), key) if known else frozenset(),
                key=key,
                remember=reading.cache,
                progress=progress,
            ),
        )
    finally:
        progress("")


def _classes(text: str) -> frozenset[SecretClass]:
    """Return the classes that *text* lists. Raises UsageError."""
    known = {c.value: c for c in SecretClass}
    names = [n.strip() for n in text.split(",") if n.strip()]
    if unknown := [n for n in names if n not in known]:
        raise UsageError(f"no class of values is called {unknown[0]!r}; there are {', '.join(known)}")
    return frozenset(known[n] for n in names)


def _write_baseline(path: str, assessment: Assessment, key_file: str | None) -> None:
    from keyproof.exceptions import write_baseline
    from keyproof.identity import local_key, read_key

    key = read_key(Path(key_file)) if key_file else local_key()
    parts = (assessment, *assessment.servers)
    counted = [f for part in parts for f in part.findings]
    known = [f for part in parts for f in part.accepted if part.accepted_because[f.id].by == "baseline"]
    write_baseline(Path(path), [*counted, *known], key)


def _emit(report: Report, name: str, place: str) -> None:
    form = registry.load("keyproof.formats", name, "FORMAT")
    try:
        if place == "-":
            form.write(report, _standard_output(name))
            sys.stdout.flush()
            return
        with Path(place).open("w", encoding="utf-8", newline="\n") as file:
            form.write(report, file)
    except OSError as error:
        if place == "-":
            _drop_standard_output()
            if isinstance(error, BrokenPipeError):
                return  # the reader has seen enough; the exit code still tells what was found
        raise UsageError(f"cannot write {'standard output' if place == '-' else place}: {error.strerror}") from None


def _drop_standard_output() -> None:
    """Let nothing more go there, also not what Python flushes at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _standard_output(name: str) -> TextIO:
    """Return standard output, able to take the format: text in the user's encoding, the others in UTF-8 as they say."""
    if not sys.stdout:
        raise UsageError("standard output is closed; give an --output FILE")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=None if name == "text" else "utf-8", errors="backslashreplace")
    return sys.stdout


def _exit_code(assessment: Assessment, fail_on: str, *, partial: bool) -> int:
    parts = (assessment, *assessment.servers)
    level = LEVELS.get(fail_on, 99)
    heaviest = max((Severity(f.severity).weight for part in parts for f in part.findings), default=0)
    if heaviest >= level:
        return exits.FINDINGS
    if any(g.incomplete for g in assessment.gaps):
        return exits.INCOMPLETE
    if not partial and not assessment.language and not assessment.servers and not heaviest:
        from keyproof.errors import TargetError
        from keyproof.model.target import GapKind

        unparsed = [f"; {g.where} cannot be parsed: {g.what}" for g in assessment.gaps if g.kind is GapKind.UNPARSED]
        raise TargetError(
            f"no MCP server was found in {assessment.target.ref}: nothing in it imports or depends on an MCP SDK, "
            f"so there is nothing to rate; name the folder that holds the server{''.join(unparsed[:3])}"
        )
    return exits.CLEAN
