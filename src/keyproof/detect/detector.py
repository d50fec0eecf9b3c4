"""The detector: one pass of the compiled rules, then each hit verified and judged."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]

import hyperscan

from keyproof import limits
from keyproof.detect import database
from keyproof.detect.database import CONTEXT_ID, GENERIC_ID, Expressions
from keyproof.detect.generic import bindings, generic_rule, is_credential_name, kind_of_name
from keyproof.detect.judge import is_quiet, judge
from keyproof.detect.match import Judgement, Match
from keyproof.detect.rule import Rule, builtin_rules
from keyproof.detect.setting import setting_of
from keyproof.model.fact import SecretClass, Setting
from keyproof.model.secret import Secret

_EDGE = rb"(?:(?<![0-9A-Za-z_])|(?<=\\[nrt])|(?<=%[0-9A-F]{2}))"
_END = rb"(?![0-9A-Za-z_])"
_MAX_WIDTH = 20_000
_LINE_HITS = 200
"""Hits of one rule that are verified in one text; a flood of the same shape is one thing seen many times."""
_BOUND_NAME = re.compile(
    r"""["'`]?([A-Za-z_$][\w$.\-]{1,80})["'`]?\s{0,4}\]?\s{0,2}(?::\s{0,2}[\w\[\]|. ]{1,40})?(?::=|=>|[:=,(])[\s"'`rbf(\[]{0,8}$"""
)
_FALLBACK = re.compile(r"(?:\|\||\?\?|\bor\b|,|:-)[\s\"'`]{0,6}$")
_READ = re.compile(r"environ|getenv|process\.env|\benv\b|ENV\[|get_env|getEnv|default\s{0,2}=|\$\{")


class _Shape:
    """A rule made ready: its expression on bytes and how wide a match can be."""

    __slots__ = ("expression", "rule", "width")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        text = rule.pattern.encode()
        self.expression = re.compile(text if rule.raw else _EDGE + b"(?:" + text + b")" + _END, re.S)
        self.width = min(int(_parser.parse(rule.pattern).getwidth()[1]), _MAX_WIDTH) + 8


class Detector:
    """All rules, compiled. ``scan`` may be called for any number of texts; it keeps no text."""

    def __init__(self, rules: tuple[Rule, ...], cache_dir: Path) -> None:
        expressions = Expressions(rules)
        self.digest = expressions.digest()
        self.truncated: set[str] = set()
        self._rules_of = expressions.rules_of
        self._shapes: dict[str, _Shape] = {}
        self._database = database.load(expressions, cache_dir)
        self._scratch = hyperscan.Scratch(self._database)
        self._read_line = lru_cache(maxsize=20_000)(_read_line)

    @classmethod
    def load(cls, rules: tuple[Rule, ...] | None = None, *, cache_dir: Path | None = None) -> Detector:
        """Return a detector for *rules* (default: those that ship), its compiled form from *cache_dir* where it is there."""
        return cls(builtin_rules() if rules is None else rules, cache_dir or database.cache_folder())

    def scan(self, data: bytes, path: str, *, setting: Setting | None = None) -> list[Match]:
        """Return the judged matches in *data*, by start, none overlapping another."""
        data = _as_utf8(data)
        where = setting_of(path) if setting is None else setting
        binary = b"\0" in data[:8192]
        hits = self._hits(data, path)
        if not hits:
            return []
        found: list[Match] = []
        lines = _Lines(data)
        quiet = binary or is_quiet(path)
        for number, ends in hits.items():
            if number == GENERIC_ID:
                if not quiet:
                    found += self._generic(data, ends, lines, where)
            elif number >= CONTEXT_ID:
                if not quiet:
                    found += self._contextual(data, number, ends, lines, where)
            else:
                found += self._direct(data, number, ends, lines, where, binary)
        return _winners(found)

    def _hits(self, data: bytes, path: str) -> dict[int, list[int]]:
        hits: dict[int, list[int]] = {}
        count = 0

        def seen(number: int, start: int, end: int, flags: int, context: object) -> bool:
            nonlocal count
            count += 1
            hits.setdefault(number, []).append(base + end)
            return count > limits.MATCHES_PER_FILE * 10

        step = limits.SCAN_CHUNK
        for base in range(0, max(len(data), 1), step):
            piece = data if len(data) <= step else data[base : base + step + _MAX_WIDTH]
            count = 0
            try:
                self._database.scan(piece, match_event_handler=seen, scratch=self._scratch)
            except hyperscan.ScanTerminated:
                self.truncated.add(path)
        return hits

    def _shape(self, rule: Rule) -> _Shape:
        shape = self._shapes.get(rule.id)
        if shape is None:
            shape = self._shapes[rule.id] = _Shape(rule)
        return shape

    def _direct(
        self, data: bytes, number: int, ends: list[int], lines: _Lines, setting: Setting, binary: bool
    ) -> list[Match]:
        found = []
        for rule in self._rules_of[number]:
            if binary and not rule.prefix:
                continue
            shape = self._shape(rule)
            for start, stop in _windows(ends, shape.width, len(data)):
                for match in shape.expression.finditer(data, start, stop):
                    found.append(self._match(data, rule, match, lines, setting))
                    if len(found) > _LINE_HITS:
                        return found
        return found

    def _contextual(self, data: bytes, number: int, ends: list[int], lines: _Lines, setting: Setting) -> list[Match]:
        found = []
        rows = dict.fromkeys(lines.at(end - 1) for end in ends[: _LINE_HITS * 10])
        for row in rows:
            start, stop = lines.bounds(row)
            if stop - start > limits.LINE_WINDOW:
                continue
            for rule in self._rules_of[number]:
                for match in self._shape(rule).expression.finditer(data, start, stop):
                    found.append(self._match(data, rule, match, lines, setting))
                    if len(found) > _LINE_HITS:
                        return found
        return found

    def _match(self, data: bytes, rule: Rule, match: re.Match[bytes], lines: _Lines, setting: Setting) -> Match:
        start, end = (
            match.span("secret") if "secret" in match.re.groupindex and match["secret"] is not None else match.span()
        )
        value = data[start:end].decode("utf-8", "replace")
        row = lines.at(start)
        line_start, line_stop = lines.bounds(row)
        before = data[max(line_start, start - 256) : start].decode("utf-8", "replace")
        bound = _BOUND_NAME.search(before)
        name = bound.group(1) if bound else ""
        line = data[max(line_start, start - 512) : min(line_stop, end + 512)].decode("utf-8", "replace")
        judgement = judge(rule, value, name=name, line=line, setting=setting, generic=False)
        return Match(
            rule=rule, start=start, end=end, line=row + 1, column=start - line_start + 1, end_line=lines.at(max(end - 1, start)) + 1,
            secret=Secret(value, public_prefix=rule.prefix), name=name,
            fallback=bool(_FALLBACK.search(before) and _READ.search(before)), setting=setting, judgement=judgement,
        )  # fmt: skip

    def _generic(self, data: bytes, ends: list[int], lines: _Lines, setting: Setting) -> list[Match]:
        found: list[Match] = []
        for row in dict.fromkeys(lines.at(end - 1) for end in ends):
            start, stop = lines.bounds(row)
            if stop - start > limits.LINE_WINDOW * 2:
                continue
            for at, end, name, value, form, judgement in self._read_line(data[start:stop], setting):
                rule = generic_rule(kind_of_name(name))
                found.append(
                    Match(
                        rule=rule,
                        start=start + at,
                        end=start + end,
                        line=row + 1,
                        column=at + 1,
                        end_line=row + 1,
                        secret=Secret(value),
                        name=name,
                        fallback=form == "fallback",
                        setting=setting,
                        judgement=judgement,
                    )
                )
                if len(found) > limits.MATCHES_PER_FILE:
                    return found
        return found


