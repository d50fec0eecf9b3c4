"""Text for a terminal: the answer first, the way out last. Uses rich's ``Text`` only, never its markup."""

from __future__ import annotations

from typing import Final, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

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

STYLES: Final = {
    "HIGH": "bold white on red", "MEDIUM": "bold black on yellow", "LOW": "bold black on green",
    "UNDECIDED": "bold black on bright_blue", "high": "bold red", "medium": "yellow", "low": "cyan", "info": "dim",
    "pass": "green", "fail": "red", "unknown": "yellow", "not-applicable": "dim",
}  # fmt: skip
DETAILED_SERVERS: Final = 5
"""A target with more servers gets one line each; ``--server NAME`` shows one whole."""
MARKS_SHOWN: Final = 20
PLAIN_WIDTH: Final = 140
"""Columns where the output is not a terminal."""


def write(report: Report, file: TextIO) -> None:
    """Write *report* for a person to read."""
    console = _Console(file=file, highlight=False, markup=False, emoji=False, soft_wrap=False)
    if not console.is_terminal:
        console = _Console(file=file, highlight=False, markup=False, emoji=False, width=PLAIN_WIDTH, no_color=True)
    _Page(console).report(report)


def _tail(path: str) -> str:
    """Return the last two parts of *path*: enough to find it, short enough for a table."""
    parts = path.split("/")
    return path if len(parts) <= 2 else "…/" + "/".join(parts[-2:])


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave the error to the caller: rich would end the program with 1, which here means findings."""
        raise BrokenPipeError


class _Page:
    """One report on one console."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def line(self, *parts: tuple[str, str] | str, indent: int = 0) -> None:
        text = Text()
        for part in parts:
            words, style = part if isinstance(part, tuple) else (part, "")
            text.append(neutral(words), style=style)
        self.console.print(Padding(text, (0, 0, 0, indent), expand=False))

    def heading(self, words: str) -> None:
        self.console.print()
        self.line((words, "bold"))

    def report(self, report: Report) -> None:
        whole = report.assessments[0]
        self.line(("keyproof ", "bold"), target_line(report))
        self.console.print()
        self.verdict(whole)
        servers = report.assessments[1:]
        if servers:
            self.servers(servers)
        if not servers:
            self.details(whole)
        elif len(servers) <= DETAILED_SERVERS:
            for part in servers:
                self.console.print()
                self.console.rule(style="dim")
                self.verdict(part)
                self.details(part)
            self.outside(whole, servers)
        else:
            self.findings(whole)
        self.closing(report, whole)

    def verdict(self, part: WireAssessment) -> None:
        rest = f" ({subtitle(part)})" if subtitle(part) else ""
        self.line(
            (f" {part.rating} ", STYLES[part.rating]), f" {ADVICE[part.rating]}  ", (part.server, "bold"), (rest, "dim")
        )
        others = {t: r for t, r in part.rating_by_transport.items() if len(part.rating_by_transport) > 1}
        if others:
            self.line("by transport: " + ", ".join(f"{t} {r}" for t, r in others.items()), indent=2)
        for reason in part.reasons[:8]:
            self.line((f"{reason.check or '•':<6} ", "bold"), reason.text, indent=2)
        if part.would_lower:
            self.heading("What would make it better")
            for step in part.would_lower[:6]:
                self.line((f"{step.check or '•':<6} ", "bold"), step.text, indent=2)

    def servers(self, parts: tuple[WireAssessment, ...]) -> None:
        self.heading(f"Servers ({len(parts)})")
        table = self.table("rating", "server", "folder", "language", "transports", "credentials", "findings")
        for part in parts:
            table.add_row(
                Text(part.rating, style=STYLES[part.rating]),
                *(Text(neutral(t)) for t in (part.server, part.root, part.language, ", ".join(part.transports))),
                Text(str(len(part.credentials))),
                Text(str(len(part.findings))),
            )
        self.console.print(Padding(table, (0, 0, 0, 2)))

    def details(self, part: WireAssessment) -> None:
        self.questions(part)
        self.credentials(part)
        self.checklist(part)
        self.findings(part)

    def questions(self, part: WireAssessment) -> None:
        self.heading("Three questions")
        for field, question in QUESTIONS:
            self.line((question, "italic"), indent=2)
            self.line(getattr(part.answers, field), indent=4)

    def table(self, *columns: str) -> Table:
        table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False)
        for column in columns:
            table.add_column(column, overflow="fold")
        return table

    def credentials(self, part: WireAssessment) -> None:
        self.heading(f"Credentials ({len(part.credentials)})")
        if not part.credentials:
            self.line("none found in the code", indent=2)
            return
        table = self.table(
            "name", "kind", "from", "read at", "required", "checked", "if missing", "documented", "rotation"
        )
        for row in part.credentials:
            where = at(row.read_at[0]) if row.read_at else ""
            docs = row.documented_in[0].path if row.documented_in else "no"
            cells = (row.name, row.kind, row.source, where, required(row), row.validated or "no", row.on_missing, docs,
                     row.rotation or "?")  # fmt: skip
            table.add_row(*(Text(neutral(cell)) for cell in cells))
        self.console.print(Padding(table, (0, 0, 0, 2)))

    def checklist(self, part: WireAssessment) -> None:
        self.heading("Checklist")
        for group, title in GROUPS.items():
            rows = [v for v in part.verdicts if v.group == group]
            if not rows:
                continue
            if all(v.verdict == "not-applicable" for v in rows):
                self.line((f"{title}: ", "bold"), (f"does not apply ({rows[0].summary})", "dim"), indent=2)
                continue
            self.line((title, "bold"), indent=2)
            for v in rows:
                style = STYLES[v.verdict]
                self.line((f"{MARKS[v.verdict]} {v.check} ", style), (f"{v.slug}  ", ""), (v.summary, "dim"), indent=4)
                if v.question:
                    self.line((f"→ {v.question}", "yellow"), indent=14)

    def findings(self, part: WireAssessment) -> None:
        groups = merged(part.findings)
        self.heading(f"Findings ({len(groups)})")
        if not groups:
            self.line("none", indent=2)
        for group in groups:
            self.finding(group)

    def finding(self, group: list[WireFinding]) -> None:
        first = group[0]
        codes = " ".join(f.check for f in group)
        cwe = " ".join(f"CWE-{n}" for n in dict.fromkeys(n for f in group for n in f.cwe))
        self.line(
            (f"{first.severity.upper():<6} ", STYLES[first.severity]), (f"{codes}  ", "bold"), first.title, indent=2
        )
        if first.secret is not None:
            self.line(("value  ", "dim"), first.secret, indent=9)
        elif first.masked:
            self.line(("value  ", "dim"), f"{first.masked}  sure {first.confidence:.0%}  {cwe}", indent=9)
        else:
            self.line((f"sure {first.confidence:.0%}  {cwe}", "dim"), indent=9)
        places = list(dict.fromkeys(p for f in group for p in f.locations))
        for place in places[:5]:
            self.line(("at     ", "dim"), at(place), ("  " + history_of(place), "dim"), indent=9)
        hidden = len(places) - 5 + sum(f.more_locations for f in group[:1])
        if hidden > 0:
            self.line((f"       and {hidden} more places", "dim"), indent=9)
        for step in first.flow:
            self.line(("flow   ", "dim"), f"{at(step)}  {step.note or ''}", indent=9)
        if first.message:
            self.line(("why    ", "dim"), first.message, indent=9)
        for number, step_text in enumerate(first.remediation, 1):
            self.line((f"do {number}   ", "dim"), step_text, indent=9)
        self.console.print()

    def outside(self, whole: WireAssessment, servers: tuple[WireAssessment, ...]) -> None:
        """Show what stands outside every server's folder."""
        known = {f.id for part in servers for f in part.findings}
        rest = tuple(f for f in whole.findings if f.id not in known)
        if rest:
            self.console.rule(style="dim")
            self.heading("Outside the servers' folders")
            for group in merged(rest):
                self.finding(group)

    def closing(self, report: Report, whole: WireAssessment) -> None:
        self.console.print()
        self.line(("looked at  ", "dim"), searched(whole) or "nothing")
        if whole.suppressed_counts:
            self.line(("set aside  ", "dim"), f"{suppressed_line(whole)} (--show-suppressed lists them)")
        for entry in whole.suppressed:
            self.line(("  aside    ", "dim"), f"{entry.class_} {entry.rule} {entry.masked} {at(entry.location)}: "
                      + "; ".join(entry.reasons))  # fmt: skip
        if whole.accepted:
            self.line(("accepted   ", "dim"), f"{len(whole.accepted)} by baseline, exceptions or inline marks")
            for finding in whole.accepted:
                self.line(accepted_line(finding), indent=11)
        if whole.markers:
            self.line(("marks      ", "dim"), f"{len(whole.markers)} by which the author asks scanners to look away")
            for mark in whole.markers[:MARKS_SHOWN]:
                self.line(mark_line(mark), indent=11)
            if len(whole.markers) > MARKS_SHOWN:
                self.line(f"and {len(whole.markers) - MARKS_SHOWN} more", indent=11)
        for note in whole.notes:
            self.line(("NOTE       ", "bold yellow"), note)
        for limit in report.limits_reached:
            self.line(("NOT READ   ", "bold yellow"), f"{limit.what} {limit.where} {limit.bound}".rstrip())
        if report.not_read:
            kinds = ", ".join(
                dict.fromkeys(f"{g.what}{f' ({g.where})' if g.where else ''}" for g in report.not_read[:4])
            )
            more = f" and {len(report.not_read) - 4} more" if len(report.not_read) > 4 else ""
            self.line(("skipped    ", "dim"), kinds + more)
        self.line(("explain    ", "dim"), "keyproof explain KP001 --for novice|professional")


FORMAT = Format(suffix=".txt", title="text for a terminal", write=write)
