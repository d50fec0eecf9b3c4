"""A statement that goes on over lines as formatters wrap it, read as if it stood on one: the forms know that alone."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, NamedTuple

from keyproof.detect.following import CHAIN, TAG
from keyproof.patterns import regex

_OPENS: Final = ("(", "[", "|{", "| {", "${", "=", "||", "?", "?:", " or")
"""How a line ends on which a statement is under way."""

_ASKED: Final = regex(r"""[eE]nv\w{0,20}\([ \t]?["'`][\w.-]{1,60}["'`],\Z""")
"""The same, where a variable is asked for and what stands for it is on the next line."""

_ASKS: Final = regex(r"(?:\|\||\?\?|\?:|[ \t]or|=)[ \t\r]{0,40}\Z")
"""How a line ends that the next goes on with."""

_KEY: Final = regex(r"""[ \t]{0,80}["']?[\w.$-]{1,80}["']?[ \t]{0,2}:[ \t\r]{0,4}\Z""")
"""A line that is the key of a value on the next."""

_ITEM: Final = regex(r"""[ \t]{0,80}["'`]-{0,2}[\w.-]{1,80}["'`],[ \t\r]{0,4}\Z""")
"""A line that is a name in quotes, as an argument."""

_STEP: Final = regex(
    r"""(?P<turn>[ \t]{0,40}\r?\n[ \t]{0,200}(?:\r?\n[ \t]{0,200}){0,3})|"(?:[^"\\\n]|\\[^\n]){0,600}"|'(?:[^'\\\n]|\\[^\n]){0,600}'|`[^`\n]{0,600}`|(?P<open>[(\[{])|(?P<close>[)\]}])"""
)
_GOES_ON: Final = regex(r"\r?" + CHAIN.decode())
_QUOTES: Final = ('"', "'", "`")
_QUOTE: Final = regex("[\"'`]")
_CLOSES: Final = {"(": ")", "[": "]", "{": "}"}


class Folded(NamedTuple):
    """A text without some of its line ends."""

    text: str
    starts: list[int]
    """Where its pieces start, in order; the first is 0."""
    moved: list[int]
    """By piece, how far before its place in the whole text it is."""

    def back(self, at: int) -> int:
        """Return where the character *at* stands in the whole text."""
        return at + self.moved[bisect_right(self.starts, at) - 1]


def folded(text: str, end: int) -> Folded | None:
    """Return *text* with the statement on one line that is under way where a line of it ends, at *end*.

    What follows the statement is left out; up to that line nothing is moved. None where nothing is under way.
    """
    line = text[text.rfind("\n", 0, end) + 1 : end]
    bare = line.rstrip(" \t\r")
    last = bare[-1:]
    if _QUOTE.search(text, end) is None and last != ">":
        return None
    waits: list[str] = []
    tag = False
    if bare.endswith(_OPENS):
        waits += _CLOSES.get(last, "")
    elif last == "," and _ASKED.search(bare[-100:]) is not None:
        waits.append(")")
    elif (last == ":" and _KEY.match(line) is not None) or (last == "," and _ITEM.match(line) is not None):
        if text[end:].lstrip()[:1] not in _QUOTES:
            return None
    elif not _GOES_ON.match(text, end):
        tag = last == ">" and TAG.match(line.encode("utf-8", "surrogateescape")) is not None
        if not tag:
            return None
    made, starts, moved = [text[:end]], [0], [0]
    size, since, lines = end, end, 0
    for found in _STEP.finditer(text, end):
        if found.lastgroup == "open":
            waits.append(_CLOSES[found[0]])
        elif found.lastgroup == "close":
            waits = waits[:-1]
        elif found.lastgroup == "turn":
            piece = text[since : found.start()]
            made.append(piece)
            size += len(piece)
            since = found.end()
            goes_on = waits or (tag and "</" not in piece) or _ASKS.search(piece[-48:])
            if lines and not goes_on and not _GOES_ON.match(text, text.rfind("\n", 0, since)):
                break
            lines += 1
            before, after = (made[-1] or made[0]).rstrip()[-1:], text[since : since + 1]
            joint = "" if before in "([{>" or after in ")]}.<" else " "
            made.append(joint)
            size += len(joint)
            starts.append(size)
            moved.append(since - size)
    else:
        made.append(text[since:].rstrip())
    return Folded("".join(made), starts, moved)
