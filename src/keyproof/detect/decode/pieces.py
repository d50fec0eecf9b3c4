"""Strings written in pieces: concatenation, adjacent literals, joins, line continuation, formatting, split markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from keyproof.detect.decode.view import View, substituted
from keyproof.patterns import regex

_TAGS: Final = rb"(?:\s{0,20}<[^<>]{1,200}>){1,16}"
_QUOTE: Final = rb"[\"'`]"
_OTHERS: Final = (
    rb"|\\\r?\n[ \t]{0,80}\\?"  # a line that goes on
    rb"|[\"']\s{0,80}\.(?:ascii|asciz|string)\s{1,8}[\"']"
    rb"|=\r?\n"  # quoted-printable
    rb"|(?:\{\w{0,10}\}|%s|\$\{\w{0,10}\})[\"'`](?:\.format\(|\s?%\s?\(?\s?|,\s?)[\"'`]"  # "a{}".format("b")
    rb"|\\-|<br[ ]?/?>\s{0,8}"
    rb"|[\"']\)\s{0,4};\s{0,40}str(?:l|n)?cat\(\s?\w{1,40},\s?[\"']"
    rb"|" + _TAGS + rb"|[{}]{1,2}\\[a-z]{1,12}-?\d{0,5}[ ]"  # markup, RTF
    rb"|\)\s{0,4}-?\d{0,5}(?:\.\d{1,5})?\s{0,4}\("  # PDF
    rb"|\]\]>\s{0,8}<!\[CDATA\["
    rb"|\$\{\s?[\"']([\w.\-]{1,300})[\"']\s?\}"  # `a${"b"}`
    rb"|[\"'`]\s{0,4};?\s{0,80}\$?[A-Za-z_][\w.]{0,60}\s{0,4}(?:\+|\.|\|\||<)?(?:=|<)\s{0,4}[\"'`]"  # k += "b"
    rb"|[\"'`]\)?\s{0,4};?\s{0,80}[\w$]{0,60}\.(?:concat|append|Append|push_str|push|add|<<)\(\s{0,8}[\"'`]"
    rb"|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa4]|\xef\xbb\xbf|\xc2\xad|\xef\xb8\x8f"  # shown as nothing
    rb"|&(?:shy|zwnj|zwj|ZeroWidthSpace|NoBreak|lrm|#8203|#x200[bB]);|\\u(?:200[b-fB-F]|2060|00[aA][dD]|[fF][eE][fF][fF])"
    rb"|(?:\x1b|\\x1[bB]|\\u001[bB]|\\033|\\e)\[[0-9;]{0,16}m"  # colours
)
_FOLDS: Final = (b"BEGIN:", b"dn: ", b"dn:: ", b"version:", b"# LDIF")
"""How files begin whose lines go on after a blank: vCard, iCalendar, LDIF."""

_FOLD: Final = regex(rb"\r?\n[ \t]()")
_CONTROL: Final = regex(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")


def _seam(joints: bytes) -> re.Pattern[bytes]:
    """Return what stands between two pieces, with *joints* between quotes: ``"a" + "b"``, ``'a' 'b'``."""
    return regex(
        _QUOTE + rb"\)?\s{0,80}(?:\\\s{0,40})?(?:(?:" + joints + rb")?\s{0,80}(?:\(|@|[bfru]{1,2})?)" + _QUOTE + _OTHERS
    )


_OPERATORS: Final = rb"\+{1,2}|\*|\.{1,2}|&(?:amp;)?(?:&|\s{0,4}_)?|<>|<<|~|\|\||\^|//"
_SEAM: Final = _seam(_OPERATORS)
_LISTED: Final = _seam(_OPERATORS + rb"|[,;\-]|%\s?\(")
_JOINS: Final = regex(
    rb"[jJ]oin|[cC]oncat|%s|CONCAT|implode|mkString|%@|\bstring\(|\bformat!?\(|[\"']\s-f\s|paste0?\(|str_?c(?:at)?\(|Sprint\(|[ \t]d[bc][ \t]"
)
_JOIN_WORDS: Final = tuple(
    b"oin oncat %s CONCAT implode mkString %@ string( format( format!( -f paste( paste0( strc str_c Sprint( db dc".split()
)
_WORDS: Final = regex(rb"(?:%[wW]|qw)\s?[\[({<|/]\s{0,40}\Z|\w=\(\s{0,40}\Z")
"""What opens a list of words without quotes: Ruby, Perl, the arrays of shells."""

_OPENS: Final = (b"[", b"(", b"{", b"<", b"|", b"/")

_LOOSE: Final = regex(
    rb"""["'`]?[ \t]{0,4}[,;:*]?[ \t]{0,8}(?:\\?\r?\n[ \t+\->*|#/]{0,40})?["'`]?(?<=[^A-Za-z0-9_-])"""
)
_WORD: Final = regex(rb"[A-Za-z0-9_\-]{1,100}")
_WHOLE: Final = 40
_FOLLOWING: Final = 8
_BLANKS: Final = regex(rb"\s{1,40}()(?=[A-Za-z0-9_\-.+/=])")
_ESCAPED: Final = regex(rb"\\n\"\s{0,4},\s{0,80}\"|\\([\"'`\\/nrt])")
"""Escapes within a string of JSON, and from one string to the next of a notebook's lines."""

