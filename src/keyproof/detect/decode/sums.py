"""Values whose parts are constants of their own, put together by their names: ``P = "ghp_"``, ``R = "…"``, ``P + R``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode import operands, templates
from keyproof.detect.decode.view import View
from keyproof.patterns import regex

_USES: Final = (
    rb"(?<!\w)(?:[A-Za-z_]\w{0,20}\.)?NAME\s{0,4}(?:\+{1,2}|\.{1,2}|<>|&|\^)\s{0,4}(?:[\"'`](?P<tail>[\w.\-]{3,300})[\"'`]|\$?(?:[A-Za-z_]\w{0,20}\.)?([A-Za-z_]\w{0,60}))"
    rb"|&NAME;&([A-Za-z_]\w{0,60});"
    rb"|\{NAME\}\}?\$?\{{1,2}([A-Za-z_]\w{0,60})"  # {A}{B}, ${A}${B}
    rb"|\$NAME\$\{?([A-Za-z_]\w{0,60})"
    rb"|\{[A-Za-z_]\w{0,20}\.NAME\}\$?\{[A-Za-z_]\w{0,20}\.([A-Za-z_]\w{0,60})"
    rb"|\w\[[\"']NAME[\"']\]\s{0,4}(?:\+|\.{1,2}|<>|&)\s{0,4}\$?[A-Za-z_]\w{0,20}\[[\"']([A-Za-z_]\w{0,60})"
    rb"|\$?\(NAME\)[$\\]\(([A-Za-z_]\w{0,60})\)"  # $(A)$(B), \(a)\(b)
    rb"|%NAME%%([A-Za-z_]\w{0,60})%"
    rb"|\{\{\s?\w{1,12}\.NAME\s?\}\}\$\{\{\s?\w{1,12}\.([A-Za-z_]\w{0,60})"
    rb"|(?:=|return)\s{0,4}NAME[ ]([A-Za-z_]\w{0,60})(?=[ ]{0,4}[; ])"  # C
    rb"|(?:^|\n)(?:export )?NAME\+=[\"']?(?P<added>[\w.\-]{3,300})"  # shell
    rb"|(?:\$NAME|[$#]?\{\$?NAME\}|\$\(NAME\)|%NAME%|\{\{\s?(?:\w{1,12}\.)?NAME\s?\}\})(?:[\"']{2})?(?P<rest>(?:(?<=[})%\"'])|(?=[.\-]))[\w.\-]{8,300})"
)
"""How a constant NAME and another are put together; the last group that took part names the other."""

_GROWS: Final = (
    rb"""(?<![\w.])\$?NAME\s{0,4}(?::?=\s{0,4}["']?(?:\$\{NAME\}|\$\(NAME\)|\$NAME(?!\w)|NAME\s{0,4}[+.&]{1,2})"""
    rb"""|\+=|\.=|<<)\s{0,4}["']{0,2}([\w.\-+/=]{1,300})"""
)
"""How a variable NAME gets longer."""

REACH: Final = 3_000
"""Bytes on both sides in which a name is looked for."""

BACK: Final = 100
"""Bytes before a piece that may say what it is joined or bound to."""

QUOTES: Final = (b'"', b"'", b"`")
_BESIDE: Final = 64
_BEHIND: Final = 460
"""Bytes before and behind a name that say how it is used."""

_PUTS: Final = regex(rb"""\s{0,4}(?:[+.]=|<<|:?=\s{0,4}["']?())""")
"""What follows a name that is given more; after a plain ``=`` the name itself has to stand."""

_PUT_TOGETHER: Final = regex(rb"\s{0,4}[+.<&^]|;&|\s?\}|\$|\)[$\\\w]|%[%\w]|[\"']\]|[ ][A-Za-z_]|[\"'\-]")
"""What follows a name where any of `_USES` holds."""

_VARIABLE: Final = regex(rb"(?:\$\{|\{|%\(|#\{)\s?([A-Za-z_]\w{0,60})")
_ASSIGNED: Final = regex(rb"[\"'`]?\s{0,4}(?:=:?(?:\s?\w{1,20}\s?:)?|:)\s{0,4}(\w{0,60}[A-Za-z_])")
"""A name and what binds a value to it, from the value backwards: so its end is found at once."""

_DEFINED: Final = regex(rb"(?:\#define|<!ENTITY)[ \t]{1,8}([A-Za-z_]\w{0,60})[ \t]{1,8}[\"']\Z")
_LITERAL: Final = regex(
    rb"[\"']?(?:,(?=\s?[\"'])\s?|\s{0,4}=>\s{0,4}|\s{0,4}(?::\s?\w{1,20}\s?)?:?=\s{0,4}|:[ ]{1,4}|[ ]{1,8}(?=[\"']))[\"'`]?((?<=[\"'`])[^\"'`\s;]{1,300}|[^\"'`\s;]{3,300})"
)
_QUOTED: Final = regex(rb"""(["'])([^"'\n]{1,300})\1""")
_NAME: Final = regex(rb"[A-Za-z_]\w{0,60}")
_TAIL: Final = regex(rb"(?:\}(?:[\"']{2})?|%|\)|(?<=\w)(?=[.\-]))([\w.\-]{1,300})")
"""What a text goes on with behind the names put together in it."""

_KEYED: Final = regex(
    rb"""(?:["']([A-Za-z_]\w{0,60})["']\s{0,4}(?::|=>)|\bdefine\(\s?["']([A-Za-z_]\w{0,60})["'],|\b[sS][eE][tT]\(\s?([A-Za-z_]\w{0,60}))\s{0,4}["']\Z"""
)
"""A name that a value is given in an object, by PHP's ``define`` or CMake's ``set``."""

_PASSED: Final = regex(rb"\s{0,8}(?:,|\)|\r?\n|\Z)")
"""What follows a name that is an argument."""

_ENTRY_SIZE: Final = 200
_ENTRY: Final = regex(
    rb"""["'](?:key|name)["']\s{0,4}:\s{0,4}["']([\w.-]{1,60})["']\s{0,4},\s{0,80}["']value["']\s{0,4}:\s{0,4}["']\Z"""
)
_ENTRY_OF: Final = rb"""["'](?:key|name)["']\s{0,4}:\s{0,4}["']NAME["']\s{0,4},\s{0,80}["']value["']\s{0,4}:\s{0,4}["']([^"'\n]{1,300})["']"""
_REFERENCE: Final = regex(rb"\{\{([\w.-]{1,60})\}\}")
_PLACES: Final = 8
_PIECES: Final = 16


def filled(text: bytes, start: int, stop: int) -> View | None:
    """Return the value of which *start* to *stop* is the first part and a variable the rest: ``f"ghp_{rest}"``."""
    found = _VARIABLE.match(text, stop)
    if found is None:
        return None
    rest = literal_of(text, found[1], stop)
    return looked(stop) if rest is None else View(text[start:stop] + rest, start, found.end(), "concatenation")


def looked(at: int) -> View:
    """Return the view that says only that all within ``REACH`` of *at* was looked at."""
    return View(b"", max(0, at - REACH), at + REACH, "")


def summed(text: bytes, start: int, stop: int) -> View | None:
    """Return the value whose start is a constant of its own: ``P = "ghp_"``, ``R = "…"``, ``P + R``."""
    name = _name_before(text[max(0, start - BACK) : start])
    if not name and (keyed := _KEYED.search(text, max(0, start - BACK), start)) is not None:
        name = next(group for group in keyed.groups() if group)
    if not name or name == b"value":
        return _referred(text, start, stop) if b'value"' in text[max(0, start - 12) : start] else None
    use = _use(text, name, stop)
    grown = _grown(text, name, stop)
    if grown:
        return View(text[start:stop] + grown, start, stop, "concatenation", is_text=False)
    if use is None:
        whole, met = _filled_in(text, name, stop)
        if whole is None:
            return looked(stop) if met else View(b"", max(0, start - BACK), stop + REACH, "")
        return View(whole, start, stop, "concatenation", is_text=False)
    rest = operands.rest_of(text, _behind(use, name), lambda other: literal_of(text, other, stop))
    if use["rest"]:
        more = operands.rest_of(text, use.end("rest") + 1, lambda other: literal_of(text, other, stop))
        rest = use["rest"] + (more or b"") if text[use.end("rest") : use.end("rest") + 1] in QUOTES else use["rest"]
    rest = rest or use["tail"] or use["added"] or _all_of(text, use, name, stop)
    return looked(stop) if rest is None else View(text[start:stop] + rest, start, stop, "concatenation")


def _name_before(before: bytes) -> bytes:
    """Return the name that is given the value which *before* leads to, ``b""`` without one."""
    bare = before[:-1] if before[-1:] in QUOTES else before
    if bare.rstrip()[-1:] in (b"=", b":"):
        assigned = _ASSIGNED.match(before[::-1])
        return assigned[1][::-1] if assigned else b""
    defined = _DEFINED.search(before) if bare is not before and (b"#define" in bare or b"<!ENTITY" in bare) else None
    return defined[1] if defined else b""


def _use(text: bytes, name: bytes, stop: int) -> re.Match[bytes] | None:
    """Return the first place behind *stop* where *name* is put together with another; looked for where it stands alone."""
    uses: re.Pattern[bytes] | None = None
    for at in _mentions(text, name, stop):
        if _PUT_TOGETHER.match(text, at + len(name)) is None:
            continue
        uses = uses or re.compile(_USES.replace(b"NAME", re.escape(name)))  # takes long: most names are not used again
        found = uses.search(text, max(stop, at - _BESIDE), min(len(text), stop + REACH, at + _BEHIND))
        if found is not None:
            return found
    return None


def _grown(text: bytes, name: bytes, stop: int) -> bytes:
    """Return what the statements behind *stop* put at the end of *name*, in order: ``T=${T}b``, ``t += "b"``."""
    given = (_PUTS.match(text, at + len(name)) for at in _mentions(text, name, stop))
    if not any(put and (put[1] is None or text.startswith((b"$", name), put.end())) for put in given):
        return b""
    grows = re.compile(_GROWS.replace(b"NAME", re.escape(name)))
    return b"".join(found[1] for found in grows.finditer(text[stop : stop + REACH]))


def _filled_in(text: bytes, name: bytes, stop: int) -> tuple[bytes | None, bool]:
    """Return what a template behind *stop* makes of the constant *name* and others, and whether one was looked at."""
    met = False
    for at in _mentions(text, name, stop):
        if _PASSED.match(text, at + len(name)) is None:
            continue
        met = True
        whole = templates.ordered(text, at, lambda other: literal_of(text, other, stop))
        if whole is not None:
            return whole, True
    return None, met


def _referred(text: bytes, start: int, stop: int) -> View | None:
    """Return the value whose start is a variable of the same file (Postman's ``{"key": "a", "value": "…"}``), as put
    together somewhere in it: ``{{a}}{{b}}``."""
    named = _ENTRY.search(text, max(0, start - _ENTRY_SIZE), start)
    if named is None:
        return None
    low, high = max(0, start - REACH), min(len(text), stop + REACH)
    at = text.find(b"{{" + named[1] + b"}}{{", low, high)
    parts: list[bytes] = []
    while at >= 0 and len(parts) < _PIECES and (reference := _REFERENCE.match(text, at)) is not None:
        entry = re.compile(_ENTRY_OF.replace(b"NAME", re.escape(reference[1]))).search(text, low, high)
        if entry is None:
            return looked(stop)
        parts.append(entry[1])
        at = reference.end()
    return View(b"".join(parts), start, stop, "concatenation", is_text=False) if len(parts) > 1 else looked(stop)


def _mentions(text: bytes, name: bytes, stop: int) -> Iterator[int]:
    """Yield where *name* stands as a word in the ``REACH`` bytes behind *stop*."""
    at = text.find(name, stop, stop + REACH)
    while at >= 0:
        end = at + len(name)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            yield at
        at = text.find(name, end, stop + REACH)


def _behind(use: re.Match[bytes], name: bytes) -> int:
    """Return where *name* ends in *use*."""
    found = re.search(rb"(?<![A-Za-z0-9])" + re.escape(name) + rb"(?![A-Za-z0-9])", use[0])
    return use.start() + (found.end() if found else use[0].index(name) + len(name))


def _all_of(text: bytes, use: re.Match[bytes], name: bytes, stop: int) -> bytes | None:
    """Return the literals of the names that *use* puts behind *name*: one, and more where the same joins them on."""
    group = use.lastindex or 0
    joint = use.string[_behind(use, name) : use.start(group)]
    parts: list[bytes] = []
    other, at = use[group], use.end(group)
    while len(parts) < _PIECES and (literal := literal_of(text, other, stop)) is not None:
        parts.append(literal)
        if not use.string.startswith(joint, at):
            tail = _TAIL.match(use.string, at)
            return b"".join(parts) + (tail[1] if tail else b"")
        following = _NAME.match(use.string, at + len(joint))
        if following is None:
            last = _QUOTED.match(use.string, at + len(joint))
            return b"".join(parts) + (last[2] if last else b"")
        other, at = following[0], following.end()
    return None


def literal_of(text: bytes, name: bytes, near: int) -> bytes | None:
    """Return the literal that *name* is set to, within 3,000 bytes of *near*, among its first places there."""
    at, high = max(0, near - REACH), min(len(text), near + REACH)
    places = 0
    while places < _PLACES and (at := text.find(name, at, high) + len(name)) >= len(name):
        if text[at - len(name) - 1 : at - len(name)].isalnum() or text[at : at + 1].isalnum():
            continue
        places += 1
        if (found := _LITERAL.match(text, at)) is not None:
            return found[1]
    return None
