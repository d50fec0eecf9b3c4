"""Strings written in pieces: concatenation, adjacent literals, joins, line continuation, formatting, split markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Final

from keyproof.detect.decode import mixed, sums, templates
from keyproof.detect.decode.view import View, substituted
from keyproof.patterns import regex

_TAGS: Final = rb"(?:(?=\s{0,20}[<&])(?:\s{0,20}(?:<[^<>]{1,200}>|&quot;|&#3[49];|\+(?=\s{0,20}[<&]))){1,16})"
"""Elements, with the quotes and the sign that they show."""

_NOTE: Final = rb"(?:/\*[^*\n]{0,120}\*/\s{0,40}|(?://|\#)[^\n]{0,120}\n\s{0,80})"
_LINE_HEAD: Final = rb"[ \t]{0,8}\r?\n[ \t]{0,12}(?:[+\->]|\d{1,6}[:|.]?(?=[ \t]))[ \t]{0,80}"
"""What stands before a line in a patch, a quotation or a listing."""

_QUOTE: Final = rb"[\"'`]"
_OTHERS: Final = (
    rb"|\\\r?\n[ \t]{0,80}\\?"  # a line that goes on
    rb"|[\"']\s{0,80}\.(?:ascii|asciz|string)\s{1,8}[\"']"
    rb"|=\r?\n"  # quoted-printable
    rb"|(?:\{\w{0,10}\}|%s|\$\{\w{0,10}\})[\"'`](?:\.format\(|\s?%\s?\(?\s?|,\s?)[\"'`]"  # "a{}".format("b")
    rb"|\\allowbreak(?:\{\}|[ ])|\"\}[\]}]{0,6}[^\n]{0,120}\r?\n(?:\r?\n)?(?:event:[^\n]{0,60}\n)?data:[ ]?\{[^\n]{0,300}?\"(?:delta|content|text|token|completion|partial_json)\":[ ]?\""  # a stream of events
    rb"|\\-|<br[ ]?/?>\s{0,8}"
    rb"|[\"']\)\s{0,4};\s{0,40}str(?:l|n)?cat\(\s?\w{1,40},\s?[\"']"
    rb"|" + _TAGS + rb"|[{}]{1,2}\\[a-z]{1,12}-?\d{0,5}[ ]"  # markup, RTF
    rb"|\)\s{0,4}-?\d{0,5}(?:\.\d{1,5})?\s{0,4}\("  # PDF
    rb"|\]\]>\s{0,8}<!\[CDATA\["
    rb"|\$\{\s?[\"']([\w.\-]{1,300})[\"']\s?\}"  # `a${"b"}`
    rb"|\$\{\s?(?:''|\"\"|``)\s?\}"  # nothing is put in
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
        rb"\"{2}\s{0,4}&\s{0,4}\"{2}|"  # a formula within a table's quotes
        + _QUOTE
        + rb"\)?\s{0,80}(?:\\\s{0,40})?(?:"
        + _NOTE
        + rb"){0,2}(?:(?:"
        + joints
        + rb")?(?:\s{0,80}|"
        + _LINE_HEAD
        + rb")(?:"
        + _NOTE
        + rb"){0,2}(?:\(|@|[bfru]{1,2})?)"
        + _QUOTE
        + _OTHERS
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
_ENDS: Final = (*sums.QUOTES, b"\n", b"\r", b";")
_GOES_ON: Final = (*sums.QUOTES, *(bytes((one,)) for one in b"\\$%<&]}|)#{;\n\r"))
"""What follows the first part of an expression of strings."""

_FILLS: Final = (b"$", b"{", b"%", b"#")
_SEAMS: Final = frozenset(b"\"'`\\=\n\r{%$&])} \t\v\f<\xe2\xef\xc2\x1b")
"""The bytes that `_LISTED` begins with."""

_FAR: Final = frozenset(b"\\\n\r \t\v\f<")
"""Those of them behind which more is looked at than the lines that follow: escapes, blanks, elements."""

_BETWEEN: Final = regex(rb"[)\s;\\+*.&<>~|^/,\-%(@_]{0,300}")
_LINES: Final = 2
"""Lines behind that of a piece that are looked at with it wherever they change."""

_ON: Final = 420
_NEAR: Final = 80
"""Bytes before and behind a piece that may say what it is joined to, and those that say whether it is text."""

_TOKEN: Final = regex(rb"[A-Za-z0-9_\-.]{0,260}")
_CHARACTERS: Final = regex(rb"[A-Za-z0-9_\-.+/=]{0,3000}")
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
    if (
        text[stop : stop + 1] in sums.QUOTES
        and (whole := templates.ordered(text, start, partial(_constant, text, stop))) is not None
    ):
        yield sums.looked(stop)
        yield View(whole, start, stop, "concatenation", is_text=False)
        return
    view = sums.filled(text, start, stop) if text[stop : stop + 1] in _FILLS else None
    if (view is None or not view.data) and stop - start < 80 and text[stop : stop + 1] in _ENDS:
        view = sums.summed(text, start, stop) or view
    if view is not None:
        if view.data:
            yield sums.looked(stop)
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


def _constant(text: bytes, near: int, name: bytes) -> bytes | None:
    """Return what *name* is set to."""
    return sums.literal_of(text, name, near)


def _zone(text: bytes, start: int, stop: int) -> View | None:
    """Return how far `pieces_at` looks around the piece from *start* to *stop*; None where that is its line alone."""
    after = text[stop] if stop < len(text) else 0
    if after in _SEAMS and (
        after in _FAR
        or text[stop + 1 : stop + 2] == b"\\"
        or _LISTED.match(text, stop)
        or ((blank := _BETWEEN.match(text, stop + 1)) is not None and blank[0].count(b"\n") > _LINES)
    ):
        return View(b"", max(0, start - sums.BACK), stop + _ON, "")
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
    if token is None or token.end() - token.start() >= _WHOLE:
        return
    if text[token.end() : token.end() + 1] in _GOES_ON:
        yield View(b"", token.start() - mixed.FAR, token.end() + mixed.FAR, mixed.LOOKED)
        yield from mixed.strung(text, *token.span(), prefix)
    if any_found:
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
        low = max(0, start - sums.BACK)
        if _joins(text[max(0, low - 1) : stop + 400], min(low, 1)):
            return _LISTED
        return _SEAM if _SEAM.match(text, stop) else None
    if text[stop : stop + 1].isspace() and text[max(0, start - 42) : start].rstrip()[-1:] in _OPENS:
        return _BLANKS if _WORDS.search(text, max(0, start - 60), start) else None
    return None


@lru_cache(maxsize=4096)
def _joins(near: bytes, since: int) -> bool:
    """Whether a call that joins stands in *near* from *since* on; remembered, as versions hold the same."""
    return any(word in near for word in _JOIN_WORDS) and _JOINS.search(near, since) is not None


def _in_string(text: bytes, start: int, stop: int) -> View | None:
    """Return the code around *start* that stands in a string of JSON, where the value goes on in another piece of it."""
    ahead = _ESCAPED.sub(_plain, text[start : stop + _AHEAD])
    if seam_at(ahead, 0, stop - start) is None:
        return None
    low, high = max(0, start - _AHEAD), min(len(text), stop + sums.REACH)
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
    """Return where the last piece ends of those that seams join to the one which ends at *stop*, ``sums.REACH`` away at most."""
    at = stop
    while at < stop + sums.REACH and (joint := seam.match(text, at)) is not None:
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
    if size & 1 == 0 and start + size > stop >= start + (size >> 1) >= start + 16:  # Avro counts in twos
        size >>= 1
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