_ESCAPES: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_AHEAD: Final = 200
_REPLACED: Final = regex(
    rb"""([\"'`])([^\"'`\n]{8,400})\1\s{0,8}\.replace(?:All)?\(\s{0,4}([\"'`/])([^\"'`/\n]{1,12})\3g?\s{0,2},\s{0,4}([\"'`])\5\s{0,4}\)"""
)
_SPLIT: Final = regex(rb"""(["'`])([^"'`\n]{8,400})\1\.split\(\s?(["'`])([^"'`\n]{1,8})\3\)\.join\(\Z""")
_USES: Final = (
    rb"(?<!\w)(?:[A-Za-z_]\w{0,20}\.)?NAME\s{0,4}(?:\+{1,2}|\.{1,2}|<>|&|\^)\s{0,4}(?:[\"'](?P<tail>[\w.\-]{3,300})[\"']|\$?(?:[A-Za-z_]\w{0,20}\.)?([A-Za-z_]\w{0,60}))"
    rb"|&NAME;&([A-Za-z_]\w{0,60});"
    rb"|\{NAME\}\}?\$?\{{1,2}([A-Za-z_]\w{0,60})"  # {A}{B}, ${A}${B}
    rb"|\$NAME\$([A-Za-z_]\w{0,60})"
    rb"|\$?\(NAME\)[$\\]\(([A-Za-z_]\w{0,60})\)"  # $(A)$(B), \(a)\(b)
    rb"|%NAME%%([A-Za-z_]\w{0,60})%"
    rb"|\{\{\s?\w{1,12}\.NAME\s?\}\}\$\{\{\s?\w{1,12}\.([A-Za-z_]\w{0,60})"
    rb"|(?:=|return)\s{0,4}NAME[ ]([A-Za-z_]\w{0,60})(?=[ ]{0,4}[; ])"  # C
    rb"|(?:^|\n)(?:export )?NAME\+=[\"']?(?P<added>[\w.\-]{3,300})"  # shell
    rb"|(?:\$NAME|[$#]?\{NAME\})(?P<rest>(?:(?<=\})|(?=[\"'.\-]))[\w.\-]{8,300})"
)
"""How a constant NAME and another are put together; the last group that took part names the other."""

_GROWS: Final = (
    rb"""(?<![\w.])\$?NAME\s{0,4}(?::?=\s{0,4}["']?(?:\$\{NAME\}|\$\(NAME\)|\$NAME(?!\w)|NAME\s{0,4}[+.&]{1,2})"""
    rb"""|\+=|\.=|<<)\s{0,4}["']{0,2}([\w.\-+/=]{1,300})"""
)
"""How a variable NAME gets longer."""

REACH: Final = 3_000
_BESIDE: Final = 64
_BEHIND: Final = 460
"""Bytes before and behind a name that say how it is used."""

_PUTS: Final = regex(rb"""\s{0,4}(?:[+.]=|<<|:?=\s{0,4}["']?())""")
"""What follows a name that is given more; after a plain ``=`` the name itself has to stand."""

_PUT_TOGETHER: Final = regex(rb"\s{0,4}[+.<&^]|;&|\s?\}|\$|\)[$\\]|%%|[ ][A-Za-z_]|[\"'\-]")
"""What follows a name where any of `_USES` holds."""

_QUOTES: Final = (b'"', b"'", b"`")
_ENDS: Final = (*_QUOTES, b"\n", b"\r", b";")
_FILLS: Final = (b"$", b"{", b"%", b"#")
_SEAMS: Final = frozenset(b"\"'`\\=\n\r{%$&])} \t\v\f<\xe2\xef\xc2\x1b")
"""The bytes that `_LISTED` begins with."""

