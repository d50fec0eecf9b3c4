"""A single HTML page: works offline, filters findings, follows the reader's dark mode, prints well.

The page loads nothing: style and script are inline, and a Content-Security-Policy says so. All target text is escaped
by jinja2's autoescape after control characters are neutralised.
"""

from __future__ import annotations

from importlib.resources import files
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
from keyproof.model.report import Report
from keyproof.neutral import neutral


def write(report: Report, file: TextIO) -> None:
    """Write *report* as one self-contained page."""
    import jinja2

    env = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    env.finalize = lambda value: neutral(value, keep_newlines=True) if type(value) is str else value
    env.globals.update(
        ADVICE=ADVICE, GROUPS=GROUPS, MARKS=MARKS, QUESTIONS=QUESTIONS, at=at, history_of=history_of, merged=merged,
        accepted_line=accepted_line, mark_line=mark_line,
        required=required, searched=searched, subtitle=subtitle, suppressed_line=suppressed_line,
    )  # fmt: skip
    template = env.from_string(files("keyproof.formats").joinpath("_page.html.jinja").read_text("utf-8"))
    file.write(template.render(report=report, target=target_line(report)).rstrip() + "\n")


FORMAT = Format(suffix=".html", title="one HTML page", write=write)
