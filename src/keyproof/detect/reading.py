"""Verification: what a hit's line says, by the rule itself, with the name it is bound to. The same line is read once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

import msgspec

from keyproof import limits
from keyproof.detect import calls, forms, hosts, naming
from keyproof.detect.binding import bound_in, wrapped
from keyproof.detect.bound import CODE
from keyproof.detect.boundaries import expression_of, is_binary, line_around
from keyproof.detect.checksum import passes
from keyproof.detect.context import Context
from keyproof.detect.following import SCHEMA_WIDTH, goes_on, is_chained, is_described, rest
from keyproof.detect.generic import RULES
from keyproof.detect.judge import judge
from keyproof.detect.kinds import Kinds
from keyproof.detect.match import Judgement
from keyproof.detect.nearby import in_context
from keyproof.detect.randomness import entropy
from keyproof.detect.reduced import width
from keyproof.detect.rule import Rule, context_pattern
from keyproof.detect.setters import shown
from keyproof.detect.settled import PROVEN
from keyproof.detect.shipped import is_set_line, says_password
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import compiled, regex

_ONE_LINE: Final = 1_200
"""Values up to this width stand on one line; wider rules (PEM blocks, JSON keys) see a stretch of the text."""

_WIDEST: Final = 16_000
_NEAR: Final = 400
"""Bytes around a value that judging may look at."""

_FALSE_NAMES: Final = frozenset("is was http https e env u x of to the with use example default value".split())
_BOUND: Final = regex(
    r"""([A-Za-z_$][\w$.\-]{0,80}(?:\x20(?:[Kk]ey|[Tt]oken|[Ss]ecret|[Pp]assword))?)[\\"'`\])*]{0,5}\s{0,4}(?::\s{0,2}[\w\[\]|. &']{1,40}=|\?\?=|\|\|=|:=|=>|[:=,(>]|\|\||\?\?|\bor\b|:?-|\bis\b|\.unwrap_or(?:_else)?\((?:\|\w?\|)?)
    [\\\s"'`(\[{rbfuL@*]{0,10}(?:(?:Bearer|Basic|Token|token|Bot)\s{1,2})?$""",
    re.X,
)  # fmt: skip
_VALUE_KEY: Final = regex(
    r"""(?:name|key)\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?([A-Za-z_][\w.\-]{0,80})\\?["']?\s{0,2},?\s{0,40}\\?["']?value\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?$""",
    re.I,
)
_OPERATOR: Final = regex(
    r"""(?:\|\||\?\?|\bor\b|:-|["'`]\s{0,3},(?:\s{0,3}default\s{0,2}=)?|\bdefault\s{0,2}[=:])[\s"'`(]{0,6}$"""
)
_READS: Final = regex(
    r"environ|getenv|process\.env|\benv\b|ENV\[|get_env|[gG]etEnv|import\.meta|add_argument|option\(|\bField\(|\$\{"
)
_IN_PROGRAM: Final = CODE | {Setting.DOCS, Setting.EXAMPLE}
_SET_LINE: Final = regex(r"\s{0,8}(?:export\s{1,4}|set\s{1,4})?[A-Z][A-Z0-9]{0,30}(?:_[A-Z0-9]{1,30}){1,8}=")
_VARIABLE: Final = regex(r"(?!.*xxx)[a-z_]+(?:\.[a-z_]+)*[({\[)\].,;:]{0,4}\Z")
_QUOTES: Final = (b'"', b"'")
_MAY_HOLD: Final = regex(rb"""["'`0-9<$-](?:(?<![$-])|(?<=\$)\{|(?<=-)(?:e |-env|-build-arg))""")
"""What a line of a program or a text holds if it holds a value: without quotes or a digit it is code or prose."""

_SETS: Final = regex(
    rb"""\s{0,40}(?:(?:-|\*|\#|//|\$|export|SQL>)\s{1,8}|-D|[\#;])?[\w.\-]{2,80}+(?:\s{0,40}=\s{0,8}|:\s{1,40})[^\s,;(){}\[\]]{3,80}+\s{0,3}\\?\s{0,3}\Z"""
)
"""Or, without any of these, a line that sets one value as shells, properties files and SQL do."""

_BUILT: Final = regex(
    rb"""(?=[^\s]{0,40}[a-z])(?=[^\s]{0,40}[A-Z])[^\s()]{0,40}[.!\#%&+^?~_-][A-Za-z]{3}|(?:[a-z]{3,12}[-_.]){3}[a-z]{3}"""
)
"""Or, in a call or a command, a password without a digit."""

_LINES_KEPT: Final = 100_000
"""Lines whose readings are remembered."""

Spot: TypeAlias = tuple[int, int, str]
"""Start, end and rule of a reading."""

_ALONE: Final = (b"", False)


class Reading(msgspec.Struct, frozen=True):
    """One verified and judged place in one text; offsets are bytes of the value."""

    rule: Rule
    start: int
    end: int
    name: str
    fallback: bool
    judgement: Judgement


_BOUND_TO_NOTHING: Final[list[Reading]] = []
"""The readings of a line that binds nothing, whatever the setting."""


class Named(NamedTuple):
    """How the reading of names went."""

    whole: bool
    """All lines were read."""
    far: list[tuple[int, int]]
    """Stretches of more than a line and the next that decided."""


class _Line(NamedTuple):
    """What one line says, by what follows it where it goes on."""

    goes_on: bool
    described: bool
    quoted: bool
    readings: dict[tuple[bytes, bool], list[Reading]]


class _Shape:
    """A rule made ready: its expression on bytes, how wide its match can be, the words that have to be near."""

    __slots__ = ("context", "expression", "glued", "rule", "width")

    def __init__(self, rule: Rule) -> None:
        words = context_pattern(rule).encode()
        self.rule = rule
        self.expression = expression_of(rule.pattern, prefix=bool(rule.prefix), raw=rule.raw)
        # Where a checksum proves the value: the strings of programs and of tables' columns have nothing between them.
        self.glued = compiled(rule.pattern.encode(), re.DOTALL) if rule.prefix and rule.checksum in PROVEN else None
        self.width = min(width(rule.pattern), _WIDEST)
        self.context = compiled(words, re.IGNORECASE) if words else None


class Finder:
    """Verifies and judges; keeps what it said of recent lines, because histories repeat them."""

    def __init__(self, lines: naming.Lines, rules: Iterable[Rule]) -> None:
        """*lines* is what is known of lines with names; those of *rules* that names tell are called so."""
        self.kinds = Kinds(rules)
        self._shapes: dict[str, _Shape] = {}
        self._shaped = lru_cache(maxsize=30_000)(_shaped)
        self._lines: dict[Setting, dict[bytes, _Line]] = {}
        self._naming = lines

    def verify(self, rule: Rule, text: bytes, ends: list[int], setting: Setting, found: dict[Spot, Reading]) -> None:
        """Add to *found* the matches of *rule* in *text* near *ends*."""
        shape = self._shape(rule)
        glued = shape.glued is not None and is_binary(text)
        for low, high in _regions(text, ends, shape):
            for start, end, name, fallback, judgement in self._shaped(shape, text[low:high], setting, glued):
                kind = (
                    _whose(self.kinds, rule, text, low + start, low + end, name) if rule.id in hosts.OF_NOBODY else rule
                )
                place = (low + start, low + end, kind.id)
                if place not in found:
                    found[place] = Reading(kind, *place[:2], name, fallback, judgement)
            if len(found) > 2 * limits.MATCHES_PER_FILE:
                return

    def reach(self, rule: Rule) -> int:
        """Return how many bytes from a hit of *rule* decide on it, 0 where it is its line and the one before."""
        shape = self._shape(rule)
        return shape.width + rule.around + _NEAR if shape.width > _ONE_LINE or rule.around else 0

    def _shape(self, rule: Rule) -> _Shape:
        shape = self._shapes.get(rule.id)
        if shape is None:
            shape = self._shapes[rule.id] = _Shape(rule)
        return shape

    def named(
        self, text: bytes, ends: list[int], called: list[int], setting: Setting, found: dict[Spot, Reading]
    ) -> Named:
        """Add to *found* the generic readings of the lines of *text* that hold the *ends*, which ascend.

        *called* has those of *ends* at which `calls` is to look, too.
        """
        known = self._lines.setdefault(setting, {})
        if len(known) > _LINES_KEPT:
            known.clear()
        far: list[tuple[int, int]] = []
        size = len(text)
        lines, whole = self._naming.of(text, ends, called, setting)
        for start, stop in lines:
            if len(found) > 2 * limits.MATCHES_PER_FILE:
                return Named(False, far)
            line = text[start:stop]
            calls_too = bool(called) and naming.holds_one(called, start, stop)
            entry = known.get(line)
            if entry is None:
                quoted = line.lstrip()[:1] in _QUOTES
                entry = known[line] = _Line(goes_on(line), is_described(line), quoted, {})
            after = b""
            more = stop < size and (entry.goes_on or is_chained(text, stop))
            if more:
                after = rest(text, stop, described=entry.described)
                if entry.described:
                    far.append((start, stop + SCHEMA_WIDTH))
                elif b"\n" in after[1:]:
                    far.append((start, stop + len(after)))
            if entry.quoted and text[max(0, start - 3) : start].rstrip()[-1:] == b"(":
                lead = text[line_around(text, start - 1)[0] : start][-80:]
                readings = self._read(lead, line, after, setting, calls_too)
            else:
                key = (after, calls_too) if after or calls_too else _ALONE
                kept = entry.readings.get(key)
                if kept is None:
                    kept = entry.readings[key] = self._read(b"", line, after, setting, calls_too)
                    if not kept and not entry.described and (not more or after[:1] == b"\n"):
                        binds = entry.quoted or kept is not _BOUND_TO_NOTHING
                        self._naming.forget(line + after, setting, calls_too=calls_too, binds=binds)
                readings = kept
            for reading in readings:
                first, last, rule = start + reading.start, start + reading.end, reading.rule
                made = Reading(rule, first, last, reading.name, reading.fallback, reading.judgement)
                found.setdefault((first, last, rule.id), made)
        return Named(whole, far)

    def _read(self, lead: bytes, line: bytes, after: bytes, setting: Setting, calls_too: bool) -> list[Reading]:
        """Return the generic readings of *line*, offsets from its start.

        *lead* is the line before where a call opens on it, *after* the line after where *line* goes on.
        """
        holds = setting not in _IN_PROGRAM or _MAY_HOLD.search(line) or _MAY_HOLD.search(after) or _sets(line)
        if not holds and not (calls_too and _BUILT.search(line)):
            return []
        found = _named(lead, line, after, setting, calls_too)
        if found is None:
            return _BOUND_TO_NOTHING
        return [
            Reading(self.kinds.of(RULES[f.kind.word], f.value, f.name, f.whole), at, end, f.name, fallback, judgement)
            for f, at, end, fallback, judgement in found
        ]


def _whose(kinds: Kinds, rule: Rule, text: bytes, start: int, end: int, name: str) -> Rule:
    """Return the kind of what *rule*, of no provider, matches from *start* to *end*, bound to *name*."""
    kind = kinds.of(rule, text[start:end].decode("utf-8", "replace"), name) if name else rule
    low, high = line_around(text, start)
    return (hosts.owner(text[low:high].decode("utf-8", "replace")) or rule) if kind is rule else kind


def _sets(line: bytes) -> bool:
    return len(line) < 240 and (
        b" by " in line
        or b"-D" in line
        or b"pass:" in line
        or b" password=" in line
        or b",password=" in line
        or b" -u" in line
        or _SETS.match(line) is not None
    )


def _is_seen(text: bytes, end: int, width: int, stop: int) -> bool:
    """Whether a region of *text* up to *stop* holds all of a match that was hit at *end*."""
    return end + width <= stop or (end <= stop and text[stop : stop + 1] in (b"", b"\n"))


def _regions(text: bytes, ends: list[int], shape: _Shape) -> list[tuple[int, int]]:
    """Return the stretches of *text* to verify: lines, with the one before for context; a window for wide rules."""
    regions: list[tuple[int, int]] = []
    for end in sorted(ends):
        if regions and shape.width <= _ONE_LINE and _is_seen(text, end, shape.width, regions[-1][1]):
            continue
        low, high = line_around(text, max(end - 1, 0))
        if shape.width > _ONE_LINE:
            reach = shape.width + _NEAR
            low, high = max(0, min(low, end - reach)), min(len(text), max(high, end + reach))
        elif shape.context is not None and low > 0:
            low = line_around(text, low - 1)[0]
        if shape.rule.around:
            low, high = max(0, low - shape.rule.around), min(len(text), high + shape.rule.around)
        if regions and low < regions[-1][1] and shape.width > _ONE_LINE:
            regions[-1] = (regions[-1][0], max(high, regions[-1][1]))
        else:
            regions.append((low, high))
    return regions


_Found = tuple[int, int, str, bool, Judgement]


def _shaped(shape: _Shape, region: bytes, setting: Setting, glued: bool) -> tuple[_Found, ...]:
    """Return what a rule matches in *region*: start, end, bound name, whether it is a fallback, judgement.

    With *glued* a value that its checksum proves may stand against other characters.
    """
    group = "secret" if "secret" in shape.expression.groupindex else 0
    out: list[_Found] = []
    position = 0
    while len(out) <= limits.MATCHES_PER_FILE and (found := _next(shape, region, position, glued)) is not None:
        position = max(found.end(), found.start() + 1)
        start, end = found.span(group)
        line_start = region.rfind(b"\n", 0, found.start()) + 1
        if shape.context is not None and not in_context(shape.context, region, line_start, start):
            continue
        value = region[start:end].decode("utf-8", "replace")
        if shape.rule.entropy and not shape.rule.prefix and entropy(value) < shape.rule.entropy:
            continue
        before = region[max(line_start, found.start() - 240) : found.start()].decode("utf-8", "replace")
        named_to = found.start() if b"://" in found[0] else start
        name = _bound_name(
            region[max(line_start, named_to - 240) : named_to].decode("utf-8", "replace"),
            region[max(0, named_to - 240) : named_to],
        )
        context = Context(
            setting=setting,
            name=name,
            line=region[line_start:start].decode("utf-8", "replace")[-600:],
            after=region[end : end + 60].partition(b"\n")[0].decode("utf-8", "replace"),
            near=region[max(0, start - _NEAR) : end + _NEAR].decode("utf-8", "replace"),
        )
        fallback = bool(_OPERATOR.search(before) and _READS.search(before))
        out.append((start, end, name, fallback, judge(shape.rule, value, context)))
    return tuple(out)


def _next(shape: _Shape, region: bytes, position: int, glued: bool) -> re.Match[bytes] | None:
    """Return the next match of *shape*: a token with its edges, or one that its checksum proves without."""
    found = shape.expression.search(region, position)
    if not glued or shape.glued is None or (found is not None and found.start() == position):
        return found
    until = len(region) if found is None else found.start()
    for other in shape.glued.finditer(region, position, until):
        if passes(shape.rule.checksum, other[0].decode("ascii", "replace")):
            return other
    return found


def _bound_name(before: str, wider: bytes) -> str:
    found = _VALUE_KEY.search(wider.decode("utf-8", "replace")) or _BOUND.search(before)
    if found is None or found[1] in _FALSE_NAMES:
        return ""
    return shown(found[1])


_Named = tuple[forms.Binding, int, int, bool, Judgement]


def _named(lead: bytes, line: bytes, after: bytes, setting: Setting, calls_too: bool) -> list[_Named] | None:
    """Return the generic readings of *line*: what is bound, start, end, whether a fallback, judgement.

    *lead* is the line before where a call opens on it, *after* the line after where *line* goes on. None where nothing
    is bound.
    """
    before, own = (part.decode("utf-8", "surrogateescape") for part in (lead, line))
    text = before + own + after.decode("utf-8", "surrogateescape")
    since, until = len(before), len(before) + len(own)
    bound = [(found, text, found.start, found.end) for found in bound_in(text, since, until, calls_too)]
    if after:
        bound += wrapped(text, since, until, [found for found, *_ in bound], calls_too=calls_too)
    if not bound:
        return None
    plain = text.isascii()
    in_code = setting in CODE
    out: list[_Named] = []
    for found, stands_in, first, last in bound:
        if found.form == "bare" and setting is Setting.SOURCE and is_set_line(found.name, stands_in, first, last):
            found = msgspec.structs.replace(found, form="literal")
        if found.form == "bare" and in_code and found.kind.word != "password" and _VARIABLE.match(found.value):
            continue
        rule = RULES[found.kind.word]
        context = Context(
            setting=setting, name=found.name, kind=found.kind, form=found.form,
            line=stands_in[max(0, first - 600) : first], after=stands_in[last : last + 60].partition("\n")[0],
        )  # fmt: skip
        judgement = judge(rule, found.value, context)
        if _is_noise(judgement, found, setting):
            continue
        start, end = (found.start, found.end) if plain else _in_bytes(text, found.start, found.end)
        out.append((found, start - len(lead), end - len(lead), found.form == "fallback", judgement))
    return out


def _is_noise(judgement: Judgement, found: forms.Binding, setting: Setting) -> bool:
    """Whether not even the list of what was left out needs this: code, and words in prose."""
    if judgement.secret_class is SecretClass.REFERENCE:
        return setting in CODE or not found.value.startswith(("$", "{{", "%", "<"))
    if judgement.secret_class is not SecretClass.PLACEHOLDER or (setting not in _IN_PROGRAM and not found.kind.faint):
        return False
    named = found.name not in calls.NAMES or says_password(found.value)
    return found.kind.faint or found.form in ("bare", "passed") or not named


def _in_bytes(text: str, start: int, end: int) -> tuple[int, int]:
    """Return character offsets in *text* as offsets in the bytes it was decoded from."""
    first = len(text[:start].encode("utf-8", "surrogateescape"))
    return first, first + len(text[start:end].encode("utf-8", "surrogateescape"))
