"""What a function named after a credential gives back, where its body stands on the lines below its head."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.ties import WORDS, bound_view
from keyproof.detect.decode.view import View, words_in
from keyproof.detect.names import words
from keyproof.patterns import regex

_HEAD: Final = r"""\w*[?!]?[ \t]*(?:[:=][ \t]*(?:async[ \t]*)?(?:function[ \t]*\*?[ \t]*)?)?\([^()\n"`;]*\)[^\n()"`;{}]*(?:[{:=>]|\n[ \t]*\{)[ \t\r]*\n[ \t]*"""
_NOTES: Final = r"""(?:(?://|/\*|#|--|\"{3})[^\n]*\n[ \t]*)?"""
"""One line: with more it would begin too far above to be told from memory (see `taller`)."""
_FIRST: Final = r"""(?:return[ \t(]+[bru@]?["'`]|(?:echo|printf)[ \t]+["']|"[^"\n]|'[^'\n]|`[^`\n]|<<"|(?:switch|match|when|case)[ (]|[^\n]*(?:getenv|environ|env[.:(\[]))"""
LOOK: Final = (
    rf"{WORDS}(?:{_HEAD}{_NOTES}{_FIRST}|\w*(?:\(\))?,[ ]do:[ ]?\"|"
    r"""\w*[ \t]*\{?[ \t\r]*\n[ \t]*(?:return )?["'][^"'\n]+["'];?[ \t\r]*\n[ \t]*(?:end|\}))"""
)
"""A head whose body begins, after a line that is said of it, with a literal or a look at the environment; or is one."""

REACH: Final = 1_600
_BACK: Final = 1_000
_LONGEST: Final = 60
_BODY: Final = 1_200
_WORD: Final = regex(WORDS.encode())
_NAME: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")
_REST: Final = regex(
    rb"""(?P<n>[\w$]{0,80})[?!]?[ \t]{0,4}(?:(?:[:=][ \t]{0,4}(?:async[ \t]{0,4})?(?:function[ \t]{0,4}\*?[ \t]{0,4})?)?"""
    rb"""\([^()\n"`;]{0,200}\)[^\n()"`;{}]{0,80}|(?:\(\))?,[ ]do|(?<=[ \t])[ \t]{0,4}|(?=\r?\n))(?:[{:=>]|\r?\n[ \t]{0,40}\{)?[ \t]{0,4}(?:\r?\n|(?<=do:)|(?=[ ]?"))"""
)
_WHICH: Final = regex(rb"(?:_(?:for|by|of|in)(?:_\w{1,40})?|(?:For|By|Of|In)(?:[A-Z]\w{0,40})?)\Z")
"""What a name says behind the thing itself: of which one it is (``tokenFor``, ``token_by_stage``)."""

_SKIPPED: Final = regex(
    rb"""(?s)\s{1,200}|(?://|\#(?![{!])|--)[^\n]{0,400}\n|/\*.{0,800}?\*/|\"\"\".{0,800}?\"\"\"|'''.{0,800}?'''|\{(?=\s)"""
)
"""What stands before the first statement: blanks, comments, a docstring, the bracket on a line of its own."""

_VALUE: Final = rb"""[bru@]{0,2}(?P<q>["'`])(?P<v>[^"'`\n\\$]{6,300})(?P=q)"""
_RETURN: Final = regex(
    rb"""(?:(?<![\w.])return[ \t(]{1,4}|(?:^|\n)[ \t]{0,40}(?:echo|printf)[ \t]{1,4}(?:-n[ ]|["']%s["'][ ])?)"""
    + _VALUE
    + rb"""(?:\.[a-z_]\w{1,14}\(\)|\)|[ ]as[ ]\w{1,20}){0,2};?[ \t]{0,4}(?=\r?\n|\Z|\}|\#|//)"""
)
_LAST: Final = regex(
    _VALUE + rb"""(?:\.[a-z_]\w{1,14}\(\))?;?[ \t]{0,4}(?=\s{0,40}(?:\}|end\b|\Z)|\r?\n(?:\r?\n|\S))"""
)
"""The value of a body that is one expression."""

_ENDS: Final = regex(rb"\n(?=\}|end\b|def |func |fn |class |@|public |export )")
_ASKS: Final = frozenset(
    "is has verify validate check hash compare mask redact strip test revoke delete remove list hide show describe".split()
)
"""First words of functions whose result is no credential."""


def returned_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the literal that the function returns whose head ends before *end*, as bound to the function's name."""
    for first, last in words_in(text, max(0, end - _BACK), end, _WORD):
        start = first
        while start > 0 and first - start < _LONGEST and text[start - 1] in _NAME:
            start -= 1
        head = _REST.match(text, last)
        if head is None:
            continue
        name = _WHICH.sub(b"", text[start : head.end("n")])
        if not _ASKS.isdisjoint(words(name.decode())[:1]):
            continue
        at = head.end()
        while (skipped := _SKIPPED.match(text, at)) is not None and skipped.end() - head.end() < _BODY:
            at = skipped.end()
        if text.count(b"\n", at, end) > 1:
            continue
        body = text[at : head.end() + _BODY]
        stop = _ENDS.search(body)
        body = body if stop is None else body[: stop.start() + 2]
        found = _LAST.match(body) or _RETURN.search(body)
        if found is not None:
            yield from bound_view(name, found["v"], at + found.start("v"), "returned")