_FAR: Final = frozenset(b"\\\n\r \t\v\f<")
"""Those of them behind which more is looked at than the lines that follow: escapes, blanks, elements."""

_BETWEEN: Final = regex(rb"[)\s;\\+*.&<>~|^/,\-%(@_]{0,300}")
_LINES: Final = 2
"""Lines behind that of a piece that are looked at with it wherever they change."""

_BACK: Final = 100
_ON: Final = 420
_NEAR: Final = 80
"""Bytes before and behind a piece that may say what it is joined to, and those that say whether it is text."""

_TOKEN: Final = regex(rb"[A-Za-z0-9_\-.]{0,260}")
_CHARACTERS: Final = regex(rb"[A-Za-z0-9_\-.+/=]{0,3000}")
_VARIABLE: Final = regex(rb"(?:\$\{|\{|%\(|#\{)\s?([A-Za-z_]\w{0,60})")
_ASSIGNED: Final = regex(rb"[\"'`]?\s{0,4}(?:=:?(?:\s?\w{1,20}\s?:)?|:)\s{0,4}(\w{0,60}[A-Za-z_])")
"""A name and what binds a value to it, from the value backwards: so its end is found at once."""

_DEFINED: Final = regex(rb"(?:\#define|<!ENTITY)[ \t]{1,8}([A-Za-z_]\w{0,60})[ \t]{1,8}[\"']\Z")
_LITERAL: Final = regex(
    rb"(?:\s{0,4}(?::\s?\w{1,20}\s?)?:?=\s{0,4}|:[ ]{1,4}|[ ]{1,8}(?=[\"']))[\"'`]?([^\"'`\s;]{3,300})"
)
_QUOTED: Final = regex(rb"""(["'])([^"'\n]{1,300})\1""")
_NAME: Final = regex(rb"[A-Za-z_]\w{0,60}")
_PLACES: Final = 8
_PIECES: Final = 16
_JOINTS: Final = (
    *(
        quote + re.escape(joint) + quote
        for quote in (b'"', b"'")
        for joint in (
            b"",
            b" ",
            b"+",
            b" + ",
            b",",
            b", ",
            b".",
            b" . ",
            b" .. ",
            b" & ",
            b" ^ ",
            b" <> ",
            b" || ",
            b" ++ ",
        )
    ),
    *(quote + joint + quote for quote in (b'"', b"'") for joint in (rb"(?: [+.\\])?\r?\n[ \t]*", rb"\r?\n[ \t]*[+.] ")),
    b"</w:t></w:r><w:r><w:t>",
)
"""What the gate for a prefix in pieces lets stand between them, as most programs are formatted."""


def pieces_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value that starts with *prefix* before *end* and is put together from pieces; nothing if it is whole."""
    start = end - len(prefix)
    token = _TOKEN.match(text, start)
    if token is None:
        return
    stop = token.end()
    if (zone := _zone(text, start, stop)) is not None:
        yield zone
    if (view := _measured(text, start, stop)) is not None:
        yield view
        return
    view = _filled(text, start, stop) if text[stop : stop + 1] in _FILLS else None
    if (view is None or not view.data) and stop - start < 32 and text[stop : stop + 1] in _ENDS:
        view = _summed(text, start, stop) or view
    if view is not None:
        if view.data:
            yield looked(stop)
        yield view
        if view.data:
            return
    if (seam := seam_at(text, start, stop)) is not None:
        joined = joined_at(text, start, stop, seam)
    elif text[stop : stop + 2].lstrip(b"\"'`")[:1] == b"\\":
        joined = _in_string(text, start, stop)
    else:
        return
    if joined is not None:
        yield joined


def _zone(text: bytes, start: int, stop: int) -> View | None:
    """Return how far `pieces_at` looks around the piece from *start* to *stop*; None where that is its line alone."""
    after = text[stop] if stop < len(text) else 0
    if after in _SEAMS and (
        after in _FAR
        or text[stop + 1 : stop + 2] == b"\\"
        or _LISTED.match(text, stop)
        or ((blank := _BETWEEN.match(text, stop + 1)) is not None and blank[0].count(b"\n") > _LINES)
    ):
        return View(b"", max(0, start - _BACK), stop + _ON, "")
    if start and 16 <= text[start - 1] <= stop - start + 2:  # it may be a length
        return View(b"", max(0, start - _NEAR), stop + _NEAR, "")
    return None


def proven_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what `pieces_at` does, and the words that follow put behind one another: a checksum tells which are one value.

    So a value stands in a list, over the lines of a table or a message.
    """
    any_found = False
    for view in pieces_at(text, end, prefix):
        any_found |= bool(view.data)
        yield view
    token = _TOKEN.match(text, end - len(prefix))
    if any_found or token is None or token.end() - token.start() >= _WHOLE:
        return
    joined, at = token[0], token.end()
    for _ in range(_FOLLOWING):
        seam = _LOOSE.match(text, at)
        piece = _WORD.match(text, seam.end()) if seam else None
        if piece is None or len(joined) > 2 * _WHOLE:
            return
        joined, at = joined + piece[0], piece.end()
        yield View(joined, token.start(), at, "concatenation", is_text=False)


