r"""What an expression of strings stands for, in any language: literals with all kinds of escapes, sums, statements that add, constants.

Only what a checksum decides is read so: much of it depends on a language that is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from keyproof.patterns import regex

REACH: Final = 3_000
"""Bytes on both sides in which a constant is looked for."""

_FAR: Final = 4_000
_LONGEST: Final = 300
_PIECES: Final = 400
DEEPEST: Final = 3
_PLACES: Final = 6
_NAMES: Final = 24
"""Bytes of one expression, of what it stands for; its pieces; constants within constants; places of a name; names in all."""

_WITHIN: Final = regex(
    rb"(?P<plain>(?:[A-Za-z0-9_.\-+/]|=(?!\r?\n))+)"
    rb"|(?P<gap>\\\r?\n\s{0,200}(?:\\(?=\\|[^\\xuUoN0-9\r\n]))?|\\&|\\z\s{0,200}|\$\\\r?\n[ \t]{0,200}|%\r?\n[ \t]{0,200}|=\r?\n"
    rb"|\\(?:allowbreak|discretionary|-)(?:(?:\{\}){1,3}|[ ])?|<wbr[ ]?/?>|<!--[^<>\n]{0,80}-->|\]\]>|<!\[CDATA\[)"
    rb"|\\{1,8}(?:x00(?P<wide>[0-9a-fA-F]{2})|x(?P<x>[0-9a-fA-F]{2})|u{1,4}(?P<u>[0-9a-fA-F]{4})|[ux]\{(?P<list>[0-9a-fA-F]{1,6}(?:[ ][0-9a-fA-F]{1,6}){0,40})\}"
    rb"|U(?P<U>[0-9a-fA-F]{8})|N\{U\+(?P<N>[0-9a-fA-F]{1,6})\}|o\{?(?P<o>[0-7]{2,3})\}?|(?P<d>[0-9]{2,3})|(?P<mark>[_\-]))"
    rb"|&(?:amp;)?\#(?:[xX](?P<hex>[0-9a-fA-F]{2,4})|(?P<dec>[0-9]{2,4}));"
    rb"|\$\{\s?[\"'](?P<inner>[\w.\-]{1,300})[\"']\s?\}"
    rb"|(?:\$\{\{?|\#\{|\$\(\$?|\{\{?[$\-]?|\\\()[ ]?\.?(?:[A-Za-z_]\w{0,20}\.){0,3}(?P<braced>[A-Za-z_]\w{0,60})[ ]?(?:\}{1,2}|\))|&(?P<entity>[A-Za-z_]\w{0,60});|\$(?P<dollar>[A-Za-z_]\w{0,60})|%(?P<percent>[A-Za-z_]\w{0,60})%"
)
"""What a literal holds: plain characters, what stands for nothing, escapes, names that something is put in for."""

_AS_IT_IS: Final = frozenset(("plain", "mark", "inner"))
_NAMED: Final = frozenset(("braced", "entity", "dollar", "percent"))
_SPACE: Final = rb"(?:\s{1,80}|\\\r?\n|_\r?\n|/\*[^*\n]{0,120}\*/|(?://|--[ ]|\#[ ])[^\n]{0,120}\n){0,6}"
_OPERATOR: Final = rb"(?:\+{1,2}|\.{1,2}|<>|<<|&(?:amp;)?|~|\^|\|\||\*|,)(?!=)"
_LEFT: Final = rb"[@$]{0,2}[A-Za-z_][\w.]{0,60}(?:(?:\[|->)[\"']?\w{1,40}[\"']?\]?)?"
_JOINT: Final = regex(
    rb"(?:[)\]>]|\.to_?[sS]tring\(\)|\.to_owned\(\)|\.into\(\)|[ ]){0,4}"
    + _SPACE
    + rb"(?:(?P<sign>"
    + _OPERATOR
    + rb")|(?P<more>;?\s{0,80}(?:"
    + _LEFT
    + rb"\s{0,4}(?:(?:\+|\.|<<|&|\|\||\^)=|<<)|(?P<left>"
    + _LEFT
    + rb")\s{0,4}:?=\s{0,4}(?P=left)\s{0,4}(?:\+{1,2}|\.{1,2}|<>|<<|&|~|\^|\|\|)|[@$]?[A-Za-z_][\w.]{0,40}(?:\.|->)(?:[aA]ppend|push_str|push|concat|add|[wW]rite(?:String)?|<<)\(|(?:str(?:l|n)?cat\(\s?\w{1,40},))))?"
    + _SPACE
)
"""What stands between two operands: a sign, or the head of a statement that adds one; nothing where they stand side by side."""

_OPENER: Final = regex(rb"(?:new[ ])?(?:[A-Za-z_][\w:.]{0,30})?\(\s{0,40}")
_CODE: Final = regex(
    rb"(?:(?:[cC]hr[Ww]?|CHRW?|[cC]har|CHAR)\$?\(\s?(?P<call>(?:0[xX]|&[hH])[0-9a-fA-F]{2}|\d{2,3})\s?\)|\[(?:char|Char)\]\s?(?P<cast>0[xX][0-9a-fA-F]{2}|\d{2,3})"
    rb"|\#(?P<hash>\$[0-9a-fA-F]{2}|\d{2,3})|(?P<item>0[xX][0-9a-fA-F]{2}|\d{2,3})(?=\s{0,4}[,>}\])])|[$?](?P<sign>[!-~])(?=\s{0,4}[,>}\])]))"
)
"""A character by its code, or by a sign before it."""

_RAW: Final = regex(
    rb"R\"(?P<delimiter>\w{0,16})\(|[rR](?P<hashes>\#{1,2})\"|(?P<plain>[rR@](?=[\"'])|~S(?=[(\[{\"/|])|%q(?=[(\[{|])|q(?=[(\[{|]))(?P<open>.)|(?P<bars>\{\|)|(?P<lines>\\\\)"
)
_STRING: Final = regex(
    rb"(?:u8|[bfLuUsc$+]{0,2})(?P<q>\"\"\"|'''|[\"'`])(?:\\\r?\n\s{0,80}|\r?\n(?=\S))?|(?:qq|~s|%Q)(?P<open>[(\[{|])"
)
_NAME: Final = regex(rb"[@$]?(?:[A-Za-z_]\w{0,30}(?:\.|::|->)){0,3}(?P<name>[A-Za-z_]\w{0,60})(?![\w(])")
_PLACE: Final = regex(rb"[@$]?(?P<name>[A-Za-z_]\w{0,60})\[(?P<place>\d{1,2})\]")
_BINDS_LIST: Final = regex(rb"(?:\s{0,4}:[^=\n]{1,30})?\s{0,4}:?=\s{0,4}[\w.<>\[\] ]{0,30}[\[({]")
_ITEM: Final = regex(rb"""\s{0,40}(?:,\s{0,80})?["'`]""")
_ITEMS: Final = 40
"""Literals of one list that are read."""

