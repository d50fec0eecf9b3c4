"""JSON Lines: one finding a line, for pipes."""

from __future__ import annotations

from typing import TextIO

import msgspec

from keyproof.formats import Format
from keyproof.model.report import Report
from keyproof.neutral import json_safe


def write(report: Report, file: TextIO) -> None:
    """Write each finding of *report* as one JSON object a line, with its server's name added, each finding once."""
    seen: set[str] = set()
    for part in (*report.assessments[1:], report.assessments[0]):
        for finding in part.findings:
            if finding.id in seen:
                continue
            seen.add(finding.id)
            row = {"server": part.server, "rating": part.rating, **msgspec.to_builtins(finding)}
            file.write(json_safe(msgspec.json.encode(row).decode("utf-8")) + "\n")


FORMAT = Format(suffix=".jsonl", title="JSON Lines, a finding a line", write=write)
