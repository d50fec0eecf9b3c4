"""Markdown, for a pull request or a ticket. Target text is escaped so that it can be neither markup nor a link."""

from __future__ import annotations

import re
from typing import TextIO

from keyproof.formats import Format
from keyproof.formats._words import (
    ADVICE,
    GROUPS,
    MARKS,
    QUESTIONS,
    accepted_line,
    at,
    history_of,
    mark_line,
    merged,
    required,
    searched,
    subtitle,
    suppressed_line,
    target_line,
)
from keyproof.model.report import Report, WireAssessment, WireFinding
from keyproof.neutral import neutral
from keyproof.patterns import regex

_SPECIAL = regex(r"([\\`*_{}\[\]<>()#+!|~&])")


def escape(text: str) -> str:
    """Return *text* with Markdown's special characters escaped and controls neutralised, on one line."""
    return _SPECIAL.sub(r"\\\1", neutral(text)).replace("://", ":&#47;&#47;")


def code(text: str) -> str:
    """Return *text* as inline code, whatever it holds."""
    clean = neutral(text).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", clean)), default=0) + 1)
    pad = " " if clean.startswith("`") or clean.endswith("`") else ""
    return f"{fence}{pad}{clean}{pad}{fence}"


def write(report: Report, file: TextIO) -> None:
    """Write *report* as Markdown."""
    whole, *servers = report.assessments
    lines = [f"# keyproof: {code(target_line(report))}", ""]
    lines += _verdict(whole)
    if servers:
        lines += ["", "| rating | server | folder | language | findings |", "| --- | --- | --- | --- | --- |"]
        for part in servers:
            cells = (part.rating, code(part.server), code(part.root), part.language, str(len(part.findings)))
            lines.append("| " + " | ".join(cells) + " |")
        for part in servers:
            lines += ["", f"## {code(part.server)}", "", *_verdict(part), *_details(part, 3)]
        lines += _outside(whole, servers)
    else:
        lines += _details(whole, 2)
    lines += _closing(report, whole)
    file.write("\n".join(lines).rstrip() + "\n")


def _verdict(part: WireAssessment) -> list[str]:
    rest = f" ({subtitle(part)})" if subtitle(part) else ""
    lines = [f"**{part.rating}**: {ADVICE[part.rating]}. {code(part.server)}{rest}", ""]
    lines += [f"- {r.check + ': ' if r.check else ''}{escape(r.text)}" for r in part.reasons]
    if part.would_lower:
        lines += ["", "What would make it better:", ""]
        lines += [f"- {r.check + ': ' if r.check else ''}{escape(r.text)}" for r in part.would_lower]
    return lines


def _details(part: WireAssessment, level: int) -> list[str]:
    mark = "#" * level
    lines = ["", f"{mark} Three questions", ""]
    for field, question in QUESTIONS:
        lines += [f"**{question}** {escape(getattr(part.answers, field))}", ""]
    lines += [f"{mark} Credentials", ""]
    if part.credentials:
        lines += [
            "| name | kind | from | read at | required | checked | if missing | documented | rotation |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
    for row in part.credentials:
        cells = (
            code(row.name),
            escape(row.kind),
            row.source,
            code(at(row.read_at[0])) if row.read_at else "",
            required(row),
            row.validated or "no",
            row.on_missing,
            code(row.documented_in[0].path) if row.documented_in else "no",
            row.rotation or "?",
        )
        lines.append("| " + " | ".join(cells) + " |")
    if not part.credentials:
        lines.append("None found in the code.")
    lines += ["", f"{mark} Checklist", ""]
    for group, title in GROUPS.items():
        rows = [v for v in part.verdicts if v.group == group]
        if not rows:
            continue
        lines += [f"**{title}**", ""]
        for v in rows:
            question = f" *{escape(v.question)}*" if v.question else ""
            lines.append(f"- {MARKS[v.verdict]} {v.check} {v.slug}: {escape(v.summary)}{question}")
        lines.append("")
    lines += [f"{mark} Findings", ""]
    for findings in merged(part.findings):
        lines += _finding(findings, level + 1)
    if not part.findings:
        lines.append("None.")
    return lines


def _outside(whole: WireAssessment, servers: list[WireAssessment]) -> list[str]:
    """Return what stands outside every server's folder."""
    known = {f.id for part in servers for f in part.findings}
    rest = merged(tuple(f for f in whole.findings if f.id not in known))
    return ["", "## Outside the servers' folders", "", *(x for g in rest for x in _finding(g, 3))] if rest else []


def _finding(group: list[WireFinding], level: int) -> list[str]:
    first = group[0]
    cwe = ", ".join(
        f"[CWE-{n}](https://cwe.mitre.org/data/definitions/{n}.html)"
        for n in dict.fromkeys(n for f in group for n in f.cwe)
    )
    lines = [f"{'#' * level} {first.severity.upper()} {' '.join(f.check for f in group)}: {escape(first.title)}", ""]
    if first.secret is not None:
        lines.append(f"- value: {code(first.secret)}")
    elif first.masked:
        lines.append(f"- value: {code(first.masked)}")
    lines.append(f"- sure: {first.confidence:.0%}{'; ' + cwe if cwe else ''}")
    for place in list(dict.fromkeys(p for f in group for p in f.locations))[:10]:
        past = history_of(place)
        lines.append(f"- at {code(at(place))}{'; ' + past if past else ''}")
    lines += [f"- flow: {code(at(step))} {escape(step.note or '')}" for step in first.flow]
    if first.message:
        lines += ["", escape(first.message)]
    if first.remediation:
        lines += ["", *(f"{n}. {escape(step)}" for n, step in enumerate(first.remediation, 1))]
    return [*lines, ""]


def _closing(report: Report, whole: WireAssessment) -> list[str]:
    lines = ["", "---", "", f"Looked at: {searched(whole) or 'nothing'}."]
    if whole.suppressed_counts:
        lines.append(f"Set aside: {suppressed_line(whole)}.")
    lines += [
        f"- {e.class_}: {code(e.rule)} {code(e.masked)} at {code(at(e.location))}: {escape('; '.join(e.reasons))}"
        for e in whole.suppressed
    ]
    if whole.accepted:
        lines += ["", f"Accepted by baseline, exceptions or inline marks: {len(whole.accepted)}.", ""]
        lines += [*(f"- {escape(accepted_line(f))}" for f in whole.accepted), ""]
    if whole.markers:
        lines += ["", f"Marks by which the author asks scanners to look away: {len(whole.markers)}.", ""]
        lines += [*(f"- {escape(mark_line(m))}" for m in whole.markers), ""]
    lines += [f"**Note**: {escape(note)}" for note in whole.notes]
    for limit in report.limits_reached:
        lines.append(
            f"**Not read**: {escape(limit.what)} {code(limit.where) if limit.where else ''} {limit.bound}".rstrip()
        )
    lines.append(f"keyproof {report.tool.version}, {report.tool.checks} checks, {report.tool.rules} credential kinds.")
    return lines


FORMAT = Format(suffix=".md", title="Markdown", write=write)