_ORDERED: Final = regex(rb"""(["'])((?:\{\d\}){2,9})\1(?:[ ]-f[ ]|\.format\()""")
_CLOSES: Final = {b"(": b")", b"[": b"]", b"{": b"}"}
_RAW_TEXT: Final = regex(rb"[A-Za-z0-9_.\-+/=]{0,300}")
_BINDS: Final = regex(
    rb"[\"']?\]?(?:\s{0,4}(?::[ ]?[\w<>&' ]{1,24})?(?::?=|=>|<-)\s{0,4}|:[ ]{1,4}|,\s?(?=[\"'])|[ \t]{1,8}(?=[\"'~]))(?:\((?=[\"'`]))?"
)
_QUOTES: Final = (b'"', b"'", b"`")


class Reader:
    """Reads one expression of *text*; ``value`` is what of it was read, ``at`` where it went on."""

    __slots__ = ("_base", "_closer", "_depth", "_names", "_stop", "_text", "at", "pieces", "value", "wanted")

    def __init__(
        self, text: bytes, at: int, base: int, depth: int = 0, names: dict[bytes, bytes | None] | None = None
    ) -> None:
        self._text, self.at, self._base, self._depth = text, at, base, depth
        self._stop = min(len(text), at + _FAR)
        self._closer = b""
        self._names: dict[bytes, bytes | None] = {} if names is None else names
        self.value = b""
        self.wanted = b""
        """What has to stand first: what begins otherwise is not read on."""
        self.pieces = 0
        """How many there were: literals, codes, constants."""

    def read(self, opened: bytes | None) -> Iterator[bytes]:
        """Yield what the expression stands for as far as a place where it may end; *opened* is the quote of the literal
        that it is read from the midst of (``b""``: any), None where it starts with an operand."""
        going = True
        if opened is not None:
            self._closer, self.pieces = opened, 1
            going = self._within()
        elif not self._operand():
            return
        while going and self.pieces < _PIECES and self._goes_on():
            joint = _JOINT.match(self._text, self.at)
            if joint is None:
                break
            beside = joint["sign"] is None and joint["more"] is None
            before, comma = self.value, joint["sign"] == b","
            if self._depth and (comma or joint["more"] is not None):
                break
            if beside and b"\n" in joint[0] and self._is_name(joint.end()):
                break  # another statement
            self.at = joint.end()
            self.pieces += 1
            going = self._operand()
            if len(self.value) - len(before) != 1 and (comma or joint["sign"] is None):
                yield before  # it may have ended there
        yield self.value

    def _goes_on(self) -> bool:
        size = len(self.value)
        return self.at < self._stop and size < _LONGEST and self.value[: len(self.wanted)] == self.wanted[:size]

    def _is_name(self, at: int) -> bool:
        return _NAME.match(self._text, at) is not None and not _begins(self._text, at)

    def _within(self) -> bool:
        """Read the literal to its end; return whether it has one."""
        while self._goes_on():
            found = _WITHIN.match(self._text, self.at)
            if found is None:
                break
            if not self._put(found):
                return False
            self.at = found.end()
        closer = self._closer or self._text[self.at : self.at + 1]
        if not self._text.startswith(closer, self.at) or (not self._closer and closer not in _QUOTES):
            return False
        self.at += len(closer)
        return True

    def _put(self, found: re.Match[bytes]) -> bool:
        """Put what *found* stands for at the end; return whether that is known."""
        kind = found.lastgroup or ""
        made: bytes | None
        if kind in _AS_IT_IS:
            made = found[kind]
        elif kind == "gap":
            made = b""
        elif kind in _NAMED:
            made = self._constant(found[kind])
        elif kind == "list":
            made = bytes(code for code in (int(one, 16) for one in found[kind].split()) if 32 < code < 127)
        else:
            made = _character(found[kind], self._base_of(kind))
        if made is None:
            return False
        self.value += made
        return True

    def _base_of(self, kind: str) -> int:
        return self._base if kind == "d" else 10 if kind == "dec" else 8 if kind == "o" else 16

    def _operand(self, opened: int = 0) -> bool:
        """Read one operand at ``at``; return whether there is one that is known."""
        text = self._text
        if (code := _CODE.match(text, self.at)) is not None:
            made = code["sign"] or _number(code["call"] or code["cast"] or code["hash"] or code["item"])
            self.value += made
            self.at = code.end()
            return made != b""
        if (raw := _RAW.match(text, self.at)) is not None:
            return self._raw(raw)
        if (form := _ORDERED.match(text, self.at)) is not None:
            return self._ordered(form)
        if (string := _STRING.match(text, self.at)) is not None:
            self._closer = string["q"] or _CLOSES.get(string["open"], string["open"])
            self.at = string.end()
            return self._within()
        if (known := self._known()) is not None:
            return known
        if text[self.at - 1 : self.at] in _QUOTES and text[self.at : self.at + 1].isalnum():
            self._closer = b""  # a shell's words have no sign between
            return self._within()
        if opened < 2 and (opener := _OPENER.match(text, self.at)) is not None:
            self.at = opener.end()
            return self._operand(opened + 1)
        return False

    def _known(self) -> bool | None:
        """Read the name, or the place in a list, at ``at``; return whether it is known, None where there is none."""
        name = _PLACE.match(self._text, self.at) or _NAME.match(self._text, self.at)
        if name is None:
            return None
        place = name.groupdict().get("place")
        known = self._constant(name["name"]) if place is None else self._item(name["name"], int(place))
        if known is None:
            return None if self._text[self.at - 1 : self.at] in _QUOTES else False
        self.value += known
        self.at = name.end()
        return True

    def _ordered(self, form: re.Match[bytes]) -> bool:
        """Read the literals behind *form*, a template of nothing but places, in the order of these."""
        items, self.at = literals(self._text, form.end(), self._base)
        places = [int(one) for one in re.findall(rb"\d", form[2])]
        self.value += b"".join(items[place][0] for place in places if place < len(items))
        return max(places) < len(items)

    def _item(self, name: bytes, place: int) -> bytes | None:
        """Return the literal at *place* of the list that *name* is set to."""
        low, high = max(0, self.at - REACH), min(len(self._text), self.at + REACH)
        for at in mentions(self._text, name, low, high):
            bound = _BINDS_LIST.match(self._text, at + len(name))
            items = [] if bound is None else literals(self._text, bound.end(), self._base)[0]
            if place < len(items):
                return items[place][0]
        return None

    def _raw(self, head: re.Match[bytes]) -> bool:
        """Read a literal without escapes that *head* begins."""
        if head["lines"]:
            closer = b"\n"
        elif head["bars"]:
            closer = b"|}"
        elif head["hashes"]:
            closer = b'"' + head["hashes"]
        elif head["open"]:
            closer = _CLOSES.get(head["open"], head["open"])
        else:
            closer = b")" + head["delimiter"] + b'"'
        found = _RAW_TEXT.match(self._text, head.end())
        end = found.end() if found is not None else head.end()
        if found is None or not self._text.startswith(closer, end):
            return False
        self.value += found[0]
        self.at = end + len(closer)
        return True

    def _constant(self, name: bytes) -> bytes | None:
        """Return what *name* is set to, near where it is read; None where that is not known."""
        if name not in self._names:
            self._names[name] = None  # until it is known: a name may be set to itself and more
            if self._depth < DEEPEST and len(self._names) <= _NAMES:
                self._names[name] = self._looked_up(name)
        return self._names[name]

    def _looked_up(self, name: bytes) -> bytes | None:
        low, high = max(0, self.at - REACH), min(len(self._text), self.at + REACH)
        for at in mentions(self._text, name, low, high):
            bound = _BINDS.match(self._text, at + len(name))
            if bound is None:
                continue
            opened = None if _begins(self._text, bound.end()) else b""
            reader = Reader(self._text, bound.end(), self._base, self._depth + 1, self._names)
            for _ in reader.read(opened):
                pass
            if reader.value:
                return reader.value
        return None


