"""Marks by which a target's author asks a scanner to look away, keyproof's own among them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from keyproof.collectors._unchanged import Unchanged
from keyproof.collectors._view import View
from keyproof.detect.lines import Lines
from keyproof.model.fact import SuppressionMarker
from keyproof.model.place import Location, foreign, line_column
from keyproof.patterns import regex
from keyproof.sources import TreeFile

_MARKED = Lines(
    {
        rb"keyproof:": b"keyproof:",
        rb"gitleaks:allow": b"gitleaks:allow",
        rb"trufflehog:ignore": b"trufflehog:ignore",
        rb"pragma:[ \t]*(?:allow|white)list": b"pragma:",
        rb"#[ \t]*nosec": b"nosec",
        rb"ggignore": b"ggignore",
    }
)
"""The lines to look at; `_MARK` decides."""
_MARK = regex(
    rb"(?P<keyproof>keyproof:[ \t]*ignore(?![\w-])(?:\[(?P<checks>[^\]\n\r]{0,200})\])?(?P<reason>[^\n\r]{0,300}))"
    rb"|(?P<gitleaks>gitleaks:allow)|(?P<trufflehog>trufflehog:ignore)"
    rb"|(?P<detect_secrets>pragma:[ \t]*(?:allowlist|whitelist)(?:[ \t]+nextline)?[ \t]+secret)"
    rb"|(?P<ggshield>\bggignore\b)|(?P<nosec>#[ \t]*nosec\b(?::?[ \t]*(?P<ids>(?:[BG][0-9]{3}[, \t]{0,4}){1,20}))?)",
    re.I,
)
_NOSEC_SECRETS = regex(rb"B10[567]|G101")
"""The tests for hardcoded credentials of bandit and gosec."""
_ALONE = regex(rb"\s*(?:$|#|//|/\*|\*|<!--|--|;|%|\{#|\{/\*|\"\"\"|''')")
"""What stands before a mark that is alone on its line: nothing, or the start of a comment."""
_COMMENT_END = regex(r"""\*/|-->|#\}|%>|["`=]|(?<![A-Za-z])'|'(?![A-Za-z])""")
_VALUE_LIKE = regex(r"[A-Za-z0-9+/_=-]{16}|(?=[^\s]{0,40}\d)(?=[^\s]{0,40}[A-Za-z])\S{10}")
_MARK_FILES = {".gitleaksignore": "gitleaks", ".secrets.baseline": "detect-secrets", ".trufflehogignore": "trufflehog"}
_MARKS_PER_FILE = 100


class Marks:
    """The marks in the files of one target, each file looked at when its bytes are at hand."""

    def __init__(self, view: View) -> None:
        self.found: list[SuppressionMarker] = []
        self._view = view
        self._unmarked = Unchanged(view, "unmarked")

    def look(self, file: TreeFile) -> None:
        """Add the marks in *file*."""
        if file.link or foreign(file.path):
            return
        tool = _MARK_FILES.get(file.path.rpartition("/")[2].lower())
        if tool is not None:
            self.found.append(
                SuppressionMarker(
                    location=Location(path=file.path), tool=tool, reason="a file that lists what to pass over"
                )
            )
            return
        if self._unmarked.knows(file.path):
            return
        data = self._view.read(file)
        lines = _MARKED.of(data)
        if lines:
            self.found += _marks_in(file, data, lines)
        elif len(data) == file.size:
            self._unmarked.note(file.path)

    def keep(self) -> None:
        """Keep for the next run which files have none; all were looked at."""
        self._unmarked.keep()


def marks(view: View) -> list[SuppressionMarker]:
    """Return the marks in all files of *view*."""
    looked = Marks(view)
    for file in view.files:
        looked.look(file)
    looked.keep()
    return looked.found


def _marks_in(file: TreeFile, data: bytes, lines: list[tuple[int, int]]) -> Iterator[SuppressionMarker]:
    count = 0
    for match in (m for start, end in lines for m in _MARK.finditer(data, start, end)):
        tool = next(
            k for k in ("keyproof", "gitleaks", "trufflehog", "detect_secrets", "ggshield", "nosec") if match[k]
        )
        ids = match["ids"]
        if tool == "nosec" and ids and not _NOSEC_SECRETS.search(ids):
            continue  # it silences another test than those for hardcoded passwords
        line, column = line_column(data, match.start())
        mark = SuppressionMarker(
            location=Location(path=file.path, line=line, column=column), tool=tool.replace("_", "-")
        )
        yield _own(mark, match) if tool == "keyproof" else mark
        count += 1
        if count >= _MARKS_PER_FILE:
            return


def _own(mark: SuppressionMarker, match: re.Match[bytes]) -> SuppressionMarker:
    """Return keyproof's own mark with its codes; one whose codes cannot be read must not mean all of them."""
    codes = tuple(re.split(r"[,\s]+", (match["checks"] or b"").decode("ascii", "replace").strip().upper()))
    rest = match["reason"].decode("utf-8", "replace")
    read = match["checks"] is None or all(re.fullmatch(r"KP\d{3}", c) for c in codes)
    return msgspec.structs.replace(
        mark,
        reason=_prose(rest),
        checks=codes if match["checks"] is not None and read else (),
        honoured=read and not rest.startswith("["),
        speaks_of_next_line=bool(
            _ALONE.match(match.string[match.string.rfind(b"\n", 0, match.start()) + 1 : match.start()])
        ),
    )


def _prose(text: str) -> str:
    """Return the reason in *text*, without what may follow the comment on its line: that may be the value itself."""
    words = _COMMENT_END.split(text, maxsplit=1)[0].strip(" \t-:*/>#").split()
    return " ".join("…" if _VALUE_LIKE.search(word) else word for word in words)