def _read_line(raw: bytes, setting: Setting) -> tuple[tuple[int, int, str, str, str, Judgement], ...]:
    line = raw.decode("utf-8", "replace")
    rows = []
    for found in bindings(line):
        if not is_credential_name(found.name):
            continue
        judgement = judge(
            generic_rule("secret"), found.value, name=found.name, line=line, setting=setting, generic=True
        )
        if judgement.secret_class is SecretClass.REFERENCE:
            continue
        if (
            found.form == "bare"
            and setting in (Setting.SOURCE, Setting.TEST)
            and judgement.secret_class is not SecretClass.LIVE
        ):
            continue
        start = len(line[: found.start].encode())
        rows.append((start, start + len(found.value.encode()), found.name, found.value, found.form, judgement))
    return tuple(rows)


class _Lines:
    """Line starts of one text, found when first asked for."""

    __slots__ = ("_data", "_starts")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._starts: list[int] | None = None

    def at(self, offset: int) -> int:
        """Return the row, from 0, of byte *offset*."""
        if self._starts is None:
            self._starts = [0, *(m.end() for m in re.finditer(b"\n", self._data))]
        return bisect_right(self._starts, offset) - 1

    def bounds(self, row: int) -> tuple[int, int]:
        """Return where *row* starts and ends, its newline left out."""
        assert self._starts is not None  # noqa: S101 - ``at`` was asked first
        start = self._starts[row]
        stop = self._starts[row + 1] - 1 if row + 1 < len(self._starts) else len(self._data)
        return start, max(start, stop)


def _windows(ends: list[int], width: int, size: int) -> list[tuple[int, int]]:
    """Return the stretches in which a match that ends near *ends* lies, joined where they overlap."""
    joined: list[tuple[int, int]] = []
    for end in sorted(ends):
        start, stop = max(0, end - width), min(size, end + width)
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def _as_utf8(data: bytes) -> bytes:
    """Return UTF-16 and UTF-32 text as UTF-8; anything else as it is."""
    for mark, codec in (
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace").encode()
    head = data[:512]
    if len(head) >= 16 and b"\0" in head:
        odd, even = head[1::2].count(0), head[::2].count(0)
        half = len(head) // 2
        if odd > 0.9 * half and even < 0.1 * half:
            return data.decode("utf-16-le", "replace").encode()
        if even > 0.9 * half and odd < 0.1 * half:
            return data.decode("utf-16-be", "replace").encode()
    return data


_RANK = tuple(SecretClass)


def _winners(found: list[Match]) -> list[Match]:
    """Return the best of each set of overlapping matches: shape over name, specific over general, longer over shorter."""

    def weight(m: Match) -> tuple[int, int, int, int]:
        generic = m.rule.provider == "generic"
        loose = m.rule.id.startswith(("http-", "url", "jwt-generic", "npmrc", "netrc", "pypirc")) or "url" in m.rule.id
        return (generic, m.judgement.secret_class is SecretClass.MALFORMED, loose, -(m.end - m.start))

    kept: list[Match] = []
    for match in sorted(found, key=weight):
        if not any(match.start < k.end and k.start < match.end for k in kept[-400:]):
            kept.append(match)
    return sorted(kept, key=lambda m: m.start)