def literals(text: bytes, at: int, base: int) -> tuple[list[tuple[bytes, int]], int]:
    """Return the literals of the list that is opened before *at*, each with where it begins, and where the last ends."""
    items: list[tuple[bytes, int]] = []
    while len(items) < _ITEMS and (item := _ITEM.match(text, at)) is not None:
        reader = Reader(text, item.end() - 1, base, DEEPEST)
        if next(reader.read(None), None) is None:
            break
        items.append((reader.value, item.end()))
        at = reader.at
    return items, at


def _begins(text: bytes, at: int) -> bool:
    """Whether a literal or a code begins at *at*."""
    return any(one.match(text, at) is not None for one in (_STRING, _RAW, _CODE))


def mentions(text: bytes, name: bytes, low: int, high: int) -> Iterator[int]:
    """Yield the first places where *name* stands as a word in *text* from *low* to *high*."""
    at, count = text.find(name, low, high), 0
    while at >= 0 and count < _PLACES:
        end = at + len(name)
        if not _is_word(text[max(0, at - 1) : at]) and not _is_word(text[end : end + 1]):
            count += 1
            yield at
        at = text.find(name, end, high)


def _is_word(one: bytes) -> bool:
    return one.isalnum() or one == b"_"


@lru_cache(maxsize=2048)
def _character(digits: bytes, base: int) -> bytes | None:
    """Return the character of a value whose code *digits* are; None where there is none."""
    try:
        code = int(digits, base)
    except ValueError:
        return None
    return bytes((code,)) if 32 < code < 127 else None


def _number(raw: bytes) -> bytes:
    digits, base = (raw[2:], 16) if raw[1:2] in b"xXhH" else (raw[1:], 16) if raw[:1] == b"$" else (raw, 10)
    return _character(digits, base) or b""