def cut(prefix: bytes) -> bytes:
    """Return the expression for *prefix* in two pieces, cut anywhere: ``"gh" + "p_…"``; strings cost least."""
    return _cut(prefix, range(1, len(prefix)))


def parted(prefix: bytes) -> bytes:
    """Return the expression for *prefix* in two pieces, cut beside its marks where it has any: ``"sk_" + "live_…"``."""
    marks = [at for at in range(1, len(prefix)) if not prefix[at - 1 : at + 1].isalnum()]
    return _cut(prefix, marks or range(1, len(prefix)))


def _cut(prefix: bytes, places: Iterable[int]) -> bytes:
    halves = [(re.escape(prefix[:at]), re.escape(prefix[at:])) for at in places]
    return b"|".join(one + joint + other for one, other in halves for joint in _JOINTS)


@lru_cache(maxsize=256)
def _cut_in(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(cut(prefix))


def cut_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the value whose *prefix*, which ends before *end*, is in two pieces."""
    for found in _cut_in(prefix).finditer(text, max(0, end - 80), end):
        if found.end() == end:
            first = _TOKEN.match(text, found.start())
            stop = first.end() if first else end
            seam = seam_at(text, found.start(), stop)
            return None if seam is None else joined_at(text, found.start(), stop, seam)
    return None


def seam_at(text: bytes, start: int, stop: int) -> re.Pattern[bytes] | None:
    """Return what joins the piece from *start* to *stop* and those after it; None where nothing does."""
    if text.startswith(_FOLDS) and _FOLD.match(text, stop):
        return _FOLD
    if stop >= len(text) or text[stop] not in _SEAMS:
        return None
    if _LISTED.match(text, stop) is not None:  # what _SEAM matches this does too
        near = text[max(0, start - _BACK) : stop + 400]
        if any(word in near for word in _JOIN_WORDS) and _JOINS.search(text, max(0, start - _BACK), stop + 400):
            return _LISTED
        return _SEAM if _SEAM.match(text, stop) else None
    if text[stop : stop + 1].isspace() and text[max(0, start - 42) : start].rstrip()[-1:] in _OPENS:
        return _BLANKS if _WORDS.search(text, max(0, start - 60), start) else None
    return None


def _in_string(text: bytes, start: int, stop: int) -> View | None:
    """Return the code around *start* that stands in a string of JSON, where the value goes on in another piece of it."""
    ahead = _ESCAPED.sub(_plain, text[start : stop + _AHEAD])
    if seam_at(ahead, 0, stop - start) is None:
        return None
    low, high = max(0, start - _AHEAD), min(len(text), stop + REACH)
    return substituted(text, low, high, _ESCAPED, _plain, "escapes")


def _plain(found: re.Match[bytes]) -> bytes:
    return b"\n" if found[1] is None else _ESCAPES.get(found[1], found[1])


def joined_at(
    text: bytes, start: int, stop: int, seam: re.Pattern[bytes], piece: re.Pattern[bytes] = _CHARACTERS
) -> View | None:
    """Return the pieces that *seam* joins, each as *piece*, of which the first stands from *start* to *stop*."""
    low = max(text.rfind(b"\n", max(0, start - 100), start) + 1, start - 100, 0)
    high = _chain(text, stop, seam, piece)
    return substituted(text, low, high, seam, _kept, "concatenation", start, is_text=False)


def _chain(text: bytes, stop: int, seam: re.Pattern[bytes], characters: re.Pattern[bytes]) -> int:
    """Return where the last piece ends of those that seams join to the one which ends at *stop*, REACH away at most."""
    at = stop
    while at < stop + REACH and (joint := seam.match(text, at)) is not None:
        piece = characters.match(text, joint.end())
        at = piece.end() if piece else joint.end()
    return min(len(text), at + 2)


def _kept(found: re.Match[bytes]) -> bytes:
    """Return what of a seam belongs to the value: the string within a template's braces."""
    return found[1] or b""


def _measured(text: bytes, start: int, stop: int) -> View | None:
    """Return the value at *start* where the byte before it is its length and a neighbour reads as more of it.

    So strings stand in pickles, CBOR, MessagePack, protocol buffers, property lists and databases.
    """
    size = text[start - 1] if start else 0
    if text[max(0, start - 4) : start - 1] == b"\xff\xfe\0":  # a comment of JPEG, whose length counts itself
        size -= 2
    if size < 16 or start + size > stop or not (text[start - 1 : start].isalnum() or start + size < stop):
        return None
    if _CONTROL.search(text, max(0, start - 64), min(len(text), stop + 64)) is None:
        return None
    return View(text[start : start + size], start, start + size, "length-prefixed", is_text=False)


def replaced_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the string before *end* without the filler that ``.replace(filler, "")`` takes out."""
    for found in _REPLACED.finditer(text, max(0, end - 420), min(len(text), end + 40)):
        if found.end() >= end:
            return View(found[2].replace(found[4], b""), found.start(2), found.end(2), "concatenation")
    split = _SPLIT.search(text, max(0, end - 480), end)
    return None if split is None else View(split[2].replace(split[4], b""), *split.span(2), "concatenation")


def _filled(text: bytes, start: int, stop: int) -> View | None:
    """Return the value of which *start* to *stop* is the first part and a variable the rest: ``f"ghp_{rest}"``."""
    found = _VARIABLE.match(text, stop)
    if found is None:
        return None
    rest = _literal_of(text, found[1], stop)
    return looked(stop) if rest is None else View(text[start:stop] + rest, start, found.end(), "concatenation")


def looked(at: int) -> View:
    """Return the view that says only that all within ``REACH`` of *at* was looked at."""
    return View(b"", max(0, at - REACH), at + REACH, "")


def _summed(text: bytes, start: int, stop: int) -> View | None:
    """Return the value whose start is a constant of its own: ``P = "ghp_"``, ``R = "…"``, ``P + R``."""
    name = _name_before(text[max(0, start - _BACK) : start])
    if not name:
        return None
    use = _use(text, name, stop)
    grown = _grown(text, name, stop)
    if grown:
        return View(text[start:stop] + grown, start, stop, "concatenation", is_text=False)
    if use is None:
        return View(b"", max(0, start - _BACK), stop + REACH, "")
    rest = use["tail"] or use["added"] or use["rest"] or _all_of(text, use, name, stop)
    return looked(stop) if rest is None else View(text[start:stop] + rest, start, stop, "concatenation")


def _name_before(before: bytes) -> bytes:
    """Return the name that is given the value which *before* leads to, ``b""`` without one."""
    bare = before[:-1] if before[-1:] in _QUOTES else before
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


def _mentions(text: bytes, name: bytes, stop: int) -> Iterator[int]:
    """Yield where *name* stands as a word in the ``REACH`` bytes behind *stop*."""
    at = text.find(name, stop, stop + REACH)
    while at >= 0:
        end = at + len(name)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            yield at
        at = text.find(name, end, stop + REACH)


def _all_of(text: bytes, use: re.Match[bytes], name: bytes, stop: int) -> bytes | None:
    """Return the literals of the names that *use* puts behind *name*: one, and more where the same joins them on."""
    group = use.lastindex or 0
    joint = use.string[use.start() + use[0].index(name) + len(name) : use.start(group)]
    parts: list[bytes] = []
    other, at = use[group], use.end(group)
    while len(parts) < _PIECES and (literal := _literal_of(text, other, stop)) is not None:
        parts.append(literal)
        if not use.string.startswith(joint, at):
            return b"".join(parts)
        following = _NAME.match(use.string, at + len(joint))
        if following is None:
            last = _QUOTED.match(use.string, at + len(joint))
            return b"".join(parts) + (last[2] if last else b"")
        other, at = following[0], following.end()
    return None


def _literal_of(text: bytes, name: bytes, near: int) -> bytes | None:
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
